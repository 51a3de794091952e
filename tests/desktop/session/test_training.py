"""A training as the window sees it: the time left, the best so far, the log."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from tracer_desktop.session import Training
from tracer_desktop.work.child_job import ChildJob
from tracer_engine import Plan, Standing, Step, TrainRequest


class Job(QObject):
    """The signals of a job."""

    stepped = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()


class Clock:
    """A time that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made)
    return made


@pytest.fixture
def training(qtbot: QtBot, clock: Clock) -> Training:
    return Training(cast("ChildJob", Job()), cast("TrainRequest", None), cast("Plan", None))


def tell(training: Training, left: tuple[float, float] | None, **more: object) -> None:
    """A step of the training."""
    step = Step(stage="train", fraction=0.5, seconds_left=left)
    cast("Job", training.job).stepped.emit(replace(step, **more))  # type: ignore[arg-type]


def test_the_time_left_only_tightens(training: Training) -> None:
    tell(training, (10.0, 20.0))
    tell(training, (8.0, 25.0))
    assert training.seconds_left == (10.0, 20.0)
    tell(training, (12.0, 18.0))
    assert training.seconds_left == (12.0, 18.0)


def test_it_goes_down_with_the_clock_though_nothing_is_told(training: Training, clock: Clock) -> None:
    tell(training, (10.0, 20.0))
    clock.now += 8
    tell(training, None)
    assert training.seconds_left == (2.0, 12.0)
    clock.now += 100
    assert training.seconds_left == (0.0, 0.0)


def test_when_things_go_otherwise_the_range_is_another(training: Training) -> None:
    tell(training, (10.0, 20.0))
    tell(training, (40.0, 60.0))
    assert training.seconds_left == (40.0, 60.0)


def test_an_estimate_is_told_before_anything_is_measured(training: Training) -> None:
    training.expect((4.0, 9.0))
    assert training.seconds_left == (4.0, 9.0)


def test_the_best_so_far_remembers_when_it_became_better(training: Training, clock: Clock) -> None:
    standing = Standing(learners=("a", "b"), folds=5, fits=10, best_roc_auc=0.84)
    tell(training, None, standing=standing)
    before = training.improved
    clock.now += 7
    tell(training, None, standing=replace(standing, best_roc_auc=0.85))
    tell(training, None)

    assert (before, training.improved) == (None, (7.0, 0.84))
    assert training.standing is not None
    assert training.standing.best_roc_auc == 0.85


def test_the_log_has_a_line_for_what_is_new(training: Training) -> None:
    tell(training, None, text="Preparing columns")
    tell(training, None, text="Preparing columns")
    tell(training, None, text="a done", learner="a", value=0.8)
    tell(training, None, stage="evaluate", text="Fitting on all rows, 0 of 3 done")
    tell(training, None, stage="evaluate", text="Fitting on all rows, 1 of 3 done")
    tell(training, None, stage="evaluate", text="Working out the reasons")

    assert [step.text for _, step in training.steps] == [
        "Preparing columns",
        "a done",
        "Fitting on all rows, 0 of 3 done",
        "Working out the reasons",
    ]


def test_after_the_end_no_time_is_left(training: Training, clock: Clock) -> None:
    tell(training, (10.0, 20.0))
    clock.now += 3
    cast("Job", training.job).done.emit("run")
    clock.now += 50

    assert training.seconds_left is None
    assert training.seconds == pytest.approx(3.0)
