"""Boosted trees that split sets of levels at once, held back where levels are many and rare."""

from __future__ import annotations

from tracer_engine.learners.boosting import tree_learner

LEARNER = tree_learner(
    "trees-native",
    "codes",
    {
        "learning_rate": 0.06,
        "num_leaves": 16,
        "max_depth": 5,
        "min_data_in_leaf": 10,
        "lambda_l2": 1.0,
        "cat_smooth": 60.0,
        "cat_l2": 40.0,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
    },
    cost=4,
)
