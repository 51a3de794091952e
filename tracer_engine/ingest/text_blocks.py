"""A file as blocks of text cells: the one way in for whole tables and for files of any size."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import polars as pl

from tracer_engine.types.receipt import Receipt

T = TypeVar("T")

_AHEAD = 2  # so that neither waits where a part takes one of them longer than usual


class TextBlocks(Protocol):
    """Iterating yields polars frames of String columns (no nulls) named `names`; memory stays flat.

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
            yield from self.held
            self.held = []
            yield frame.head(frame.height - blank)
        if blank:
            self.held.append(frame.tail(blank))

    @property
    def rows(self) -> int:
        """How many blank rows are held back now."""
        return sum(frame.height for frame in self.held)
