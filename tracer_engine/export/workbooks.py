"""The scored list as a workbook: numbers as numbers, everything else as text that no spreadsheet runs."""

from __future__ import annotations

import contextlib
import csv
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracer_engine.durable_files import durable_writer, storage_error
from tracer_engine.errors import InputError, StorageError
from tracer_engine.export.scored_csv import without_guard
from tracer_engine.progress import Progress, Step, silent

WORKBOOK = ".xlsx"
# What a sheet holds (https://support.microsoft.com, "Excel specifications and limits").
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_TEXT = 32_767
ROWS_A_STEP = 2_000
NARROWEST, WIDEST, REASON_WIDTH = 9, 30, 48
# Written back by a spreadsheet as it stood but for zeros at its end; a code such as 007 is none, nor what is too long.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
_MOST_DIGITS = 15


def write_workbook(scores: Path, out: Path, *, outcome: str, progress: Progress = silent) -> None:
    """Write the scored CSV `scores` as the workbook `out`, whole or not at all; memory stays flat.

    Raises InputError where it has more rows or columns than a sheet holds, StorageError.
    """
    with new_workbook(out) as book:
        _fill(book, scores, outcome, progress)
        progress(Step(stage="write", fraction=1.0, text="Written"))


@contextlib.contextmanager
def new_workbook(out: Path) -> Iterator[Any]:
    """An xlsxwriter Workbook, filled row by row, that takes the place of `out` on leaving without an error.

    Raises InputError where it holds more than a workbook does, StorageError.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError, FileSizeError

    try:
        with tempfile.TemporaryDirectory(prefix="tracer-") as folder, durable_writer(out) as file:
            book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
            try:
                yield book
                book.close()
            finally:
                # Not closed, it would close itself, with a warning, whenever it is collected.
                book.fileclosed = True
                for sheet in book.worksheets():
                    sheet.row_data_fh.close()
    except FileSizeError as error:
        raise _too_large(out, "text") from error
    except FileCreateError as error:
        cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))
        raise storage_error(cause, out) from error
    except OSError as error:
        raise storage_error(error, out) from error


def _too_large(scores: Path, what: str) -> InputError:
    return InputError(f"{scores.name} has more {what} than a workbook holds.", remedy="Export it as CSV.")


def _fill(book: Any, scores: Path, outcome: str, progress: Progress) -> None:
    sheet = book.add_worksheet("Scores")
    percent = book.add_format({"num_format": "0.0%"})
    records = _records(scores)
    _, headers = next(records, (0.0, []))
    if len(headers) > MOST_COLUMNS:
        raise _too_large(scores, "columns")
    _set_up(sheet, headers, outcome, book.add_format({"bold": True}))
    places = [place for place, header in enumerate(headers) if header == f"{outcome}_probability"]
    formats = [percent if place in places[-1:] else None for place in range(len(headers))]
    row = 0
    for row, (done, record) in enumerate(records, start=1):
        if row >= MOST_ROWS:
            raise _too_large(scores, f"rows ({MOST_ROWS - 1:,})")
        if len(record) != len(headers):
            raise _damaged(scores)
        for place, cell in enumerate(record):
            _write(sheet, row, place, cell, formats[place])
        if row % ROWS_A_STEP == 0:
            progress(Step(stage="write", fraction=0.95 * done, text="Writing the workbook"))
    if headers:
        sheet.autofilter(0, 0, row, len(headers) - 1)


def _damaged(scores: Path) -> StorageError:
    return StorageError(f"{scores.name} is damaged.", remedy="Score again, or train again.")


def _records(scores: Path) -> Iterator[tuple[float, list[str]]]:
    """The records of the file, each with the share of the file that is about done."""
    try:
        size, done = max(1, scores.stat().st_size), 0
        with scores.open(encoding="utf-8-sig", newline="") as file:
            for record in csv.reader(file):
                done += sum(map(len, record)) + len(record)
                yield min(1.0, done / size), record
    except OSError as error:
        raise storage_error(error, scores, "read") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise _damaged(scores) from error


def _set_up(sheet: Any, headers: list[str], outcome: str, bold: Any) -> None:
    """Widths and the heading, which stays in sight."""
    sheet.freeze_panes(1, 0)
    for place, header in enumerate(headers):
        reason = header.startswith(f"{outcome}_reason_")
        sheet.set_column(place, place, REASON_WIDTH if reason else min(max(NARROWEST, len(header) + 3), WIDEST))
        sheet.write_string(0, place, without_guard(header)[:MOST_TEXT], bold)


def _write(sheet: Any, row: int, place: int, cell: str, style: Any) -> None:
    if _NUMBER.fullmatch(cell) and (style or sum(map(str.isdigit, cell.lower().partition("e")[0])) <= _MOST_DIGITS):
        sheet.write_number(row, place, float(cell), style)
    elif cell:
        sheet.write_string(row, place, without_guard(cell)[:MOST_TEXT])
