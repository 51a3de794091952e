"""Delimiter, quote and escape of a text table: candidates are scored by how well the whole sample reads with them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tracer_engine.ingest.cell_shapes import look_of
from tracer_engine.types.receipt import ReadingOptions

DELIMITERS = (",", ";", "\t", "|", ", ", "; ", " | ", "||", ":", "^", "~", "\x1f", "\x01", "¦", "§", "#", " ")
# Signs that stand in ordinary text more often than between columns must fit clearly better to be taken.
_PRIOR = {" ": 0.55, ":": 0.6, "#": 0.5, "^": 0.9, "~": 0.9, " | ": 1.02, ", ": 1.02, "; ": 1.02, "||": 1.02}
_MOST_ROWS = 400


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
    found = [score_dialect(sample, _dialect(sample, delimiter, options.quote)) for delimiter in delimiters]
    if not options.delimiter:
        single = score_dialect(sample, _dialect(sample, ",", options.quote), single=True)
        found.append(single)
    return sorted(found, key=lambda candidate: -candidate.score)


def _spelled(delimiter: str) -> str:
    """The delimiter meant by what a user types: names and escapes are understood."""
    named = {r"\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
    return named.get(delimiter.casefold(), delimiter)


def _dialect(sample: str, delimiter: str, told_quote: str | None) -> Dialect:
    quote = told_quote if told_quote is not None else find_quote(sample, delimiter)
    return Dialect(delimiter=delimiter, quote=quote, escape=find_escape(sample, delimiter, quote))


def find_quote(sample: str, delimiter: str) -> str:
    """The sign that cells are wrapped in: it opens cells and closes about as many."""
    edge = re.escape(delimiter)
    counts = {}
    for quote in ('"', "'"):
        opened = len(re.findall(rf"(?:^|{edge})[ ]?{quote}", sample, re.MULTILINE))
        closed = len(re.findall(rf"{quote}[ ]?(?:\r?$|{edge})", sample, re.MULTILINE))
        counts[quote] = (opened, closed)
    opened, closed = counts["'"]
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
    score = even**1.5 * typed * columns * _PRIOR.get(dialect.delimiter if not single else "", 1.0)
    return Candidate(dialect=dialect, score=score, width=width)


def _worth(cell: str) -> float:
    look = look_of(cell)
    if look == "other" and (cell[:1] in "'\"" or cell[-1:] in "'\""):
        return 0.1
    return {"missing": 0.7, "words": 0.85 if len(cell) < 60 else 0.6, "other": 0.4}.get(look, 1.0)
