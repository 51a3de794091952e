"""Large boosted trees, each on half of the columns and most of the rows: for what only many columns together tell.

Where rows are many they are worth their time, and where rows are few they cost little; between, the quick effort
leaves them out.
No deeper than eight, for what a leaf's reasons take grows with its depth: without bounds thirty times as long.
"""

from __future__ import annotations

from tracer_engine.learners.boosting import tree_learner
from tracer_engine.learners.contract import EVERY_EFFORT

LEARNER = tree_learner(
    "trees-deep",
    "one_hot",
    {
        "learning_rate": 0.05,
        "num_leaves": 127,
        "max_depth": 8,
        "min_data_in_leaf": 3,
        "lambda_l2": 1.0,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
    },
    cost=5,
    efforts=("balanced", "thorough"),
    efforts_on_few=EVERY_EFFORT,
)
