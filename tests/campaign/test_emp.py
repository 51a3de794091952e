"""The expected maximum profit against its definition, integrated number by number."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from tracer_engine.campaign.emp import expected_maximum_profit, roc_hull


def by_definition(
    y: np.ndarray, score: np.ndarray, value: float, offer: float, contact: float, take_up: float
) -> tuple[float, float]:
    """max over every cut-off of the profit, integrated over the Beta distribution of acceptance."""
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(y) - 1)
    hits = np.append(0, np.cumsum(y[order])[ends]) / len(y)
    misses = np.append(0, np.cumsum(1 - y[order])[ends]) / len(y)

    def profits(gamma: float) -> np.ndarray:
        return hits * (gamma * (value - offer) - contact) - misses * (take_up * offer + contact)

    # Kinks lie where the best cut-off changes; between them the integrand is smooth.
    grid = np.linspace(0, 1, 4001)
    best = np.array([int(np.argmax(profits(gamma))) for gamma in grid])
    kinks = [0.0, *grid[np.flatnonzero(np.diff(best)) + 1], 1.0]
    density = stats.beta(6, 14).pdf
    total = share = 0.0
    for low, high in pairwise(kinks):
        total += quad(lambda gamma: float(profits(gamma).max()) * density(gamma), low, high)[0]
        middle = int(np.argmax(profits((low + high) / 2)))
        share += float(hits[middle] + misses[middle]) * (stats.beta(6, 14).cdf(high) - stats.beta(6, 14).cdf(low))
    return total, share


@pytest.mark.parametrize(
    ("value", "offer", "contact", "take_up"),
    [(200, 10, 1, 1.0), (777, 15, 2, 1.0), (60, 20, 3, 1.0), (60, 20, 3, 0.3), (40, 5, 0, 1.0), (100, 0, 4, 1.0)],
)
def test_it_equals_the_integral_of_its_definition(value: float, offer: float, contact: float, take_up: float) -> None:
    random = np.random.default_rng(int(value))
    y = (random.random(400) < 0.25).astype(np.float64)
    score = np.round(random.normal(1.2 * y, 1.0), 1)
    profit, share = expected_maximum_profit(
        roc_hull(y, score), float(y.mean()), value=value, offer=offer, contact=contact, take_up=take_up
    )
    expected, expected_share = by_definition(y, score, value, offer, contact, take_up)

    assert profit == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert share == pytest.approx(expected_share, abs=2e-3)


def test_nothing_is_won_where_an_offer_costs_more_than_it_keeps() -> None:
    hull = np.array([[0.0, 0.0], [0.1, 0.7], [1.0, 1.0]])

    assert expected_maximum_profit(hull, 0.3, value=10, offer=20, contact=0) == (0.0, 0.0)
    # What costs nothing is done for everybody: the mean acceptance, 0.3, of all leavers.
    free, share = expected_maximum_profit(hull, 0.3, value=10, offer=0, contact=0)
    assert free == pytest.approx(0.3 * 0.3 * 10)
    assert share == pytest.approx(1.0)


def test_the_hull_goes_round_every_corner_of_the_curve() -> None:
    random = np.random.default_rng(4)
    y = (random.random(300) < 0.4).astype(np.float64)
    score = random.normal(y, 1.0)
    hull = roc_hull(y, score)
    slopes = np.diff(hull[:, 1]) / np.maximum(np.diff(hull[:, 0]), 1e-12)

    assert hull[0].tolist() == [0, 0]
    assert hull[-1].tolist() == [1, 1]
    assert np.all(np.diff(slopes) < 0)
    order = np.argsort(-score)
    false, true = np.cumsum(1 - y[order]) / (1 - y).sum(), np.cumsum(y[order]) / y.sum()
    assert np.all(np.interp(false, hull[:, 0], hull[:, 1]) >= true - 1e-9)


def test_a_better_ranking_is_worth_more() -> None:
    random = np.random.default_rng(4)
    y = (random.random(2000) < 0.3).astype(np.float64)
    worth = [
        expected_maximum_profit(roc_hull(y, random.normal(gap * y, 1.0)), 0.3, value=100, offer=20, contact=5)[0]
        for gap in (0.0, 1.0, 3.0)
    ]

    assert worth == sorted(worth)
