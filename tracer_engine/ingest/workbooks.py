"""Spreadsheets (.xlsx, .xls, .xlsb, .ods) as blocks of text cells."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.ingest.column_names import join_header, name_columns
from tracer_engine.ingest.headers import find_table_start
from tracer_engine.ingest.replay import layout_differences
from tracer_engine.ingest.text_blocks import BlankTail, Block, FrameBlock, Wanted, in_blocks, text_frame
from tracer_engine.types.receipt import ReadingOptions, Receipt

_AT_ONCE = 10_000
_SAMPLE = 400


class WorkbookBlocks:
    """`TextBlocks` of one sheet of a workbook; with `most_rows`, of its first rows only."""

    def __init__(self, path: Path, options: ReadingOptions, block_rows: int, most_rows: int | None = None) -> None:
        self.source = path.name
        self.bytes_total = path.stat().st_size
        self.bytes_done = 0
        self.set_aside: tuple[tuple[int, str], ...] = ()
        self._block_rows = block_rows
        self._sheet, rows, self._notes = _read_sheet(path, options.sheet, most_rows)
        self._rows = _trimmed(rows)
        start = find_table_start([[text_of(cell) for cell in row] for row in self._rows[:_SAMPLE]], options)
        self._skipped, self._header_rows = start.skipped, start.header_rows
        width = max((len(row) for row in self._rows), default=0)
        below = start.skipped + start.header_rows
        header = [[text_of(cell) for cell in row] for row in self._rows[start.skipped : below]]
        self._body = self._rows[below:]
        self.headers = tuple(join_header(header, width))
        names, notes = name_columns(self.headers, has_header=start.header_rows > 0)
        self.names = tuple(names)
        if start.skipped:
            self._notes.append(f"{start.skipped} {'row' if start.skipped == 1 else 'rows'} above the table skipped.")
        self._notes += notes
        self._like = options.like
        self._kept = 0

    def __iter__(self) -> Iterator[pl.DataFrame]:
        self._kept = 0
        return in_blocks(self._frames(), self._block_rows)

    def blocks(self, wanted: Wanted) -> Iterator[Block]:  # noqa: ARG002 - all of it is made
        """All rows."""
        return map(FrameBlock, self)

    def _frames(self) -> Iterator[pl.DataFrame]:
        width, tail = len(self.names), BlankTail()
        for start in range(0, len(self._body), _AT_ONCE):
            part = self._body[start : start + _AT_ONCE]
            rows = [[*map(text_of, row), *[""] * (width - len(row))] for row in part]
            self.bytes_done = self.bytes_total * (start + len(part)) // len(self._body)
            for frame in tail.let_through(text_frame(rows, self.names)):
                self._kept += frame.height
                yield frame
        self.bytes_done = self.bytes_total

    @property
    def receipt(self) -> Receipt:
        """How the sheet was read."""
        receipt = Receipt(format="xlsx", header_rows=self._header_rows, skipped_rows=self._skipped, sheet=self._sheet,
                          rows_read=self._kept, rows_kept=self._kept, notes=tuple(self._notes))  # fmt: skip
        return replace(receipt, notes=(*receipt.notes, *layout_differences(self._like, receipt, self.names)))


def text_of(cell: Any) -> str:
    """The text of a native cell: whole numbers without ".0", dates in ISO, blank for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell)


def _read_sheet(path: Path, wanted: str | None, most_rows: int | None) -> tuple[str, list[list[Any]], list[str]]:
    """The name and rows of the sheet to take: the wanted one, else the first with content."""
    import python_calamine as calamine

    try:
        workbook = calamine.load_workbook(str(path))
    except (calamine.CalamineError, OSError) as error:
        if isinstance(error, calamine.PasswordError) or _is_encrypted(path):
            raise InputError(
                f"{path.name} is protected with a password.", remedy="Save it without a password and open that file."
            ) from None
        raise InputError(
            f"{path.name} cannot be read as a workbook: {error}.",
            remedy="Open it in a spreadsheet program and save it as .xlsx or CSV.",
        ) from None
    sheets = list(workbook.sheet_names)
    if wanted is not None and wanted not in sheets:
        raise InputError(f"{path.name} has no sheet {wanted!r}.", remedy=f"Its sheets are: {', '.join(sheets)}.")
    for name in [wanted] if wanted is not None else sheets:
        try:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=most_rows)
        except calamine.CalamineError as error:
            raise InputError(f"Sheet {name!r} of {path.name} cannot be read: {error}.",
                             remedy="Save the sheet as CSV and open that file.") from None  # fmt: skip
        if wanted is not None or any(text_of(cell).strip() for row in rows for cell in row):
            others = [sheet for sheet in sheets if sheet != name]
            notes = (
                [f"Sheet {name!r} was read; the workbook also has {', '.join(map(repr, others))}."] if others else []
            )
            return name, rows, notes
    raise InputError(f"{path.name} holds no cells.", remedy="Export the table once more and open the new file.")


def _trimmed(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The rows without empty columns at either side and empty rows at the end."""
    filled = [[index for index, cell in enumerate(row) if text_of(cell).strip()] for row in rows]
    used = [places for places in filled if places]
    if not used:
        return []
    first, last = min(places[0] for places in used), max(places[-1] for places in used)
    end = max(index for index, places in enumerate(filled) if places) + 1
    return [list(row[first : last + 1]) for row in rows[:end]]


def _is_encrypted(path: Path) -> bool:
    """Whether an old-style container holds a modern workbook under a password."""
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(1 << 16)
