"""The rows of a file, all or evenly thinned out, and what its columns hold over all of them: in one pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from tracer_engine.ingest.cell_scan import Hashes, Rows, hashes_of
from tracer_engine.ingest.kinds import ID_SHARE, count_cells
from tracer_engine.ingest.tallies import ColumnTally, ManyTally, different, fits, reading_of
from tracer_engine.ingest.text_blocks import Block, FrameBlock, TextBlocks, ahead
from tracer_engine.progress import Progress, Step
from tracer_engine.types.counted import ColumnCounts, WholeFile
from tracer_engine.types.table import Column

GuessAt = Callable[[int, pl.DataFrame], Column]
"""From the position of a column and its counted cells to what it seems to be."""

_MOST_COUNTED = 4_000_000  # different texts of all columns together that are counted each
_FEWEST_COUNTED, _MOST_IN_COLUMN = 2_000, 100_000
_EXAMPLES = 250_000
_RECOUNTED_ROWS = 250_000
_LOOKED_AT = 20_000
_KEY_COLUMNS = 3
_SURELY = 0.99  # of the rows a file seems to have: what stands above them takes bytes, too
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden mean, as in Fibonacci hashing


@dataclass(frozen=True, kw_only=True, eq=False)
class Gathered:
    """Rows of a file, and for each column what it holds over all rows; `whole` where not all rows are in `frame`."""

    frame: pl.DataFrame
    counts: list[ColumnCounts]
    whole: WholeFile | None


class Gatherer:
    """Reads all blocks of a file once, keeping at most about `most_rows` rows (None: all of them)."""

    def __init__(self, blocks: TextBlocks, guess: GuessAt, *, most_rows: int | None, progress: Progress) -> None:
        self._blocks = blocks
        self._guess = guess
        self._most_rows = most_rows
        self._progress = progress
        self._rows = 0
        self._taken = 0.0
        self._step = 1
        self._rate = 1
        self._tallies: list[ColumnTally] = []
        self._copies: _Copies | None = None

    def gather(self) -> Gathered:
        """The rows and what was counted."""
        frames = []
        self._progress(Step(stage="read", fraction=0.0, text=f"Reading {self._blocks.source}"))
        for block in ahead(self._hashed_blocks()):
            if not self._tallies:
                self._prepare(block)
            for at, tally in enumerate(self._tallies):
                tally.add(block, at)
            if self._copies is not None:
                self._copies.add([block.hashes(at) for at in range(len(self._tallies))])
            frames.append(block.frame() if self._step == 1 else block.frame(self._kept_of(block)))
            self._rows += block.height
            done = self._blocks.bytes_done / max(1, self._blocks.bytes_total)
            self._progress(Step(stage="read", fraction=0.9 * done))
        schema = dict.fromkeys(self._blocks.names, pl.String)
        frame = pl.concat(frames) if frames else pl.DataFrame(schema=schema)
        counts = [tally.finish() for tally in self._tallies] or [_nothing() for _ in self._blocks.names]
        whole = None
        if self._step > 1:
            copies, without_ids = self._copies.estimate(self._rows) if self._copies else (0, 0)
            whole = WholeFile(rows=self._rows, copies=copies, copies_without_ids=without_ids)
        else:
            counts = [one if one.exact else _surely(one, frame.to_series(place)) for place, one in enumerate(counts)]
        return Gathered(frame=frame, counts=counts, whole=whole)

    def _hashed_blocks(self) -> Iterator[Block]:
        for block in self._blocks.blocks(self._wanted):
            if not self._taken:
                # More may have been read than this block: the next ones, or, in a damaged file, the rest of a piece.
                # Looked at here and not later on, when it depends on who is faster how far the file was read.
                self._taken = min(self._blocks.bytes_done, block.size)
            for at in range(len(self._blocks.names)):
                block.hashes(at)  # made here, beside the counting of the blocks before
            yield block

    def _wanted(self) -> Sequence[int]:
        """The columns of which all cells will be asked for."""
        if self._most_rows is None or (self._tallies and self._step == 1):
            return range(len(self._blocks.names))
        return [at for at, tally in enumerate(self._tallies) if tally.many is not None]

    def _prepare(self, block: Block) -> None:
        """Settle how much is kept, from the first rows and how much of the file they take."""
        rows = _SURELY * block.height * self._blocks.bytes_total / max(1.0, self._taken)
        width = len(self._blocks.names)
        self._rate = 1 << max(0, round(math.log2(max(1.0, rows / _EXAMPLES))))
        if self._most_rows is not None and rows > self._most_rows:
            self._step = math.ceil(rows / self._most_rows)
            self._copies = _Copies([block.hashes(at)[:_LOOKED_AT] for at in range(width)], self._rate)
        most = max(_FEWEST_COUNTED, min(_MOST_IN_COLUMN, _MOST_COUNTED // width))
        self._tallies = [
            ColumnTally(lambda counts, at=at: self._guess(at, counts), most=most, rate=self._rate)  # type: ignore[misc]
            for at in range(width)
        ]

    def _kept_of(self, block: Block) -> Rows:
        """Every so many-th row of all that were read."""
        return np.arange(-self._rows % self._step, block.height, self._step, dtype=np.uint32)

    def misjudged(self, columns: Sequence[Column], gathered: Gathered) -> list[int]:
        """The positions of columns that turned out to be something else than they seemed when they were counted."""
        wrong = []
        for at, (tally, found) in enumerate(zip(self._tallies, columns, strict=False)):
            many = tally.many
            if many is None or gathered.counts[at].exact:
                continue
            if many.is_hopeless or not fits(many.guess, many.reads, found, gathered.counts[at].counts):
                wrong.append(at)
        return wrong

    def count_again(self, wrong: Sequence[int], columns: Sequence[Column], gathered: Gathered) -> Gathered:
        """The same with some columns counted as what they are, which takes another pass over their cells."""
        again = {}
        for at in wrong:
            found = columns[at]
            reads = reading_of(found, gathered.counts[at].counts)
            if self._tallies[at].many is not None and self._tallies[at].many.is_hopeless:  # type: ignore[union-attr]
                reads, found = "text", replace(found, kind="text")
            again[at] = ManyTally(found, reads=reads, rate=self._rate)
        every = iter([FrameBlock(gathered.frame)]) if gathered.whole is None else self._blocks.blocks(again.keys)
        for block in every:
            for at, tally in again.items():
                tally.add(block.column(at), block.hashes(at))
            self._progress(Step(stage="read", fraction=0.95))
        counts = list(gathered.counts)
        for at, tally in again.items():
            counts[at] = tally.finish()
            if gathered.whole is None:
                counts[at] = replace(counts[at], distinct=gathered.counts[at].distinct)
        return replace(gathered, counts=counts)


def _nothing() -> ColumnCounts:
    return ColumnCounts(counts=count_cells(pl.Series("cell", [], dtype=pl.String)))


def _surely(counted: ColumnCounts, cells: pl.Series) -> ColumnCounts:
    """The counts of a column with very many different texts made exact, as all cells are at hand."""
    if len(cells) <= _RECOUNTED_ROWS:
        return ColumnCounts(counts=count_cells(cells))
    return replace(counted, distinct=different(hashes_of(cells)))


class _Copies:
    """How many rows repeat another one, found out from the rows whose key falls into one of `rate` classes.

    The key is made of a few columns that differ much between rows: rows that are alike have the same.
    """

    def __init__(self, first: Sequence[Hashes], rate: int) -> None:
        found = [different(hashes) for hashes in first]
        others = [at for at, count in enumerate(found) if count < ID_SHARE * len(first[at])]
        self._others = others or list(range(len(first)))
        self._keys = sorted(self._others, key=lambda at: -found[at])[:_KEY_COLUMNS]
        self._rate = 4 * rate
        self._whole: list[Hashes] = []
        self._without: list[Hashes] = []

    def add(self, hashes: Sequence[Hashes]) -> None:
        """Take in the hashes of all columns of one more block."""
        keys = _mixed([hashes[at] for at in self._keys])
        picked = np.flatnonzero(keys & np.uint64(self._rate - 1) == 0)
        self._whole.append(_mixed([hashed[picked] for hashed in hashes]))
        if len(self._others) < len(hashes):
            self._without.append(_mixed([hashes[at][picked] for at in self._others]))

    def estimate(self, rows: int) -> tuple[int, int]:
        """Rows of all that repeat another one in every column, and in every column but those of ids."""
        whole, without = _copied(self._whole), _copied(self._without)
        return round(rows * whole), round(rows * without)


def _mixed(hashes: Sequence[Hashes]) -> Hashes:
    """One hash of several of each row, in which it counts which of them is whose."""
    mixed = np.zeros(len(hashes[0]), dtype=np.uint64)
    for one in hashes:
        mixed = (mixed ^ one) * _ODD
    return mixed ^ (mixed >> np.uint64(32))


def _copied(hashes: Sequence[Hashes]) -> float:
    every = np.concatenate(hashes) if hashes else np.zeros(0, dtype=np.uint64)
    return 1 - different(every) / len(every) if len(every) else 0.0
