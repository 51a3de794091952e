"""The table as Tracer understood it, as a plain CSV file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from tracer_engine.durable_files import durable_writer
from tracer_engine.ingest import missing_mask
from tracer_engine.ingest.values import plain_dates, plain_numbers
from tracer_engine.profiling.columns import counts_of
from tracer_engine.progress import Progress, Step
from tracer_engine.types.table import Column, Table

ROWS_A_STEP = 100_000
_TOKENS_SHOWN = 3
_QUOTED = r'[",\r\n]'


def write_clean(
    table: Table,
    out: Path,
    *,
    frames: Iterable[pl.DataFrame] | None = None,
    as_written: bool = False,
    progress: Progress,
) -> list[str]:
    """Write the header and every row, numbers and dates in their plain form, missing cells blank, others as they stood.

    A number has a decimal point and no other mark (1234.50), a date is written 2024-01-31, with a time of day behind it
    where it has one. With `as_written` all cells keep their text. `frames` are all rows of the file where the table
    holds only some of them. Returns sentences about each column so changed. Raises StorageError.
    """
    writers = [] if as_written else [_ColumnWriter(table, column) for column in table.columns]
    done = 0
    with durable_writer(out) as file:
        file.write(_as_csv(table.frame.head(0), include_header=True))
        for frame in table.frame.iter_slices(ROWS_A_STEP) if frames is None else frames:
            if writers:
                frame = pl.DataFrame([one.written(frame[one.column.name]) for one in writers])
            bare = bool(writers) and not any(one.needs_quotes(frame[one.column.name]) for one in writers)
            file.write(_as_csv(frame, include_header=False, bare=bare))
            done += frame.height
            fraction = min(1.0, done / max(1, table.file_rows))
            progress(Step(stage="write", fraction=fraction, text=f"Writing {out.name}"))
    return [note for one in writers for note in one.notes]


def _as_csv(frame: pl.DataFrame, *, include_header: bool, bare: bool = False) -> memoryview:
    """The rows as CSV; `bare` where no cell needs quotes, which is told much sooner than found out for each."""
    part = io.BytesIO()
    if frame.width > 1 and bare:
        frame.write_csv(part, include_header=include_header, quote_style="never")
        return part.getbuffer()
    if frame.width > 1:  # blank cells stand without quotes; a row of one keeps them, else it were no row
        frame = frame.select(pl.when(pl.all() != "").then(pl.all()))
    frame.write_csv(part, include_header=include_header)
    return part.getbuffer()


class _ColumnWriter:
    """How the cells of one column are written, and what is to be told of it.

    Texts that were counted are looked at once, however many rows have them; those of a column with too many different
    ones as they pass by.
    """

    def __init__(self, table: Table, column: Column) -> None:
        self.column = column
        counted = counts_of(table, column)
        counts = counted.counts.sort("n", "cell", descending=[True, False])
        cells = counts["cell"]
        blank = missing_mask(cells, column.missing_tokens) & (cells != "")
        self._tokens, self._emptied = cells.filter(blank), int(counts["n"].filter(blank).sum())
        self._all_counted = counted.exact
        self._changed, self._example = 0, ("", "")
        self._from, self._to = self._tokens, pl.Series("cell", [""] * len(self._tokens), dtype=pl.String)
        if counted.exact:
            plain = _plain(cells, column)
            other = (plain != cells) & ~blank
            self._note_change(cells.filter(other), plain.filter(other), int(counts["n"].filter(other).sum()))
            self._from = pl.concat([self._from, cells.filter(other)])
            self._to = pl.concat([self._to, plain.filter(other)])
        self._some_quoted = bool(cells.str.contains(_QUOTED).any())

    def written(self, cells: pl.Series) -> pl.Series:
        """The cells as they are written."""
        if len(self._from):
            cells = cells.replace(self._from, self._to)
        if self._all_counted:
            return cells
        plain = _plain(cells, self.column)
        other = plain != cells
        if other.any():
            self._note_change(cells.filter(other), plain.filter(other), int(other.sum()))
        return plain

    def needs_quotes(self, cells: pl.Series) -> bool:
        """Whether some of these cells may not be written as they stand."""
        return self._some_quoted or (not self._all_counted and bool(cells.str.contains(_QUOTED).any()))

    def _note_change(self, before: pl.Series, after: pl.Series, count: int) -> None:
        if count and not self._changed:
            self._example = (before[0], after[0])
        self._changed += count

    @property
    def notes(self) -> list[str]:
        """What was changed, and what was not though it could not be read."""
        column, told = self.column, []
        if self._emptied:
            cells = "1 cell that stands" if self._emptied == 1 else f"{self._emptied:,} cells that stand"
            shown = ", ".join(map(repr, self._tokens.head(_TOKENS_SHOWN)))
            more = " …" if len(self._tokens) > _TOKENS_SHOWN else ""
            was = "was" if self._emptied == 1 else "were"
            told.append(f"In {column.name!r} {cells} for a missing value {was} left blank: {shown}{more}.")
        if self._changed:
            values = "1 value was" if self._changed == 1 else f"{self._changed:,} values were"
            before, after = self._example
            told.append(f"In {column.name!r} {values} written plainly, such as {before!r} as {after}.")
        if column.spoiled:
            what = "date" if column.kind == "date" else "number"
            cells = f"1 cell is no {what}" if column.spoiled == 1 else f"{column.spoiled:,} cells are no {what}"
            kept = "it was" if column.spoiled == 1 else "they were"
            shown = ", ".join(map(repr, column.spoilers[:_TOKENS_SHOWN]))
            told.append(f"In {column.name!r} {cells} and {kept} kept as written: {shown}.")
        return told


def _plain(cells: pl.Series, column: Column) -> pl.Series:
    if column.kind == "number":
        return plain_numbers(cells, decimal=column.decimal, tokens=column.missing_tokens)
    if column.kind == "date" and column.date_format is not None:
        return plain_dates(cells, date_format=column.date_format, tokens=column.missing_tokens)
    return cells
