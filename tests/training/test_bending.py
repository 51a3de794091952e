"""Bends of a calibration: they follow a bow as far as the rows tell of one, and always rise."""

from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.training.bending import bend
from tracer_engine.training.blending import Values, fit_blend, platt


def outcomes(log_odds: Values, seed: int = 1) -> Values:
    return (np.random.default_rng(seed).random(len(log_odds)) < sigmoid(log_odds)).astype(np.float64)


def bent(y: Values, straight: Values) -> Values:
    slope, intercept, bends = bend(y, straight)
    return bends.log_odds(intercept + slope * straight)


def loss(truth: Values, log_odds: Values) -> float:
    """The expected log loss where outcomes are drawn from the truth."""
    return float(np.mean(np.logaddexp(0.0, log_odds) - sigmoid(truth) * log_odds))


def test_many_rows_follow_a_calibration_that_is_no_straight_line() -> None:
    scores = np.random.default_rng(5).normal(0.0, 2.0, size=40_000)
    truth = np.where(scores > 0, 0.6 * scores, 1.4 * scores)
    y = outcomes(truth)

    slope, intercept = platt(y, scores)

    assert np.abs(fit_blend(y, scores[:, None]).log_odds(scores[:, None]) - truth).mean() < 0.05
    assert np.abs(intercept + slope * scores - truth).mean() > 0.2


def test_few_rows_flatten_scores_that_tell_nothing_at_their_low_end() -> None:
    """As where a few rules tell who goes, and the others leave by chance: there every order is noise."""
    random = np.random.default_rng(3)
    sure = random.random(3000) < 0.12
    scores = np.where(sure, 5.0, -3.6) + random.normal(0.0, 0.6, size=3000)
    truth = np.where(sure, 5.0, -3.7)
    y = outcomes(truth)
    slope, intercept = platt(y, scores)
    straight = intercept + slope * scores

    assert loss(truth, bent(y, straight)) - loss(truth, truth) < 0.35 * (loss(truth, straight) - loss(truth, truth))


@pytest.mark.parametrize("rows", [200, 2_000, 40_000])
def test_a_straight_calibration_stays_nearly_straight(rows: int) -> None:
    worse = []
    for seed in range(10):
        scores = np.random.default_rng(seed).normal(0.0, 2.0, size=rows)
        y = outcomes(scores, seed)
        slope, intercept = platt(y, scores)
        straight = intercept + slope * scores
        worse.append(loss(scores, bent(y, straight)) - loss(scores, straight))

    assert np.mean(worse) < 1.0 / rows  # what two coefficients of a Platt step cost: half a row's worth each


def test_the_order_of_the_scores_stays() -> None:
    random = np.random.default_rng(8)
    scores = np.sort(random.normal(0.0, 2.0, size=5000))
    y = outcomes(-scores * np.sin(scores), 2)

    assert np.all(np.diff(bent(y, scores)) > 0)


@pytest.mark.parametrize(
    ("y", "scores"),
    [
        (np.array([0.0, 1.0]), np.array([-1.0, 1.0])),
        (np.array([0.0, 1.0, 0.0, 1.0]), np.zeros(4)),
        (np.repeat([0.0, 1.0], 50), np.repeat([-800.0, 800.0], 50)),
        (np.zeros(100), np.linspace(-2, 2, 100)),
        (np.tile([0.0, 0.0, 1.0], 1667), 0.1 + np.tile([0.2, 0.7, 0.7], 1667)),
        (np.tile([0.0, 1.0], 2500), 0.3 + np.tile(np.arange(50) * 2.0**-54, 100)),
    ],
    ids=["two rows", "all alike", "beyond all measure", "one outcome", "two scores", "alike but for the last digit"],
)
def test_odd_scores_give_a_finite_line(y: Values, scores: Values) -> None:
    assert np.isfinite(bent(y, scores)).all()


def test_neighbours_are_summed_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = np.random.default_rng(9).normal(0.0, 2.0, size=20_000)
    y = outcomes(np.where(scores > 0, 0.4 * scores, 2 * scores))

    summed = bent(y, scores)
    monkeypatch.setattr("tracer_engine.training.bending.GROUPS", len(y))

    np.testing.assert_allclose(summed, bent(y, scores), atol=0.02)
    assert np.abs(summed - scores).max() > 0.5
