"""Which model scores: a button with the runs there are, and a way to a model file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from tracer_desktop.widgets.buttons import MenuButton
from tracer_desktop.widgets.moments import day

if TYPE_CHECKING:
    from tracer_desktop.session import Session

MOST_MODELS = 12


class ModelChoice(MenuButton):
    """The run that is open, the newest runs, and a file; read anew whenever the menu opens."""

    chosen = Signal(Path)
    """The model file of a run."""
    file_wanted = Signal()
    """A model file is to be chosen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", "secondary", parent=parent)
        self._session = session
        self.set_text(self.tr("Choose another model"))
        self._models = QMenu(self)
        self._models.setAccessibleName(self.text())
        self._models.aboutToShow.connect(self._fill)
        self.setMenu(self._models)

    def _fill(self) -> None:
        self._models.clear()
        run = self._session.run
        if run is not None:
            self._add(self.tr("The run that is open: {name}").format(name=run.name), run.paths["model"])
            self._models.addSeparator()
        for entry in self._session.workspace.runs()[:MOST_MODELS]:
            name = self.tr("{name}, {day}").format(name=entry.name or entry.id, day=day(entry.created))
            self._add(name, entry.path / "model.tracer")
        self._models.addSeparator()
        file = self._models.addAction(self.tr("A model file…"))
        file.triggered.connect(self.file_wanted)

    def _add(self, name: str, path: Path) -> None:
        action = QAction(name.replace("&", "&&"), self._models)
        action.setData(path)
        action.triggered.connect(self._on_action)
        self._models.addAction(action)

    def _on_action(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.chosen.emit(sender.data())
