"""Fits on parts of the rows: nested, never parting a group, and left out where there is no time for them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from tests.export.sample_reports import CHURN, near
from tracer_engine.evaluation.metrics import point_metrics
from tracer_engine.features.preparation import InputColumn, Preparation, Prepared
from tracer_engine.learners.views import Views
from tracer_engine.progress import silent
from tracer_engine.training.later_period import Days, first_later_day, later_period
from tracer_engine.training.part_fits import half_shares, nested_order, part_fits, time_for_more
from tracer_engine.training.pool import Pool
from tracer_engine.training.portfolio import Portfolio

ROWS = 5000  # so many are trained once, so that the training's own fit is the last point


@pytest.fixture(scope="module")
def portfolio() -> Iterator[Portfolio]:
    """One cheap learner on three numbers: the first tells much in the first nine months and the opposite after."""
    random = np.random.default_rng(1)
    numbers = random.normal(0, 1, (ROWS, 3))
    month = np.arange(ROWS) * 12 // ROWS
    truth = np.where(month < 9, 1.2, -0.6) * numbers[:, 0] - 0.5 * numbers[:, 1] - 1
    y = (random.random(ROWS) < 1 / (1 + np.exp(-truth))).astype(np.float64)
    preparation = Preparation(inputs=tuple(InputColumn(name=f"x{i}", kind="number") for i in range(3)))
    views = Views(preparation, Prepared(numbers=numbers, codes=np.zeros((ROWS, 0), dtype=np.int32)))
    pool = Pool(2)
    made = Portfolio(views, y, np.arange(ROWS) // 2, "quick", 1, pool)
    made.learners = made.learners[:1]
    made.fit_folds(silent)
    yield made
    pool.close()


def test_parts_are_nested_keep_groups_together_and_the_share_of_each_outcome() -> None:
    random = np.random.default_rng(2)
    groups = np.concatenate([np.arange(800), random.integers(800, 900, 200)])
    y = (random.random(1000) < 0.2).astype(np.float64)
    place = nested_order(y, groups, 1)

    quarter, half = place < 0.25, place < 0.5
    assert not (quarter & ~half).any()
    assert all(len(np.unique(place[groups == group])) == 1 for group in np.unique(groups))
    assert half[:800].sum() == pytest.approx(400, abs=10)
    assert y[:800][half[:800]].sum() == pytest.approx(y[:800].sum() / 2, abs=5)
    assert nested_order(y, groups, 1).tolist() == place.tolist()


def test_fits_on_parts_get_better_and_end_with_the_training_s_own(portfolio: Portfolio) -> None:
    found = part_fits(portfolio, silent)

    assert found is not None
    name, fits = found
    assert name == "spline-logistic"
    assert [fit.rows for fit in fits] == pytest.approx([1000, 2000, 4000], rel=0.01)
    losses = [point_metrics(portfolio.y, fit.log_odds)["log_loss"] for fit in fits]
    assert losses == sorted(losses, reverse=True)
    assert fits[-1].log_odds is not None
    assert fits[-1].log_odds.tolist() == portfolio.fitted[name].out_of_fold.tolist()
    again = part_fits(portfolio, silent)
    assert again is not None
    assert [fit.log_odds.tolist() for fit in again[1]] == [fit.log_odds.tolist() for fit in fits]


def test_halves_agree_on_what_weighs_most(portfolio: Portfolio) -> None:
    halves = half_shares(portfolio, silent)

    assert halves is not None
    assert halves.shape == (4, 2, 3)
    assert halves.sum(axis=2) == pytest.approx(np.ones((4, 2)))
    assert (np.argmax(halves, axis=2) == 0).all()
    assert np.abs(halves[:, 0] - halves[:, 1]).max() > 0


def test_an_end_that_is_near_or_was_asked_for_leaves_no_time(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert time_for_more(portfolio)
    assert portfolio.meter is not None
    monkeypatch.setattr(portfolio.meter, "ends_by", time.monotonic() + 0.1)
    assert not time_for_more(portfolio)
    monkeypatch.setattr(portfolio.meter, "ends_by", None)
    monkeypatch.setattr(portfolio, "finished_early", True)
    assert (part_fits(portfolio, silent), half_shares(portfolio, silent)) == (None, None)


def test_a_later_period_in_which_times_have_changed_shows(portfolio: Portfolio) -> None:
    month = (np.arange(ROWS) * 12 // ROWS).astype(np.float64)
    scores = portfolio.fitted["spline-logistic"].out_of_fold
    changed = later_period(portfolio, scores, near(0.6, 0.01), Days(column="snapshot", days=month * 30), CHURN, silent)
    mixed = np.random.default_rng(1).permutation(month) * 30
    same = later_period(portfolio, scores, near(0.6, 0.01), Days(column="snapshot", days=mixed), CHURN, silent)

    assert changed is not None
    assert same is not None
    assert changed.difference["roc_auc"].high < 0
    assert changed.metrics["roc_auc"].value < changed.shuffled["roc_auc"].value - 0.02
    assert abs(same.difference["roc_auc"].value) < 0.01
    assert later_period(portfolio, scores, near(0.6, 0.01), None, CHURN, silent) is None


def test_a_day_is_found_that_leaves_about_a_fifth_for_the_test() -> None:
    y = np.tile([0.0, 1.0], 500)
    days = (np.arange(1000) // 100).astype(np.float64)

    assert first_later_day(days, y) == 8.0
    assert first_later_day(np.zeros(1000), y) is None
    assert first_later_day(np.repeat([0.0, 1.0], [990, 10]), y) is None
    assert first_later_day(days, np.where(days < 8, y, 0.0)) is None
