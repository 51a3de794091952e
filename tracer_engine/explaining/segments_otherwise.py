"""A part of the rows as they are and as they would be: what the model expects, how sure, on how many rows it stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.explaining.what_if import Marks, TrainingRows, changed_cells, fitting, label_of
from tracer_engine.features.preparation import Prepared, prepare
from tracer_engine.learners.views import Views
from tracer_engine.scoring.model import Model
from tracer_engine.types.report import Interval
from tracer_engine.types.what_if import FEW_ALIKE, Alike, SegmentWhatIf

SLICE = 8192
SURE = 1.96


@dataclass
class _Sum:
    """Probabilities added up, and their spread."""

    rows: int = 0
    total: float = 0.0
    spread: float = 0.0
    keys: list[NDArray[np.int64]] = field(default_factory=list)

    def add(self, probability: Values, keys: NDArray[np.int64] | None) -> None:
        self.rows += len(probability)
        self.total += float(probability.sum())
        self.spread += float((probability * (1 - probability)).sum())
        if keys is not None:
            self.keys.append(keys)

    def variance(self, stands_on: int | None) -> float:
        """Of the number with the outcome: what chance does, and how far so many rows can tell a share."""
        if stands_on is None or not self.rows:
            return self.spread
        mean = self.total / self.rows
        return self.spread + self.rows**2 * mean * (1 - mean) / stands_on if stands_on else math.inf


class SegmentOtherwise:
    """Takes in rows block after block; `result` tells of those that fitted."""

    def __init__(
        self,
        model: Model,
        changes: Mapping[str, str],
        where: Mapping[str, str],
        training: TrainingRows | None,
    ) -> None:
        """`changes` as `checked_changes` gives them."""
        self._model, self._changes, self._where, self._training = model, changes, where, training
        self._before, self._after = _Sum(), _Sum()  # of all rows
        self._was, self._would_be = _Sum(), _Sum()  # of those that are changed
        self._likeness = training.like(tuple(changes)) if training is not None else None

    def add(self, frame: pl.DataFrame, marks: Marks, rows: NDArray[np.bool_] | None, whole: pl.DataFrame) -> None:
        """Take in a block: under the model's names, and as it stands in the file (`whole`).

        `rows`: which of its rows count at all (None: all).
        """
        prepared = prepare(self._model.preparation, frame, marks)
        fits = fitting(self._model, whole, prepared, self._where)
        if rows is not None:
            fits &= rows
        found = np.flatnonzero(fits)
        for start in range(0, len(found), SLICE):
            places = found[start : start + SLICE]
            otherwise = changed_cells(self._model, frame[places], self._changes, marks)
            self._add(prepared.take(places), prepare(self._model.preparation, otherwise, marks))

    def _add(self, was: Prepared, would_be: Prepared) -> None:
        changed = np.any(was.codes != would_be.codes, axis=1)
        changed |= np.any(
            (was.numbers != would_be.numbers) & ~(np.isnan(was.numbers) & np.isnan(would_be.numbers)), axis=1
        )
        now, then = self._probability(was), self._probability(would_be)
        keys, new_keys = self._keys(was), self._keys(would_be)
        self._before.add(now, keys)
        self._after.add(then, new_keys)
        self._was.add(now[changed], None if keys is None else keys[changed])
        self._would_be.add(then[changed], None if new_keys is None else new_keys[changed])

    def _probability(self, prepared: Prepared) -> Values:
        return sigmoid(self._model.log_odds(Views(self._model.preparation, prepared)))

    def _keys(self, prepared: Prepared) -> NDArray[np.int64] | None:
        return None if self._likeness is None else self._likeness[0].keys(prepared)

    def result(self) -> SegmentWhatIf:
        """What came of it. Raises InputError where no row fitted."""
        rows = self._before.rows
        if not rows:
            told = " and ".join(f"{name} = {text}" for name, text in self._where.items())
            raise InputError(
                f"No row fits {told}." if told else "There are no rows.", remedy="Choose rows by another value."
            )
        before, after = self._interval(self._before), self._interval(self._after)
        result = SegmentWhatIf(
            rows=rows,
            changed=self._was.rows,
            changes=dict(self._changes),
            where=dict(self._where),
            before=_scaled(before, rows),
            after=_scaled(after, rows),
            expected_before=before,
            expected_after=after,
            fewer=self._fewer(),
            unsupported=self._unsupported(),
            stands_on=self._stands_on(self._would_be),
            alike_in=() if self._likeness is None else self._labels(),
            text="",
            caution=caution(self._model),
        )
        return SegmentWhatIf(**(vars(result) | {"text": said(self._model, result)}))

    def _labels(self) -> tuple[str, ...]:
        assert self._likeness is not None
        return tuple(label_of(self._model, name) for name in self._likeness[0].names)

    def _interval(self, summed: _Sum) -> Interval:
        half = SURE * math.sqrt(summed.variance(self._stands_on(summed)))
        return Interval(
            value=summed.total,
            low=max(0.0, summed.total - half),
            high=min(float(summed.rows), summed.total + half),
        )

    def _fewer(self) -> Interval:
        """Both sides taken as independent, of the changed rows only: the others are the same on either."""
        difference, rows = self._was.total - self._would_be.total, float(self._was.rows)
        both = sum(one.variance(self._stands_on(one)) for one in (self._was, self._would_be)) if rows else 0.0
        half = SURE * math.sqrt(both)
        return Interval(value=difference, low=max(-rows, difference - half), high=min(rows, difference + half))

    def _stands_on(self, summed: _Sum) -> int | None:
        """How many rows of the training are like any of these."""
        if self._likeness is None:
            return None
        likeness, trained = self._likeness
        if not summed.keys:
            return 0
        return int(np.count_nonzero(likeness.count(trained, np.unique(np.concatenate(summed.keys)))))

    def _unsupported(self) -> int | None:
        if self._likeness is None:
            return None
        likeness, trained = self._likeness
        if not self._would_be.keys:
            return 0
        return int(np.count_nonzero(likeness.count(np.concatenate(self._would_be.keys), trained) < FEW_ALIKE))


def _scaled(interval: Interval, rows: int) -> Interval:
    return Interval(value=interval.value / rows, low=interval.low / rows, high=interval.high / rows)


def caution(model: Model) -> str:
    """What a what-if is not."""
    words = model.card.wording
    return (
        f"This is what {words.entities} like these with that value do. It is no promise that offering it changes who "
        f"will {words.act}; only a comparison with {words.entities} left alone can tell."
    )


def said(model: Model, found: SegmentWhatIf) -> str:
    """The result in sentences."""
    words = model.card.wording
    if not found.changed:
        who = f"All {found.rows:,} {words.entities} have" if found.rows > 1 else f"This {words.entity} has"
        return f"{who} that value already."
    if found.rows == 1:
        return _said_of_one(model, found)
    after, fewer = found.after, found.fewer
    more = fewer.value < 0
    low, high = (-fewer.high, -fewer.low) if more else (fewer.low, fewer.high)
    text = (
        f"These {found.rows:,} {words.entities}: {100 * found.before.value:.1f} % now, {100 * after.value:.1f} % "
        f"({100 * after.low:.1f} to {100 * after.high:.1f} %) among {words.entities} like these with that value. "
        f"That is {abs(fewer.value):,.0f} {'more' if more else 'fewer'} "
        f"{words.actor if round(abs(fewer.value)) == 1 else words.actors} expected "
        f"({low:,.0f} to {high:,.0f}) of {found.expected_before.value:,.0f}."
    )
    if found.unsupported:
        text += (
            f" For {found.unsupported:,} of the {found.changed:,} that change, fewer than {FEW_ALIKE} "
            f"{words.entities} of the training are alike in {', '.join(found.alike_in)}: do not rely on it for those."
        )
    return text


def _said_of_one(model: Model, found: SegmentWhatIf) -> str:
    words = model.card.wording
    text = (
        f"This {words.entity}: {100 * found.before.value:.1f} % now, {100 * found.after.value:.1f} % among "
        f"{words.entities} like this one with that value."
    )
    if found.stands_on is None:
        return text
    return f"{text} {alike_said(words.entities, Alike(rows=found.stands_on, columns=found.alike_in))}"


def alike_said(entities: str, alike: Alike) -> str:
    """How many rows of the training are alike, in a sentence; "" where that is not known."""
    if alike.rows is None:
        return ""
    if not alike.few:
        return f"{alike.rows:,} {entities} of the training are alike in {', '.join(alike.columns)}."
    count = f"Only {alike.rows}" if alike.rows else "None of the"
    return f"{count} {entities} of the training are alike in {', '.join(alike.columns)}: do not rely on this."
