"""Progress, finishing early and cancelling: one callable for all three."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Protocol

Stage = Literal["read", "profile", "plan", "train", "evaluate", "score", "write"]


@dataclass(frozen=True, kw_only=True)
class LearnerScore:
    """A learner that is whole: its out-of-fold ROC AUC, that of each fold, and how often all its folds are fitted."""

    name: str
    roc_auc: float
    folds: tuple[float, ...]
    repeats: int = 1


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a training stands: what could be kept now, and what is still to come.

    `learners` are the names of all, in the order they are fitted in; `scores` tell of those that are whole.
    `running` is being fitted, `folds_done` of its `folds` are. `rule` is the one-line rule to beat, `rule_roc_auc` its
    figure. `best_roc_auc` is that of the blend of what is whole, `weights` are its parts.
    """

    learners: tuple[str, ...]
    folds: int
    fits: int
    fits_done: int = 0
    scores: tuple[LearnerScore, ...] = ()
    running: str | None = None
    folds_done: int = 0
    rule: str = ""
    rule_roc_auc: float | None = None
    best_roc_auc: float | None = None
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """One piece of progress.

    `fraction` is the share of the whole job that is done (0..1), never going back. `seconds_left`
    is an honest range (low, high), or None while nothing is known yet. `learner` and `value` tell of
    a learner that has just finished all its folds, and its out-of-fold ROC AUC. `standing` tells of the whole
    portfolio while it is fitted.
    """

    stage: Stage
    fraction: float
    text: str = ""
    seconds_left: tuple[float, float] | None = None
    learner: str | None = None
    value: float | None = None
    standing: Standing | None = None


class Progress(Protocol):
    """Called with every step; returns False when the job should finish early with the best so far.

    Raises `Cancelled` when nothing is to be kept.
    """

    def __call__(self, step: Step, /) -> bool:
        """Take note of a step; False: finish early."""


class Cancelled(BaseException):
    """The user wants nothing of this job kept.

    A `BaseException`, because an `Exception` raised inside a fit is swallowed by scikit-learn's own
    loops, and training would go on with a nan fold.
    """


def silent(_step: Step, /) -> bool:
    """A `Progress` that shows nothing and never asks to stop."""
    return True


def portion(progress: Progress, start: float, end: float) -> Progress:
    """A `Progress` for one part of a job: its 0..1 becomes `start`..`end` of `progress`."""

    def within(step: Step, /) -> bool:
        return progress(replace(step, fraction=start + (end - start) * step.fraction))

    return within
