"""What the data page says: of the table as a whole, of a finding, of how the file was read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from tracer_desktop.widgets.numbers import count, decimal, file_size, percent, short_seconds
from tracer_desktop.widgets.status import Kind
from tracer_engine import Finding, OpenedTable, Peek, Profile, Quality, ReadingOptions, Receipt, Step, worst_first

Act = Literal["repeated", "missing", "column", ""]
_SEVERITY: dict[str, Kind] = {"error": "problem", "warning": "caution", "info": "info"}
_REPEATS = {"duplicate-rows", "duplicate-rows-without-id", "repeated-ids"}
_BLANKS = {"missing-cells", "mostly-missing", "spoiled-cells"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("DataPage", text)


# -------------------------------------------------------------------- the table


def number_word(number: int) -> str:
    """“three”, “14”: small numbers are written out."""
    words = [
        _tr("no"), _tr("one"), _tr("two"), _tr("three"), _tr("four"), _tr("five"), _tr("six"), _tr("seven"),
        _tr("eight"), _tr("nine"), _tr("ten"),
    ]  # fmt: skip
    return words[number] if number < len(words) else count(number)


def table_sentence(table: OpenedTable, things: int) -> str:
    """Size, time, and how reading went."""
    size = _tr("{rows} rows × {columns} columns, read in {seconds} s.").format(
        rows=count(table.rows), columns=count(len(table.columns)), seconds=decimal(max(0.1, table.seconds), 1)
    )
    return f"{size} {_understood(table, things)}"


def _understood(table: OpenedTable, things: int) -> str:
    receipt = table.profile.receipt
    spoiled = sum(column.spoiled for column in table.columns)
    if receipt.rows_set_aside == 1:
        return _tr("One row could not be read and was set aside.")
    if receipt.rows_set_aside:
        return _tr("{rows} rows could not be read and were set aside.").format(rows=count(receipt.rows_set_aside))
    if spoiled == 1:
        return _tr("Tracer understood every cell but one.")
    if spoiled:
        return _tr("Tracer understood all but {cells} cells.").format(cells=count(spoiled))
    if things == 0:
        return _tr("Tracer understood every cell and found nothing to worry about.")
    if things == 1:
        return _tr("Tracer understood every cell; one thing is worth knowing.")
    return _tr("Tracer understood every cell; {things} things are worth knowing.").format(things=number_word(things))


def reading_sentence(step: Step | None) -> str:
    """How far reading is: “Reading… 38 %, 4 to 6 s left”."""
    if step is None:
        return _tr("Reading…")
    if step.seconds_left is None:
        return _tr("Reading… {percent}").format(percent=percent(step.fraction))
    return _tr("Reading… {percent}, {time} left").format(
        percent=percent(step.fraction), time=short_seconds(*step.seconds_left)
    )


# -------------------------------------------------------------------- findings


@dataclass(frozen=True)
class FindingWords:
    """A finding as it is shown: what it is, what Tracer did, the whole of it, and what its button does."""

    finding: Finding
    kind: Kind
    title: str
    text: str
    whole: str
    act: Act
    button: str


def findings_in_words(profile: Profile) -> list[FindingWords]:
    """All findings, worst first."""
    return [_in_words(finding) for finding in worst_first(profile.findings)]


def _in_words(finding: Finding) -> FindingWords:
    first, *rest = re.split(r"(?<=[.!?]) (?=[A-Z“0-9])", finding.message, maxsplit=1)
    act: Act = ""
    button = ""
    if finding.code in _REPEATS:
        act, button = "repeated", _tr("Show rows")
    elif finding.code in _BLANKS and finding.column is not None:
        act, button = "missing", _tr("Show rows")
    elif finding.column is not None:
        act, button = "column", _tr("Show column")
    return FindingWords(
        finding=finding,
        kind=_SEVERITY[finding.severity],
        title=first.rstrip("."),
        text=finding.remedy or " ".join(rest),
        whole=" ".join([*rest, finding.remedy]).strip(),
        act=act,
        button=button,
    )


def quality_parts(quality: Quality) -> str:
    """The parts of the score: “Complete 100 · valid 99 · unique 97”."""
    names = {
        "completeness": _tr("complete {mark}"),
        "validity": _tr("valid {mark}"),
        "uniqueness": _tr("unique {mark}"),
        "consistency": _tr("consistent {mark}"),
        "readability": _tr("readable {mark}"),
    }
    # A mark stays with its word when the line breaks.
    shown = [names.get(part, part + " {mark}").format(mark=mark) for part, mark in quality.parts.items()]
    text = " · ".join(part.replace(" ", "\u00a0") for part in shown)
    return text[:1].upper() + text[1:]


# -------------------------------------------------------------------- the receipt


def delimiter_words(delimiter: str) -> str:
    """“comma”."""
    return {
        ",": _tr("comma"),
        ";": _tr("semicolon"),
        "\t": _tr("tab"),
        "|": _tr("vertical bar"),
        ":": _tr("colon"),
        " ": _tr("space"),
    }.get(delimiter, delimiter)


def encoding_words(encoding: str) -> str:
    """“UTF-8”, “UTF-8, with mark”."""
    known = {"utf-8": "UTF-8", "utf-8-sig": _tr("UTF-8, with a mark"), "cp1252": "Windows-1252", "latin-1": "Latin-1"}
    return known.get(encoding.lower(), encoding.upper() if encoding.islower() else encoding)


def receipt_facts(opened: OpenedTable | Peek, receipt: Receipt, reading: ReadingOptions) -> list[tuple[str, str]]:
    """How the file was read, as facts; what the user told is marked so."""
    facts = [
        (_tr("File"), _tr("{name}, {size}").format(name=opened.source, size=file_size(opened.size))),
    ]
    if receipt.format != "csv":
        facts.append((_tr("Format"), {"xlsx": "Excel", "parquet": "Parquet"}.get(receipt.format, receipt.format)))
    if receipt.encoding:
        facts.append((_tr("Encoding"), _told(encoding_words(receipt.encoding), reading.encoding is not None)))
    if receipt.delimiter:
        told = reading.delimiter is not None or reading.quote is not None
        facts.append((_tr("Separator"), _told(_separator(receipt), told)))
    if receipt.format == "csv":
        mark = _tr("comma") if receipt.decimal == "," else _tr("point")
        facts.append((_tr("Decimals"), _told(mark, reading.decimal is not None)))
    if receipt.sheet:
        facts.append((_tr("Sheet"), _told(receipt.sheet, reading.sheet is not None)))
    if receipt.format != "parquet":
        told = reading.header_rows is not None or reading.skip_rows is not None
        facts.append((_tr("Header"), _told(_header(receipt), told)))
    if isinstance(opened, OpenedTable):
        whole = receipt.rows_kept + receipt.rows_set_aside
        kept = _tr("{kept} of {rows}").format(kept=count(receipt.rows_kept), rows=count(whole))
        facts.append((_tr("Rows kept"), kept))
        facts.append((_tr("Repairs"), repairs_words(opened, receipt)))
    return facts


def _told(text: str, told: bool) -> str:
    return _tr("{value}, as you told").format(value=text) if told else text


def _separator(receipt: Receipt) -> str:
    if not receipt.quote:
        return delimiter_words(receipt.delimiter)
    return _tr("{separator}; quote {quote}").format(separator=delimiter_words(receipt.delimiter), quote=receipt.quote)


def _header(receipt: Receipt) -> str:
    if receipt.header_rows == 0:
        return _tr("none")
    first = receipt.skipped_rows + 1
    if receipt.header_rows == 1:
        return _tr("row {row}").format(row=count(first))
    return _tr("rows {first} to {last}").format(first=count(first), last=count(first + receipt.header_rows - 1))


def repairs_words(table: OpenedTable, receipt: Receipt) -> str:
    """“none”, “3 rows mended”, “11 blanks read as missing”."""
    mended = len([one for one in receipt.repairs if one.action != "set aside"])
    if mended == 1:
        return _tr("1 mended")
    if mended:
        return _tr("{number} mended").format(number=count(mended))
    blanks = sum(column.missing for column in table.columns)
    if blanks == 1:
        return _tr("1 blank read as missing")
    return _tr("{number} blanks read as missing").format(number=count(blanks)) if blanks else _tr("none needed")
