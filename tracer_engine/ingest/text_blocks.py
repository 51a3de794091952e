"""A file as blocks of text cells: the one way in for whole tables and for files of any size."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import polars as pl

from tracer_engine.ingest.cell_scan import Hashes, Rows, WellFormed, hashes_of
from tracer_engine.types.receipt import Receipt

T = TypeVar("T")

_AHEAD = 2  # so that neither waits where a part takes one of them longer than usual
_MOST_WALKS = 8  # over all records for a column or some of its cells, before all columns are made at once
_ROOM = 1.2  # for quotes, and for rows that are longer than the first ones


class Block(Protocol):
    """Some rows of a file, from which is made only what is asked for: hashes, columns, or all cells as a frame."""

    @property
    def height(self) -> int:
        """How many rows."""
        ...

    @property
    def size(self) -> float:
        """About how many bytes they take in the file."""
        ...

    def hashes(self, at: int) -> Hashes:
        """One for each cell of a column."""
        ...

    def column(self, at: int, rows: Rows | None = None) -> pl.Series:
        """The cells of a column, of all rows or of some."""
        ...

    def frame(self, rows: Rows | None = None) -> pl.DataFrame:
        """All cells of all rows; or of some, which then hold on to no others."""
        ...


Wanted = Callable[[], Collection[int]]
"""The columns of which all cells will be asked for, as far as is known by now."""


class FrameBlock:
    """A `Block` that is a frame already. `size` None: it is not known how many bytes it takes in the file."""

    def __init__(self, frame: pl.DataFrame, size: float | None = None) -> None:
        self._frame = frame
        self._size = size
        self._hashes: dict[int, Hashes] = {}

    @property
    def height(self) -> int:
        """How many rows."""
        return self._frame.height

    @property
    def size(self) -> float:
        """How many bytes they take; about, going by the first ones as text, where that is not known."""
        if self._size is not None:
            return self._size
        head = self._frame.head(1_000)
        cells = sum(int(cells.str.len_bytes().sum()) for cells in head.iter_columns())
        return _ROOM * self.height * (head.width + cells / max(1, head.height))

    def hashes(self, at: int) -> Hashes:
        """One for each cell of a column."""
        if at not in self._hashes:
            self._hashes[at] = hashes_of(self._frame.to_series(at))
        return self._hashes[at]

    def column(self, at: int, rows: Rows | None = None) -> pl.Series:
        """The cells of a column, of all rows or of some."""
        cells = self._frame.to_series(at)
        return cells if rows is None else cells.gather(rows) + ""  # made anew, not to hold on to all texts

    def frame(self, rows: Rows | None = None) -> pl.DataFrame:
        """All cells of all rows; or of some, which then hold on to no others."""
        return self._frame if rows is None else self._frame.select_seq(pl.all().gather(pl.Series(rows)) + "")


class WellFormedBlock:
    """A `Block` of text as it stands in the file, of which some columns may be made already."""

    def __init__(self, records: WellFormed, names: Sequence[str], made: Mapping[int, pl.Series], size: float) -> None:
        self.size = size
        self._records = records
        self._names = names
        self._made = dict(made)
        self._walked = 0

    @property
    def height(self) -> int:
        """How many rows."""
        return self._records.rows

    def hashes(self, at: int) -> Hashes:
        """One for each cell of a column."""
        of_column: Hashes = self._records.hashes[at]
        return of_column

    def column(self, at: int, rows: Rows | None = None) -> pl.Series:
        """The cells of a column, of all rows or of some."""
        if at not in self._made:
            self._walked += self.height if rows is None else len(rows)
            if self._walked > _MOST_WALKS * self.height:
                self._make(range(len(self._names)))
            elif rows is None:
                self._make([at])
            else:
                return self._records.texts([at], rows)[0].alias(self._names[at])
        cells = self._made[at].alias(self._names[at])
        return cells if rows is None else cells.gather(rows) + ""  # made anew, not to hold on to all texts

    def frame(self, rows: Rows | None = None) -> pl.DataFrame:
        """All cells of all rows; or of some, which then hold on to no others."""
        every = range(len(self._names))
        if rows is not None:
            cells = self._records.texts(every, rows)
        else:
            self._make(every)
            cells = [self._made[at] for at in every]
        return pl.DataFrame([one.alias(name) for one, name in zip(cells, self._names, strict=True)])

    def _make(self, columns: Sequence[int]) -> None:
        if missing := [at for at in columns if at not in self._made]:
            self._made.update(zip(missing, self._records.texts(missing), strict=True))


class TextBlocks(Protocol):
    """Iterating yields polars frames of String columns (no nulls) named `names`; memory stays flat.

    `blocks` yields the same rows, from which nothing is made that is not asked for.

    `headers` are the texts of the header as they stand in the file, `source` is the file's name. `receipt` and
    `set_aside` are complete once the iteration has ended. `bytes_done` of `bytes_total` tells how far it is.
    """

    names: tuple[str, ...]
    headers: tuple[str, ...]
    source: str
    bytes_total: int

    @property
    def bytes_done(self) -> int:
        """Bytes of the file read so far."""
        ...

    @property
    def receipt(self) -> Receipt:
        """How the file was read."""
        ...

    @property
    def set_aside(self) -> tuple[tuple[int, str], ...]:
        """Record number and raw text of what could not be read."""
        ...

    def __iter__(self) -> Iterator[pl.DataFrame]: ...

    def blocks(self, wanted: Wanted) -> Iterator[Block]:
        """All rows; columns that are wanted are made beforehand where that is of use."""
        ...


def text_frame(rows: Sequence[Sequence[str]], names: tuple[str, ...]) -> pl.DataFrame:
    """Rows of cells as a frame of String columns."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return pl.DataFrame(
        [pl.Series(name, list(cells), dtype=pl.String) for name, cells in zip(names, columns, strict=True)]
    )


def in_blocks(frames: Iterator[pl.DataFrame], block_rows: int | None) -> Iterator[pl.DataFrame]:
    """The same rows in frames of about `block_rows` rows: small ones put together, large ones cut. None: untouched."""
    if block_rows is None:
        yield from frames
        return
    waiting: list[pl.DataFrame] = []
    height = 0
    for frame in frames:
        waiting.append(frame)
        height += frame.height
        if height >= block_rows:
            whole = pl.concat(waiting) if len(waiting) > 1 else frame
            for start in range(0, height - block_rows + 1, block_rows):
                yield whole.slice(start, block_rows)
            left = height % block_rows
            waiting, height = ([whole.tail(left)], left) if left else ([], 0)
    if waiting:
        yield pl.concat(waiting) if len(waiting) > 1 else waiting[0]


def ahead(parts: Iterable[T]) -> Iterator[T]:
    """The same parts; while one is looked at, the next ones are made in a thread of its own."""
    left = iter(parts)
    with ThreadPoolExecutor(1) as maker:
        following = deque(maker.submit(next, left, None) for _ in range(_AHEAD))
        try:
            while (part := following.popleft().result()) is not None:
                following.append(maker.submit(next, left, None))
                yield part
        finally:  # whoever has seen enough waits for what is being made, not for what was to come
            maker.shutdown(cancel_futures=True)


class BlankTail:
    """Holds back rows of blank cells only: at the end of a table they are no rows, before others they are."""

    def __init__(self) -> None:
        self.held: list[pl.DataFrame] = []

    def let_through(self, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """The frame without blank rows at its end, after those that were held back before it."""
        if frame.is_empty():
            return
        blank = 0
        while blank < frame.height and not any(
            cell and not cell.isspace() for cell in frame.row(frame.height - blank - 1)
        ):
            blank += 1
        if blank < frame.height:
            yield from self.release()
            yield frame.head(frame.height - blank)
        if blank:
            self.held.append(frame.tail(blank))

    def release(self) -> list[pl.DataFrame]:
        """What was held back, as something stands below it after all."""
        held, self.held = self.held, []
        return held

    @property
    def rows(self) -> int:
        """How many blank rows are held back now."""
        return sum(frame.height for frame in self.held)
