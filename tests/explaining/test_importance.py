"""Shares of all reasons and how far they may move."""

from __future__ import annotations

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_engine.explaining.importance import contributions_by_repeat, share_limits, shares_of
from tracer_engine.features.preparation import prepare
from tracer_engine.learners.views import Views

PARTS = np.random.default_rng(1).normal(0, 1, (500, 3)) * [3.0, 1.0, 0.0]


def halves(apart: float) -> np.ndarray:
    """Four pairs of halves whose shares lie so far apart."""
    one = np.array([[0.75 + apart / 2, 0.25 - apart / 2, 0.0], [0.75 - apart / 2, 0.25 + apart / 2, 0.0]])
    return np.stack([one] * 4)


def test_shares_add_up_to_1_and_of_nothing_to_0() -> None:
    assert shares_of(PARTS).sum() == pytest.approx(1)
    assert shares_of(PARTS)[2] == 0
    assert shares_of(np.zeros((5, 3))).tolist() == [0, 0, 0]


def test_limits_hold_the_share_and_are_as_wide_as_halves_of_the_rows_differ() -> None:
    share = shares_of(PARTS)
    groups = np.arange(len(PARTS))
    low, high = share_limits([PARTS], halves(0.02), groups)
    lower, higher = share_limits([PARTS], halves(0.2), groups)

    assert np.all(low <= share)
    assert np.all(share <= high)
    assert np.all(lower[:2] < low[:2])
    assert np.all(high[:2] < higher[:2])
    assert (low[2], high[2]) == (0, 0)


def test_copies_and_repeats_that_disagree_widen_the_limits() -> None:
    groups = np.arange(len(PARTS))
    low, high = share_limits([PARTS], halves(0.01), groups)
    copied_low, copied_high = share_limits([np.tile(PARTS, (4, 1))], halves(0.01), np.tile(groups, 4))
    seeds_low, seeds_high = share_limits([PARTS, PARTS * [0.5, 2, 1]], halves(0.01), groups)

    assert copied_high - copied_low == pytest.approx(high - low, rel=0.01)
    assert seeds_high[0] - seeds_low[0] > high[0] - low[0]


def test_the_repeats_of_a_model_average_to_its_contributions(small_run: SmallRun) -> None:
    model, table = small_run.model, small_run.table
    prepared = prepare(model.preparation, table.frame.head(50), {one.name: one.decimal for one in table.columns})
    views = Views(model.preparation, prepared)

    parts, repeats = contributions_by_repeat(model, views)

    assert len(repeats) == 3  # small tables are trained three times
    assert np.mean(repeats, axis=0) == pytest.approx(parts, abs=1e-9)
    assert parts == pytest.approx(model.contributions(views)[1], abs=1e-9)
