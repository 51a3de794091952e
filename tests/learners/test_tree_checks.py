"""Trees are taken only when every number in them holds together, and come out as LightGBM would have had them."""

from __future__ import annotations

import re
from collections.abc import Callable

import lightgbm
import numpy as np
import pytest

from tracer_engine.learners.tree_checks import MalformedTrees, checked_trees

ROWS = 400


def table(seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    matrix = np.column_stack([random.normal(size=ROWS), random.integers(0, 12, ROWS), random.normal(size=ROWS)])
    matrix[random.random(matrix.shape) < 0.1] = np.nan
    return matrix


@pytest.fixture(scope="module")
def text() -> str:
    """A model with numbers, missing cells and sets of levels."""
    matrix = table()
    y = (np.nan_to_num(matrix[:, 0]) + (np.nan_to_num(matrix[:, 1]) % 3 == 1) > 0.5).astype(float)
    parameters = {"objective": "binary", "num_leaves": 7, "verbosity": -1, "num_threads": 1, "min_data_per_group": 5}
    data = lightgbm.Dataset(matrix, y, categorical_feature=[1], params={"verbosity": -1})
    model: str = lightgbm.train(parameters, data, num_boost_round=8).model_to_string()
    assert "cat_threshold" in model
    return model


def test_checked_trees_predict_bit_for_bit_the_same(text: str) -> None:
    before, after = lightgbm.Booster(model_str=text), lightgbm.Booster(model_str=checked_trees(text))
    rows = np.vstack([table(1), np.full((1, 3), np.nan), [[1e300, 99, -1e300]], [[np.inf, -1, -np.inf]]])
    assert np.array_equal(before.predict(rows, raw_score=True), after.predict(rows, raw_score=True))
    assert np.array_equal(before.predict(rows, pred_contrib=True), after.predict(rows, pred_contrib=True))


def test_checking_twice_changes_nothing_more(text: str) -> None:
    assert checked_trees(checked_trees(text)) == checked_trees(text)


def test_words_that_are_not_trees_do_not_reach_the_reader(text: str) -> None:
    assert "parameters" in text
    assert "parameters" not in checked_trees(text)


def test_a_model_without_trees_is_taken(text: str) -> None:
    empty = text.split("\nTree=")[0] + "\nend of trees\n"
    booster = lightgbm.Booster(model_str=checked_trees(empty))
    assert booster.num_trees() == 0


def change(name: str, edit: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    """Edit the entries of the first line of a model that is called `name`."""

    def edited(text: str) -> str:
        line = re.search(rf"^{name}=(.+)$", text, re.MULTILINE)
        assert line is not None
        return text.replace(line[0], f"{name}=" + " ".join(edit(line[1].split())), 1)

    return edited


BAD = {
    "a child far outside": change("left_child", lambda entries: ["900000", *entries[1:]]),
    "a leaf outside": change("right_child", lambda entries: [*entries[:-1], "-900"]),
    "a node that is its own child": change("left_child", lambda entries: ["0", *entries[1:]]),
    "a leaf twice": change("left_child", lambda entries: [*entries[:-1], entries[-1].replace(entries[-1], "-1")]),
    "a column that is not there": change("split_feature", lambda entries: ["3", *entries[1:]]),
    "a negative column": change("split_feature", lambda entries: ["-1", *entries[1:]]),
    "too few leaf values": change("leaf_value", lambda entries: entries[:-1]),
    "too many thresholds": change("threshold", lambda entries: [*entries, "1"]),
    "a threshold that is no number": change("threshold", lambda entries: ["nan", *entries[1:]]),
    "a leaf value without end": change("leaf_value", lambda entries: ["inf", *entries[1:]]),
    "a word among the numbers": change("leaf_value", lambda entries: ["x", *entries[1:]]),
    "an unknown kind of decision": change("decision_type", lambda entries: ["64", *entries[1:]]),
    "sets of levels out of order": change("cat_boundaries", lambda entries: ["5", *entries[1:]]),
    "a set of levels that ends outside": change("cat_boundaries", lambda entries: [*entries[:-1], "4000000"]),
    "a word of levels too large": change("cat_threshold", lambda entries: ["99999999999", *entries[1:]]),
    "more leaves than there are": change("num_leaves", lambda _: ["4000"]),
    "leaves by the thousand million": change("num_leaves", lambda _: ["999999999999"]),
    "no leaf at all": change("num_leaves", lambda _: ["0"]),
    "fewer sets of levels than nodes ask": change("num_cat", lambda _: ["0"]),
    "columns without end": change("max_feature_idx", lambda _: ["99999999999"]),
    "another objective": change("objective", lambda _: ["multiclass", "num_class:1000000"]),
    "linear trees": change("is_linear", lambda _: ["1"]),
}


@pytest.mark.parametrize("edit", BAD.values(), ids=BAD.keys())
def test_trees_that_do_not_hold_together_are_refused(text: str, edit: Callable[[str], str]) -> None:
    changed = edit(text)
    assert changed != text
    with pytest.raises(MalformedTrees):
        checked_trees(changed)


@pytest.mark.parametrize("junk", ["", "tree", "Tree=0", "\nTree=0\n\nTree=1", "max_feature_idx=2\nobjective=binary"])
def test_what_is_no_model_is_refused(junk: str) -> None:
    with pytest.raises(MalformedTrees):
        checked_trees(junk)
