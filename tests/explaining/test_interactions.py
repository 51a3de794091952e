"""Columns that work together are told where they do, and nothing is told where effects add up."""

from __future__ import annotations

import numpy as np
import pytest

from tests.export.sample_reports import CHURN
from tracer_engine.explaining.interactions import find_interactions
from tracer_engine.features.preparation import Engineered, InputColumn, Preparation, Prepared
from tracer_engine.types.report import Interaction

ROWS = 4000
LABELS = {"x1": "Calls", "x2": "Age", "plan": "Plan", "ratio": "Calls by age"}


def preparation(*, engineered: bool = False) -> Preparation:
    numbers = (InputColumn(name="x1", kind="number"), InputColumn(name="x2", kind="number"))
    plan = InputColumn(name="plan", kind="category", levels=("a", "b"), labels=("A", "B"))
    ratio = Engineered(name="ratio", label="Calls by age", expression="calls / age", single={"calls": "x1"}, many={})
    return Preparation(inputs=(*numbers, plan), engineered=(ratio,) if engineered else ())


def found(joint: float, *, seed: int = 1, believed: float | None = None, alone: float = 1.0) -> tuple[Interaction, ...]:
    """Of rows whose log-odds hold `joint` times x1 where the plan is B, and a model that believes in so much."""
    random = np.random.default_rng(seed)
    x1, plan = random.normal(0, 1, ROWS), random.integers(0, 2, ROWS)
    x2 = 0.6 * x1 + random.normal(0, 0.8, ROWS)
    both = x1 * (plan - 0.5)
    truth = -1 + 0.8 * x1 - 0.5 * x2**2 + 0.6 * plan + joint * both
    y = (random.random(ROWS) < 1 / (1 + np.exp(-truth))).astype(np.float64)
    half = (joint if believed is None else believed) * both / 2
    parts = np.column_stack([0.8 * x1 + half, -0.5 * x2**2, 0.6 * plan + half])
    prepared = Prepared(numbers=np.column_stack([x1, x2]), codes=plan[:, None].astype(np.int32))
    return find_interactions(preparation(), prepared, parts, y, alone, LABELS, CHURN)


def test_a_planted_interaction_is_found_and_told_by_its_four_corners() -> None:
    (pair,) = found(1.2)

    assert set(pair.columns) == {"x1", "plan"}
    assert pair.strength == pytest.approx(0.5, abs=0.2)
    assert pair.text.startswith("Calls and Plan work together: where Calls is ")
    assert pair.text.count("%") == 4
    assert " left with Plan " in pair.text


def test_levels_that_are_none_of_the_frequent_ones_are_told_as_rarer() -> None:
    random = np.random.default_rng(1)
    x1, plan = random.normal(0, 1, ROWS), random.integers(0, 6, ROWS)
    both = x1 * (plan > 3)
    y = (random.random(ROWS) < 1 / (1 + np.exp(1 - 0.4 * x1 - 2 * both))).astype(np.float64)
    levels = tuple("abcdef")
    frequent = Preparation(
        inputs=(
            InputColumn(name="x1", kind="number"),
            InputColumn(name="plan", kind="category", levels=levels, labels=levels),
        ),
        engineered=(),
    )
    prepared = Prepared(numbers=x1[:, None], codes=plan[:, None].astype(np.int32))
    (pair,) = find_interactions(frequent, prepared, np.column_stack([0.4 * x1 + both, both]), y, 1.0, LABELS, CHURN)

    assert "any other" not in pair.text
    assert "with a rarer Plan" in pair.text or "with a rarer one" in pair.text


def test_nothing_is_told_of_effects_that_add_up() -> None:
    assert [found(0.0, seed=seed) for seed in range(1, 6)] == [()] * 5


def test_what_only_the_model_believes_in_is_not_told() -> None:
    assert found(0.0, believed=1.0) == ()
    assert found(0.8, believed=-0.8) == ()


def test_what_copies_alone_make_look_sure_is_not_told() -> None:
    assert found(0.4) != ()
    assert found(0.4, alone=0.05) == ()


def test_a_column_and_what_was_worked_out_from_it_are_no_pair() -> None:
    random = np.random.default_rng(1)
    x1 = random.normal(0, 1, ROWS)
    plan = np.zeros((ROWS, 1), dtype=np.int32)
    prepared = Prepared(numbers=np.column_stack([x1, x1**2, x1]), codes=plan)
    y = (random.random(ROWS) < 1 / (1 + np.exp(-x1))).astype(np.float64)
    wild = random.normal(0, 1, (ROWS, 4)) * [1.0, 0.0, 1.0, 0.0]

    assert find_interactions(preparation(engineered=True), prepared, wild, y, 1.0, LABELS, CHURN) == ()
    assert find_interactions(preparation(), prepared, np.zeros((ROWS, 3)), y, 1.0, LABELS, CHURN) == ()
