"""The table as Tracer understood it, as a plain CSV file."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from tracer_engine.durable_files import durable_writer
from tracer_engine.ingest.values import plain_dates, plain_numbers
from tracer_engine.progress import Progress, Step
from tracer_engine.types.table import Column, Table

ROWS_A_STEP = 100_000


def write_clean(table: Table, out: Path, *, as_written: bool = False, progress: Progress) -> list[str]:
    """Write the header and every kept row, numbers and dates in their plain form; the other cells as they stood.

    A number has a decimal point and no other mark (1234.50), a date is written 2024-01-31, with a time of day behind it
    where it has one. With `as_written` these keep their text, too. Returns a sentence for each column so changed.
    Raises StorageError.
    """
    frame, notes = (table.frame, []) if as_written else _plain(table)
    with durable_writer(out) as file:
        for start in range(0, max(1, frame.height), ROWS_A_STEP):
            rows, part = frame.slice(start, ROWS_A_STEP), io.BytesIO()
            if frame.width > 1:  # blank cells stand without quotes; a row of one keeps them, else it were no row
                rows = rows.select(pl.when(pl.all() != "").then(pl.all()))
            rows.write_csv(part, include_header=start == 0)
            file.write(part.getbuffer())
            progress(Step(stage="write", fraction=start / max(1, table.rows), text=f"Writing {out.name}"))
    return notes


def _plain(table: Table) -> tuple[pl.DataFrame, list[str]]:
    """The cells as they are written, and what was changed in which column."""
    notes, changed = [], []
    for column in table.columns:
        cells = table.frame[column.name]
        plain = _plain_cells(cells, column)
        other = (plain != cells).arg_true()
        if len(other):
            changed.append(plain)
            first = int(other[0])
            values = "1 value was" if len(other) == 1 else f"{len(other):,} values were"
            notes.append(f"In {column.name!r} {values} written plainly, such as {cells[first]!r} as {plain[first]}.")
    return table.frame.with_columns(changed), notes


def _plain_cells(cells: pl.Series, column: Column) -> pl.Series:
    if column.kind == "number":
        return plain_numbers(cells, decimal=column.decimal, tokens=column.missing_tokens)
    if column.kind == "date" and column.date_format is not None:
        return plain_dates(cells, date_format=column.date_format, tokens=column.missing_tokens)
    return cells
