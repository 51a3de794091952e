"""The rows campaigns are planned with: where they come from, and what is kept of them as they pass by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine import ingest
from tracer_engine.campaign.basis import rule_rates
from tracer_engine.evaluation.metrics import Values
from tracer_engine.features.preparation import Prepared
from tracer_engine.ingest.kinds import CellRules, count_cells, decimal_evidence, decimal_of, describe_column
from tracer_engine.ingest.steady import SteadyFile
from tracer_engine.ingest.tables import BLOCK_ROWS
from tracer_engine.ingest.values import missing_mask, to_numbers
from tracer_engine.memory import refuse_what_cannot_be_read
from tracer_engine.planning import positive_mask
from tracer_engine.scoring.drift import unlike
from tracer_engine.scoring.model import Model
from tracer_engine.types.campaign import ValueColumn
from tracer_engine.types.receipt import ReadingOptions, Receipt
from tracer_engine.types.table import Table

EXAMPLES = 5
WEIGHS = 0.05
"""A blank cell of a column with a larger share in the reasons is worth a caution."""
UNLIKE, BLANK = 1, 2


class FileRows:
    """The rows of a file, in blocks of text; the same each time."""

    def __init__(self, path: Path, options: ReadingOptions | None = None) -> None:
        self.path: Path | None = path
        self.options = options
        self._steady = SteadyFile(path)
        refuse_what_cannot_be_read(path, streamed=True)
        with self._steady.reading():
            self._blocks = ingest.open_blocks(path, options=options)
        self.names, self.headers = self._blocks.names, self._blocks.headers
        self.source = self._blocks.source

    def blocks(self) -> Iterator[pl.DataFrame]:
        """The rows from the first on. Raises InputError where the file was changed since."""
        with self._steady.reading():
            self._blocks = ingest.open_blocks(self._path, options=self.options)
        yield from self._steady.watch(self._blocks)

    def first_block(self) -> pl.DataFrame:
        """The first rows."""
        with self._steady.reading():
            return next(iter(ingest.open_blocks(self._path, options=self.options, first_only=True)), pl.DataFrame())

    @property
    def _path(self) -> Path:
        assert self.path is not None
        return self.path

    @property
    def share_done(self) -> float:
        """How much of the file has been read, 0..1."""
        return min(1.0, self._blocks.bytes_done / max(1, self._blocks.bytes_total))

    @property
    def set_aside(self) -> tuple[tuple[int, str], ...]:
        """What could not be read, once all of it has been."""
        return self._blocks.set_aside

    @property
    def receipt(self) -> Receipt:
        """How it was read."""
        return self._blocks.receipt


class FrameRows:
    """The rows of a table that is at hand as text."""

    def __init__(self, frame: pl.DataFrame, source: str) -> None:
        self.path: Path | None = None
        self.options: ReadingOptions | None = None
        self._frame = frame
        self.names = self.headers = tuple(frame.columns)
        self.source = source
        self.share_done = 0.0
        self.set_aside: tuple[tuple[int, str], ...] = ()
        self.receipt = Receipt()

    def first_block(self) -> pl.DataFrame:
        """The first rows."""
        return self._frame[:BLOCK_ROWS]

    def blocks(self) -> Iterator[pl.DataFrame]:
        """The rows from the first on, as many at once as a file's."""
        for start in range(0, self._frame.height, BLOCK_ROWS):
            yield self._frame[start : start + BLOCK_ROWS]
            self.share_done = min(1.0, (start + BLOCK_ROWS) / max(1, self._frame.height))


Rows = FileRows | FrameRows


class Kept:
    """What is kept of the blocks that pass by: cells of some columns, and what is odd about each row."""

    def __init__(self, model: Model, columns: Sequence[str]) -> None:
        self._model = model
        self.columns = list(columns)
        self._cells: list[pl.DataFrame] = []
        self._rates: list[Values | None] = []
        self._flags: list[NDArray[np.uint8]] = []
        self.hashes: list[pl.Series] = []

    def pass_on(self, blocks: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The blocks, unchanged."""
        for block in blocks:
            self._cells.append(block.select(self.columns))
            yield block

    def look(self, frame: pl.DataFrame, prepared: Prepared) -> None:
        """Look at a block under the model's names."""
        self._rates.append(rule_rates(self._model.basis, self._model.preparation, prepared))
        self._flags.append(row_flags(self._model, prepared))
        self.hashes.append(frame.select(sorted(frame.columns)).hash_rows(seed=1))

    def cells(self, name: str) -> pl.Series:
        """All cells of a column."""
        return pl.concat([part[name] for part in self._cells]) if self._cells else pl.Series(name, [], dtype=pl.String)

    def rule(self) -> Values | None:
        """What the one-line rule says of each row."""
        parts = [part for part in self._rates if part is not None]
        return np.concatenate(parts) if parts else None

    def all_flags(self) -> NDArray[np.uint8]:
        """The flags of each row."""
        return np.concatenate(self._flags) if self._flags else np.empty(0, dtype=np.uint8)


def row_flags(model: Model, prepared: Prepared) -> NDArray[np.uint8]:
    """For each row whether a number or value is unlike any in training (UNLIKE), or a cell that weighs is blank."""
    blank = np.zeros(prepared.rows, dtype=np.bool_)
    for place in weighty_numbers(model):
        blank |= np.isnan(prepared.numbers[:, place])
    for place in weighty_categories(model):
        blank |= prepared.codes[:, place] < 0
    return ((unlike(model, prepared) >= 0) * UNLIKE + blank * BLANK).astype(np.uint8)


def weighty_numbers(model: Model) -> list[int]:
    """Places of the number columns whose blank cells are worth a caution."""
    weight = model.card.importance
    return [at for at, one in enumerate(model.preparation.number_inputs) if weight.get(one.name, 0.0) >= WEIGHS]


def weighty_categories(model: Model) -> list[int]:
    """Places of the category columns whose blank cells are worth a caution."""
    weight = model.card.importance
    return [at for at, one in enumerate(model.preparation.category_inputs) if weight.get(one.name, 0.0) >= WEIGHS]


def outcomes_of(cells: pl.Series, model: Model) -> NDArray[np.int8]:
    """1 and 0 where the outcome is known by the target's cells, -1 where they are blank."""
    card = model.card
    named = cells.rename(card.target)
    column = describe_column(card.target, card.target, count_cells(named), position=0, rules=CellRules())
    table = Table(source=card.source, columns=(column,), frame=pl.DataFrame([named]), receipt=Receipt())
    known = positive_mask(table, card.target, card.positive).cast(pl.Int8).fill_null(-1)
    return np.asarray(known.to_numpy(), dtype=np.int8)


def numbers_of(name: str, cells: pl.Series, decimal: str | None) -> tuple[Values, ValueColumn]:
    """The numbers of a column (0 where a cell holds none), and what is odd about it."""
    counts = count_cells(cells)
    mark = decimal if decimal in (".", ",") else decimal_of(decimal_evidence(counts), ".")
    column = describe_column(name, name, counts, position=0, rules=CellRules(decimal=mark))
    numbers = to_numbers(cells, decimal=mark, tokens=column.missing_tokens)
    missing = missing_mask(cells, column.missing_tokens).to_numpy()
    unread = numbers.is_null().to_numpy() & ~missing
    values = numbers.fill_null(0.0).to_numpy().astype(np.float64)
    odd = missing | unread | (values < 0)
    return values, ValueColumn(
        name=name,
        mean=float(values[~(missing | unread)].mean()) if not (missing | unread).all() else 0.0,
        blank=int(missing.sum()),
        unread=int(unread.sum()),
        negative=int(np.count_nonzero(values < 0)),
        examples=tuple(int(row) + 1 for row in np.flatnonzero(odd)[:EXAMPLES]),
    )
