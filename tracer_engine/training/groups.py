"""Which rows belong together and must never straddle a fold: copies, and households or accounts when told."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tracer_engine.types.plan import Plan
from tracer_engine.types.table import Table

# Where so few different rows are possible, equal rows are different customers, not copies of one.
POSSIBLE_ROWS_PER_ROW = 100


def row_groups(table: Table, plan: Plan, rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], int]:
    """The group of each of `rows`, and how many of them repeat an earlier one (in all learned columns)."""
    frame = table.frame[rows.tolist()]
    labels: list[NDArray[np.int64]] = []
    copies = 0
    names = [name for name in plan.features if name in frame.columns]
    # (A logarithm: thousands of columns make more different rows possible than a number can hold.)
    possible = sum(math.log(max(1, frame[name].n_unique())) for name in names)
    if names and possible >= math.log(POSSIBLE_ROWS_PER_ROW * max(1, len(rows))):
        same = frame.select(pl.struct(names).rank("dense").alias("same"))["same"].to_numpy().astype(np.int64)
        copies = len(rows) - len(np.unique(same))
        labels.append(same)
    if plan.group is not None:
        cells = frame[plan.group].str.strip_chars()
        # A blank group is nobody's: each such row stands alone.
        alone = pl.Series([f"\x00{i}" for i in range(len(rows))])
        named = pl.select(pl.when(cells == "").then(alone).otherwise(cells)).to_series()
        labels.append(named.rank("dense").to_numpy().astype(np.int64))
    if not labels:
        return np.arange(len(rows), dtype=np.int64), 0
    if len(labels) == 1:
        return labels[0], copies
    return _joined(labels[0], labels[1]), copies


def _joined(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Groups in which rows that share either label are together."""
    rows = len(first)
    _, a = np.unique(first, return_inverse=True)
    _, b = np.unique(second, return_inverse=True)
    nodes = np.arange(rows)
    size = rows + a.max() + b.max() + 2
    links = coo_array(
        (np.ones(2 * rows), (np.tile(nodes, 2), np.concatenate([rows + a, rows + a.max() + 1 + b]))), shape=(size, size)
    )
    return np.asarray(connected_components(links, directed=False)[1][:rows], dtype=np.int64)
