"""How much a single column tells about the target, measured honestly: on rows its rates were not made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.ingest import missing_mask
from tracer_engine.profiling.columns import number_text, values_of
from tracer_engine.types.table import Column, Table

FOLDS = 5
BINS = 40
_PRIOR_ROWS = 4.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """A column made ready to be measured: for every row a level (0 is missing), and the numbers where it has them."""

    codes: Ints
    levels: tuple[str, ...]
    numbers: Floats | None

    @property
    def filled(self) -> Flags:
        """Which rows hold a value."""
        filled: Flags = self.codes > 0
        return filled


@dataclass(frozen=True, kw_only=True)
class Power:
    """What one column tells about the target.

    `auc` is the ROC AUC of the column's own rates, every row judged by the rates of other folds. `blank_auc` is
    that of blank against filled alone. `right` is the share of rows told right by the majority of their level.
    """

    auc: float
    blank_auc: float
    right: float
    filled_positive: float
    filled_negative: float
    filled_rows: int
    blank_rows: int


def cells_of(table: Table, column: Column) -> Cells:
    """The cells of `column` as levels: numbers and dates in bins of about equal size, texts as they are.

    Padding and case of texts are put aside.
    """
    cells = table.frame[column.name]
    numbers = values_of(table, column)
    if numbers is not None:
        values = numbers.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        return Cells(codes=_binned(values), levels=(), numbers=values)
    texts = cells.str.strip_chars().str.to_lowercase()
    texts = texts.set(missing_mask(cells, column.missing_tokens), None)
    levels = texts.drop_nulls().unique().sort()
    codes = texts.cast(pl.Enum(levels)).to_physical().cast(pl.Int64) + 1
    shown = tuple(levels.to_list()) if column.distinct <= 1000 else ()
    return Cells(codes=codes.fill_null(0).to_numpy(), levels=shown, numbers=None)


def _binned(values: Floats) -> Ints:
    """Bin 1.. of about equal size for every number, 0 for nan; few distinct numbers keep a bin each."""
    present = values[~np.isnan(values)]
    codes = np.zeros(len(values), dtype=np.int64)
    if len(present) == 0:
        return codes
    sample = present if len(present) <= 20_000 else present[:: len(present) // 20_000 + 1]
    edges = np.unique(sample)
    if len(edges) > BINS:
        edges = np.unique(np.quantile(sample, np.linspace(0, 1, BINS + 1)[1:], method="lower"))
    filled = ~np.isnan(values)
    codes[filled] = np.searchsorted(edges, values[filled], side="left") + 1
    return codes


def power_of(cells: Cells, positive: Flags, folds: Ints) -> Power:
    """What `cells` tell about `positive` (no nulls in it); `folds` holds 0..FOLDS-1 for every row."""
    levels = int(cells.codes.max()) + 1
    cell = cells.codes * FOLDS + folds
    size = np.bincount(cell, minlength=levels * FOLDS).reshape(levels, FOLDS).astype(np.float64)
    hits = np.bincount(cell[positive], minlength=levels * FOLDS).reshape(levels, FOLDS).astype(np.float64)
    base = float(positive.mean())
    rate = (hits.sum(1, keepdims=True) - hits + _PRIOR_ROWS * base) / (size.sum(1, keepdims=True) - size + _PRIOR_ROWS)
    filled = cells.filled
    positives, negatives = int(positive.sum()), int((~positive).sum())
    filled_positive = float(filled[positive].sum() / max(1, positives))
    filled_negative = float(filled[~positive].sum() / max(1, negatives))
    blank_auc = 0.5 + 0.5 * abs(filled_positive - filled_negative)
    # The majority of a level's other folds speaks for each row, so that levels of one row tell nothing.
    says = rate > 0.5
    right = float(np.where(says, hits, size - hits).sum() / max(1, len(positive)))
    return Power(
        auc=weighted_auc(rate.ravel(), hits.ravel(), (size - hits).ravel()),
        blank_auc=blank_auc,
        right=right,
        filled_positive=filled_positive,
        filled_negative=filled_negative,
        filled_rows=int(filled.sum()),
        blank_rows=int((~filled).sum()),
    )


def weighted_auc(scores: Floats, positives: Floats, negatives: Floats) -> float:
    """ROC AUC of groups of rows, each with one score and a number of positives and negatives; ties count half."""
    order = np.argsort(scores, kind="stable")
    distinct, group = np.unique(scores[order].round(12), return_inverse=True)
    up = np.bincount(group, weights=positives[order], minlength=len(distinct))
    down = np.bincount(group, weights=negatives[order], minlength=len(distinct))
    if up.sum() == 0 or down.sum() == 0:
        return 0.5
    below = np.cumsum(down) - down
    return float((up * (below + 0.5 * down)).sum() / (up.sum() * down.sum()))


def best_cut(numbers: Floats, positive: Flags) -> float:
    """The share of rows told right by the best single cut through `numbers`; missing ones go with their majority."""
    filled = ~np.isnan(numbers)
    values, hit = numbers[filled], positive[filled].astype(np.int64)
    blank_hits, blanks = int(positive[~filled].sum()), int((~filled).sum())
    order = np.argsort(values, kind="stable")
    below = np.concatenate([[0], np.cumsum(hit[order])])
    rows = np.arange(len(values) + 1)
    sorted_values = values[order]
    cuts = np.concatenate([[True], sorted_values[1:] != sorted_values[:-1], [True]])
    # Right when all below the cut are negative and all above positive, or the other way round.
    rising = (rows - below) + (below[-1] - below)
    best = np.maximum(rising, len(values) - rising)[cuts]
    return float(best.max() + max(blank_hits, blanks - blank_hits)) / max(1, len(positive))


def random_folds(frame: pl.DataFrame, group: str | None = None) -> Ints:
    """A fold (0..FOLDS-1) for every row of `frame`, the same ones every time.

    Rows with the same cell in the column `group` share a fold, so that no customer is judged by the own other rows.
    """
    folds: Ints = np.random.default_rng(20_260_101).permutation(np.arange(frame.height) % FOLDS)
    if group is None:
        return folds
    rows = frame.select(pl.col(group).alias("group"), pl.Series("row", np.arange(frame.height)))
    first = rows.select(pl.col("row").min().over("group")).to_series().to_numpy()
    shared: Ints = folds[first]
    return shared


@dataclass(frozen=True, kw_only=True)
class PurePart:
    """Part of a column in which (nearly) every row is positive: a level, or all numbers from one end up to a limit."""

    text: str
    rows: int
    positives: int


def pure_part(cells: Cells, positive: Flags, purity: float) -> PurePart | None:
    """The part of a column with the most positives among those that are at least `purity` positive."""
    if cells.numbers is not None:
        return _pure_tail(cells.numbers, positive, purity)
    size = np.bincount(cells.codes)
    hits = np.bincount(cells.codes[positive], minlength=len(size))
    pure = (hits >= purity * size) & (size >= 20)
    pure[0] = False
    if not pure.any():
        return None
    best = int(np.argmax(np.where(pure, hits, -1)))
    text = f"is {cells.levels[best - 1]!r}" if best - 1 < len(cells.levels) else "has one value"
    return PurePart(text=text, rows=int(size[best]), positives=int(hits[best]))


def _pure_tail(numbers: Floats, positive: Flags, purity: float) -> PurePart | None:
    filled = ~np.isnan(numbers)
    values, hit = numbers[filled], positive[filled].astype(np.int64)
    if len(values) < 20:
        return None
    order = np.argsort(values, kind="stable")
    best: PurePart | None = None
    for sign, word in ((1, "at most"), (-1, "at least")):
        sorted_values, sorted_hits = values[order][::sign], hit[order][::sign]
        rows, hits = np.arange(1, len(values) + 1), np.cumsum(sorted_hits)
        ends = np.append(sorted_values[1:] != sorted_values[:-1], True)
        good = np.flatnonzero(ends & (hits >= purity * rows) & (rows >= 20))
        if len(good) and (best is None or hits[good[-1]] > best.positives):
            last = int(good[-1])
            text = f"is {word} {number_text(sorted_values[last])}"
            best = PurePart(text=text, rows=int(rows[last]), positives=int(hits[last]))
    return best
