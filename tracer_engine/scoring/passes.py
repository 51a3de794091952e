"""Scoring of any number of rows: one pass for the log-odds, a second for reasons and writing, memory flat.

Between the passes eight bytes a row are held for the scores and eight for the ranks.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tracer_engine.evaluation.metrics import Values
from tracer_engine.explaining.reasons import Sentences, reason_sentences
from tracer_engine.features.preparation import Prepared, prepare
from tracer_engine.learners.boosting import quieten
from tracer_engine.learners.views import Views
from tracer_engine.scoring.matching import Matching, decimal_marks, match_columns, unread_share
from tracer_engine.scoring.model import Model
from tracer_engine.types.scores import Level

SLICE = 8192  # rows whose reasons are worked out at a time


@dataclass(kw_only=True, eq=False)
class FirstPass:
    """Log-odds of all rows, and what was noticed about the columns on the way."""

    log_odds: Values
    matching: Matching
    marks: Mapping[str, str]
    unknown_levels: Counter[str] = field(default_factory=Counter)
    unread: Mapping[str, float] = field(default_factory=dict)


def first_pass(
    model: Model, blocks: Iterable[pl.DataFrame], names: tuple[str, ...], source: str
) -> Generator[int, None, FirstPass]:
    """Score block after block; yields the number of rows done; the generator's return value is the FirstPass."""
    matching = match_columns(model, names, source)
    marks: dict[str, str] | None = None
    unread: dict[str, float] = {}
    unknown: Counter[str] = Counter()
    parts: list[Values] = []
    done = 0
    for block in blocks:
        frame = matching.frame(block)
        if marks is None:
            marks = decimal_marks(model.preparation, frame)
            unread = unread_share(model.preparation, frame, marks)
        prepared = prepare(model.preparation, frame, marks)
        for position, column in enumerate(model.preparation.category_inputs):
            strange = int(np.count_nonzero(prepared.codes[:, position] == len(column.levels)))
            if strange:
                unknown[column.name] += strange
        parts.append(model.log_odds(Views(model.preparation, prepared)))
        done += block.height
        yield done
    log_odds = np.concatenate(parts) if parts else np.empty(0)
    return FirstPass(log_odds=log_odds, matching=matching, marks=marks or {}, unknown_levels=unknown, unread=unread)


def reasons_for(
    model: Model, prepared: Prepared, log_odds: Values, count: int, sentences: Sentences, threads: int | None = None
) -> Iterator[list[list[str]]]:
    """Reasons of prepared rows, slice after slice of at most 8,192 rows; the slices are worked out on `threads`."""

    def contributions(start: int) -> tuple[slice, Prepared, Values]:
        rows = slice(start, min(start + SLICE, prepared.rows))
        part = Prepared(numbers=prepared.numbers[rows], codes=prepared.codes[rows])
        return rows, part, model.contributions(Views(model.preparation, part))[1]

    workers = threads or max(1, min(8, os.cpu_count() or 1))
    with ThreadPoolExecutor(workers, thread_name_prefix="reasons", initializer=quieten) as executor:
        ahead: deque[Future[tuple[slice, Prepared, Values]]] = deque()
        try:
            for start in range(0, prepared.rows, SLICE):
                ahead.append(executor.submit(contributions, start))
                if len(ahead) > 2 * workers:
                    rows, part, parts = ahead.popleft().result()
                    yield reason_sentences(model, part, parts, log_odds[rows], count, sentences)
            while ahead:
                rows, part, parts = ahead.popleft().result()
                yield reason_sentences(model, part, parts, log_odds[rows], count, sentences)
        finally:
            for future in ahead:
                future.cancel()


def verdict_on(model: Model, first: FirstPass) -> tuple[Level, tuple[str, ...]]:
    """Whether the scores of a file can be relied on, and what speaks against it."""
    causes: list[str] = []
    level: Level = "go"
    lost = sum(model.card.importance.get(name, 0.0) for name in first.matching.missing)
    if first.matching.missing:
        named = ", ".join(first.matching.missing[:5]) + (", …" if len(first.matching.missing) > 5 else "")
        many = len(first.matching.missing) > 1
        causes.append(
            f"{named} {'are' if many else 'is'} not in this file. {'They carry' if many else 'It carries'} "
            f"{lost:.0%} of the reasons; every row is scored as if {'they were' if many else 'it was'} blank."
        )
        level = "stop" if lost >= 0.25 else "caution"
    rows = max(1, len(first.log_odds))
    for name, count in first.unknown_levels.items():
        share = count / rows
        if share >= 0.05 and model.card.importance.get(name, 0.0) >= 0.01:
            causes.append(f"{count:,} of {rows:,} rows have a value in {name} that the model has not met.")
            level = "caution" if level == "go" else level
    for name, share in first.unread.items():
        if share >= 0.05:
            causes.append(f"{share:.0%} of the cells in {name} are no numbers; they are scored as missing.")
            level = "caution" if level == "go" else level
    return level, tuple(causes)
