from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import Any

import lightgbm
import numpy as np
import pytest
from numpy.typing import NDArray

from tracer_engine.features.preparation import InputColumn, Preparation, Prepared
from tracer_engine.learners import tree_reasons
from tracer_engine.learners.boosting import BoostingMember, ViewName
from tracer_engine.learners.tree_reasons import TreeReasons, shares
from tracer_engine.learners.tree_text import Conditions, Tree, read_trees
from tracer_engine.learners.views import Views

Matrix = NDArray[np.float64]

NUMBERS = 5
LEVELS = (2, 3, 9, 40)
QUIET: Mapping[str, Any] = {"objective": "binary", "verbosity": -1, "num_threads": 1, "deterministic": True, "seed": 1}


def customers(rows: int, seed: int = 0) -> Views:
    """Numbers (some whole, some with zeros, some missing) and level codes (some missing, some unknown)."""
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(rows, NUMBERS))
    numbers[:, 1] = random.integers(-3, 30, rows)
    numbers[:, 2] *= random.random(rows) < 0.6
    numbers[random.random(numbers.shape) < 0.07] = np.nan
    codes = np.stack([random.integers(-1, count + 1, rows) for count in LEVELS], axis=1).astype(np.int32)
    inputs = [InputColumn(name=f"n{number}", kind="number") for number in range(NUMBERS)]
    for number, count in enumerate(LEVELS):
        names = tuple(f"level {level}" for level in range(count))
        inputs.append(InputColumn(name=f"c{number}", kind="category", levels=names, labels=names))
    return Views(Preparation(inputs=tuple(inputs)), Prepared(numbers=numbers, codes=codes))


def outcome(views: Views) -> NDArray[np.float64]:
    numbers, codes = np.nan_to_num(views.prepared.numbers, nan=1.5), views.prepared.codes
    pull = numbers[:, 0] * np.where(codes[:, 1] == 1, 1.5, -0.5) + 0.05 * numbers[:, 1] * (codes[:, 3] % 3 - 1)
    pull += (numbers[:, 2] > 0) * numbers[:, 3] + (codes[:, 2] % 4 > 1) * numbers[:, 4] - codes[:, 0]
    return (np.random.default_rng(9).random(views.rows) < 1 / (1 + np.exp(-pull))).astype(np.float64)


def trained(views: Views, name: ViewName, rounds: int = 25, **own: Any) -> lightgbm.Booster:
    view = getattr(views, name)
    parameters = {**QUIET, "learning_rate": 0.2, "num_leaves": 31, "min_data_in_leaf": 5, **own}
    data = lightgbm.Dataset(view.matrix, outcome(views), categorical_feature=list(view.categorical), params=parameters)
    booster = lightgbm.Booster(parameters, data)
    for _ in range(rounds):
        booster.update()
    return lightgbm.Booster(model_str=booster.model_to_string())


def strange_rows(booster: lightgbm.Booster, ordinary: Matrix) -> Matrix:
    """Rows around every threshold of the model, and rows of everything a cell can hold."""
    random = np.random.default_rng(5)
    thresholds = [one.threshold for tree in read_trees(booster.model_to_string()) for one in tree.conditions]
    close = [around for value in thresholds for around in (value, np.nextafter(value, 9e9), np.nextafter(value, -9e9))]
    wild = [np.nan, np.inf, -np.inf, 1e300, -1e300, 1e10, -1e10, 0.0, -0.0, 1e-36, -1e-36, 1e-35, 2e-35, -2e-35]
    codes = [-1.0, -0.5, 0.5, 31.9, 32.0, 63.0, 64.0, 1e9, 2147483648.0, 3.0]
    pool = np.array([*close, *(wild + codes) * (len(close) // 24 + 1)])
    rows = random.choice(pool, size=(3000, ordinary.shape[1]))
    usual = random.random(rows.shape) < 0.3
    return np.where(usual, ordinary[random.integers(0, len(ordinary), 3000)], rows)


def leaf_reached(tree: Tree, conditions: Conditions, decided: NDArray[np.bool_]) -> list[int]:
    reached = []
    for row in range(decided.shape[1]):
        node = tree.root
        while node >= 0:
            holds = decided[conditions.number[tree.conditions[node]], row]
            node = tree.children[node][0 if holds else 1]
        reached.append(~node)
    return reached


def shapley_by_definition(tree: Tree, row: Matrix, source: NDArray[np.intp], sources: int) -> Matrix:
    """Straight from the definition: the mean gain of knowing a source, over all orders of learning of them."""
    conditions = Conditions(tree.conditions)
    decided = np.empty((len(conditions.all), 1), dtype=np.bool_)
    conditions.decide(row[None, :], decided)

    def expected(node: int, known: frozenset[int]) -> float:
        if node < 0:
            return tree.leaf_values[~node]
        left, right = tree.children[node]
        if source[tree.conditions[node].column] in known:
            return expected(left if decided[conditions.number[tree.conditions[node]], 0] else right, known)
        return sum(tree.share(node, child) * expected(child, known) for child in (left, right))

    gains = np.zeros(sources)
    for one in range(sources):
        others = [other for other in range(sources) if other != one]
        for size in range(sources):
            weight = math.factorial(size) * math.factorial(sources - size - 1) / math.factorial(sources)
            for known in map(frozenset, combinations(others, size)):
                gains[one] += weight * (expected(tree.root, known | {one}) - expected(tree.root, known))
    return gains


@pytest.mark.parametrize(
    "own",
    [{}, {"use_missing": False}, {"zero_as_missing": True}, {"cat_smooth": 1.0, "min_data_per_group": 5}],
    ids=["nan is missing", "nothing is missing", "zero is missing", "large sets of levels"],
)
@pytest.mark.parametrize("name", ["codes", "one_hot"])
def test_rows_take_the_same_way_as_in_lightgbm(name: ViewName, own: dict[str, Any]) -> None:
    views = customers(2000)
    booster = trained(views, name, rounds=8, **own)
    matrix = strange_rows(booster, getattr(views, name).matrix)
    trees = read_trees(booster.model_to_string())
    conditions = Conditions(condition for tree in trees for condition in tree.conditions)
    decided = np.empty((len(conditions.all), len(matrix)), dtype=np.bool_)
    conditions.decide(matrix, decided)
    expected = np.asarray(booster.predict(matrix, pred_leaf=True))
    assert len(trees) == 8
    for number, tree in enumerate(trees):
        assert leaf_reached(tree, conditions, decided) == expected[:, number].tolist()


@pytest.mark.parametrize("own", [{}, {"zero_as_missing": True}, {"max_depth": 6}, {"num_leaves": 4}])
def test_with_one_column_a_source_the_reasons_are_lightgbms_own(own: dict[str, Any]) -> None:
    views = customers(3000)
    booster = trained(views, "codes", **own)
    matrix = np.vstack([views.codes.matrix, strange_rows(booster, views.codes.matrix)])
    reasons = TreeReasons(booster.model_to_string(), views.codes.source)
    parts = reasons.contributions(matrix, views.sources)
    expected = np.asarray(booster.predict(matrix, pred_contrib=True))
    assert np.abs(parts - expected[:, :-1]).max() < 1e-9
    assert np.abs(reasons.constant - expected[:, -1]).max() < 1e-9


def test_the_columns_of_a_category_are_one_player_by_the_definition_of_shapley_values() -> None:
    views = customers(1500)
    booster = trained(views, "one_hot", rounds=3, num_leaves=12)
    matrix, source = views.one_hot.matrix[:12], views.one_hot.source
    text = booster.model_to_string()
    expected = [
        sum(shapley_by_definition(tree, row, source, views.sources) for tree in read_trees(text)) for row in matrix
    ]
    parts = TreeReasons(text, source).contributions(matrix, views.sources)
    assert np.abs(parts - np.array(expected)).max() < 1e-12


@pytest.mark.parametrize("own", [{}, {"max_depth": 6}, {"num_leaves": 120, "min_data_in_leaf": 1}])
def test_constant_and_reasons_of_grouped_columns_add_up_to_the_prediction(own: dict[str, Any]) -> None:
    views = customers(3000)
    booster = trained(views, "one_hot", **own)
    matrix = np.vstack([views.one_hot.matrix, strange_rows(booster, views.one_hot.matrix)])
    reasons = TreeReasons(booster.model_to_string(), views.one_hot.source)
    parts = reasons.contributions(matrix, views.sources)
    raw = np.asarray(booster.predict(matrix, raw_score=True))
    assert np.abs(reasons.constant + parts.sum(axis=1) - raw).max() < 1e-9


def test_paths_of_more_sources_than_a_table_holds_give_the_same_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    matrix = random.normal(size=(2000, 20))
    y = (np.sort(matrix, axis=1)[:, -3:].sum(axis=1) + random.normal(size=2000) > 4).astype(np.float64)
    parameters = {**QUIET, "num_leaves": 90, "min_data_in_leaf": 1, "min_sum_hessian_in_leaf": 0.0}
    booster = lightgbm.train(parameters, lightgbm.Dataset(matrix, y), 5)
    reasons = TreeReasons(booster.model_to_string(), np.arange(20))
    assert max(len(leaf.sources) for leaf in reasons._deep) > tree_reasons.MOST_BITS
    expected = np.asarray(booster.predict(matrix[:500], pred_contrib=True))
    monkeypatch.setattr(tree_reasons, "DEEP", 30_000)  # some of the 500 rows at a time
    assert np.abs(reasons.contributions(matrix[:500], 20) - expected[:, :-1]).max() < 1e-9


@pytest.mark.parametrize("cells", [0, 20_000, 1_000_000])
def test_the_size_of_the_tables_does_not_change_the_reasons(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    views = customers(1000)
    text = trained(views, "one_hot", rounds=10).model_to_string()
    usual = TreeReasons(text, views.one_hot.source).contributions(views.one_hot.matrix, views.sources)
    monkeypatch.setattr(tree_reasons, "MOST_CELLS", cells)
    monkeypatch.setattr(tree_reasons, "FEWEST_BITS", 2)
    other = TreeReasons(text, views.one_hot.source).contributions(views.one_hot.matrix, views.sources)
    assert np.abs(usual - other).max() < 1e-12


def test_rows_are_worked_on_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    views = customers(1001)
    booster = trained(views, "codes", rounds=4)
    reasons = TreeReasons(booster.model_to_string(), views.codes.source)
    whole = reasons.contributions(views.codes.matrix, views.sources)
    monkeypatch.setattr(tree_reasons, "MOST_ROWS", 256)
    assert np.array_equal(reasons.contributions(views.codes.matrix, views.sources), whole)
    assert reasons.contributions(views.codes.matrix[:0], views.sources).shape == (0, views.sources)


def test_a_tree_of_one_leaf_is_all_constant() -> None:
    views = customers(300)
    booster = trained(views, "codes", rounds=1, min_data_in_leaf=200)
    reasons = TreeReasons(booster.model_to_string(), views.codes.source)
    raw = np.asarray(booster.predict(views.codes.matrix, raw_score=True))
    assert reasons.constant == raw[0] != 0
    assert not reasons.contributions(views.codes.matrix, views.sources).any()


def test_a_model_without_trees_gives_no_reasons() -> None:
    views = customers(300)
    text = trained(views, "codes", rounds=0).model_to_string()
    reasons = TreeReasons(text, views.codes.source)
    assert reasons.constant == 0
    assert not reasons.contributions(views.codes.matrix, views.sources).any()


def test_a_leaf_of_certain_and_impossible_ways_keeps_its_value() -> None:
    fractions = np.array([0.0, 1.0, 0.5])
    passed = np.array([[True, True, True], [True, True, False]])
    assert np.allclose(shares(passed, fractions).sum(axis=1), [1.0, 0.0])


@pytest.mark.parametrize("name", ["codes", "one_hot"])
def test_two_threads_get_the_same_reasons_from_a_new_member(name: ViewName) -> None:
    views = customers(2000)
    member = BoostingMember("trees", name, trained(views, name).model_to_string())
    with ThreadPoolExecutor(2) as executor:
        (constant, parts), (again, others) = executor.map(member.contributions, [views, views])
    assert constant == again
    assert np.array_equal(parts, others)
    assert np.abs(constant + parts.sum(axis=1) - member.log_odds(views)).max() < 1e-9
