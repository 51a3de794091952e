"""Larger trees with thresholds drawn at random: for what several columns tell together, in steps as fine.

Drawn thresholds hold trees back, so that leaves may be small; where the truth is smooth, the small trees of
`trees_random` are the better ones.
"""

from __future__ import annotations

from tracer_engine.learners.boosting import tree_learner

LEARNER = tree_learner(
    "trees-random-deep",
    "one_hot",
    {
        "learning_rate": 0.08,
        "num_leaves": 64,
        "max_depth": 8,
        "min_data_in_leaf": 2,
        "lambda_l2": 1.0,
        "extra_trees": True,
    },
    cost=4,
)
