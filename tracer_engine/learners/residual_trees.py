"""Small boosted trees that start from the spline regression and learn only what it has missed.

Thresholds are drawn at random, one for each column and node (Geurts, Ernst, Wehenkel 2006), and the best of those is
taken: many small steps at many places come nearer to a smooth curve than a few at the best ones. Many
rows tell a smooth curve well enough without.
"""

from __future__ import annotations

from tracer_engine.learners.boosting import tree_learner

LEARNER = tree_learner(
    "residual-trees",
    "one_hot",
    {
        "learning_rate": 0.06,
        "num_leaves": 8,
        "min_data_in_leaf": 20,
        "lambda_l2": 3.0,
        "extra_trees": True,
    },
    cost=2,
    starts_from="spline-logistic",
    efforts_on_many=("thorough",),
)
