"""A training while it goes on, as far as the window needs to know."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from tracer_desktop.work.child_job import ChildJob
from tracer_engine import JobError, Plan, Standing, Step, TrainRequest

LEAST_WIDTH = 0.25
"""Of the time left, the least that a range leaves open."""
TrainingState = Literal["running", "stopping", "done", "failed", "cancelled"]


@dataclass(frozen=True, kw_only=True)
class LearnerDone:
    """A learner that has finished all its folds: its out-of-fold ROC AUC, and when (seconds since the start)."""

    name: str
    roc_auc: float
    seconds: float


class Training(QObject):
    """One training in its own process. `changed` tells of every step and of the end."""

    changed = Signal()

    def __init__(self, job: ChildJob, request: TrainRequest, plan: Plan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.request, self.plan, self.job = request, plan, job
        self.state: TrainingState = "running"
        self.step: Step | None = None
        self.standing: Standing | None = None
        """How the portfolio stands; kept when the steps no longer tell of it."""
        self.improved: tuple[float, float] | None = None
        """(seconds since the start, the value before) of the last time the best so far became better."""
        self.steps: list[tuple[float, Step]] = []
        """(seconds since the start, step) of what is worth a line in the log: new stages and finished learners."""
        self.learners: list[LearnerDone] = []
        self.error: JobError | None = None
        self.run_id: str | None = None
        self._started = time.monotonic()
        self._ended: float | None = None
        self._due: tuple[float, float] | None = None
        job.setParent(self)
        job.stepped.connect(self._on_step)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.state in ("running", "stopping")

    @property
    def fraction(self) -> float:
        """Share of the whole that is done, 0..1, never going back."""
        return self.step.fraction if self.step else 0.0

    @property
    def seconds(self) -> float:
        """Since it was started, until it ended."""
        return (self._ended or time.monotonic()) - self._started

    @property
    def seconds_left(self) -> tuple[float, float] | None:
        """An honest range that goes down with the clock and only tightens; None while nothing is known."""
        if self._due is None or not self.is_running:
            return None
        now = time.monotonic()
        low, high = self._due
        return max(0.0, low - now), max(0.0, high - now)

    @property
    def is_finishing(self) -> bool:
        """Whether all fits are done, and it took longer than was thought: the range has nothing to say any more."""
        left = self.seconds_left
        return self.step is not None and self.step.stage in ("evaluate", "write") and left is not None and left[1] < 1

    def expect(self, seconds: tuple[float, float]) -> None:
        """What an estimate said before anything was measured."""
        now = time.monotonic()
        self._due = (now + seconds[0], now + seconds[1])

    def finish_early(self) -> None:
        """Stop and keep the best so far."""
        if self.state == "running":
            self.state = "stopping"
            self.job.finish_early()
            self.changed.emit()

    def cancel(self) -> None:
        """Stop and keep nothing."""
        if self.is_running:
            self.job.cancel()

    def _on_step(self, step: Step) -> None:
        before = self.step
        self.step = step
        self._note_left(step.seconds_left)
        self._note_standing(step.standing)
        if before is None or before.stage != step.stage or step.learner is not None or _is_news(before, step):
            self.steps.append((self.seconds, step))
        if step.learner is not None and step.value is not None:
            others = [one for one in self.learners if one.name != step.learner]
            self.learners = [*others, LearnerDone(name=step.learner, roc_auc=step.value, seconds=self.seconds)]
        self.changed.emit()

    def _note_left(self, left: tuple[float, float] | None) -> None:
        """Narrow the range; another one that does not even touch it takes its place: things went otherwise."""
        if left is None:
            return
        now = time.monotonic()
        low, high = now + left[0], now + left[1]
        if self._due is not None and low <= self._due[1] and high >= self._due[0]:
            low, high = max(low, self._due[0]), min(high, self._due[1])
            if high - low < LEAST_WIDTH * (high - now):
                return  # estimates agree by chance; nobody knows it so well
        self._due = (low, high)

    def _note_standing(self, standing: Standing | None) -> None:
        if standing is None:
            return
        before = self.standing.best_roc_auc if self.standing else None
        now = standing.best_roc_auc
        if before is not None and now is not None and now > before:
            self.improved = (self.seconds, before)
        self.standing = standing

    def _end(self) -> None:
        self._ended = time.monotonic()

    def _on_done(self, run_id: str) -> None:
        self._end()
        self.state, self.run_id = "done", run_id
        self.changed.emit()

    def _on_failed(self, error: JobError) -> None:
        self._end()
        self.state, self.error = "failed", error
        self.changed.emit()

    def _on_cancelled(self) -> None:
        self._end()
        self.state = "cancelled"
        self.changed.emit()


def _is_news(before: Step, step: Step) -> bool:
    """Whether something else is being done than before: other words, numbers aside."""
    return step.stage in ("train", "evaluate") and step.standing is None and _words(before.text) != _words(step.text)


def _words(text: str) -> str:
    return "".join(letter for letter in text if not letter.isdigit())
