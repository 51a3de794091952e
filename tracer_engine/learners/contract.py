"""What a learner is: one file, one record, and the two things it makes.

A **path** is the fit of a learner on one fold: a chain of settings (boosting rounds, penalties), each with its log loss
on the held-out rows. Which setting is used for a fold is chosen from the *other* folds' curves, so that no row has a
say in the choice that is judged on it. A **member** is the learner fitted on all rows with the setting chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tracer_engine.learners.views import Views

Values = NDArray[np.float64]
EVERY_EFFORT = ("quick", "balanced", "thorough")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What all learners are told: how careful to be, how many rows there are, and the seed.

    `rate` multiplies every learning rate (below 1: slower and finer), `patience` is the number of rounds without
    improvement after which a path ends, and improvement is what takes more than the share `least_gain` off the loss.
    """

    seed: int
    rate: float = 1.0
    patience: int = 30
    most_rounds: int = 1500
    least_gain: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """What a learner is fitted on: views of all rows, the target (0/1), and the rows to learn from.

    `offset` holds, for every row, the log-odds of the learner this one starts from (None: it starts from nothing);
    `held` are the rows a path is judged on. `halted` is asked often and answers True when the fit should end now.
    """

    views: Views
    y: Values
    train: NDArray[np.intp]
    held: NDArray[np.intp]
    settings: Settings
    halted: Callable[[], bool]
    offset: Values | None = None


class Halted(Exception):
    """The fit was told to end before it had anything to show."""


class Path(Protocol):
    """A fit on one fold."""

    curve: list[float]
    """Log loss on the held-out rows at each setting so far."""

    def extend(self, length: int | None = None) -> None:
        """Grow the path to `length` settings, or, told None, until it no longer improves."""

    def held_out(self, setting: int) -> Values:
        """Log-odds of the held-out rows at a setting of the path."""

    def everywhere(self, setting: int) -> Values:
        """Log-odds of all rows of the task: what a learner that starts from this one starts from."""


class Member(Protocol):
    """A learner fitted on all rows."""

    name: str

    def log_odds(self, views: Views) -> Values:
        """Shape (rows,), the offset's part included where the member starts from another (see `contributions`)."""

    def contributions(self, views: Views) -> tuple[float, Values]:
        """The constant, and (rows, sources): with it they add up to `log_odds`."""

    def to_files(self) -> Mapping[str, Any]:
        """What the model file stores: member name to text (str) or array."""


@dataclass(frozen=True, kw_only=True)
class Learner:
    """One algorithm of the portfolio.

    `starts_from` names the learner whose log-odds it starts from. `path` begins a fit on one fold; `fit` fits on all
    rows of `task.train` at a setting; `load` makes the member from what `to_files` stored.
    `cost` orders learners (cheap first); `efforts` are the efforts that use it, `efforts_on_few` and `efforts_on_many`
    those that do so on few and on many rows (`efforts_on_few` empty: as `efforts`); `seeded` tells that another seed
    makes another fit, so that repeats are worth averaging.
    """

    name: str
    cost: int
    path: Callable[[Task], Path]
    fit: Callable[[Task, int], Member]
    load: Callable[[Mapping[str, Any]], Member]
    starts_from: str | None = None
    seeded: bool = True
    efforts: tuple[str, ...] = EVERY_EFFORT
    efforts_on_few: tuple[str, ...] = ()
    efforts_on_many: tuple[str, ...] = EVERY_EFFORT


def log_loss(y: Values, log_odds: Values) -> float:
    """Mean negative log-likelihood of y (0/1) under log-odds, without overflow."""
    return float(np.mean(np.logaddexp(0.0, log_odds) - y * log_odds))
