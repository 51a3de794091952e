"""One pass over every column: missing and distinct cells, ranges, most frequent values, a histogram."""

from __future__ import annotations

import numpy as np
import polars as pl

from tracer_engine.ingest import missing_mask, to_days, to_numbers
from tracer_engine.progress import Progress, Step, silent
from tracer_engine.types.profile import ColumnProfile
from tracer_engine.types.table import Column, Table

TOP_VALUES = 12
MOST_KEPT_CELLS = 4_000_000
"""Numbers of a table with more cells than this (32 MB of them) are made anew for everyone who asks."""
BINS = 20


def number_text(value: float) -> str:
    """A number as it is written in a sentence: 7,043 and 0.25, whole numbers in full, others to five digits."""
    return f"{value:,.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:,.5g}"


def values_of(table: Table, column: Column) -> pl.Series | None:
    """A number column as numbers, a date column as days since 1970-01-01 (null: missing); None for others."""
    kept = table.kept_values.get(column.name)
    if kept is not None:
        return kept
    cells = table.frame[column.name]
    if column.kind == "date" and column.date_format is not None:
        values = to_days(cells, date_format=column.date_format, tokens=column.missing_tokens)
    elif column.kind == "number":
        values = to_numbers(cells, decimal=column.decimal, tokens=column.missing_tokens)
    else:
        return None
    if table.frame.height * table.frame.width <= MOST_KEPT_CELLS:
        table.kept_values[column.name] = values
    return values


def profile_columns(table: Table, progress: Progress = silent) -> tuple[ColumnProfile, ...]:
    """What every column of `table` is like, in table order.

    Steps of stage "profile" go to `progress`, one a column; fractions are shares of this job.
    """
    profiles = []
    for position, column in enumerate(table.columns):
        profiles.append(_profile_column(table, column))
        progress(Step(stage="profile", fraction=(position + 1) / len(table.columns), text=column.name))
    return tuple(profiles)


def _profile_column(table: Table, column: Column) -> ColumnProfile:
    cells = table.frame[column.name]
    present = cells.filter(~missing_mask(cells, column.missing_tokens)).alias("value")
    counts = present.value_counts(name="count")
    top = _top(counts)
    distinct = counts.height
    numbers = values_of(table, column)
    if numbers is None:
        return ColumnProfile(
            name=column.name, kind=column.kind, missing=table.rows - len(present), distinct=distinct, top=top
        )
    values = numbers.drop_nulls().to_numpy()
    missing = table.rows - len(values)
    if len(values) == 0:
        return ColumnProfile(name=column.name, kind=column.kind, missing=missing, distinct=0, top=top)
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75])
    return ColumnProfile(
        name=column.name,
        kind=column.kind,
        missing=missing,
        distinct=distinct,
        minimum=float(values.min()),
        maximum=float(values.max()),
        mean=float(values.mean()),
        median=float(median),
        quartiles=(float(low), float(high)),
        top=top,
        histogram=_histogram(values),
    )


def _top(counts: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """The most frequent cell texts with their counts; ties in the order of the alphabet."""
    best = counts.top_k(TOP_VALUES, by=["count", "value"], reverse=[False, True])
    best = best.sort(["count", "value"], descending=[True, False])
    return tuple((str(value), int(count)) for value, count in best.iter_rows())


def _histogram(values: np.ndarray) -> tuple[tuple[float, float, int], ...]:
    """(low, high, rows) of equally wide bins; the last one includes its upper end."""
    low, high = float(values.min()), float(values.max())
    if low == high or not np.isfinite(high - low):
        return ((low, high, len(values)),)
    counts, edges = np.histogram(values, bins=BINS, range=(low, high))
    return tuple((float(edges[i]), float(edges[i + 1]), int(n)) for i, n in enumerate(counts))
