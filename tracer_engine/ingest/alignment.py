"""A record that does not fit the table: the cheapest way to read it as one, or none that is clear enough."""

from __future__ import annotations

from dataclasses import dataclass

from tracer_engine.ingest.cell_shapes import ColumnLooks
from tracer_engine.ingest.records import RecordGrammar

_STRAY_QUOTE = 1.0
_LITERAL_QUOTE = 0.9
_OPEN_QUOTE = 1.2
_BORDER = 1.2  # a quote next to a delimiter inside of a cell: more likely the border of two cells
_JOINED = 2.0
_DROPPED_EMPTY = 1.5
_SPLIT = 1.5
_PADDED = 1.0
_TRAILING_EMPTY = 0.05
_MOST_CELLS = 600
_MOST_SLACK = 60
_BEST = 3
CLEAR_BY = 0.2
# A reading of a broken record is believed up to this cost of changes and this strangeness of its cells.
BELIEVED_CHANGES, BELIEVED_STRANGENESS, A_COLUMN = 3.4, 1.6, 0.1


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """The cells a broken record is read as, what that costs, what was done, and whether another reading is close."""

    cells: tuple[str, ...]
    cost: float
    deeds: tuple[str, ...]
    strangeness: float
    close_second: bool = False

    @property
    def is_believed(self) -> bool:
        """Whether the reading is clear and cheap enough to be taken."""
        more = A_COLUMN * len(self.cells)
        changes = self.cost - self.strangeness
        fits = changes <= BELIEVED_CHANGES + more and self.strangeness <= BELIEVED_STRANGENESS + more
        return fits and not self.close_second


@dataclass(frozen=True)
class _Path:
    cost: float
    cells: tuple[str, ...]
    deeds: tuple[str, ...]
    strangeness: float = 0.0


_Reach = list[dict[int, list[_Path]]]


class _Pieces:
    """What stands between the delimiters of a record, and what a run of it reads as; each is found out once."""

    def __init__(self, text: str, grammar: RecordGrammar) -> None:
        self.each = text.split(grammar.delimiter)
        self.grammar = grammar
        self._cells: dict[tuple[int, int], tuple[float, str, str]] = {}
        self._halves: dict[tuple[int, int], list[tuple[str, str]]] = {}

    def as_cell(self, start: int, stop: int) -> tuple[float, str, str]:
        """What it costs to take the pieces for one cell, its value, and the name of the deed ("" for none)."""
        if (start, stop) not in self._cells:
            raw = self.grammar.delimiter.join(self.each[start:stop])
            self._cells[start, stop] = _read_cell(raw, stop - start - 1, self.grammar)
        return self._cells[start, stop]

    def as_halves(self, start: int, stop: int) -> list[tuple[str, str]]:
        """The pairs of cells between which a delimiter may have been lost in the pieces."""
        if (start, stop) not in self._halves:
            raw = self.grammar.delimiter.join(self.each[start:stop])
            self._halves[start, stop] = _split(raw, self.grammar)
        return self._halves[start, stop]


def align(text: str, grammar: RecordGrammar, width: int, looks: ColumnLooks, *, pad: bool = True) -> Alignment | None:
    """The cheapest reading of `text` as `width` cells, None where there is none at all (`pad`: cells may be missing).

    Every piece between two delimiters may be a cell; pieces may be joined (a delimiter that belongs to the text),
    empty ones dropped (a delimiter too many), or split at a quote (a delimiter lost).
    """
    pieces = _Pieces(text, grammar)
    count = len(pieces.each)
    if count > _MOST_CELLS or count > width + 10 * _MOST_SLACK:
        return None
    reach: _Reach = [{} for _ in range(count + 1)]
    reach[0][0] = [_Path(0.0, (), ())]
    limit = BELIEVED_CHANGES + BELIEVED_STRANGENESS + CLEAR_BY + 2 * A_COLUMN * width
    for start in range(count):
        for column in sorted(reach[start]):
            for path in reach[start][column]:
                if path.cost <= limit:
                    _extend(path, pieces, start, column, width, looks, reach, limit)
    ends = [_padded(path, column, width, looks) for column, paths in reach[count].items() for path in paths
            if pad or column >= width]  # fmt: skip
    if not ends:
        return None
    ends.sort(key=lambda path: path.cost)
    best = ends[0]
    second = next((path for path in ends[1:] if path.cells != best.cells), None)
    return Alignment(cells=best.cells, cost=best.cost, deeds=best.deeds, strangeness=best.strangeness,
                     close_second=second is not None and second.cost - best.cost < CLEAR_BY)  # fmt: skip


def _extend(
    path: _Path, pieces: _Pieces, start: int, column: int, width: int, looks: ColumnLooks, reach: _Reach, limit: float
) -> None:  # fmt: skip
    """Lay the next cell in every possible way."""
    piece, quote, count = pieces.each[start], pieces.grammar.quote, len(pieces.each)
    if not piece.strip():
        trailing = column == width and all(not other.strip() for other in pieces.each[start:])
        cost = _TRAILING_EMPTY if trailing else _DROPPED_EMPTY
        deeds = path.deeds if trailing else (*path.deeds, "dropped")
        _keep(reach, start + 1, column, _Path(path.cost + cost, path.cells, deeds, path.strangeness))
    if column >= width:
        return
    quoted = bool(quote) and piece.lstrip(" ").startswith(quote)
    furthest = min(count, start + (_MOST_SLACK if quoted else 4))
    for stop in range(start + 1, furthest + 1):
        cost, value, deed = pieces.as_cell(start, stop)
        if path.cost + cost > limit:
            if not quoted:  # every further delimiter makes it dearer
                break
            continue
        if deed == "stray quote":
            bare = value.strip().strip(quote)
            value = bare if looks.is_at_home(column, bare) else value
        strange = looks.strangeness(column, value)
        deeds = path.deeds + ((deed,) if deed else ())
        longer = _Path(path.cost + cost + strange, (*path.cells, value), deeds, path.strangeness + strange)
        _keep(reach, stop, column + 1, longer)
        if column + 2 <= width:
            for left, right in pieces.as_halves(start, stop):
                both = looks.strangeness(column, left) + looks.strangeness(column + 1, right)
                cells = (*path.cells, left, right)
                halves = _Path(path.cost + _SPLIT + both, cells, (*path.deeds, "split"), path.strangeness + both)
                _keep(reach, stop, column + 2, halves)


def _read_cell(raw: str, joined: int, grammar: RecordGrammar) -> tuple[float, str, str]:
    """What it costs to take `raw` for one cell, its value, and the name of the deed ("" for none)."""
    quote = grammar.quote
    bare = raw.strip(" ")
    if quote and bare.startswith(quote):
        if grammar.is_quoted(raw):
            return 0.0, grammar.value_of(raw), ""
        if len(bare) > 1 and bare.endswith(quote):
            inside = bare[1:-1]
            borders = inside.count(quote + grammar.delimiter) + inside.count(grammar.delimiter + quote)
            cost = _STRAY_QUOTE + 0.4 * (joined > 0) + _BORDER * borders
            return cost, grammar.unescaped(inside), "stray quote"
        return (_OPEN_QUOTE if not joined else 3.0 + joined), raw, "stray quote"
    if joined:
        return _JOINED * joined + 0.5, raw, "joined"
    if quote and quote in raw:
        return _LITERAL_QUOTE, raw, "stray quote"
    return 0.0, raw, ""


def _split(raw: str, grammar: RecordGrammar) -> list[tuple[str, str]]:
    """Two cells between which the delimiter was lost, where a quote shows the place."""
    quote = grammar.quote
    if not quote or quote not in raw:
        return []
    found = []
    for at in range(1, len(raw)):
        if raw[at] != quote and raw[at - 1] != quote:
            continue
        left, right = raw[:at], raw[at:]
        if (
            _is_whole(left, grammar)
            and _is_whole(right, grammar)
            and (grammar.is_quoted(left) or grammar.is_quoted(right))
        ):
            found.append((grammar.value_of(left), grammar.value_of(right)))
    return found[:8]


def _is_whole(part: str, grammar: RecordGrammar) -> bool:
    """Whether a part of a broken cell is a sound cell of its own."""
    bare = grammar.quote not in part and grammar.delimiter not in part and bool(part.strip())
    return bare or grammar.is_quoted(part)


def _padded(path: _Path, column: int, width: int, looks: ColumnLooks) -> _Path:
    """The path with blank cells for those missing at the end."""
    missing = width - column
    if missing <= 0:
        return path
    strange = sum(looks.strangeness(index, "") for index in range(column, width))
    cost = path.cost + _PADDED + 0.1 * (missing - 1) + strange
    return _Path(cost, path.cells + ("",) * missing, (*path.deeds, "padded"), path.strangeness + strange)


def _keep(reach: _Reach, stop: int, column: int, path: _Path) -> None:
    """Keep the few cheapest different readings up to a place."""
    paths = reach[stop].setdefault(column, [])
    for index, other in enumerate(paths):
        if other.cells == path.cells:
            if path.cost < other.cost:
                paths[index] = path
            return
    paths.append(path)
    paths.sort(key=lambda one: one.cost)
    del paths[_BEST:]
