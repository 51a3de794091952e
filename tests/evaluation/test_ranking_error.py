"""Standard errors without a bootstrap: they are what drawing again and again would show."""

from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.evaluation.metrics import point_metrics
from tracer_engine.evaluation.ranking_error import mean_error, roc_auc_error, roc_auc_interval, roc_auc_limits


def scored(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    log_odds = random.normal(-1, 1.2, rows).round(1)
    return (random.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(np.float64), log_odds


def test_the_error_of_a_roc_auc_is_its_spread_over_other_draws() -> None:
    values, errors = zip(*(roc_auc_error(*scored(400, seed), np.arange(400)) for seed in range(300)), strict=True)

    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.12)
    y, log_odds = scored(400, 1)
    assert values[1] == pytest.approx(point_metrics(y, log_odds)["roc_auc"])


def test_copies_of_a_row_tell_no_more_than_the_row() -> None:
    y, log_odds = scored(300, 2)
    once = roc_auc_error(y, log_odds, np.arange(300))

    four_times = roc_auc_error(np.tile(y, 4), np.tile(log_odds, 4), np.tile(np.arange(300), 4))

    assert four_times == pytest.approx(once)
    assert mean_error(np.tile(y, 4), np.tile(np.arange(300), 4)) == pytest.approx(mean_error(y, np.arange(300)))


def test_an_interval_stays_between_0_and_1_and_a_perfect_order_is_not_called_certain() -> None:
    y = np.array([0.0] * 20 + [1.0] * 10)
    perfect = roc_auc_interval(y, y, np.arange(30))
    nearly = roc_auc_interval(y, np.where(np.arange(30) == 19, 2.0, y), np.arange(30))

    assert (perfect.value, perfect.high) == (1.0, 1.0)
    assert perfect.low == pytest.approx(0.7)
    assert 0.5 < nearly.low < nearly.value < nearly.high < 1
    assert np.isnan(roc_auc_interval(np.ones(30), y, np.arange(30)).value)


def test_the_numbers_of_rows_alone_tell_nearly_the_same_limits() -> None:
    y, log_odds = scored(2000, 3)
    known = roc_auc_interval(y, log_odds, np.arange(2000))

    low, high = roc_auc_limits(known.value, int(y.sum()), int(len(y) - y.sum()))

    assert (low, high) == pytest.approx((known.low, known.high), abs=0.006)
    assert roc_auc_limits(0.8, 0, 10) == (0.0, 1.0)
    assert roc_auc_limits(1.0, 5, 10) == (0.0, 1.0)
