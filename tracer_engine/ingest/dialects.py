"""Delimiter, quote and escape of a text table: candidates are scored by how well the whole sample reads with them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tracer_engine.ingest.cell_shapes import look_of
from tracer_engine.types.receipt import ReadingOptions

DELIMITERS = (
    ",", ";", "\t", "|", ", ", "; ", " | ", "||", "::", ";;", "\t\t", ":", "^", "~", "\x1f", "\x01", "¦", "§", "#", " "
)  # fmt: skip
# Signs that stand in ordinary text more often than between columns must fit clearly better to be taken.
_PRIOR = {" ": 0.55, ":": 0.6, "#": 0.5, "^": 0.9, "~": 0.9}
_PRIOR |= dict.fromkeys((" | ", ", ", "; ", "||", "::", ";;", "\t\t"), 1.02)
_MOST_ROWS = 400
_A_SENTENCE = 3
_ENOUGH_ROWS, _ALL_EVEN = 10, 1.13  # that every record has as many cells, the header too, is worth more than nearly all


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How records are cut into cells. `quote` "" means that nothing is quoted; `escape` "" that quotes are doubled."""

    delimiter: str
    quote: str = '"'
    escape: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A dialect, how well the sample reads with it, and the usual number of cells in a record."""

    dialect: Dialect
    score: float
    width: int


def find_dialect(sample: str, options: ReadingOptions) -> list[Candidate]:
    """Candidates, best first; what the user told is kept to."""
    delimiters = [_spelled(options.delimiter)] if options.delimiter else [d for d in DELIMITERS if d in sample]
    found = [score_dialect(sample, _dialect(sample, delimiter, options)) for delimiter in delimiters]
    if not options.delimiter:
        unused = next((sign for sign in (",", ";", "\t", "|", "\x1f") if sign not in sample), ",")
        single = score_dialect(sample, _dialect(sample, unused, options), single=True)
        found.append(single)
    found.sort(key=lambda candidate: -candidate.score)
    if not options.delimiter and found[0].width == 2 and _is_prose(sample, found[0].dialect):
        return [single, *(one for one in found if one is not single)]
    double = 2 * found[0].dialect.delimiter
    if (at := next((i for i, one in enumerate(found) if one.dialect.delimiter == double), 0)) and _stands_in_pairs(
        sample, found[0].dialect.delimiter
    ):
        found.insert(0, found.pop(at))
    return found


def _is_prose(sample: str, dialect: Dialect) -> bool:
    """Whether a sign that seems to divide two columns is one of sentences, below a name that does without it."""
    rows = [row for row, _ in zip(records_of(sample, dialect), range(_MOST_ROWS), strict=False) if row]
    pairs = [row for row in rows if len(row) == 2]
    if not pairs or len(rows[0]) != 1 or dialect.quote in rows[0][0]:
        return False
    cells = [cell for row in pairs for cell in row]
    words = sum(len(cell.split()) for cell in cells) / len(cells)
    return words >= _A_SENTENCE and not any(look_of(cell) in ("number", "date", "time") for cell in cells)


def _stands_in_pairs(sample: str, delimiter: str) -> bool:
    """Whether a sign stands twice wherever it stands: the two are one delimiter."""
    runs = Counter(len(run) for run in re.findall(f"{re.escape(delimiter)}+", sample))
    return sum(n for length, n in runs.items() if length % 2) <= 0.02 * runs.total()


def _spelled(delimiter: str) -> str:
    """The delimiter meant by what a user types: names and escapes are understood."""
    named = {r"\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
    return named.get(delimiter.casefold(), delimiter)


def _dialect(sample: str, delimiter: str, told: ReadingOptions) -> Dialect:
    quote = told.quote if told.quote is not None else find_quote(sample, delimiter)
    escape = told.escape if told.escape is not None else find_escape(sample, delimiter, quote)
    return Dialect(delimiter=delimiter, quote=quote, escape=escape if quote else "")


def find_quote(sample: str, delimiter: str) -> str:
    """The sign that cells are wrapped in: it opens cells and closes about as many."""
    if "'" not in sample:
        return '"'
    edge = re.escape(delimiter)
    counts = {}
    signs = "".join(map(re.escape, set(delimiter)))
    dividing = {}  # cells that hold the delimiter between their quotes
    for quote in ('"', "'"):  # alone in its cell, or two with nothing between them, it proves nothing
        opened = len(re.findall(rf"(?:^|{edge})[ ]?{quote}(?!{quote}?(?:\r?$|{edge}))", sample, re.MULTILINE))
        closed = len(re.findall(rf"[^\n{signs}{quote}]{quote}[ ]?(?:\r?$|{edge})", sample, re.MULTILINE))
        counts[quote] = (opened, closed)
        cell = rf"(?:^|{edge}){quote}[^{quote}\n]*\w[ ]?{edge}[ ]?\w[^{quote}\n]*{quote}(?=\r?$|{edge})"
        dividing[quote] = len(re.findall(cell, sample, re.MULTILINE))
    if dividing['"'] > dividing["'"]:
        return '"'
    opened, closed = counts["'"]
    # One cell is enough where a sign within it shows what the apostrophes around it are for.
    telling = rf"(?:^|{edge})'\w[^'\n]*(?:''|{edge})(?:[^'\n]|'')*[\w.!?)]'(?=\r?$|{edge})"
    if opened == closed > 0 == counts['"'][0] and re.search(telling, sample, re.MULTILINE):
        return "'"
    if counts['"'][0] < 0.5 * opened and min(opened, closed) >= max(2, 0.6 * max(opened, closed)):
        return "'"
    return '"'


def find_escape(sample: str, delimiter: str, quote: str) -> str:
    """A backslash where quotes inside of cells are escaped with it, "" where they are doubled."""
    if not quote or f"\\{quote}" not in sample:
        return ""
    edge, inside = re.escape(delimiter), f"[^{quote}\\\\]"
    doubled = len(
        re.findall(rf"(?:^|{edge}){quote}(?:[^{quote}]|{quote}{quote})*{quote}(?={edge}|\r?$)", sample, re.MULTILINE)
    )
    escaped = len(
        re.findall(rf"(?:^|{edge}){quote}(?:{inside}|\\.)*{quote}(?={edge}|\r?$)", sample, re.MULTILINE | re.DOTALL)
    )
    # Text that only happens to hold a backslash before a quote reads worse with the backslash as escape.
    lone = len(re.findall(rf"(?<!{quote})\\{quote}(?!{quote}|{edge}|\r?$)", sample, re.MULTILINE))
    stray = len(re.findall(rf"(?<=\w){quote}(?=\w)", sample))
    return "\\" if escaped > doubled + stray or (escaped >= doubled and lone > stray) else ""


def records_of(sample: str, dialect: Dialect) -> Iterator[list[str]]:
    """The records of a sample, leniently: for looking at, not for reading a table."""
    text = sample
    delimiter = dialect.delimiter
    if len(delimiter) > 1:
        text, delimiter = text.replace(delimiter, "\x1f"), "\x1f"
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=dialect.quote or None,
        escapechar=dialect.escape or None,
        doublequote=not dialect.escape,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
    )
    try:
        yield from reader
    except csv.Error:
        return


def score_dialect(sample: str, dialect: Dialect, *, single: bool = False) -> Candidate:
    """How well the sample reads: rows of one width, cells that look like values, more than one column."""
    if single:
        rows = [[line] for line in sample.splitlines()[:_MOST_ROWS] if line.strip()]
    else:
        rows = [row for row, _ in zip(records_of(sample, dialect), range(_MOST_ROWS), strict=False) if row]
    if not rows:
        return Candidate(dialect=dialect, score=0.0, width=1)
    widths = Counter(len(row) for row in rows)
    width = max(widths, key=lambda w: widths[w] * (w - 1) / w if w > 1 else widths[w] * 0.02)
    even = widths[width] / len(rows)
    fitting = [row for row in rows if len(row) == width]
    typed = sum(_worth(cell) for row in fitting for cell in row) / (len(fitting) * width)
    columns = (width - 1) / width if width > 1 else 0.12
    if even == 1.0 and width > 1 and len(rows) >= _ENOUGH_ROWS:
        even = _ALL_EVEN
    score = even**1.5 * typed * columns * _PRIOR.get(dialect.delimiter if not single else "", 1.0)
    return Candidate(dialect=dialect, score=score, width=width)


@lru_cache(maxsize=1 << 15)
def _worth(cell: str) -> float:
    look = look_of(cell)
    if look == "other" and (cell[:1] in "'\"" or cell[-1:] in "'\""):
        return 0.1
    return {"missing": 0.7, "words": 0.85 if len(cell) < 60 else 0.6, "other": 0.4}.get(look, 1.0)
