"""Rows of a table as they are shown, and the first rows of a file. Loads none of the learning libraries."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tracer_engine import ingest
from tracer_engine.ingest import missing_mask
from tracer_engine.ingest.steady import SteadyFile
from tracer_engine.memory import refuse_what_cannot_be_read
from tracer_engine.types.browsing import Peek, TablePage
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Column, Table

PEEKED_ROWS = 500


def peek(path: Path, reading: ReadingOptions) -> Peek:
    """The first rows of a file, told before the whole of it is read. Raises InputError where it cannot be used."""
    refuse_what_cannot_be_read(path, streamed=True)
    with SteadyFile(path).reading():
        table = ingest.peek_table(path, options=reading, rows=PEEKED_ROWS)
    return Peek(
        path=path,
        source=table.source,
        size=path.stat().st_size,
        columns=table.columns,
        page=page_of(table, table.frame, 0),
        receipt=table.receipt,
    )


def page_of(table: Table, frame: pl.DataFrame, start: int) -> TablePage:
    """Rows of a table, with the cells that count as missing; `start` is the number of the first."""
    missing: list[list[int]] = [[] for _ in range(frame.height)]
    for position, column in enumerate(table.columns):
        for row in missing_cells(frame[column.name], column).arg_true():
            missing[row].append(position)
    return TablePage(start=start, rows=tuple(frame.iter_rows()), missing=tuple(tuple(row) for row in missing))


def missing_cells(cells: pl.Series, column: Column) -> pl.Series:
    """Which cells of a column count as missing: blank, a missing token, or no value of the column's kind."""
    if column.kind == "number":
        return ingest.to_numbers(cells, decimal=column.decimal, tokens=column.missing_tokens).is_null()
    if column.kind == "date" and column.date_format is not None:
        return ingest.to_days(cells, date_format=column.date_format, tokens=column.missing_tokens).is_null()
    return missing_mask(cells, column.missing_tokens)
