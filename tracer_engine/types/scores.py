"""What scoring a file gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Level = Literal["go", "caution", "stop"]


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A scored file: how many rows, whether its scores can be relied on and why not, and where it lies.

    `paths` has "scores" and, when rows were set aside, "set_aside".
    """

    rows: int
    rows_set_aside: int
    threshold: float
    verdict_level: Level
    verdict_causes: tuple[str, ...]
    paths: Mapping[str, Path]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RowScore:
    """The score of one row, in the words of the scored CSV; `reasons` are sentences, strongest first."""

    probability: float
    predicted: Literal["yes", "no"]
    risk: Literal["low", "medium", "high"]
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScoredRows:
    """Rows scored without a file, in their order, and whether the scores can be relied on and why not."""

    outcome: str
    threshold: float
    verdict_level: Level
    verdict_causes: tuple[str, ...]
    scores: tuple[RowScore, ...]
