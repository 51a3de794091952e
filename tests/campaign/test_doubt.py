"""How sure the percentages are: against resampling, and without what a model file of an early version lacks."""

from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.campaign.doubt import Doubt, calibration_covariance
from tracer_engine.evaluation.metrics import sigmoid
from tracer_engine.training.blending import platt
from tracer_engine.types.campaign import CampaignBasis


def scores(rows: int, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    log_odds = random.normal(-1.2, 1.3, rows)
    return (random.random(rows) < sigmoid(log_odds)).astype(np.float64), log_odds


def test_the_covariance_is_what_resampling_gives() -> None:
    y, log_odds = scores(3000)
    knots, flat = calibration_covariance(y, log_odds, np.arange(3000))
    covariance = np.array(flat).reshape(len(knots) + 2, -1)
    random = np.random.default_rng(0)
    means = []
    for _ in range(60):
        drawn = random.integers(0, 3000, 3000)
        slope, intercept = platt(y[drawn], log_odds[drawn])
        means.append(float(sigmoid(intercept + slope * log_odds).mean()))
    # By how much the mean probability may be off: the resampled calibrations against the covariance.
    p = sigmoid(log_odds)
    design = np.column_stack([np.ones(3000), log_odds, *(np.maximum(0, log_odds - knot) for knot in knots)])
    push = (design * (p * (1 - p))[:, None]).mean(axis=0)

    assert float(np.sqrt(push @ covariance @ push)) == pytest.approx(np.std(means), rel=0.35)
    assert np.all(np.linalg.eigvalsh(covariance) > -1e-12)


def test_rows_of_one_group_are_not_counted_as_so_many() -> None:
    y, log_odds = scores(8000)
    alone = np.array(calibration_covariance(y, log_odds, np.arange(8000))[1])
    four = np.repeat(np.arange(8000), 4)
    copied = np.array(calibration_covariance(np.repeat(y, 4), np.repeat(log_odds, 4), four)[1])

    assert copied[0] == pytest.approx(alone[0], rel=0.2)


def test_a_band_narrows_with_the_rows_of_the_training() -> None:
    _, log_odds = scores(2000)
    widths = []
    for rows in (500, 5000, 50_000):
        doubt = Doubt(log_odds, None, rows, seed=1)
        low, high = doubt.band(np.ones((1, doubt.bins)), np.zeros(1))
        assert low[0] < 0 < high[0]
        widths.append(high[0] - low[0])

    assert widths == sorted(widths, reverse=True)
    assert widths[0] / widths[2] > 5


def test_what_the_model_file_keeps_is_used_and_chance_is_added() -> None:
    y, log_odds = scores(4000)
    knots, covariance = calibration_covariance(y, log_odds, np.arange(4000))
    basis = CampaignBasis(rule_text="", rule_column="", knots=knots, covariance=covariance)
    known, guessed = Doubt(log_odds, basis, 4000, 1), Doubt(log_odds, None, 4000, 1)
    weights = np.bincount(known.bin, minlength=known.bins).astype(float)[None, :]
    widths = [float(np.subtract(*doubt.band(weights, np.zeros(1)))[0]) for doubt in (known, guessed)]
    chance = float(np.subtract(*known.band(weights, np.array([1e4]))[::-1])[0])

    assert widths[0] == pytest.approx(widths[1], rel=0.3)
    assert chance > 2 * 1.9 * 100
    low, high = known.band(np.zeros((1, known.bins)), np.array([1e4]))
    assert (high - low)[0] == pytest.approx(2 * 1.96 * 100, rel=0.05)
