"""Scoring of any number of rows: one pass for the log-odds, a second for reasons and writing, memory flat.

Between the passes eight bytes a row are held for the scores and eight for the ranks.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tracer_engine.evaluation.metrics import Values
from tracer_engine.explaining.reasons import Sentences, reason_sentences
from tracer_engine.features.preparation import Prepared, prepare
from tracer_engine.learners.boosting import quieten
from tracer_engine.learners.views import Views
from tracer_engine.scoring.base_rate import BaseRate, estimate
from tracer_engine.scoring.drift import Drift
from tracer_engine.scoring.likely import take_likely
from tracer_engine.scoring.matching import Matching, column_called, match_columns, unread_share, written_as
from tracer_engine.scoring.model import Model

SLICE = 8192  # rows whose scores or reasons are worked out at a time


@dataclass(kw_only=True, eq=False)
class FirstPass:
    """Log-odds of all rows of `source`, whose columns are `names`, and what was noticed about them on the way."""

    log_odds: Values
    matching: Matching
    marks: Mapping[str, str]
    drift: Drift = field(default_factory=Drift)
    unread: Mapping[str, float] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    source: str = ""
    base_rate: BaseRate | None = None


def first_pass(
    model: Model,
    blocks: Iterable[pl.DataFrame],
    names: tuple[str, ...],
    source: str,
    decimal: str | None = None,
    matches: Mapping[str, str] | None = None,
    look: Callable[[pl.DataFrame, Prepared], None] | None = None,
    *,
    any_file: bool = False,
    told: Callable[[int], object] = lambda _rows: None,
) -> FirstPass:
    """Score block after block; `told` hears after each how many rows are done, and may end it by raising.

    `decimal` is the decimal mark when the user told it; else each column's is found out from the first block.
    `matches` are columns of the file by the model's, as the user told them. `look` is shown each block, under the
    model's names, and what was made of it. Columns that were renamed are found in the first block; with `any_file`
    rows are scored even where no column is there.
    """
    matching = match_columns(model, names, source, matches, any_file=True)
    wanted = [column.name for column in model.preparation.inputs]
    refused = {column_called(name, wanted) for name, there in (matches or {}).items() if not there}
    marks: dict[str, str] | None = None
    unread: dict[str, float] = {}
    drift = Drift()
    done = 0
    with _Scores(model) as scores:
        for block in blocks:
            if marks is None:
                matching = take_likely(model, matching, names, block, refused)
                if not matching.columns and not any_file:
                    match_columns(model, names, source, matches)
            frame = matching.frame(block)
            if marks is None:
                marks = written_as(model.preparation, frame, decimal)
            prepared = prepare(model.preparation, frame, marks)
            if not done:
                doubtful = {
                    column.name
                    for position, column in enumerate(model.preparation.number_inputs)
                    if np.isnan(prepared.numbers[:, position]).any()
                }
                unread = unread_share(model.preparation, frame.select(doubtful & set(frame.columns)), marks)
            scores.add(prepared)
            drift.add(model, prepared, frame)
            if look is not None:
                look(frame, prepared)
            done += block.height
            told(done)
        log_odds = scores.all()
    return FirstPass(
        log_odds=log_odds,
        matching=matching,
        marks=marks or {},
        drift=drift,
        unread=unread,
        names=names,
        source=source,
        base_rate=estimate(log_odds, model.card.base_rate) if len(log_odds) else None,
    )


class _Scores:
    """Log-odds of block after block, worked out on threads slice by slice while the next block is read."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._executor = _workers("scores")
        self._running: deque[Future[Values]] = deque()
        self._done: list[Values] = []

    def __enter__(self) -> _Scores:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def add(self, prepared: Prepared) -> None:
        """Begin with a block; waits for the block before, so that memory stays flat."""
        before = len(self._running)
        for start in range(0, prepared.rows, SLICE):
            part = _slice(prepared, start)
            self._running.append(self._executor.submit(self._model.log_odds, Views(self._model.preparation, part)))
        for _ in range(before):
            self._done.append(self._running.popleft().result())

    def all(self) -> Values:
        """All log-odds, in the order of the rows."""
        self._done += [future.result() for future in self._running]
        self._running.clear()
        return np.concatenate(self._done) if self._done else np.empty(0)


def _workers(name: str, threads: int | None = None) -> ThreadPoolExecutor:
    workers = threads or max(1, min(8, os.cpu_count() or 1))
    return ThreadPoolExecutor(workers, thread_name_prefix=name, initializer=quieten)


def _slice(prepared: Prepared, start: int) -> Prepared:
    rows = slice(start, min(start + SLICE, prepared.rows))
    return Prepared(numbers=prepared.numbers[rows], codes=prepared.codes[rows])


def reasons_for(
    model: Model,
    prepared: Prepared,
    log_odds: Values,
    count: int,
    sentences: Sentences,
    threads: int | None = None,
    note: Callable[[int, Values], None] | None = None,
) -> Iterator[list[list[str]]]:
    """Reasons of prepared rows, slice after slice of at most 8,192 rows; the slices are worked out on `threads`.

    `note` is told the contributions (rows, sources) of each slice, and at which row it begins.
    """

    def told(rows: slice, part: Prepared, parts: Values) -> list[list[str]]:
        if note is not None:
            note(rows.start, parts)
        return reason_sentences(model, part, parts, log_odds[rows], count, sentences)

    def contributions(start: int) -> tuple[slice, Prepared, Values]:
        part = _slice(prepared, start)
        return slice(start, start + part.rows), part, model.contributions(Views(model.preparation, part))[1]

    workers = threads or max(1, min(8, os.cpu_count() or 1))
    with _workers("reasons", workers) as executor:
        ahead: deque[Future[tuple[slice, Prepared, Values]]] = deque()
        try:
            for start in range(0, prepared.rows, SLICE):
                ahead.append(executor.submit(contributions, start))
                if len(ahead) > 2 * workers:
                    yield told(*ahead.popleft().result())
            while ahead:
                yield told(*ahead.popleft().result())
        finally:
            for future in ahead:
                future.cancel()
