"""What a column holds, counted block by block: each text while they are few, types and totals when they are many."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.ingest.kinds import ALWAYS_MISSING, count_cells
from tracer_engine.ingest.values import to_days, to_numbers
from tracer_engine.types.counted import ColumnCounts
from tracer_engine.types.table import Column

Guess = Callable[[pl.DataFrame], Column]
"""From counted cells to what their column seems to be."""

Reading = Literal["number", "date", "text"]

Hashes = NDArray[np.uint64]
"""One for each cell; cells of one text have the same."""

SEED = 1
_FEW = 8
_MOST_KNOWN = 20_000
_PLACES = 1 << 16
_TABLES = 4  # one for each 16 bits of a hash
_MOST_WAITING = 2_000
_GUESSED_FROM = 10_000
_MOST_ODD = 20_000
_PROBE = 1_000
_EXAMPLES_OF = 8  # so many times rarer than the cells that tell how many are different
_AT_ONCE = 1_000_000


def hashes_of(frame: pl.DataFrame) -> list[Hashes]:
    """The hashes of the cells of each column: made once, for all that count them."""
    return [hashes.to_numpy() for hashes in frame.select_seq(pl.all().hash(SEED)).iter_columns()]


def different(hashes: Hashes) -> int:
    """How many different ones there are; sorted by NumPy, which takes a third of the time of a table of them."""
    in_order = np.sort(hashes)
    return int(np.count_nonzero(in_order[1:] != in_order[:-1])) + min(1, len(in_order))


class ColumnTally:
    """Counts the texts of one column; from more than `most` different ones on it takes in what they are only.

    `rate`, a power of two: of the values of such a column every so many-th is kept as an example.
    """

    def __init__(self, guess: Guess, *, most: int, rate: int) -> None:
        self._guess = guess
        self._most = most
        self._rate = rate
        self._counts = count_cells(pl.Series("cell", [], dtype=pl.String))
        self._known: _Known | None = None
        self._new: list[pl.Series] = []  # cells that are not known, until there are enough of them to be counted
        self._waiting = 0
        self.many: ManyTally | None = None

    def add(self, cells: pl.Series, hashes: Hashes) -> None:
        """Take in the cells of one more block, and their hashes."""
        if self.many is not None:
            self.many.add(cells, hashes)
            return
        new = cells if self._known is None else self._known.add(cells, hashes)
        if not len(new):
            return
        if self._known is not None and self._waiting + len(new) <= min(_MOST_WAITING, self._most // 4):
            self._new.append(new + "")  # made anew, not to hold on to all texts of the block
            self._waiting += len(new)
            return
        self._settle()
        self._counts = _added(self._counts, count_cells(new))
        if self._counts.height > self._most:
            self._go_over()
        elif self._counts.height <= _MOST_KNOWN:
            self._known = _Known(self._counts["cell"])

    def _settle(self) -> None:
        if self._known is not None:
            self._counts = _added(self._counts, self._known.counts())
            self._known = None
        if self._new:
            self._counts = _added(self._counts, count_cells(pl.concat(self._new)))
            self._new, self._waiting = [], 0

    def _go_over(self) -> None:
        self._settle()
        step = max(1, self._counts.height // _GUESSED_FROM)
        guess = self._guess(self._counts.gather_every(step))
        self.many = ManyTally(guess, reads=reading_of(guess, self._counts), rate=self._rate)
        for part in self._counts.iter_slices(_AT_ONCE):
            cells = part["cell"].gather(np.repeat(np.arange(part.height), part["n"].to_numpy()))
            self.many.add(cells, cells.hash(SEED).to_numpy())
        self._counts = self._counts.clear()

    def finish(self) -> ColumnCounts:
        """What was counted. The tally is not to be used any further."""
        if self.many is not None:
            return self.many.finish()
        self._settle()
        return ColumnCounts(counts=self._counts)


class _Known:
    """Counts texts that are known: they are told by their hashes, which is much faster than to group them.

    A few are compared one by one; more than that have places in a table of 2^16, by the upper bits of the hash, and
    those whose place another one has got, places in a table by the next bits.
    """

    def __init__(self, texts: pl.Series, level: int = 0) -> None:
        self._hashes = texts.hash(SEED).to_numpy()
        self._level = level
        self._others: _Known | None = None
        self._table: Hashes | None = None
        if len(texts) > _FEW:
            self._places = _places(self._hashes, level)
            self._table = np.zeros(_PLACES, dtype=np.uint64)
            self._table[self._places] = self._hashes
            self._in_place = np.zeros(_PLACES, dtype=np.int64)
            own = self._table[self._places] == self._hashes
            if not own.all() and level + 1 < _TABLES:
                self._others = _Known(texts.filter(~own), level + 1)
            texts, self._places = texts.filter(own), self._places[own]
        self._texts = texts
        self._found = np.zeros(len(texts), dtype=np.int64)

    def add(self, cells: pl.Series, hashes: Hashes) -> pl.Series:
        """Count those that are known; returns the others."""
        if self._table is None:
            return self._add_few(cells, hashes)
        places = _places(hashes, self._level)
        same = self._table[places] == hashes
        if bool(same.all()):
            self._in_place += np.bincount(places, minlength=_PLACES)
            return cells.clear()
        self._in_place += np.bincount(places[same], minlength=_PLACES)
        cells, hashes = cells.filter(~same), hashes[~same]
        return cells if self._others is None else self._others.add(cells, hashes)

    def _add_few(self, cells: pl.Series, hashes: Hashes) -> pl.Series:
        left, unknown = len(hashes), None
        for at, known in enumerate(self._hashes):
            same = hashes == known
            found = int(np.count_nonzero(same))
            self._found[at] += found
            left -= found
            if not left:
                return cells.clear()
            unknown = same if unknown is None else np.logical_or(unknown, same, out=unknown)
        return cells if unknown is None else cells.filter(~unknown)

    def counts(self) -> pl.DataFrame:
        """The known texts, and how often each was met."""
        found = self._found if self._table is None else self._in_place[self._places]
        own = pl.DataFrame([self._texts, pl.Series("n", found, dtype=pl.get_index_type())])
        return own if self._others is None else pl.concat([own, self._others.counts()])


def _places(hashes: Hashes, level: int) -> NDArray[np.uint16]:
    """The upper 16 bits of each, or on a lower level the next ones."""
    return hashes.view(np.uint16)[3 - level :: 4] if sys.byteorder == "little" else hashes.view(np.uint16)[level::4]


def _added(one: pl.DataFrame, two: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([one, two]).group_by("cell").agg(pl.col("n").sum()) if one.height else two


class ManyTally:
    """Of a column with very many different texts: which cells are no values, totals of those that are, and examples.

    `guess` is what the column seemed to be, `reads` what its cells are read as; `fits` tells in the end whether it was.
    """

    def __init__(self, guess: Column, *, reads: Reading, rate: int) -> None:
        self.guess = guess
        self.reads = reads
        self._rate = rate
        self._cells = 0
        self._odd = count_cells(pl.Series("cell", [], dtype=pl.String))
        self._total = 0.0
        self._low, self._high = np.inf, -np.inf
        self._ends: dict[str, str] = {}
        self._examples: list[pl.Series] = []
        self._hashes: list[Hashes] = []

    @property
    def is_hopeless(self) -> bool:
        """Whether far too many cells are not what the column seemed to hold."""
        return self._odd.height > _MOST_ODD

    def add(self, cells: pl.Series, hashes: Hashes) -> None:
        """Take in some more cells, and their hashes."""
        self._cells += len(cells)
        if self.is_hopeless:
            return
        values = self._values(cells)
        odd = values.is_null()
        if odd.any():
            self._odd = _added(self._odd, count_cells(cells.filter(odd)))
            cells, values, hashes = cells.filter(~odd), values.filter(~odd), hashes[~odd.to_numpy()]
        if not len(cells):
            return
        if values.dtype == pl.Float64:
            self._total += float(values.sum())
            self._note_ends(cells, values)
        # Made anew: polars' picked texts would hold on to those of all cells.
        self._examples.append(
            pl.Series("cell", cells.gather_every(_EXAMPLES_OF * self._rate).to_list(), dtype=pl.String)
        )
        self._hashes.append(hashes[hashes & np.uint64(self._rate - 1) == 0])

    def _values(self, cells: pl.Series) -> pl.Series:
        """Numbers or days where the column is of such; else True; null where a cell is no value."""
        guess = self.guess
        if self.reads == "date":
            return to_days(cells, date_format=guess.date_format, tokens=guess.missing_tokens)
        if self.reads == "number":
            return to_numbers(cells, decimal=guess.decimal, tokens=guess.missing_tokens)
        stripped = cells.str.strip_chars()
        absent = stripped.is_in(["", *ALWAYS_MISSING, *guess.missing_tokens])
        return pl.select(pl.when(~absent).then(pl.lit(value=True))).to_series() if absent.any() else ~absent

    def _note_ends(self, cells: pl.Series, values: pl.Series) -> None:
        low, high = int(values.arg_min() or 0), int(values.arg_max() or 0)
        if values[low] < self._low:
            self._low, self._ends["low"] = float(values[low]), cells[low]
        if values[high] > self._high:
            self._high, self._ends["high"] = float(values[high]), cells[high]

    def finish(self) -> ColumnCounts:
        """What was taken in."""
        values = self._cells - int(self._odd["n"].sum())
        examples = pl.concat([pl.Series("cell", list(self._ends.values()), dtype=pl.String), *self._examples])
        sample = count_cells(examples)
        share = values / max(1, len(examples))
        # The shares of all examples add up to the values there are, rounding put right at the first.
        scaled = np.maximum(1, (sample["n"].to_numpy() * share).astype(np.int64))
        if len(scaled):
            scaled[int(np.argmax(scaled))] += values - int(scaled.sum())
        sample = sample.with_columns(pl.Series("n", scaled, dtype=self._odd["n"].dtype))
        is_number = np.isfinite(self._low)
        return ColumnCounts(
            counts=pl.concat([self._odd, sample]),
            exact=False,
            distinct=self._distinct(values),
            minimum=self._low if is_number else None,
            maximum=self._high if is_number else None,
            mean=self._total / values if is_number and values else None,
        )

    def _distinct(self, values: int) -> int:
        """How many different values there are, from those whose hash falls into one of `rate` classes.

        All cells of one text fall into the same class, so that repeats are seen whatever the rate (Gibbons 2001).
        """
        hashes = np.concatenate(self._hashes) if self._hashes else np.zeros(0, dtype=np.uint64)
        known = different(hashes)
        if 2 * known > len(hashes) > 0:  # nearly all different: the share is surer than the number
            return round(values * known / len(hashes))
        return min(values, known * self._rate)


def reading_of(column: Column, counts: pl.DataFrame) -> Reading:
    """What the cells of a column are read as; an id may be made of numbers, too."""
    if column.kind in ("number", "date"):
        return "number" if column.kind == "number" else "date"
    if column.kind != "id":
        return "text"
    return "number" if to_numbers(counts["cell"].head(_PROBE), decimal=column.decimal).null_count() == 0 else "text"


def fits(guess: Column, reads: Reading, found: Column, counts: pl.DataFrame) -> bool:
    """Whether a column of `counts` is what it seemed to be when it went over to being counted by `guess`."""
    if reads != reading_of(found, counts):
        return False
    if reads == "date":
        return guess.date_format == found.date_format
    if reads == "number" and guess.decimal != found.decimal:
        one, two = (to_numbers(counts["cell"], decimal=column.decimal) for column in (guess, found))
        return one.equals(two, null_equal=True)
    return True
