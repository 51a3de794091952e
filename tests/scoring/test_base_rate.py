"""The share of positive outcomes in a file, and probabilities anchored to another one."""

from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.scoring.base_rate import anchored, estimate, shares_in, spread_of


def drawn(rows: int, share: float, seed: int, trained: float = 0.2) -> Values:
    """Calibrated log-odds under a base rate of `trained`, of rows of which `share` are positive."""
    random = np.random.default_rng(seed)
    positive = random.random(rows) < share
    feature = random.normal(size=rows) + 2 * positive
    # Two normal distributions two apart: the likelihood ratio is exp(2 x - 2).
    return np.asarray(2 * feature - 2 + np.log(trained / (1 - trained)))


@pytest.mark.parametrize("share", [0.05, 0.2, 0.45, 0.8])
def test_the_estimate_is_the_share_of_the_file_where_nothing_else_has_changed(share: float) -> None:
    found = estimate(drawn(20_000, share, 1), 0.2)

    assert found.estimated == pytest.approx(share, abs=0.015)
    assert found.shifted == (share != 0.2)
    assert found.trained == 0.2


def test_files_of_the_same_share_are_seldom_called_shifted() -> None:
    rows = (10, 50, 200, 1000)

    assert sum(estimate(drawn(rows[seed % 4], 0.2, seed), 0.2).shifted for seed in range(200)) <= 1


def test_anchored_probabilities_are_those_of_the_other_share() -> None:
    log_odds = drawn(50_000, 0.45, 2)
    now = sigmoid(anchored(log_odds, 0.2, 0.45))

    assert now.mean() == pytest.approx(0.45, abs=0.01)
    assert np.array_equal(np.argsort(log_odds), np.argsort(now))
    assert anchored(log_odds, 0.2, 0.2) == pytest.approx(log_odds)


def test_scores_that_no_share_explains_have_no_estimate() -> None:
    found = estimate(np.full(500, -1.5), 0.25)

    assert found.estimated is None
    assert estimate(np.empty(0), 0.25).shifted is False


def test_a_spread_has_equal_groups_where_scores_allow() -> None:
    log_odds = np.linspace(-3, 3, 1000)
    spread = spread_of(log_odds, 1.2 * log_odds, 0.3)

    assert len(spread.shares) == 10
    assert sum(spread.shares) == pytest.approx(1)
    assert spread.shares == pytest.approx([0.1] * 10, abs=0.002)
    assert shares_in(spread.edges, sigmoid(log_odds)) == pytest.approx(spread.shares, abs=1e-6)
    assert spread.fitted[0] > 0.1
    assert spread_of(np.full(50, -0.3), np.zeros(5), 0.3).shares == (1.0,)


def test_scores_that_are_all_but_certain_are_not_told_apart() -> None:
    random = np.random.default_rng(1)
    certain = np.where(np.arange(1000) % 4 == 0, 9.0, -12.0)
    spread = spread_of(certain + random.normal(size=1000), certain, 0.25)
    again = certain + 3 + random.normal(size=1000)

    assert len(spread.shares) == 2
    assert shares_in(spread.edges, sigmoid(again)) == pytest.approx([0.75, 0.25])
