"""Boosted trees that split sets of levels at once, held back where levels are many and rare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer_engine.learners.boosting import BoostingMember, BoostingPath, fit_trees
from tracer_engine.learners.contract import Learner, Task

NAME = "trees-native"
PARAMETERS: Mapping[str, Any] = {
    "learning_rate": 0.06,
    "num_leaves": 16,
    "max_depth": 5,
    "min_data_in_leaf": 10,
    "lambda_l2": 1.0,
    "cat_smooth": 60.0,
    "cat_l2": 40.0,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
}


def path(task: Task) -> BoostingPath:
    """Rounds of boosting on one fold."""
    return BoostingPath(task, "codes", PARAMETERS)


def fit(task: Task, setting: int) -> BoostingMember:
    """Trees fitted on all training rows."""
    return fit_trees(NAME, "codes", PARAMETERS, task, setting)


def load(files: Mapping[str, Any]) -> BoostingMember:
    """The member stored in a model file."""
    return BoostingMember(NAME, "codes", files["trees"])


LEARNER = Learner(name=NAME, cost=4, path=path, fit=fit, load=load)
