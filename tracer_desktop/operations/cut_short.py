"""A training that was cut short, taken up again: its file is opened as it was told, and trained on as it was told."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from tracer_desktop.session import Session
from tracer_desktop.session.unfinished import CutShort


class TrainingAgain(QObject):
    """Opens the file, waits for its plan, trains. `started` when the training goes on; `ended` in any case."""

    started = Signal()
    ended = Signal()

    def __init__(self, session: Session, one: CutShort) -> None:
        super().__init__(session)
        self._session, self._one = session, one

    def start(self) -> None:
        """Begin; returns at once."""
        session, request = self._session, self._one.request
        session.plan_changed.connect(self._on_plan)
        session.table_failed.connect(self._on_failed)
        session.plan_failed.connect(self._on_failed)
        session.open_file(request.file, request.reading, request.plan_options)

    def _on_plan(self) -> None:
        session, plan = self._session, self._session.plan
        self._leave()
        if plan is not None and session.path == self._one.request.file and not session.is_training:
            session.unfinished.discard(self._one)
            session.start_training(self._one.request, plan)
            self.started.emit()
        self.ended.emit()

    def _on_failed(self, _error: object) -> None:
        # The page of the data says what is wrong with the file; the record stays for another try.
        self._leave()
        self.ended.emit()

    def _leave(self) -> None:
        session = self._session
        session.plan_changed.disconnect(self._on_plan)
        session.table_failed.disconnect(self._on_failed)
        session.plan_failed.disconnect(self._on_failed)
        self.deleteLater()


def train_again(session: Session, one: CutShort) -> TrainingAgain:
    """Take up a training that was cut short; listen to its signals before you call `start()`."""
    return TrainingAgain(session, one)
