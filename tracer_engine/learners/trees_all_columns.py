"""Large boosted trees that see every column at every split: for many rows where few columns tell it all together.

On few rows the trees that see half of them (`trees_deep`) say as much; there only the thorough effort takes both.
"""

from __future__ import annotations

from tracer_engine.learners.boosting import tree_learner

LEARNER = tree_learner(
    "trees-all-columns",
    "one_hot",
    {
        "learning_rate": 0.05,
        "num_leaves": 64,
        "max_depth": 8,
        "min_data_in_leaf": 3,
        "lambda_l2": 1.0,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
    },
    cost=5,
    efforts=("thorough",),
)
