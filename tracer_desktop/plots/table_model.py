"""The table twin of a chart."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent

from tracer_desktop.plots.plot import PlotTable
from tracer_desktop.widgets.table_view import TableView

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class PlotTableModel(QAbstractTableModel):
    """The rows of a `PlotTable` as they are read."""

    def __init__(self, table: PlotTable | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table or PlotTable((), (), ())

    def set_table(self, table: PlotTable) -> None:
        """Other data."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """As many rows as the data has."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """As many columns as there are headings."""
        return 0 if parent.isValid() else len(self._table.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; numbers stand right."""
        if not index.isValid():
            return None
        text = self._table.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self._table.headings[index.column()]
            return self.tr("{heading}, row {row}: {text}").format(heading=heading, row=index.row() + 1, text=text)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings stand as their columns do."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._table.headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._table.headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        across = Qt.AlignmentFlag.AlignLeading if column < self._table.text_columns else Qt.AlignmentFlag.AlignTrailing
        return across | Qt.AlignmentFlag.AlignVCenter


class TwinTable(TableView):
    """A table that fills its place: what is left over goes to its columns evenly."""

    def spread(self) -> None:
        """Give the columns the widths they need, and then what is left."""
        self.fit_columns()
        columns = self.model().columnCount()
        spare = self.viewport().width() - sum(self.columnWidth(column) for column in range(columns))
        if columns and spare > 0:
            for column in range(columns):
                self.setColumnWidth(column, self.columnWidth(column) + spare // columns)
            self.setColumnWidth(0, self.columnWidth(0) + spare % columns)

    def least_width(self) -> int:
        """The width at which nothing has to be scrolled to."""
        self.fit_columns()
        return sum(self.columnWidth(column) for column in range(self.model().columnCount())) + 2

    def showEvent(self, event: QShowEvent) -> None:
        """Only what is looked at is measured."""
        super().showEvent(event)
        self.spread()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another spread."""
        super().resizeEvent(event)
        if self.isVisible() and event.size().width() != event.oldSize().width():
            self.spread()
