"""How a file was read, and every repair made on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """What the user told the reader; None means: find out. `header_rows` 0 means there is no header.

    `kinds` says what columns are (number, flag, category, date, text, id, constant), by name; the others are found out.
    """

    delimiter: str | None = None
    quote: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    header_rows: int | None = None
    skip_rows: int | None = None
    sheet: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Repair:
    """One record that was not taken exactly as it stood.

    `row` is the number of the record in the file, the header being 1 (0: the file as a whole).
    `action` is what was done: "padded", "cut", "rejoined", "set aside", "skipped", "renamed".
    `text` is the raw text of the record (at most 500 characters).
    """

    row: int
    problem: str
    action: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """How a table was read. `rows_kept + rows_set_aside` equals the data rows the file holds.

    `format` is "csv", "xlsx" or "parquet"; the dialect fields are "" where they have no meaning.
    `notes` are sentences about the reading that concern no single row (padded column names, the sheet
    taken, a second choice that was close).
    """

    format: str = "csv"
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    decimal: str = "."
    header_rows: int = 1
    skipped_rows: int = 0
    sheet: str = ""
    rows_kept: int = 0
    rows_set_aside: int = 0
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()
