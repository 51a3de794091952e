"""Boosted trees on indicators of levels.

No row or column is ever left out: subsampling columns costs accuracy where few of them matter.
"""

from __future__ import annotations

from tracer_engine.learners.boosting import tree_learner

LEARNER = tree_learner(
    "trees-one-hot",
    "one_hot",
    {
        "learning_rate": 0.06,
        "num_leaves": 31,
        "max_depth": 6,
        "min_data_in_leaf": 5,
        "lambda_l2": 1.0,
    },
    cost=3,
    seeded=False,
)
