"""The metrics equal scikit-learn's, with ties and with rows that count several times."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as theirs

from tracer_engine.evaluation.metrics import NAMES, Ranked, Values, best_f1_threshold, point_metrics, sigmoid


def drawn(seed: int, rows: int = 300, ties: bool = True) -> tuple[Values, Values, Values]:
    """Targets, log-odds (rounded, so that many are equal), and weights 0..4."""
    random = np.random.default_rng(seed)
    y = (random.random(rows) < 0.3).astype(np.float64)
    log_odds = random.normal(size=rows) * 2 + y
    if ties:
        log_odds = np.round(log_odds)
    return y, log_odds, random.integers(0, 5, rows).astype(np.float64)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("ties", [False, True])
def test_metrics_equal_those_of_scikit_learn(seed: int, weighted: bool, ties: bool) -> None:
    y, log_odds, weight = drawn(seed, ties=ties)
    if not weighted:
        weight = np.ones(len(y))
    probability = sigmoid(log_odds)

    ours = Ranked.of(y, log_odds).metrics(weight)

    assert ours["roc_auc"] == pytest.approx(theirs.roc_auc_score(y, log_odds, sample_weight=weight), abs=1e-12)
    average = theirs.average_precision_score(y, log_odds, sample_weight=weight)
    assert ours["average_precision"] == pytest.approx(average, abs=1e-12)
    assert ours["log_loss"] == pytest.approx(theirs.log_loss(y, probability, sample_weight=weight), abs=1e-12)
    assert ours["brier"] == pytest.approx(theirs.brier_score_loss(y, probability, sample_weight=weight), abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_a_weight_is_the_same_as_repeating_the_row(seed: int) -> None:
    y, log_odds, weight = drawn(seed)
    times = weight.astype(int)

    weighted = Ranked.of(y, log_odds).metrics(weight)

    assert weighted == pytest.approx(dict(point_metrics(np.repeat(y, times), np.repeat(log_odds, times))), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(-4, 4), st.integers(0, 3)), min_size=4, max_size=40))
def test_any_draw_gives_the_area_that_counting_pairs_gives(rows: list[tuple[bool, int, int]]) -> None:
    y, log_odds, weight = (np.array(values, dtype=np.float64) for values in zip(*rows, strict=True))
    pairs = wins = 0.0
    for i in range(len(y)):
        for j in range(len(y)):
            if y[i] and not y[j]:
                pairs += weight[i] * weight[j]
                wins += weight[i] * weight[j] * (float(log_odds[i] > log_odds[j]) + 0.5 * (log_odds[i] == log_odds[j]))
    if weight.sum() == 0:
        return

    area = Ranked.of(y, log_odds).metrics(weight)["roc_auc"]

    if pairs:
        assert area == pytest.approx(wins / pairs, abs=1e-12)
    else:
        assert np.isnan(area)


def test_the_calibration_error_is_the_mean_gap_over_ten_bins_of_equal_width() -> None:
    probability = np.array([0.05, 0.05, 0.15, 0.15, 0.95, 1.0])
    y = np.array([0.0, 1.0, 0.0, 0.0, 1.0, 1.0])
    with np.errstate(divide="ignore"):
        log_odds = np.log(probability / (1 - probability))
    log_odds[-1] = 800.0

    error = point_metrics(y, log_odds)["calibration_error"]

    assert error == pytest.approx((2 * 0.45 + 2 * 0.15 + 2 * 0.025) / 6)


def test_true_probabilities_have_a_small_calibration_error_and_shifted_ones_a_large_one() -> None:
    random = np.random.default_rng(5)
    log_odds = random.normal(size=20_000) - 1
    y = (random.random(20_000) < sigmoid(log_odds)).astype(np.float64)

    assert point_metrics(y, log_odds)["calibration_error"] < 0.01
    assert point_metrics(y, log_odds + 1)["calibration_error"] > 0.1


def test_the_lift_is_the_share_of_positives_among_the_first_tenth() -> None:
    y = np.zeros(100)
    y[[0, 1, 2, 3, 50, 60, 70, 80]] = 1
    log_odds = -np.arange(100.0)

    assert point_metrics(y, log_odds)["top_decile_lift"] == pytest.approx(5.0)
    assert point_metrics(y, -log_odds)["top_decile_lift"] == pytest.approx(0.0)


def test_equal_scores_share_the_lift_whatever_their_order() -> None:
    y = np.array([1.0] * 10 + [0.0] * 90)

    for order in (np.arange(100), np.arange(100)[::-1]):
        metrics = point_metrics(y[order], np.zeros(100))
        assert metrics["top_decile_lift"] == pytest.approx(1.0)
        assert metrics["roc_auc"] == 0.5
        assert metrics["average_precision"] == pytest.approx(0.1)


def test_where_a_class_is_absent_there_is_no_ranking_to_measure() -> None:
    metrics = point_metrics(np.zeros(5), np.arange(5.0))

    assert set(metrics) == set(NAMES)
    assert np.isnan([metrics["roc_auc"], metrics["average_precision"], metrics["top_decile_lift"]]).all()
    assert np.isfinite([metrics["log_loss"], metrics["brier"], metrics["calibration_error"]]).all()


def test_extreme_log_odds_overflow_nothing() -> None:
    with np.errstate(all="raise", under="ignore"):
        assert sigmoid(np.array([-1e4, -50.0, 0.0, 50.0, 1e4])).tolist()[::2] == [0.0, 0.5, 1.0]
        metrics = point_metrics(np.array([0.0, 1.0, 1.0]), np.array([-1e4, 1e4, -1e4]))
    assert metrics["log_loss"] == pytest.approx(1e4 / 3)


@pytest.mark.parametrize("seed", range(6))
def test_the_threshold_has_the_best_f1_there_is(seed: int) -> None:
    y, log_odds, _ = drawn(seed, rows=120)
    probability = sigmoid(log_odds)

    threshold = best_f1_threshold(y, probability)

    scores = {t: theirs.f1_score(y, probability >= t) for t in np.unique(probability)}
    assert scores[threshold] == max(scores.values())
    assert threshold == max(t for t, f1 in scores.items() if f1 == max(scores.values()))
