"""A blueprint taken out of a file: chosen by the user, checked and kept in a process of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from tracer_desktop.dialogs.message_dialog import tell_error
from tracer_desktop.work.child_job import ChildJob
from tracer_engine import AddedBlueprint, JobError, add_blueprint_job


class BlueprintAdding(QObject):
    """One file on its way. `added` carries the `AddedBlueprint`; what is wrong with the file is told in a dialog."""

    added = Signal(object)
    ended = Signal()

    def __init__(self, file: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._job = ChildJob(add_blueprint_job, file, parent=self)
        self._job.done.connect(self._on_done)
        self._job.failed.connect(self._on_failed)
        self._job.ended.connect(self._on_ended)

    def start(self) -> None:
        """Begin; returns at once."""
        self._job.start()

    def _on_done(self, added: AddedBlueprint) -> None:
        self.added.emit(added)

    def _on_failed(self, error: JobError) -> None:
        tell_error(self._parent, error)

    def _on_ended(self) -> None:
        self.ended.emit()
        self.deleteLater()


def add_blueprint(parent: QWidget) -> BlueprintAdding | None:
    """Let the user choose a blueprint's file; listen to `added` before you call `start()`. None: nothing was chosen."""
    tr = QCoreApplication.translate
    filters = f"{tr('Blueprints', 'Blueprints')} (*.toml)"
    chosen, _ = QFileDialog.getOpenFileName(parent, tr("Blueprints", "Add a blueprint"), "", filters)
    return BlueprintAdding(Path(chosen), parent) if chosen else None
