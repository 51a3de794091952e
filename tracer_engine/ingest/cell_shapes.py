"""What cells look like: is a text typed (a number, a date, …), and does it look like the others of its column."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

_NUMBER = re.compile(
    r"[-+(\u2212]?\s*(?:[$€£¥₹]|[A-Z]{3}\s|[A-Z]{0,2}\$)?\s*[-+]?"
    r"(?:\d+|\d{1,3}(?:[ \u00a0\u202f,.'’]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})?(?:[.,]\d+)?(?:[eE][-+]?\d+)?"
    r"\)?\s*(?:%|[$€£¥₹]|[A-Z]{3}|kr|zł|Kč)?"
)
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2}[-/ .]{1,2}[A-Za-z]{3,9}[-/ .,]{1,2}(?:\d{4}|\d{2})"
    r"|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|[A-Z][a-z]{2}[- ]\d{2,4})"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp][Mm])?(?:Z|\s?UTC|[-+]\d{2}:?\d{2})?)?"
)
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp][Mm])?")
_WORDLIKE = re.compile(r"[\w.&'’()/+#%@-]+(?: [\w.&'’()/+#%@,-]+)*[.!?]?")
_URL = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+")
MISSING_LOOKS = frozenset({"", "?", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", "."})
_RUNS = re.compile(r"([A-Za-z]+)|([0-9]+)|(\s+)")
SHAPE_LENGTH = 12
_MOST_KNOWN = 100_000


def is_number_like(text: str) -> bool:
    """Whether a cell is a number as people write them, currency and percent included."""
    return any(map(str.isdigit, text)) and _NUMBER.fullmatch(text) is not None


@lru_cache(maxsize=1 << 15)
def look_of(text: str) -> str:
    """One word for what a cell looks like: missing, number, date, time, address, words, or other."""
    text = text.strip()
    if text.casefold() in MISSING_LOOKS:
        return "missing"
    if is_number_like(text):
        return "number"
    if _DATE.fullmatch(text):
        return "date"
    if _TIME.fullmatch(text):
        return "time"
    if _URL.fullmatch(text):
        return "address"
    return "words" if _WORDLIKE.fullmatch(text) else "other"


def is_typed(text: str) -> bool:
    """Whether a cell is clearly a value (number, date, time) rather than a name."""
    return look_of(text) in ("number", "date", "time")


@lru_cache(maxsize=1 << 15)
def shape_of(text: str) -> str:
    """The cell with every run of letters as A, of digits as 9, of white space as one blank; at most 12 signs."""
    return _RUNS.sub(lambda m: "A" if m[1] else "9" if m[2] else " ", text.strip())[:SHAPE_LENGTH]


class ColumnLooks:
    """What the cells of each column look like, learned from rows that are sound; tells how strange a cell is in it."""

    def __init__(self, width: int, rows: Iterable[Sequence[str]] = ()) -> None:
        self.width = width
        self.rows = 0
        self.shapes: list[Counter[str]] = [Counter() for _ in range(width)]
        self.looks: list[Counter[str]] = [Counter() for _ in range(width)]
        self.cells: list[Counter[str]] = [Counter() for _ in range(width)]
        self._known: dict[tuple[int, str], float] = {}
        for row in rows:
            self.learn(row)

    def learn(self, row: Sequence[str]) -> None:
        """Take one sound row into account."""
        self.rows += 1
        for shapes, looks, cell in zip(self.shapes, self.looks, row, strict=True):
            shapes[shape_of(cell)] += 1
            looks[look_of(cell)] += 1
        for cells, cell in zip(self.cells, row, strict=True):
            cells[cell] += 1

    def typed_columns(self) -> int:
        """How many columns hold numbers, dates or times in most cells that hold anything.

        Of a short file the rows looked at may be those of a table below it, too.
        """
        filled = (self.rows - looks["missing"] for looks in self.looks)
        typed = (looks["number"] + looks["date"] + looks["time"] for looks in self.looks)
        return sum(n >= 0.7 * of > 0 for n, of in zip(typed, filled, strict=True))

    def is_at_home(self, index: int, cell: str) -> bool:
        """Whether a cell is one of the levels of column `index`, or a number among numbers."""
        if look_of(cell) == "number":
            return self.looks[index]["number"] >= 0.9 * (self.rows - self.looks[index]["missing"]) > 0
        return self.cells[index][cell] >= 2 and len(self.cells[index]) <= 0.5 * self.rows

    def strangeness(self, index: int, cell: str) -> float:
        """0 for a cell like the others of column `index`, up to about 3 for one quite unlike them."""
        if self.rows == 0:
            return 0.0
        known = self._known.get((index, cell))
        if known is None:
            known = self._strangeness(index, cell)
            if len(self._known) < _MOST_KNOWN and len(cell) < 100:
                self._known[index, cell] = known
        return known

    def _strangeness(self, index: int, cell: str) -> float:
        look, shape = look_of(cell), shape_of(cell)
        seen = self.looks[index]
        if look == "missing":
            return 0.3 if not seen["missing"] else 0.3 * (1 - seen["missing"] / self.rows)
        alike = (seen[look] + (seen["words"] + seen["other"] if look in ("words", "other") else 0)) / self.rows
        by_look = min(2.0, -math.log((alike if look not in ("words", "other") else min(alike, 1.0)) + 0.02) * 0.55)
        variety = len(self.shapes[index]) / self.rows
        known = self.shapes[index][shape] / self.rows
        by_shape = 0.0 if known > 0 or variety > 0.5 else 1.0 * (1 - variety)
        return max(0.0, by_look) + by_shape
