"""Blend and Platt step: they find known truths, and never a row's own."""

from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.evaluation.metrics import point_metrics, sigmoid
from tracer_engine.training.blending import (
    LEAST_GAIN,
    Blend,
    Values,
    cross_fitted_scores,
    fit_blend,
    platt,
    select_weights,
)


def outcomes(log_odds: Values, seed: int = 1) -> Values:
    return (np.random.default_rng(seed).random(len(log_odds)) < sigmoid(log_odds)).astype(np.float64)


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.5, 0.7), (2.0, -1.0), (1.3, 0.2)])
def test_the_platt_step_recovers_how_scores_were_bent(slope: float, intercept: float) -> None:
    truth = np.random.default_rng(2).normal(size=40_000) * 1.2 - 0.5
    y = outcomes(truth)

    found = platt(y, (truth - intercept) / slope)

    assert found == pytest.approx((slope, intercept), abs=0.08)


def test_the_platt_step_makes_the_mean_probability_right() -> None:
    truth = np.random.default_rng(3).normal(size=5000) - 1
    y = outcomes(truth)
    slope, intercept = platt(y, 3 * truth + 2)

    assert sigmoid(slope * (3 * truth + 2) + intercept).mean() == pytest.approx(y.mean(), abs=0.005)


def test_few_rows_move_the_platt_step_little() -> None:
    y, log_odds = np.array([1.0, 0.0, 1.0, 0.0]), np.array([-1.0, 1.0, -2.0, 2.0])

    slope, _ = platt(y, log_odds)

    assert 0.0 < slope < 1.0


def test_separable_scores_give_a_finite_step() -> None:
    y = np.repeat([0.0, 1.0], 200)
    slope, intercept = platt(y, np.where(y == 1, 5.0, -5.0))

    assert 1.0 < slope < 20.0
    assert abs(intercept) < 1.0


def test_scores_that_point_the_wrong_way_are_flattened_to_the_base_rate() -> None:
    """Never turned round: the ranking is lost, and the percentages stay right."""
    truth = np.random.default_rng(4).normal(size=4000) - 1
    y = outcomes(truth)
    slope, intercept = platt(y, -truth - 2)

    assert slope == 0.0
    assert 1 / (1 + np.exp(-intercept)) == pytest.approx(y.mean(), abs=0.005)


def test_the_better_member_gets_the_weight() -> None:
    random = np.random.default_rng(5)
    truth = random.normal(size=5000) * 1.5
    y = outcomes(truth)

    weights = select_weights(y, np.column_stack([random.normal(size=5000), truth, random.normal(size=5000)]))

    assert weights.sum() == pytest.approx(1.0)
    assert weights[1] > 0.9


def test_members_that_each_know_a_half_share_the_weight() -> None:
    random = np.random.default_rng(6)
    one, two = random.normal(size=(2, 20_000)) * 1.5
    y = outcomes((one + two) / 2)

    weights = select_weights(y, np.column_stack([one, two]))
    blend = fit_blend(y, np.column_stack([one, two]))

    assert weights == pytest.approx([0.5, 0.5], abs=0.1)
    assert np.abs(blend.log_odds(np.column_stack([one, two])) - (one + two) / 2).mean() < 0.1
    blended = point_metrics(y, blend.log_odds(np.column_stack([one, two])))["log_loss"]
    assert blended < min(point_metrics(y, member)["log_loss"] for member in (one, two))


def test_members_that_bring_next_to_nothing_are_left_out_and_the_rest_sum_to_one() -> None:
    random = np.random.default_rng(7)
    truth = random.normal(size=4000) * 1.5
    members = truth[:, None] + random.normal(size=(4000, 8)) * 0.1
    y = outcomes(truth)

    weights = select_weights(y, members)

    assert weights.sum() == pytest.approx(1.0)
    assert np.count_nonzero(weights) <= 2
    best = point_metrics(y, members.mean(axis=1))["log_loss"]
    assert point_metrics(y, members @ weights)["log_loss"] < best * (1 + 2 * LEAST_GAIN)


def test_a_single_member_is_taken_whole() -> None:
    assert select_weights(np.array([0.0, 1.0]), np.zeros((2, 1))).tolist() == [1.0]


def test_a_blend_is_a_straight_line_of_its_members() -> None:
    blend = Blend(weights=np.array([0.25, 0.75]), slope=2.0, intercept=-1.0)

    assert blend.log_odds(np.array([[4.0, 0.0], [0.0, 4.0]])).tolist() == [1.0, 5.0]


def test_a_row_has_no_say_in_how_it_is_blended_itself() -> None:
    """With the outcomes of one fold turned round, that fold's scores stay as they were and others change."""
    random = np.random.default_rng(8)
    truth = random.normal(size=600)
    y = outcomes(truth)
    members = np.column_stack([truth, random.normal(size=600)])
    folds = (np.arange(600) % 5).astype(np.int8)
    turned = np.where(folds == 3, 1 - y, y)

    before, after = (cross_fitted_scores(target, members, folds) for target in (y, turned))

    np.testing.assert_array_equal(before[folds == 3], after[folds == 3])
    assert (before[folds != 3] != after[folds != 3]).all()


def test_blending_many_members_of_noise_does_not_make_them_look_good() -> None:
    areas = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        y = (random.random(300) < 0.3).astype(np.float64)
        folds = random.integers(0, 5, 300).astype(np.int8)
        areas.append(point_metrics(y, cross_fitted_scores(y, random.normal(size=(300, 6)), folds))["roc_auc"])

    assert np.mean(areas) < 0.52
