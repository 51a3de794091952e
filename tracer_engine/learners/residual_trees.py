"""Small boosted trees that start from the spline regression and learn only what it has missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer_engine.learners.boosting import BoostingMember, BoostingPath, fit_trees
from tracer_engine.learners.contract import Learner, Task

NAME = "residual-trees"
PARAMETERS: Mapping[str, Any] = {
    "learning_rate": 0.05,
    "num_leaves": 8,
    "min_data_in_leaf": 20,
    "lambda_l2": 3.0,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
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


LEARNER = Learner(name=NAME, cost=2, path=path, fit=fit, load=load, starts_from="spline-logistic")
