"""How a file was read, and every repair made on the way."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tracer_engine.errors import InputError


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    r"""What the user told the reader; None means: find out. `header_rows` 0 means there is no header.

    `escape` is "\" where a backslash stands before quotes inside of cells, "" where they are doubled. `thousands` is
    the mark between groups of digits (one of . , space and apostrophe). `dates` says which part of a date such as
    03/04/2024 stands first: "day" or "month". `kinds` says what columns are (number, flag, category, date, text, id,
    constant), by name, and `missing` which texts besides blank ones are read as missing in a column; the others are
    found out. `like` is the receipt of an earlier file of this sort: what it says holds where nothing else is told and
    where it fits, and what differs is noted.
    """

    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    dates: str | None = None
    header_rows: int | None = None
    skip_rows: int | None = None
    sheet: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    like: Receipt | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ReadingOptions:
        """The options that `dataclasses.asdict` made `data` of. Raises TypeError or KeyError where it did not."""
        told = dict(data)
        told["missing"] = {name: tuple(tokens) for name, tokens in told.get("missing", {}).items()}
        told["like"] = Receipt.from_dict(told["like"]) if told.get("like") else None
        return cls(**told)


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
class CloseCall:
    """A choice of the reader that was close: what was taken, and what was nearly taken.

    `choice` names the reading option that decides otherwise ("delimiter", "encoding", "header_rows", "decimal").
    """

    choice: str
    taken: str
    runner_up: str


@dataclass(frozen=True, kw_only=True)
class ColumnReading:
    """How the cells of one column were read; `told` where the user said so, `missing_told` for the tokens alone."""

    name: str
    kind: str
    decimal: str = "."
    date_format: str | None = None
    missing_tokens: tuple[str, ...] = ()
    told: bool = False
    missing_told: bool = False


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """How a table was read. `rows_kept + rows_set_aside` equals `rows_read`, the rows of data the file holds.

    `format` is "csv", "xlsx" or "parquet"; the dialect fields are "" where they have no meaning.
    `notes` are sentences about the reading that concern no single row (padded column names, the sheet
    taken, a second choice that was close).
    """

    format: str = "csv"
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    escape: str = ""
    decimal: str = "."
    header_rows: int = 1
    skipped_rows: int = 0
    sheet: str = ""
    rows_read: int = 0
    rows_kept: int = 0
    rows_set_aside: int = 0
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()
    close_calls: tuple[CloseCall, ...] = ()
    columns: tuple[ColumnReading, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Receipt:
        """The receipt that plain data of it tells; what a later version added is passed over.

        Raises TypeError, ValueError or KeyError where it is no receipt.
        """
        told = {known.name: data[known.name] for known in fields(cls) if known.name in data}
        for name, kind in (("format", str), ("delimiter", str), ("header_rows", int)):
            if not isinstance(data[name], kind):
                raise TypeError(name)
        told["repairs"] = tuple(Repair(**one) for one in told.get("repairs", ()))
        told["notes"] = tuple(told.get("notes", ()))
        told["close_calls"] = tuple(CloseCall(**one) for one in told.get("close_calls", ()))
        told["columns"] = tuple(
            ColumnReading(**{**one, "missing_tokens": tuple(one.get("missing_tokens", ()))})
            for one in told.get("columns", ())
        )
        return cls(**told)


def read_receipt(path: str | os.PathLike[str]) -> Receipt:
    """A receipt that was saved as JSON, alone or within what `tracer profile --json` printed.

    Raises InputError where the file is missing or is no receipt.
    """
    place = Path(path)
    try:
        data = json.loads(place.read_text(encoding="utf-8-sig"))
        return Receipt.from_dict(data.get("receipt", data))
    except OSError as error:
        raise InputError(
            f"The receipt {place.name} cannot be read: {error.strerror}.", remedy="Check the path and its name."
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise InputError(
            f"{place.name} is not a receipt that Tracer wrote.",
            remedy="Write one with tracer clean FILE --out CLEAN.csv --receipt R.json.",
        ) from None
