"""The house's table: no frame, no grid, a hairline under each row, and Ctrl+C that takes the headings along."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.table_delegates import HouseDelegate
from tracer_desktop.widgets.table_header import HeaderView


class TableView(QTableView):
    """A real table on the sheet. Say `two_lines` where cells have a second line.

    Rows are chosen whole unless `select_cells`. A model that answers ``as_tsv(indexes) -> str`` is asked for the text
    that Ctrl+C copies; otherwise the shown texts are copied, below their headings, parted by tabs.
    """

    def __init__(
        self,
        *,
        name: str,
        two_lines: bool = False,
        select_cells: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._two_lines = two_lines
        self._fitted: tuple[int, int] | None = None
        self._chosen_column = -1
        self._unit = theme().scaled(100)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        behaviour = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behaviour.SelectItems if select_cells else behaviour.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.heading = HeaderView(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(self.heading)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setItemDelegate(HouseDelegate(self))
        theme().changed.connect(self._restyle)
        self._restyle()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """As Qt's, and the rows keep the house's height."""
        super().setModel(model)
        self._restyle()

    def fit_columns(self, rows: int = 100, longest: int = 320) -> None:
        """Give each column the width of its heading and of the first rows, at most `longest` px at 100 %."""
        self._fitted = (rows, longest)
        model = self._model()
        if model is None:
            return
        most = theme().scaled(longest)
        option_rows = range(min(rows, model.rowCount()))
        option = self._option()
        for column in range(model.columnCount()):
            delegate = self.itemDelegateForIndex(model.index(0, column))
            width = self.heading.sectionSizeFromContents(column).width()
            for row in option_rows:
                width = max(width, delegate.sizeHint(option, model.index(row, column)).width())
            self.setColumnWidth(column, min(width, most))

    @property
    def chosen_column(self) -> int:
        """The column that is tinted, heading and cells; -1 for none."""
        return self._chosen_column

    def choose_column(self, column: int) -> None:
        """Tint one column, -1 for none."""
        self._chosen_column = column
        self.heading.set_chosen(column)
        self.viewport().update()

    def stretch_column(self, column: int) -> None:
        """One column takes what the others leave, so that the table reaches from edge to edge."""
        self.heading.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def setSortingEnabled(self, enable: bool) -> None:
        """As Qt's; columns that were fitted make room for the arrow."""
        super().setSortingEnabled(enable)
        if self._fitted is not None:
            self.fit_columns(*self._fitted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy is ours; all else is the table's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            event.accept()
            return
        super().keyPressEvent(event)

    def copy_selection(self) -> None:
        """Put the selected cells with their headings on the clipboard, as text parted by tabs."""
        text = self.selected_text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def selected_text(self) -> str:
        """The selected cells with their headings, parted by tabs."""
        model = self._model()
        chosen = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
        if model is None or not chosen:
            return ""
        ask = getattr(model, "as_tsv", None)
        if callable(ask):
            return str(ask(chosen))
        columns = sorted({index.column() for index in chosen}, key=self.heading.visualIndex)
        columns = [column for column in columns if not self.isColumnHidden(column)]
        cells = {(index.row(), index.column()) for index in chosen}
        head = [model.headerData(column, Qt.Orientation.Horizontal) for column in columns]
        lines = ["\t".join(_plain(name) for name in head)]
        for row in sorted({index.row() for index in chosen}):
            texts = (model.index(row, column).data() if (row, column) in cells else "" for column in columns)
            lines.append("\t".join(_plain(text) for text in texts))
        return "\n".join(lines) + "\n"

    def paintEvent(self, event: QPaintEvent) -> None:
        """The table, and round its current row the focus."""
        super().paintEvent(event)
        current = self.currentIndex()
        if not self.hasFocus() or not current.isValid() or self.isColumnHidden(current.column()):
            return
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme().colour("accent"), 2))
        ring = self.visualRect(current)
        if self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            ring = QRect(0, ring.top(), min(self.viewport().width(), self.heading.length()), ring.height())
        painter.drawRect(ring.adjusted(1, 1, -1, -1))
        painter.end()

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ring moves with the current row."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """The ring lies over other cells than the selected: all are painted."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reached by Tab, a table has a current row to start from."""
        super().focusInEvent(event)
        model = self._model()
        if not self.currentIndex().isValid() and model is not None and model.rowCount():
            self.selectionModel().setCurrentIndex(model.index(0, 0), self.selectionModel().SelectionFlag.NoUpdate)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes with the focus."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _model(self) -> QAbstractItemModel | None:
        """The model, which a view may not have yet, whatever Qt's types say."""
        return self.model()

    def _option(self) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return option

    def _restyle(self) -> None:
        height = theme().size("row_two_lines" if self._two_lines else "row")
        rows = self.verticalHeader()
        # Raised first, the least size would make Qt widen row after row, each time going through all of them.
        rows.setMinimumSectionSize(min(height, rows.minimumSectionSize()))
        rows.setDefaultSectionSize(height)
        rows.setMinimumSectionSize(height)
        before, self._unit = self._unit, theme().scaled(100)
        if before != self._unit:
            self._rescale(self._unit / before)
        step = theme().scaled(20)
        self.horizontalScrollBar().setSingleStep(step)
        self.viewport().update()

    def _rescale(self, ratio: float) -> None:
        """Columns grow with the type: fitted anew, or by the same ratio if the page gave them their widths."""
        if self._fitted is not None:
            self.fit_columns(*self._fitted)
            return
        for column in range(self.heading.count()):
            if self.heading.sectionResizeMode(column) == QHeaderView.ResizeMode.Interactive:
                self.setColumnWidth(column, round(self.columnWidth(column) * ratio))


def _plain(value: object) -> str:
    return "" if value is None else str(value).replace("\t", " ").replace("\n", " ")
