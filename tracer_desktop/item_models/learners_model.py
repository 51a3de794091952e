"""The learners of a training as a table: the twin of the chart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from tracer_desktop.widgets.numbers import auc, percent
from tracer_desktop.widgets.table_roles import ColourNameRole, TypeRole
from tracer_engine import Standing

Index = QModelIndex | QPersistentModelIndex


class LearnersColumn(IntEnum):
    """The columns of the table."""

    NAME = 0
    VALUE = 1
    LOW = 2
    HIGH = 3
    WEIGHT = 4
    STATE = 5


@dataclass(frozen=True, kw_only=True)
class LearnerRow:
    """One line of chart and table. `kind`: rule, learner, running, waiting, blend."""

    kind: str
    label: str
    value: float | None
    folds: tuple[float, ...] = ()
    weight: float | None = None
    end: str = ""
    note: str = ""


def learner_title(name: str) -> str:
    """A learner as it is read: "Spline logistic"."""
    return name.replace("-", " ").capitalize()


def learner_rows(standing: Standing | None) -> list[LearnerRow]:
    """The rule first, then the learners in their order, then the blend of those that are whole."""
    if standing is None:
        return []
    said = _Words()
    rows = []
    if standing.rule_roc_auc is not None:
        value = standing.rule_roc_auc
        label = said.rule(standing.rule.partition(":")[0])
        rows.append(LearnerRow(kind="rule", label=label, value=value, end=auc(value), note=standing.rule))
    scores = {score.name: score for score in standing.scores}
    weights = dict(standing.weights)
    for name in standing.learners:
        score = scores.get(name)
        running = name == standing.running
        end = auc(score.roc_auc) if score else ""
        if running:
            end = said.fold(standing.folds_done, standing.folds)
        elif score is None:
            end = said.waiting()
        rows.append(
            LearnerRow(
                kind="running" if running else "learner" if score else "waiting",
                label=learner_title(name),
                value=score.roc_auc if score else None,
                folds=score.folds if score else (),
                weight=weights.get(name, 0.0) if score and weights else None,
                end=end,
            )
        )
    best = standing.best_roc_auc
    rows.append(LearnerRow(kind="blend", label=said.blend(), value=best, end=auc(best) if best is not None else "–"))
    return rows


class _Words:
    """The words of the rows."""

    def rule(self, column: str) -> str:
        said = QCoreApplication.translate("Learners", "Rule: {column}")
        return said.format(column=column) if column else QCoreApplication.translate("Learners", "One-line rule")

    def fold(self, done: int, folds: int) -> str:
        said = QCoreApplication.translate("Learners", "fold {number} of {folds}")
        return said.format(number=min(done + 1, folds), folds=folds)

    def waiting(self) -> str:
        return QCoreApplication.translate("Learners", "waiting")

    def blend(self) -> str:
        return QCoreApplication.translate("Learners", "Blend so far")


class LearnersModel(QAbstractTableModel):
    """Rows of `learner_rows`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[LearnerRow] = []

    def show_rows(self, rows: list[LearnerRow]) -> None:
        """Other rows."""
        if len(rows) == len(self._rows):
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(LearnersColumn) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """One a learner, the rule and the blend."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Six."""
        return 0 if parent.isValid() else len(LearnersColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Learner"),
            self.tr("ROC AUC"),
            self.tr("Worst fold"),
            self.tr("Best fold"),
            self.tr("Weight"),
            self.tr("State"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if not 0 <= index.row() < len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.label}, {self.headerData(column, Qt.Orientation.Horizontal)}: {self._text(row, column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == TypeRole:
            return "strong" if row.kind == "blend" else "body"
        return "ink3" if role == ColourNameRole and row.kind == "waiting" else None

    def _text(self, row: LearnerRow, column: int) -> str:
        numbers = {
            LearnersColumn.VALUE: row.value,
            LearnersColumn.LOW: min(row.folds, default=None),
            LearnersColumn.HIGH: max(row.folds, default=None),
        }
        if column in numbers:
            value = numbers[LearnersColumn(column)]
            return auc(value) if value is not None else "–"
        if column == LearnersColumn.NAME:
            return row.label
        if column == LearnersColumn.WEIGHT:
            return percent(row.weight) if row.weight is not None else "–"
        return {
            "rule": self.tr("what the model must beat"),
            "learner": self.tr("done"),
            "running": row.end,
            "waiting": self.tr("waiting"),
            "blend": self.tr("ready to keep") if row.value is not None else self.tr("waiting"),
        }[row.kind]


def _alignment(column: int) -> Qt.AlignmentFlag:
    text = column in (LearnersColumn.NAME, LearnersColumn.STATE)
    side = Qt.AlignmentFlag.AlignLeft if text else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
