"""A header with more or fewer names than the rows have cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tracer_engine.errors import InputError
from tracer_engine.ingest.alignment import align
from tracer_engine.ingest.cell_shapes import ColumnLooks, look_of
from tracer_engine.ingest.records import RecordGrammar
from tracer_engine.types.receipt import Repair

Row = Sequence[str]
# Words of a column's name that say what its cells must look like.
_TELLING = {
    "date": ("date",),
    "time": ("time", "date"),
    "address": ("url", "website", "link", "email", "mail"),
    "number": (
        "charge", "charges", "price", "amount", "balance", "salary", "income", "age", "qty", "quantity", "count",
        "total", "cost", "fee", "minutes", "calls", "tenure", "latitude", "longitude",
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FittedHeader:
    """Header records as wide as the table, the width, and what was done to get there."""

    header: list[list[str]]
    width: int
    notes: list[str] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)


def fit_header(
    source: str, header: list[list[str]], body: Sequence[Row], width: int, raw: str, grammar: RecordGrammar
) -> FittedHeader:
    """The header made as wide as the table; `raw` is the text of its first record.

    Raises InputError where names are missing and nothing tells which.
    """
    names = header[0]
    if len(names) == width or not body:
        repairs = []
        if grammar.cells_of(raw) is None:
            repairs = [_repair("A quote in the header stands where none belongs.", "rejoined", raw)]
        return FittedHeader(header=header, width=len(names), repairs=repairs)
    if len(names) > width:
        return _narrower(header, width, raw)
    return _wider(source, header, body, width, raw, grammar)


def _repair(problem: str, action: str, raw: str) -> Repair:
    return Repair(row=1, problem=problem, action=action, text=raw[:500])


def _narrower(header: list[list[str]], width: int, raw: str) -> FittedHeader:
    """A header with more names than the rows have cells."""
    names, more = list(header[0]), header[1:]
    while len(names) > width and not names[-1].strip():
        names.pop()
    if len(names) == width:
        return FittedHeader(header=[names, *more], width=width)
    kept = [name for name in names if name.strip()]
    if len(kept) == width:
        repair = _repair("The header has a delimiter too many.", "cut", raw)
        return FittedHeader(header=[kept, *more], width=width, repairs=[repair])
    notes = ["The header has more names than most rows have cells."]
    return FittedHeader(header=[names, *more], width=len(names), notes=notes)


def _wider(
    source: str, header: list[list[str]], body: Sequence[Row], width: int, raw: str, grammar: RecordGrammar
) -> FittedHeader:
    """A header with fewer names than the rows have cells."""
    names, more = list(header[0]), header[1:]
    full = [row for row in body if len(row) == width]
    split = align(raw, grammar, width, ColumnLooks(width), pad=False)
    if split is not None and split.deeds == ("split",):
        repair = _repair("A delimiter is missing in the header.", "rejoined", raw)
        return FittedHeader(header=[list(split.cells), *more], width=width, repairs=[repair])
    blank = all(not cell.strip() for row in full for cell in row[len(names) :])
    if blank and contradictions(names, full) <= min(
        contradictions(names, [[*row[:at], *row[at + 1 :]] for row in full]) for at in range(len(names))
    ):
        note = "The rows end with a delimiter more than the header; nothing stands behind it."
        return FittedHeader(header=header, width=len(names), notes=[note])
    if len(names) == width - 1 and not blank and _is_row_name([row[0] for row in full]):
        repair = _repair("The header has no name for the first column.", "renamed", raw)
        return FittedHeader(header=[["", *names], *more], width=width, repairs=[repair])
    raise InputError(
        f"The header of {source} has {len(names)} names, but its rows have {width} cells.",
        remedy="Add the missing name to the file, or tell that it has no header (header rows 0).",
    )


def _is_row_name(cells: Sequence[str]) -> bool:
    """Whether the first cells number or name the rows: all different, and whole numbers counting up or plain words."""
    if len(cells) < 3 or len(set(cells)) < len(cells):
        return False
    try:
        numbers = [int(cell) for cell in cells]
    except ValueError:
        return all(cell[:1].isalpha() for cell in cells)
    return all(b - a == 1 for a, b in pairwise(numbers))


def contradictions(names: Row, body: Sequence[Row]) -> int:
    """How many names say what their cells must look like ("URL", "date", "price") where hardly any of them does."""
    found = 0
    for index, name in enumerate(names):
        words = {word.casefold() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}
        looks = Counter(look_of(row[index]) for row in body if index < len(row))
        looks.pop("missing", None)
        for telling, known in _TELLING.items():
            fitting = looks[telling] + (looks["date"] + looks["number"] if telling in ("date", "time") else 0)
            found += bool(words & set(known) and looks.total() >= 5 and fitting < 0.1 * looks.total())
    return found
