"""One pass over every column: missing and distinct cells, ranges, most frequent values, a histogram."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.ingest import missing_mask, to_days, to_numbers
from tracer_engine.ingest.kinds import count_cells
from tracer_engine.progress import Progress, Step, silent
from tracer_engine.types.counted import ColumnCounts
from tracer_engine.types.profile import ColumnProfile
from tracer_engine.types.table import Column, Table

TOP_VALUES = 12
MOST_KEPT_CELLS = 4_000_000
"""Numbers of a table with more cells than this (32 MB of them) are made anew for everyone who asks."""
BINS = 20


def number_text(value: float) -> str:
    """A number as it is written in a sentence: 7,043 and 0.25, whole numbers in full, others to five digits."""
    return f"{value:,.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:,.5g}"


def to_values(cells: pl.Series, column: Column) -> pl.Series | None:
    """Cells of a number column as numbers, of a date column as days since 1970-01-01; None for other columns."""
    if column.kind == "date" and column.date_format is not None:
        return to_days(cells, date_format=column.date_format, tokens=column.missing_tokens)
    if column.kind == "number":
        return to_numbers(cells, decimal=column.decimal, tokens=column.missing_tokens)
    return None


def values_of(table: Table, column: Column) -> pl.Series | None:
    """A number column as numbers, a date column as days since 1970-01-01 (null: missing); None for others."""
    kept = table.kept_values.get(column.name)
    if kept is not None:
        return kept
    values = to_values(table.frame[column.name], column)
    if values is None:
        return None
    if table.frame.height * table.frame.width <= MOST_KEPT_CELLS:
        table.kept_values[column.name] = values
    return values


def counts_of(table: Table, column: Column) -> ColumnCounts:
    """The different cells of a column with how often each occurs, over all rows of the file."""
    counted = table.counted.get(column.name)
    # What is not exact will do only where the cells themselves are not at hand.
    if counted is not None and (counted.exact or table.whole is not None):
        return counted
    return ColumnCounts(counts=count_cells(table.frame[column.name]))


def counted_values(table: Table, column: Column) -> CountedValues:
    """The different values of a column, made from text once each, with how often each occurs."""
    counted = counts_of(table, column)
    present = counted.counts.filter(~missing_mask(counted.counts["cell"], column.missing_tokens))
    numbers = to_values(present["cell"], column)
    if numbers is not None:
        present = present.with_columns(numbers.alias("number"))
    return CountedValues(counted=counted, present=present)


@dataclass(frozen=True, kw_only=True, eq=False)
class CountedValues:
    """The cells of a column that are not missing: `present` has `cell`, `n`, and `number` where it holds such."""

    counted: ColumnCounts
    present: pl.DataFrame

    def numbers(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The different numbers (or days), rising, and how often each occurs; both empty for texts."""
        if "number" not in self.present.columns:
            return np.zeros(0), np.zeros(0, dtype=np.int64)
        known = self.present.filter(pl.col("number").is_not_null()).group_by("number").agg(pl.col("n").sum())
        known = known.sort("number")
        return known["number"].to_numpy(), known["n"].to_numpy().astype(np.int64)


def profile_columns(table: Table, progress: Progress = silent) -> tuple[ColumnProfile, ...]:
    """What every column of `table` is like, in table order and over all rows of its file.

    Steps of stage "profile" go to `progress`, one a column; fractions are shares of this job.
    """
    profiles = []
    for position, column in enumerate(table.columns):
        profiles.append(_profile_column(table, column))
        progress(Step(stage="profile", fraction=(position + 1) / len(table.columns), text=column.name))
    return tuple(profiles)


def _profile_column(table: Table, column: Column) -> ColumnProfile:
    found = counted_values(table, column)
    counted = found.counted
    top = _top(found.present)
    distinct = found.present.height if counted.distinct is None else counted.distinct
    values, weights = found.numbers()
    filled = int(weights.sum()) if "number" in found.present.columns else int(found.present["n"].sum())
    plain = ColumnProfile(
        name=column.name,
        kind=column.kind,
        missing=table.file_rows - filled,
        distinct=distinct,
        top=top,
        approximate=not counted.exact,
    )
    if "number" not in found.present.columns:
        return plain
    if not filled:
        return replace(plain, distinct=0)
    low, median, high = (_quantile(values, weights, share) for share in (0.25, 0.5, 0.75))
    return replace(
        plain,
        minimum=float(values[0]) if counted.minimum is None else counted.minimum,
        maximum=float(values[-1]) if counted.maximum is None else counted.maximum,
        mean=float(np.average(values, weights=weights)) if counted.mean is None else counted.mean,
        median=median,
        quartiles=(low, high),
        histogram=_histogram(values, weights),
    )


def _top(present: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """The most frequent cell texts with their counts; ties in the order of the alphabet."""
    best = present.select("cell", "n").top_k(TOP_VALUES, by=["n", "cell"], reverse=[False, True])
    best = best.sort(["n", "cell"], descending=[True, False])
    return tuple((str(cell), int(count)) for cell, count in best.iter_rows())


def _quantile(values: NDArray[np.float64], weights: NDArray[np.int64], share: float) -> float:
    """The quantile of rising `values`, each occurring so often; between two of them by the straight line."""
    ends = np.cumsum(weights)
    place = share * (int(ends[-1]) - 1)
    below = values[np.searchsorted(ends, int(place), side="right")]
    above = values[np.searchsorted(ends, min(int(place) + 1, int(ends[-1]) - 1), side="right")]
    return float(below + (above - below) * (place - int(place)))


def _histogram(values: NDArray[np.float64], weights: NDArray[np.int64]) -> tuple[tuple[float, float, int], ...]:
    """(low, high, rows) of equally wide bins; the last one includes its upper end."""
    low, high = float(values[0]), float(values[-1])
    if low == high or not np.isfinite(high - low):
        return ((low, high, int(weights.sum())),)
    counts, edges = np.histogram(values, bins=BINS, range=(low, high), weights=weights)
    return tuple((float(edges[i]), float(edges[i + 1]), int(n)) for i, n in enumerate(counts))
