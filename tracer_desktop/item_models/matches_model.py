"""Which column of a file is taken for which column of the model."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from tracer_desktop.widgets.numbers import count, percent
from tracer_desktop.widgets.table_roles import StatusRole
from tracer_engine import Match

WORTH_A_WORD = 0.01
Index = QModelIndex | QPersistentModelIndex


class MatchColumn(IntEnum):
    """The columns of the table."""

    NEEDS = 0
    COLUMN = 1
    MATCH = 2


class MatchesModel(QAbstractTableModel):
    """The columns a model reads, those that carry most first, and what was found for each in a file."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.matches: tuple[Match, ...] = ()

    def set_matches(self, matches: Sequence[Match]) -> None:
        """Show other matches: what is missing first, then what carries most."""
        self.beginResetModel()
        self.matches = tuple(sorted(matches, key=lambda one: (one.column is not None, -one.share)))
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.matches)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(MatchColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Model needs"), self.tr("Column in this file"), self.tr("Match"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and tells."""
        if not index.isValid():
            return None
        match = self.matches[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (match.needs, match.column or "–", self.words(match))[index.column()]
        if role == StatusRole:
            return status_of(match) if index.column() == MatchColumn.MATCH else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._in_full(match)
        return None

    def words(self, match: Match) -> str:
        """How a column was found, in a few words."""
        if match.column is None:
            return self.tr("not in this file")
        if match.unseen:
            words = self.tr("new value in 1 cell") if match.unseen == 1 else self.tr("new values in {cells} cells")
            return words.format(cells=count(match.unseen))
        if match.how == "likely":
            return self.tr("renamed? Check it")
        if match.how == "told":
            return self.tr("told by you")
        return self.tr("same name") if match.how == "same name" else self.tr("matched, spelling")

    def _in_full(self, match: Match) -> str:
        share = self.tr("{column} has part in {share} of the reasons.").format(
            column=match.needs, share=percent(match.share)
        )
        if match.loss >= WORTH_A_WORD:
            lost = self.tr("Without it the ranking loses {loss} of its worth.").format(loss=percent(match.loss))
            share = f"{share} {lost}"
        if not match.unseen_values:
            return share
        values = ", ".join(f"“{value}”" for value in match.unseen_values[:5])
        return share + " " + self.tr("Never seen in training: {values}.").format(values=values)


def status_of(match: Match) -> str:
    """The kind of status a match is: a column that is not there is a problem where it carries much."""
    if match.column is None:
        return "problem"
    return "caution" if match.unseen or match.how == "likely" else "good"
