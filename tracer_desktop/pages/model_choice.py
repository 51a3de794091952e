"""Which model scores: a button with the runs there are, and a way to a model file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from tracer_desktop.operations.runs import read_report
from tracer_desktop.widgets.buttons import MenuButton
from tracer_desktop.widgets.moments import day_and_clock
from tracer_desktop.widgets.numbers import decimal

if TYPE_CHECKING:
    from tracer_desktop.session import Session

MOST_MODELS = 12
MODEL_NAME = "model.tracer"


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
            words = _words(run.name, run.created, run.report, run.card.metrics.get("roc_auc"))
            self._add(self.tr("The run that is open: {run}").format(run=words), run.paths["model"])
            self._models.addSeparator()
        for entry in self._session.workspace.runs()[:MOST_MODELS]:
            words = _words(entry.name, entry.created, read_report(entry.path), entry.roc_auc)
            self._add(words, entry.path / MODEL_NAME)
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


def _words(name: str, created: str, report: Mapping[str, object], roc_auc: float | None) -> str:
    """What tells one run from the others: its name where it was given one, its file, effort, moment and ranking."""
    source, effort = str(report.get("source", "")), str(report.get("effort", ""))
    efforts = {"quick": _tr("quick"), "balanced": _tr("balanced"), "thorough": _tr("thorough")}
    named = name if name not in (source, PurePath(source).stem) else ""
    ranking = "" if roc_auc is None else _tr("ROC AUC {value}").format(value=decimal(roc_auc, 2))
    parts = (named, source, efforts.get(effort, effort), day_and_clock(created), ranking)
    return ", ".join(part for part in parts if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ModelChoice", text)
