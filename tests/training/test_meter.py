"""The meter of the fits: what is done, how it stands, and how long it still takes."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.small_runs import Steps
from tracer_engine.progress import LearnerScore
from tracer_engine.training.meter import Countdown, Fit, Meter

FITS = [Fit("plain", 1), Fit("trees", 3)]


def run(meter: Meter, name_count: int = 2) -> None:
    """Go through some learners, telling of every fold."""
    for _ in range(name_count):
        meter.begin(may_stop=True)
        for _fold in range(meter.folds):
            meter.fold_done()
            meter.watch()
        score = LearnerScore(name=str(meter.standing.running), roc_auc=0.8, folds=(0.7, 0.9))
        meter.standing = replace(meter.standing, scores=(*meter.standing.scores, score))
        meter.end()


def test_the_share_goes_by_what_learners_cost() -> None:
    steps = Steps()
    meter = Meter(steps, FITS, 5)

    run(meter, 1)
    assert meter.share == pytest.approx(1 / 4)
    run(meter, 1)
    assert meter.share == pytest.approx(1.0)
    fractions = [step.fraction for step in steps.seen]
    assert fractions == sorted(fractions)


def test_every_step_tells_how_the_portfolio_stands() -> None:
    steps = Steps()
    run(Meter(steps, FITS, 5))

    first, last = steps.seen[0].standing, steps.seen[-1].standing
    assert first is not None
    assert last is not None
    assert (first.learners, first.folds, first.fits, first.running) == (("plain", "trees"), 5, 10, "plain")
    assert (last.fits_done, last.running, len(last.scores)) == (10, None, 2)
    assert [step.learner for step in steps.seen if step.learner] == ["plain", "trees"]
    assert [step.value for step in steps.seen if step.learner] == [0.8, 0.8]


def test_there_is_time_left_when_all_fits_are_done() -> None:
    """The model is still to be made of all rows, judged and explained: the more rows, the longer."""
    few, many = Meter(Steps(), FITS, 5, rows=1000), Meter(Steps(), FITS, 5, rows=1_000_000)
    run(few)
    run(many)

    left = many.seconds_left()
    assert few.after() < many.after()
    assert left is not None
    assert 0 < left[0] < many.after() < left[1]


def test_no_time_is_told_before_anything_is_known() -> None:
    meter = Meter(Steps(), [Fit("plain", 1)] * 20, 5)
    meter.begin(may_stop=False)
    meter.fold_done()

    assert meter.seconds_left() is None


def test_the_range_is_narrower_once_every_learner_was_seen() -> None:
    meter = Meter(Steps(), FITS * 2, 5)
    run(meter, 1)
    wide = meter.seconds_left()
    run(meter, 2)
    narrow = meter.seconds_left()

    assert wide is not None
    assert narrow is not None
    assert narrow[1] / narrow[0] < wide[1] / wide[0]


def test_a_wish_to_stop_counts_only_where_something_can_be_kept() -> None:
    meter = Meter(Steps(go_on=False), FITS, 5)
    meter.begin(may_stop=False)
    assert meter.watch()
    meter.begin(may_stop=True)
    assert not meter.watch()


def test_a_countdown_never_says_that_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    countdown = Countdown(10.0)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 100)

    low, high = countdown.left()
    assert 0 < low < high
