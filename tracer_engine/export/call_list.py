"""The call list as a file: CSV or a workbook, and in the columns that customer systems import by.

Presets: headers are mapped by name where a custom field of that name exists. Salesforce's custom fields have API names
that end in __c and take percentages as 0 to 100; HubSpot's properties have internal names in small letters; columns of
Dynamics 365 (Dataverse) have the prefix of a solution's publisher, new_ for one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.campaign.money import workbook_format
from tracer_engine.durable_files import durable_writer
from tracer_engine.errors import InputError
from tracer_engine.export.scored_csv import guarded
from tracer_engine.export.workbooks import MOST_COLUMNS, MOST_ROWS, MOST_TEXT, new_workbook
from tracer_engine.types.campaign import Preset

_DIGITS = 8
_MONEY, _SHARE, _WHOLE, _TEXT = "money", "share", "whole", "text"
_WIDTHS = {"reason": 48, "play": 48, "cautions": 40}
CONTROL, CALL = "control", "call"


@dataclass(frozen=True, kw_only=True, eq=False)
class CallList:
    """The lines of a call list: sequences of one length. `cells` are the file's own, under `headers`.

    Who is `control` must not be contacted. `rank` is the place by expected gain, from 1.
    """

    outcome: str
    id_column: str | None
    rank: NDArray[np.intp]
    ids: Sequence[str]
    probability: NDArray[np.float64]
    band: Sequence[str]
    value: NDArray[np.float64]
    gain: NDArray[np.float64]
    control: NDArray[np.bool_]
    reasons: Sequence[Sequence[str]]
    plays: Sequence[str]
    cautions: Sequence[Sequence[str]]
    cells: pl.DataFrame
    headers: Sequence[str]

    @property
    def rows(self) -> int:
        """How many lines there are."""
        return len(self.rank)


@dataclass(frozen=True)
class _Column:
    name: str
    kind: str
    cells: Sequence[Any]


def list_columns(calls: CallList, preset: Preset, *, all_columns: bool) -> tuple[list[_Column], tuple[str, ...]]:
    """The columns of a list, and the file's columns that were left out because ours have their name."""
    if preset != "tracer":
        return _preset(calls, preset), ()
    reasons = max((len(row) for row in calls.reasons), default=0)
    columns = [
        _Column("group", _TEXT, [CONTROL if held else CALL for held in calls.control]),
        _Column("rank", _WHOLE, calls.rank.tolist()),
        _Column("id", _TEXT, list(calls.ids)),
        _Column(f"{calls.outcome}_probability", _SHARE, calls.probability.tolist()),
        _Column(f"{calls.outcome}_risk", _TEXT, list(calls.band)),
        _Column("value", _MONEY, _rounded(calls.value)),
        _Column("value_at_risk", _MONEY, _rounded(calls.probability * calls.value)),
        _Column("expected_gain", _MONEY, _rounded(calls.gain)),
        *(_Column(f"reason_{n + 1}", _TEXT, [_nth(row, n) for row in calls.reasons]) for n in range(reasons)),
        _Column("play", _TEXT, list(calls.plays)),
        _Column("cautions", _TEXT, ["; ".join(told) for told in calls.cautions]),
    ]
    left_out: list[str] = []
    if all_columns:
        ours = {column.name for column in columns}
        for name, header in zip(calls.cells.columns, calls.headers, strict=True):
            if name in ours or header.strip() in ours:
                left_out.append(name)
            else:
                columns.append(_Column(header, _TEXT, calls.cells[name].to_list()))
    return columns, tuple(left_out)


def plain_lines(calls: CallList) -> tuple[dict[str, Any], ...]:
    """The list as plain data, with the numbers of the file."""
    at_risk, value, gain = _rounded(calls.probability * calls.value), _rounded(calls.value), _rounded(calls.gain)
    return tuple(
        {
            "group": CONTROL if held else CALL,
            "rank": int(calls.rank[at]),
            "id": calls.ids[at],
            "probability": float(calls.probability[at]),
            "risk": calls.band[at],
            "value": value[at],
            "value_at_risk": at_risk[at],
            "expected_gain": gain[at],
            "reasons": [text for text in calls.reasons[at] if text],
            "play": calls.plays[at],
            "cautions": list(calls.cautions[at]),
        }
        for at, held in enumerate(calls.control)
    )


def _preset(calls: CallList, preset: Preset) -> list[_Column]:
    """The columns of an import: of those to be called alone, for an import contacts everybody in it."""
    keep: list[int] = np.flatnonzero(~calls.control).tolist()
    name = calls.outcome
    style: dict[str, Callable[[str], str]] = {
        "salesforce": lambda words: "_".join(part.capitalize() for part in words.split()) + "__c",
        "hubspot": lambda words: words.replace(" ", "_"),
        "dynamics": lambda words: "new_" + words.replace(" ", ""),
    }
    field = style[preset]
    percent = 100 if preset == "salesforce" else 1
    reasons = ["; ".join(text for text in calls.reasons[at] if text) for at in keep]
    return [
        _Column(field("customer id"), _TEXT, [calls.ids[at] for at in keep]),
        _Column(field(f"{name} rank"), _WHOLE, calls.rank[keep].tolist()),
        _Column(field(f"{name} probability"), _SHARE, _rounded(percent * calls.probability[keep])),
        _Column(field(f"{name} risk"), _TEXT, [calls.band[at] for at in keep]),
        _Column(field("value at risk"), _MONEY, _cents((calls.probability * calls.value)[keep])),
        _Column(field("expected gain"), _MONEY, _cents(calls.gain[keep])),
        _Column(field(f"{name} reasons"), _TEXT, reasons),
        _Column(field("suggested play"), _TEXT, [calls.plays[at] for at in keep]),
    ]


def _nth(row: Sequence[str], n: int) -> str:
    return row[n] if n < len(row) else ""


def _rounded(values: NDArray[np.float64]) -> list[float]:
    """Numbers without the dust of binary fractions."""
    return [float(value) for value in np.round(values, _DIGITS)]


def _cents(values: NDArray[np.float64]) -> list[float]:
    return [float(value) for value in np.round(values, 2)]


def write_call_list(
    calls: CallList,
    out: Path,
    *,
    preset: Preset = "tracer",
    all_columns: bool = False,
    raw: bool = False,
    currency: str = "EUR",
    locale: str = "en",
) -> tuple[str, ...]:
    """Write the list to `out`, a workbook where that ends in .xlsx, whole or not at all; returns what must be said.

    CSV: UTF-8 with BOM, CRLF, and formula-like text guarded by a leading apostrophe, unless `raw`; numbers plain.
    Raises StorageError, and InputError where a workbook does not hold so many rows.
    """
    columns, left_out = list_columns(calls, preset, all_columns=all_columns)
    if out.suffix.lower() == ".xlsx":
        _write_workbook(columns, out, currency, locale, percent=preset == "tracer")
    else:
        _write_csv(columns, out, raw=raw)
    notes = [f"The column {name} of the file was left out: the list has one of that name." for name in left_out]
    held = int(np.count_nonzero(calls.control))
    if held and preset != "tracer":
        notes.append(f"{held:,} held back as control group are not in the file, so that nobody contacts them.")
    return tuple(notes)


def csv_text(columns: Sequence[_Column], *, raw: bool) -> str:
    """The list as the text of a CSV file, without the BOM."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    plain = (lambda cell: cell) if raw else guarded
    writer.writerow([plain(column.name) for column in columns])
    cells = [[plain(c) for c in column.cells] if column.kind == _TEXT else column.cells for column in columns]
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue()


def _write_csv(columns: Sequence[_Column], out: Path, *, raw: bool) -> None:
    with durable_writer(out) as file:
        file.write((b"" if raw else b"\xef\xbb\xbf") + csv_text(columns, raw=raw).encode("utf-8"))


def _write_workbook(columns: Sequence[_Column], out: Path, currency: str, locale: str, *, percent: bool) -> None:
    rows = len(columns[0].cells)
    if rows >= MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise InputError(
            f"The list has more than a workbook holds ({MOST_ROWS - 1:,} rows).", remedy="Write it as CSV."
        )
    with new_workbook(out) as book:
        sheet = book.add_worksheet("Call list")
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        held = book.add_format({"italic": True, "font_strikeout": True})
        formats: Mapping[str, Any] = {
            _MONEY: book.add_format({"num_format": workbook_format(currency, locale)}),
            _SHARE: book.add_format({"num_format": "0.0%"}) if percent else None,
            _WHOLE: book.add_format({"num_format": "0"}),
            # Ids stay text, with their zeros in front, whatever they look like.
            _TEXT: book.add_format({"num_format": "@"}),
        }
        for place, column in enumerate(columns):
            width = next((w for part, w in _WIDTHS.items() if part in column.name.lower()), len(column.name) + 3)
            sheet.set_column(place, place, min(max(10, width), 48))
            sheet.write_string(0, place, column.name[:MOST_TEXT], bold)
        control = [cell == CONTROL for cell in columns[0].cells]
        for row in range(rows):
            for place, column in enumerate(columns):
                cell, style = column.cells[row], held if control[row] and place < 3 else formats[column.kind]
                if column.kind == _TEXT:
                    if cell:
                        sheet.write_string(row + 1, place, cell[:MOST_TEXT], style)
                else:
                    sheet.write_number(row + 1, place, cell, style)
        sheet.autofilter(0, 0, rows, len(columns) - 1)


__all__ = ["CallList", "csv_text", "list_columns", "plain_lines", "write_call_list"]
