"""Tells a screen reader how a training goes: each stage, every quarter, the end."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from tracer_desktop.session import Session, Training
from tracer_desktop.widgets.numbers import percent


class Announcer(QObject):
    """`said` is what was told, oldest first."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._training: Training | None = None
        self._stage, self._quarter, self._state = "", 0, ""
        self.said: list[str] = []
        session.training_changed.connect(self._on_training)
        session.engine_lost.connect(self._on_lost)

    def say(self, text: str) -> None:
        """Tell a screen reader."""
        self.said = [*self.said, text][-100:]
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))

    def _on_training(self) -> None:
        training = self._session.training
        if training is None:
            return
        if training is not self._training:
            self._training, self._stage, self._quarter, self._state = training, "", 0, training.state
            self.say(self.tr("The training has started."))
        if training.state != self._state:
            self._state = training.state
            self._say_state(training)
        step = training.step
        if step is None or not training.is_running:
            return
        if step.stage != self._stage:
            self._stage = step.stage
            self.say(self._stage_words(step.stage))
        quarter = int(step.fraction * 4)
        if quarter > self._quarter:
            self._quarter = quarter
            self.say(self.tr("The training is {share} done.").format(share=percent(quarter / 4)))

    def _stage_words(self, stage: str) -> str:
        """A stage as it is said; the step's own text may be a detail, such as a column."""
        words = {
            "read": self.tr("Training: reading the file."),
            "profile": self.tr("Training: looking at the columns."),
            "plan": self.tr("Training: preparing the columns."),
            "train": self.tr("Training: fitting learners."),
            "evaluate": self.tr("Training: testing the model."),
            "score": self.tr("Training: scoring every row."),
            "write": self.tr("Training: writing the results."),
        }
        return words[stage]

    def _say_state(self, training: Training) -> None:
        words = {
            "stopping": self.tr("The training is stopping with the best so far."),
            "done": self.tr("The training is done."),
            "cancelled": self.tr("The training was cancelled."),
        }
        if training.state == "failed" and training.error is not None:
            self.say(training.error.message)
        elif training.state in words:
            self.say(words[training.state])

    def _on_lost(self, _error: object) -> None:
        self.say(self.tr("The engine stopped and was started again."))
