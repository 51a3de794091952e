"""What a column holds, counted block by block: each text while they are few, types and totals when they are many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import polars as pl

from tracer_engine.ingest.cell_scan import Hashes, KnownHashes, SortedHashes, is_compiled
from tracer_engine.ingest.kinds import ALWAYS_MISSING, count_cells
from tracer_engine.ingest.text_blocks import Block
from tracer_engine.ingest.values import to_days, to_numbers
from tracer_engine.types.counted import ColumnCounts
from tracer_engine.types.table import Column

Guess = Callable[[pl.DataFrame], Column]
"""From counted cells to what their column seems to be."""

Reading = Literal["number", "date", "text"]

_GUESSED_FROM = 10_000
_MOST_ODD = 20_000
_PROBE = 1_000
_EXAMPLES_OF = 8  # so many times rarer than the cells that tell how many are different
_AT_ONCE = 1_000_000


def different(hashes: Hashes) -> int:
    """How many different ones there are; sorted by NumPy, which takes a third of the time of a table of them."""
    in_order = np.sort(hashes)
    return int(np.count_nonzero(in_order[1:] != in_order[:-1])) + min(1, len(in_order))


class ColumnTally:
    """Counts the texts of one column; from more than `most` different ones on it takes in what they are only.

    Texts are told by their hashes, which is much faster than to group them. `rate`, a power of two: of the values of a
    column of too many, every so many-th is kept as an example.
    """

    def __init__(self, guess: Guess, *, most: int, rate: int) -> None:
        self._guess = guess
        self._most = most
        self._rate = rate
        self._known = KnownHashes() if is_compiled() else SortedHashes()
        self._texts: list[pl.Series] = []
        self._hashes: list[Hashes] = []
        self.many: ManyTally | None = None

    def add(self, block: Block, at: int) -> None:
        """Take in the cells of one column of one more block."""
        hashes = block.hashes(at)
        if self.many is not None:
            self.many.add(block.column(at), hashes)
            return
        missed = self._known.tally(hashes)
        if not len(missed):
            return
        new, first, often = np.unique(hashes[missed], return_index=True, return_counts=True)
        self._known.learn(new, often)
        self._texts.append(block.column(at, missed[first]))
        self._hashes.append(new)
        if len(self._known) > self._most:
            self._go_over()

    def _counted(self) -> tuple[pl.DataFrame, Hashes]:
        """Every text with how often it was met, and their hashes."""
        hashes = np.concatenate(self._hashes) if self._hashes else np.zeros(0, dtype=np.uint64)
        texts = pl.concat([pl.Series("cell", [], dtype=pl.String), *(some.alias("cell") for some in self._texts)])
        often = pl.Series("n", self._known.counts_of(hashes), dtype=pl.get_index_type())
        return pl.DataFrame([texts, often]), hashes

    def _go_over(self) -> None:
        counts, hashes = self._counted()
        guess = self._guess(counts.gather_every(max(1, counts.height // _GUESSED_FROM)))
        self.many = ManyTally(guess, reads=reading_of(guess, counts), rate=self._rate)
        for start in range(0, counts.height, _AT_ONCE):
            part = counts.slice(start, _AT_ONCE)
            often = part["n"].to_numpy()
            cells = part["cell"].gather(np.repeat(np.arange(part.height), often))
            self.many.add(cells, np.repeat(hashes[start : start + _AT_ONCE], often))
        self._known, self._texts, self._hashes = type(self._known)(), [], []

    def finish(self) -> ColumnCounts:
        """What was counted. The tally is not to be used any further."""
        return self.many.finish() if self.many is not None else ColumnCounts(counts=self._counted()[0])


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
        sample = count_cells(examples).sort("cell")  # else which of them is rounded up would be chance
        share = values / max(1, len(examples))
        # The shares of all examples add up to the values there are: what is rounded off one goes to the next ones.
        ends = np.round(np.cumsum(sample["n"].to_numpy()) * share).astype(np.int64)
        scaled = np.maximum(1, np.diff(ends, prepend=0))
        if len(scaled):  # no more examples than values, or the most frequent one makes up for it
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
