from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np
import pytest

from tests.learners.test_tree_reasons import customers, strange_rows, trained
from tracer_engine.features.preparation import Prepared
from tracer_engine.learners import boosting, tree_scores
from tracer_engine.learners.boosting import BoostingMember, ViewName
from tracer_engine.learners.tree_checks import checked_trees
from tracer_engine.learners.tree_scores import TreeScores, Values
from tracer_engine.learners.views import Views


def strange(booster: lightgbm.Booster, views: Views) -> Views:
    """Numbers around every threshold and of every kind, and every level code in any combination."""
    numbers = strange_rows(booster, views.prepared.numbers)
    codes = views.prepared.codes[np.random.default_rng(3).integers(0, views.rows, len(numbers))]
    return Views(views.preparation, Prepared(numbers=numbers, codes=codes))


@pytest.mark.parametrize("name", ["one_hot", "codes"])
@pytest.mark.parametrize(
    "own",
    [
        {},
        {"num_leaves": 2},
        {"num_leaves": 8, "extra_trees": True},
        {"num_leaves": 64, "min_data_in_leaf": 2},
        {"num_leaves": 200, "min_data_in_leaf": 1},
        {"zero_as_missing": True},
        {"use_missing": False},
    ],
    ids=["usual", "stumps", "small and random", "a full word", "several words", "zeros missing", "nothing missing"],
)
def test_the_tables_give_lightgbms_own_numbers_to_the_last_bit(name: ViewName, own: dict[str, Any]) -> None:
    views = customers(4000)
    booster = trained(views, name, **own)
    scores = TreeScores(booster.model_to_string(), name, customers(3, seed=8))
    for rows in (customers(5000, seed=1), strange(booster, views)):
        told = booster.predict(getattr(rows, name).matrix, raw_score=True)
        np.testing.assert_array_equal(scores.log_odds(rows), told)


def test_a_tree_that_is_one_leaf_is_added_for_every_row() -> None:
    views = customers(300)
    booster = trained(views, "one_hot", rounds=3, min_data_in_leaf=200)
    told = booster.predict(views.one_hot.matrix, raw_score=True)
    np.testing.assert_array_equal(TreeScores(booster.model_to_string(), "one_hot", views).log_odds(views), told)


def test_a_member_scores_a_row_alike_alone_and_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
    views = customers(boosting.MANY_ROWS)
    member = BoostingMember("trees", "one_hot", checked_trees(trained(views, "one_hot").model_to_string()))
    made: list[int] = []
    tables = TreeScores.log_odds

    def noted(self: TreeScores, rows: Views) -> Values:
        made.append(rows.rows)
        return tables(self, rows)

    monkeypatch.setattr(TreeScores, "log_odds", noted)
    among = member.log_odds(views)
    few = Prepared(numbers=views.prepared.numbers[:50], codes=views.prepared.codes[:50])
    np.testing.assert_array_equal(member.log_odds(Views(views.preparation, few)), among[:50])
    assert made == [boosting.MANY_ROWS]


def test_where_tables_would_be_large_lightgbm_predicts(monkeypatch: pytest.MonkeyPatch) -> None:
    views = customers(boosting.MANY_ROWS)
    booster = trained(views, "codes", rounds=4)
    member = BoostingMember("trees", "codes", checked_trees(booster.model_to_string()))
    monkeypatch.setattr(tree_scores, "MOST_CELLS", 100)
    np.testing.assert_array_equal(member.log_odds(views), booster.predict(views.codes.matrix, raw_score=True))
