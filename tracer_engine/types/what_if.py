"""What if a row, or all rows of a part, were otherwise: what the model says, and how many rows that stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracer_engine.types.report import Interval

FEW_ALIKE = 10
"""Fewer rows of the training than this, like a row as it would be, are no ground to stand on."""


@dataclass(frozen=True, kw_only=True)
class Alike:
    """How many rows of the training are like a row as it would be.

    `columns` are those (by label) in which a row has to be alike: those that were changed, and the ones that weigh
    most. `rows` None: the training's rows are not at hand.
    """

    rows: int | None
    columns: tuple[str, ...] = ()

    @property
    def few(self) -> bool:
        """Whether they are too few to say anything."""
        return self.rows is not None and self.rows < FEW_ALIKE


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """One row as it would be: the model's probability, and the rows of the training that are like it."""

    probability: float
    alike: Alike


@dataclass(frozen=True, kw_only=True)
class SegmentWhatIf:
    """All rows of a part as they are and as they would be.

    `changed` counts the rows that are otherwise than they were. `before` and `after` are the mean probability,
    `expected_before` and `expected_after` the expected number with the outcome, `fewer` the difference of the two; each
    with a 95 % interval: what chance does in so many rows, and how far as many rows of the training as are like these
    (`stands_on`) can tell a share. Without the training's rows at hand `stands_on` and `unsupported` are None, and the
    interval is that of chance alone. `unsupported` counts changed rows with fewer than `FEW_ALIKE` rows like them.
    `text` says it in a sentence, `caution` what it is not.
    """

    rows: int
    changed: int
    changes: Mapping[str, str]
    where: Mapping[str, str]
    before: Interval
    after: Interval
    expected_before: Interval
    expected_after: Interval
    fewer: Interval
    unsupported: int | None
    stands_on: int | None
    alike_in: tuple[str, ...]
    text: str
    caution: str
