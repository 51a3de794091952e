"""Boosted trees whose thresholds are drawn at random (Geurts, Ernst, Wehenkel 2006), the best of the drawn ones taken.

They say in many small steps at many places what the others say in a few: the better of the two where the truth is a
smooth curve in a few columns. Many rows tell such a curve well enough with the larger trees of `trees_random_deep`.
"""

from __future__ import annotations

from tracer_engine.learners.boosting import tree_learner

LEARNER = tree_learner(
    "trees-random",
    "one_hot",
    {
        "learning_rate": 0.08,
        "num_leaves": 16,
        "max_depth": 5,
        "min_data_in_leaf": 10,
        "lambda_l2": 2.0,
        "extra_trees": True,
    },
    cost=3,
    efforts_on_many=("thorough",),
)
