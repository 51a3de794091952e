"""The runs of the workspace as a table; names are changed in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from tracer_desktop.widgets.moments import day_and_time
from tracer_desktop.widgets.numbers import auc, count
from tracer_desktop.widgets.status import Kind
from tracer_desktop.widgets.table_roles import ColourNameRole, SortRole, StatusRole, TypeRole

Index = QModelIndex | QPersistentModelIndex
RunRole: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The `RunFacts` of a row."""


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """One run as the list shows it. `problem` says why a broken one cannot be opened, "" for the others.

    `verdict` is the verdict's shape, None where it is not known.
    """

    id: str
    path: Path
    name: str
    created: str = ""
    source: str = ""
    question: str = ""
    effort: str = ""
    rows: int = 0
    roc_auc: tuple[float, float, float] | None = None
    verdict: Kind | None = None
    problem: str = ""


class RunColumn(IntEnum):
    """The columns of the table."""

    NAME = 0
    CREATED = 1
    SOURCE = 2
    QUESTION = 3
    EFFORT = 4
    ROWS = 5
    ROC_AUC = 6
    WORTH = 7


RIGHT = (RunColumn.ROWS, RunColumn.ROC_AUC)


class RunsModel(QAbstractTableModel):
    """Runs, newest first. `renamed` asks for a name to be kept; the list is read anew afterwards."""

    renamed = Signal(str, str)
    """The id of a run, and its new name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[RunFacts, ...] = ()
        self.opened = ""

    def set_runs(self, runs: Sequence[RunFacts], opened: str) -> None:
        """Show other runs; `opened` is the id of the one that is open."""
        self.beginResetModel()
        self.runs, self.opened = tuple(runs), opened
        self.endResetModel()

    def row_of(self, run_id: str) -> int:
        """The row of a run, -1 where it is not."""
        return next((row for row, run in enumerate(self.runs) if run.id == run_id), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(RunColumn)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names can be changed."""
        flags = super().flags(index)
        if index.isValid() and index.column() == RunColumn.NAME and not self.runs[index.row()].problem:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hands a new name on to be kept."""
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not name:
            return False
        run = self.runs[index.row()]
        if name != run.name:
            self.renamed.emit(run.id, name)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Name"),
            self.tr("Trained"),
            self.tr("File"),
            self.tr("Question"),
            self.tr("Effort"),
            self.tr("Rows"),
            self.tr("Ranking, ROC AUC"),
            self.tr("Worth using"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and tells."""
        if not index.isValid():
            return None
        run, column = self.runs[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(run, column)
        if role == RunRole:
            return run
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == StatusRole:
            return self._status(run) if column == RunColumn.WORTH else None
        if role == TypeRole and column == RunColumn.NAME and run.id == self.opened:
            return "strong"
        if role == ColourNameRole and column not in (RunColumn.NAME, RunColumn.ROC_AUC, RunColumn.WORTH):
            return "ink2"
        if role == SortRole:
            return self._sort_key(run, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(run, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {self._text(run, column)}"
        return None

    def _text(self, run: RunFacts, column: int) -> str:
        if column == RunColumn.NAME:
            return run.name
        if column == RunColumn.WORTH:
            return self._worth(run)
        if run.problem:
            return ""
        return {
            RunColumn.CREATED: day_and_time(run.created),
            RunColumn.SOURCE: run.source,
            RunColumn.QUESTION: run.question,
            RunColumn.EFFORT: self._effort(run),
            RunColumn.ROWS: count(run.rows),
            RunColumn.ROC_AUC: auc(run.roc_auc[0]) if run.roc_auc else "–",
        }[RunColumn(column)]

    def _effort(self, run: RunFacts) -> str:
        names = {"quick": self.tr("Quick"), "balanced": self.tr("Balanced"), "thorough": self.tr("Thorough")}
        return names.get(run.effort, run.effort)

    def _worth(self, run: RunFacts) -> str:
        if run.problem:
            return self.tr("Cannot be read")
        words = {"good": self.tr("Yes"), "caution": self.tr("Check first"), "problem": self.tr("No")}
        return words.get(run.verdict or "", self.tr("not known"))

    def _status(self, run: RunFacts) -> str | None:
        if run.problem:
            return "problem"
        return run.verdict

    def _sort_key(self, run: RunFacts, column: int) -> Any:
        if column == RunColumn.CREATED:
            return run.created or run.id
        if column == RunColumn.ROWS:
            return run.rows
        if column == RunColumn.ROC_AUC:
            return run.roc_auc[0] if run.roc_auc else -1.0
        return self._text(run, column).casefold()

    def _tip(self, run: RunFacts, column: int) -> str | None:
        if run.problem:
            return self.tr("This run cannot be opened: {problem}.").format(problem=run.problem)
        if column == RunColumn.ROC_AUC and run.roc_auc:
            low, high = auc(run.roc_auc[1]), auc(run.roc_auc[2])
            return self.tr("Between {low} and {high} with 95 % confidence").format(low=low, high=high)
        if column == RunColumn.NAME and run.id == self.opened:
            return self.tr("This run is open.")
        return None


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in RIGHT else Qt.AlignmentFlag.AlignLeft
    return int((side | Qt.AlignmentFlag.AlignVCenter).value)
