"""The sample files: made by Tracer itself in a process of its own, kept in the workspace, opened like any other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from tracer_desktop.dialogs.message_dialog import tell_error
from tracer_desktop.session import Session
from tracer_desktop.work.child_job import ChildJob
from tracer_engine import JobError, sample_job

FOLDER = "samples"
ROWS = 5000


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A sample as the start page shows it. `stem` is the name of its file."""

    stem: str
    title: str
    text: str
    blueprint: str = "churn"


def samples() -> list[Sample]:
    """What can be tried."""
    tr = QCoreApplication.translate
    return [
        Sample(
            stem="customers",
            title=tr("samples", "Customer churn, telecom"),
            text=tr("samples", "5,000 customers × 19 columns. From file to call list."),
        ),
        Sample(
            stem="customers_dirty",
            title=tr("samples", "The same, carelessly exported"),
            text=tr("samples", "Decimal commas, cut rows. What Tracer mends."),
        ),
        Sample(
            stem="customers_leaky",
            title=tr("samples", "The same, with a leak"),
            text=tr("samples", "22 columns, three of which know the answer."),
        ),
        Sample(
            stem="employees",
            title=tr("samples", "Employee attrition"),
            text=tr("samples", "5,000 employees × 23 columns. Who is likely to resign."),
            blueprint="attrition",
        ),
    ]


class SampleOpening(QObject):
    """One sample on its way: made if need be, then opened. `opened` carries the page to show."""

    opened = Signal(str)
    ended = Signal()

    def __init__(self, session: Session, stem: str, parent: QWidget) -> None:
        # The session outlives every page: nothing of this goes before its process has ended.
        super().__init__(session)
        self._session, self._window = session, parent
        self._path = session.workspace.path / FOLDER / f"{stem}.csv"
        self._job: ChildJob | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        if self._path.is_file():
            self._open()
            return
        key = next((one.blueprint for one in samples() if one.stem == self._path.stem), "churn")
        self._job = ChildJob(sample_job, self._path.parent, ROWS, key, parent=self)
        self._job.done.connect(self._on_done)
        self._job.failed.connect(self._on_failed)
        self._job.cancelled.connect(self._on_ended)
        self._job.start()

    def _open(self) -> None:
        self._session.open_file(self._path)
        self.opened.emit("data")
        self._on_ended()

    def _on_done(self, _paths: dict[str, Path]) -> None:
        self._open()

    def _on_failed(self, error: JobError) -> None:
        tell_error(self._window, error)
        self._on_ended()

    def _on_ended(self) -> None:
        self.ended.emit()
        self.deleteLater()


def open_sample(session: Session, stem: str, parent: QWidget) -> SampleOpening:
    """Open a sample; listen to `opened` before you call `start()`."""
    return SampleOpening(session, stem, parent)
