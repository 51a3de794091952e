"""Where a table begins: lines above it, and which of its first records are headers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tracer_engine.ingest.cell_shapes import is_typed, look_of, shape_of
from tracer_engine.types.receipt import ReadingOptions

Row = Sequence[str]
_BODY = 200
_CLOSE = 1.0
_YEAR = re.compile(r"(?:19|20)\d\d")
_RULER = re.compile(r":?(?:-{2,}|={2,}|_{2,}):?")
_A_YEAR = 0.5  # the vote of a name that is one of several years


@dataclass(frozen=True, kw_only=True)
class TableStart:
    """How many records stand above the header, and how many records the header takes (0 to 3)."""

    skipped: int
    header_rows: int
    width: int
    is_close: bool = False  # whether the first record is a header at all


def find_table_start(rows: Sequence[Row], options: ReadingOptions) -> TableStart:
    """Where the table begins in the first records of a file (blank lines are empty records)."""
    width = usual_width(rows)
    skipped = options.skip_rows if options.skip_rows is not None else _preamble(rows, width)
    rest = [row for row in rows[skipped:] if _filled(row)]
    if options.header_rows is not None:
        return TableStart(skipped=skipped, header_rows=options.header_rows, width=width)
    count = _count_header_rows(rest, width)
    close = len(rest) > 1 and abs(headerness(rest[0], rest[1:_BODY], width)) < _CLOSE
    return TableStart(skipped=skipped, header_rows=count, width=width, is_close=close)


def usual_width(rows: Sequence[Row]) -> int:
    """The number of cells most records have, wider ones preferred where it is close."""
    widths = Counter(len(row) for row in rows if _filled(row))
    if not widths:
        return max((len(row) for row in rows), default=1) or 1
    usual = max(widths, key=lambda width: (widths[width] * (width - 0.9), width))
    places = {width: [i for i, row in enumerate(rows) if len(row) == width and _filled(row)] for width in widths}
    for width, count in widths.items():  # of two tables one below the other the upper one is meant
        above, below = places[width], places[usual]
        if (
            width > 1
            and count >= 5
            and count >= 0.3 * widths[usual]
            and above[int(0.95 * count)] < below[len(below) // 20]
        ):
            return width
    return usual


def _filled(row: Row) -> int:
    return sum(map(bool, map(str.strip, row)))


def _preamble(rows: Sequence[Row], width: int) -> int:
    """Records above the table: narrower than it, or with hardly a filled cell."""
    if width == 1:
        return 0
    for index, row in enumerate(rows):
        filled = _filled(row)
        if len(row) >= width and filled > max(1, 0.34 * width):
            return index
        if (
            len(row) == width - 1
            and filled >= max(2, width - 2)
            and _is_short_header(row, rows[index + 1 : index + 20], width)
        ):
            return index
    return next((i for i, row in enumerate(rows) if len(row) >= width), 0)


def _is_short_header(row: Row, below: Sequence[Row], width: int) -> bool:
    """A header that lacks one name: nothing in it is a value, and what follows is data."""
    if any(is_typed(cell) for cell in row) or not below or len(below[0]) != width:
        return False
    return any(is_typed(cell) for cell in below[0]) or sum(len(other) == width for other in below) == len(below)


def _count_header_rows(rows: Sequence[Row], width: int) -> int:
    if not rows:
        return 0
    same = next((i for i, row in enumerate(rows) if list(row) != list(rows[0])), len(rows))
    if 1 < same <= 3 and same < len(rows):
        return same if headerness(rows[0], rows[same:_BODY], width) >= 0 else 0
    if headerness(rows[0], rows[1:_BODY], width) < 0:
        return 0
    count = 1
    while count < 3 and count + 2 < len(rows) and _is_further_header(rows[count], rows[count + 1 : _BODY], width):
        count += 1
    return count


def headerness(row: Row, body: Sequence[Row], width: int) -> float:
    """Above 0 where a record speaks for being a header over `body`, below 0 where it is data like the rest."""
    body = [other for other in body if list(other) != list(row)]  # a header may come again further down
    if not body:
        return 0.0 if not row or _filled(row) > sum(is_typed(cell) for cell in row) else -1.0
    votes = 0.0
    years = _year_names(row, body, width)
    for index, cell in enumerate(row[:width]):
        below = [other[index] for other in body if len(other) == width]
        votes += _A_YEAR if index in years else _vote(cell.strip(), below) if below else 0.0
    names = [cell.strip() for cell in row if cell.strip()]
    if len(set(names)) < len(names):
        votes -= 1.0
    if any(len(name) > 80 for name in names):
        votes -= 1.0
    return votes


def _year_names(row: Row, body: Sequence[Row], width: int) -> set[int]:
    """Columns that a row of years may name: there are several, one after the other, and few years stand below them."""
    places = [index for index, cell in enumerate(row[:width]) if _YEAR.fullmatch(cell.strip())]
    years = [int(row[index]) for index in places]
    if len(years) < 2 or (years != sorted(set(years)) and years != sorted(set(years), reverse=True)):
        return set()
    below = [other[index].strip() for index in places for other in body if len(other) == width]
    return set(places) if 2 * sum(_YEAR.fullmatch(cell) is not None for cell in below) < len(below) else set()


def _vote(cell: str, below: Sequence[str]) -> float:
    looks = Counter(look_of(text) for text in below)
    looks.pop("missing", None)
    present = sum(looks.values())
    if not present:
        return 0.2 if cell and not is_typed(cell) else -0.2 if cell else 0.0
    look, count = looks.most_common(1)[0]
    if count / present >= 0.8 and look in ("number", "date", "time"):
        if not cell:
            return 0.0
        if _YEAR.fullmatch(cell):  # a year may well be a name
            return -0.2
        return -1.0 if look_of(cell) == look else 1.5 if not is_typed(cell) else -0.3
    if not cell:
        return -0.2
    if is_typed(cell):
        return -0.5
    repeats = sum(text.strip() == cell for text in below)
    if repeats:
        return -0.7
    shapes = Counter(shape_of(text) for text in below)
    shape, often = shapes.most_common(1)[0]
    if often / len(below) >= 0.9 and any(sign.isdigit() for sign in shape):
        return 0.5 if shape_of(cell) != shape else -0.5
    distinct = len(set(below))
    return 0.3 if distinct <= 0.5 * len(below) and len(below) >= 4 else 0.05


def _is_further_header(row: Row, body: Sequence[Row], width: int) -> bool:
    """A second or third header record, or one of units: no value where the rows hold some, and none of their levels."""
    if len(row) != width or len(body) < 2 or is_ruler(row):
        return False
    typed = against = levelled = strange = blank = 0
    open_ = any(not cell.strip() for cell in row)  # names of groups stand over several columns, or leave some out
    for index, cell in enumerate(row):
        below = [other[index] for other in body if len(other) == width and other[index].strip()]
        if len(below) < 2:
            continue
        if sum(is_typed(text) for text in below) >= 0.9 * len(below):
            typed += 1
            blank += not cell.strip()
            named = look_of(cell) in ("words", "other") or (open_ and _names_a_year(cell, below))
            against += bool(cell.strip()) and named
        elif cell.strip() and len(below) >= 20 and len(set(below)) <= 0.2 * len(below):
            levelled += 1
            strange += cell not in below
    if typed < 2 or against < 2 or against + blank < 0.8 * typed:
        return False
    return typed >= 0.3 * width or (typed + levelled >= 0.5 * width and strange >= 0.9 * levelled)


def _names_a_year(cell: str, below: Sequence[str]) -> bool:
    if not _YEAR.fullmatch(cell.strip()):
        return False
    return 2 * sum(_YEAR.fullmatch(text.strip()) is not None for text in below) < len(below)


def is_ruler(row: Row) -> bool:
    """Whether a record is a line drawn under the header ("-----,-----"), and nothing else."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(cells) > 1 and all(_RULER.fullmatch(cell) for cell in cells)
