"""Boosted trees on indicators of levels.

No row or column is ever left out: subsampling columns costs accuracy where few of them matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer_engine.learners.boosting import BoostingMember, BoostingPath, fit_trees
from tracer_engine.learners.contract import Learner, Task

NAME = "trees-one-hot"
PARAMETERS: Mapping[str, Any] = {
    "learning_rate": 0.06,
    "num_leaves": 31,
    "max_depth": 6,
    "min_data_in_leaf": 5,
    "lambda_l2": 1.0,
}


def path(task: Task) -> BoostingPath:
    """Rounds of boosting on one fold."""
    return BoostingPath(task, "one_hot", PARAMETERS)


def fit(task: Task, setting: int) -> BoostingMember:
    """Trees fitted on all training rows."""
    return fit_trees(NAME, "one_hot", PARAMETERS, task, setting)


def load(files: Mapping[str, Any]) -> BoostingMember:
    """The member stored in a model file."""
    return BoostingMember(NAME, "one_hot", files["trees"])


LEARNER = Learner(name=NAME, cost=3, path=path, fit=fit, load=load, seeded=False)
