from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from tracer_engine.blueprints import blueprint
from tracer_engine.evaluation.curves import calibration, calibration_sentence, curves
from tracer_engine.evaluation.metrics import Values, point_metrics, sigmoid


def invented(rows: int = 500) -> tuple[Values, Values]:
    random = np.random.default_rng(1)
    log_odds = np.round(random.normal(size=rows), 1) - 1
    return (random.random(rows) < sigmoid(log_odds)).astype(np.float64), log_odds


def test_the_area_under_the_drawn_curve_is_the_reported_one() -> None:
    y, log_odds = invented()
    x, height = np.array(curves(y, log_odds, -log_odds).roc).T

    assert (x[0], height[0], x[-1], height[-1]) == (0.0, 0.0, 1.0, 1.0)
    assert (np.diff(x) >= 0).all()
    assert (np.diff(height) >= 0).all()
    assert np.trapezoid(height, x) == pytest.approx(roc_auc_score(y, log_odds), abs=1e-9)


def test_curves_of_many_scores_are_thinned_but_keep_their_ends() -> None:
    random = np.random.default_rng(1)
    y, log_odds = (random.random(5000) < 0.3).astype(np.float64), random.normal(size=5000)
    drawn = curves(y, log_odds, log_odds)

    assert len(drawn.roc) <= 201
    assert len(drawn.precision_recall) <= 201
    assert drawn.roc[-1] == (1.0, 1.0)
    assert drawn.precision_recall[-1] == pytest.approx((1.0, y.mean()))


def test_gains_begin_at_nothing_end_at_all_and_meet_the_lift() -> None:
    y, log_odds = invented()
    gains = curves(y, log_odds, np.zeros(len(y))).gains

    assert (gains[0].share, gains[0].reached, gains[-1].share, gains[-1].reached) == (0.0, 0.0, 1.0, 1.0)
    assert gains[10].share == pytest.approx(0.1)
    assert gains[10].reached * 10 == pytest.approx(point_metrics(y, log_odds)["top_decile_lift"])
    # A rival that says the same of everyone reaches as many as it contacts.
    assert [point.rule_reached for point in gains] == pytest.approx([point.share for point in gains])


def test_calibration_groups_are_of_equal_size_and_rising() -> None:
    y, log_odds = invented()
    bins = calibration(y, sigmoid(log_odds))

    assert [one.rows for one in bins] == [50] * 10
    assert [one.predicted for one in bins] == sorted(one.predicted for one in bins)
    assert sum(one.observed * one.rows for one in bins) == pytest.approx(y.sum())
    assert all(one.observed_low <= one.observed <= one.observed_high for one in bins)
    assert sum(one.observed_low <= one.predicted <= one.observed_high for one in bins) >= 8


def test_the_group_that_is_told_of_is_not_near_all() -> None:
    y, log_odds = invented()
    bins = calibration(y, sigmoid(log_odds))
    high = [replace(one, predicted=predicted) for one, predicted in zip(bins[-4:], (0.6, 0.8, 0.99, 1.0), strict=True)]

    words = blueprint("churn").wording
    assert calibration_sentence(bins, words).startswith(f"Of 100 customers scored near {bins[-2].predicted:.0%}"[:-1])
    assert "near 80 %" in calibration_sentence(high, words)
    assert "near 99 %" in calibration_sentence(high[2:3] * 3, words)
    assert calibration_sentence((), words) == ""


def test_fewer_rows_than_groups_make_a_group_each() -> None:
    assert [one.rows for one in calibration(np.array([0.0, 1.0, 0.0]), np.array([0.1, 0.9, 0.2]))] == [1, 1, 1]


def test_the_histogram_counts_every_row_once() -> None:
    y, log_odds = invented()
    log_odds[:2] = 800.0, -800.0
    bins = curves(y, log_odds, log_odds).histogram

    assert sum(one.positives for one in bins) == y.sum()
    assert sum(one.negatives for one in bins) == len(y) - y.sum()
    assert (bins[0].low, bins[-1].high) == (0.0, 1.0)
    first = (sigmoid(log_odds) < bins[0].high) & (y == 0)
    assert bins[0].negatives == first.sum()
