"""What scoring a file will be like, asked where it disturbs nobody: a large file of a child process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tracer_desktop.work.child_job import ChildJob
from tracer_engine import JobError, Outlook, ReadingOptions, Step, outlook_job

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer

SMALL = 20_000_000
"""Bytes the engine reads in a moment; more would keep the questions of other pages waiting."""


class LookAhead(QObject):
    """One question. After `drop` nothing is told any more, and what a child does for it ends."""

    stepped = Signal(object)
    answered = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        model: Path,
        file: Path,
        reading: ReadingOptions,
        matches: Mapping[str, str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._arguments = (str(model), file, reading, dict(matches))
        self._file = file
        self._answer: Answer | None = None
        self._job: ChildJob | None = None
        self.dropped = False

    def start(self) -> None:
        """Begin; returns at once."""
        if self._file.is_file() and self._file.stat().st_size > SMALL:
            self._job = ChildJob(outlook_job, *self._arguments, parent=self)
            self._job.stepped.connect(self._on_step)
            self._job.done.connect(self._on_done)
            self._job.failed.connect(self._on_failed)
            self._job.start()
            return
        self._answer = self._session.engine.ask("outlook", *self._arguments)
        self._answer.stepped.connect(self._on_step)
        self._answer.answered.connect(self._on_done)
        self._answer.failed.connect(self._on_failed)

    def drop(self) -> None:
        """Nobody wants the answer any more."""
        self.dropped = True
        if self._answer is not None:
            self._answer.drop()
        if self._job is not None:
            # It goes once its child has gone.
            self._job.setParent(self._session)
            self._job.ended.connect(self._job.deleteLater)
            self._job.cancel()
        self.deleteLater()

    def _on_step(self, step: Step) -> None:
        if not self.dropped:
            self.stepped.emit(step)

    def _on_done(self, value: Outlook) -> None:
        if not self.dropped:
            self.answered.emit(value)

    def _on_failed(self, error: JobError) -> None:
        if not self.dropped:
            self.failed.emit(error)
