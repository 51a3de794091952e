"""A table whose first column stays in sight while the others scroll."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.column_header import ColumnHeader
from tracer_desktop.widgets.table_header import PADDING
from tracer_desktop.widgets.table_view import TableView

Index = QModelIndex | QPersistentModelIndex
Hint = QAbstractItemView.ScrollHint
LONGEST = 260
"""No column is made wider by itself, in pixels at 100 %."""
ROWS_TO_FIT, COLUMNS_AT_ONCE = 40, 50


class _FrozenColumn(TableView):
    """The one column that stays, laid over the table it belongs to. Its focus is the table's."""

    heading: ColumnHeader

    def __init__(self, table: FrozenTable) -> None:
        super().__init__(name="", select_cells=True, parent=table)
        self.heading = ColumnHeader(self)
        self.setHorizontalHeader(self.heading)
        # In this order: set later, the policy would become that of the table too, which Tab would then pass by.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(table)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)

    @property
    def _table(self) -> FrozenTable:
        # Not an attribute: a ring of Python references is taken apart before Qt's part of it.
        return cast("FrozenTable", self.parentWidget())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The column, and a line at its edge where others have gone under it."""
        super().paintEvent(event)
        if self._table.horizontalScrollBar().value() > 0:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(theme().colour("line"), 1))
            rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            edge = 0 if rtl else self.viewport().width() - 1
            last = self.model().rowCount() - 1
            bottom = self.rowViewportPosition(last) + self.rowHeight(last) - 1
            painter.drawLine(edge, 0, edge, min(bottom, self.viewport().height()))
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys are the table's."""
        self._table.keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """So is scrolling, sideways too."""
        self._table.wheelEvent(event)


class FrozenTable(TableView):
    """Cells and whole columns can be selected. `freeze` lays one column over the left edge."""

    in_sight_changed = Signal(int, int)
    """First and last row in sight (from 0); -1 for none."""
    columns_chosen = Signal()
    """The current column, or which columns are selected whole, has changed."""
    menu_wanted = Signal(int, QPoint)
    """A column, and where on the screen its menu is to open."""
    copy_wanted = Signal()

    heading: ColumnHeader
    # Qt scrolls and lays out before `__init__` has come so far.
    _frozen_at: int | None = None

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, select_cells=True)
        self.heading = ColumnHeader(self)
        self.setHorizontalHeader(self.heading)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._sight = (-1, -1)
        self._to_fit: list[int] = []
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit_some)
        self.frozen = _FrozenColumn(self)
        self.frozen.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.frozen.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.frozen.hide()
        self.heading.sectionResized.connect(self._on_section_resized)
        self.frozen.heading.sectionResized.connect(self._on_frozen_resized)
        self.heading.menu_wanted.connect(self.menu_wanted)
        self.frozen.heading.menu_wanted.connect(self.menu_wanted)
        theme().changed.connect(self._place_frozen)

    # ------------------------------------------------------------ what is shown

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """The same model and the same selection for both."""
        super().setModel(model)
        self.frozen.setModel(model)
        self.frozen.setSelectionModel(self.selectionModel())
        self.selectionModel().currentColumnChanged.connect(self._on_chosen)
        self.selectionModel().selectionChanged.connect(self._on_chosen)

    def arrange(self, first: Sequence[int], frozen: int | None) -> None:
        """Put these columns first, in this order, before the others in theirs; and keep one of them in sight."""
        count = self.heading.count()
        order = [*first, *(column for column in range(count) if column not in first)]
        for place, column in enumerate(order):
            at = self.heading.visualIndex(column)
            if at != place:
                self.heading.moveSection(at, place)
        self._frozen_at = frozen
        for column in range(count):
            self.frozen.setColumnHidden(column, column != frozen)
        self._place_frozen()

    def fit(self) -> None:
        """Widths from the headings and the first rows: at once for the first columns, the others soon."""
        self._to_fit = [self.heading.logicalIndex(place) for place in range(self.heading.count())]
        self._fit_some()

    def _fit_some(self) -> None:
        model, look = self._model(), theme()
        if model is None:
            return
        metrics, most = QFontMetrics(look.font("body")), look.scaled(LONGEST)
        padding = 2 * look.scaled(PADDING) + 2
        now, self._to_fit = self._to_fit[:COLUMNS_AT_ONCE], self._to_fit[COLUMNS_AT_ONCE:]
        for column in (column for column in now if column < model.columnCount()):
            # Of the model itself: by way of an index's own `data`, Qt would be asked each time.
            texts = {str(model.data(model.index(row, column))) for row in range(min(ROWS_TO_FIT, model.rowCount()))}
            # A text of fewer letters is seldom the wider one.
            widest = sorted(texts, key=len)[-4:]
            width = max((metrics.horizontalAdvance(text) for text in widest), default=0) + padding
            width = max(width, self.heading.sectionSizeFromContents(column).width())
            self.setColumnWidth(column, min(width, most))
        self._place_frozen()
        if self._to_fit:
            self._later.start()

    def widen(self, column: int, texts: Sequence[str]) -> None:
        """Make a column wide enough for these, if it is not."""
        look = theme()
        metrics = QFontMetrics(look.font("body"))
        width = max((metrics.horizontalAdvance(text) for text in texts), default=0) + 2 * look.scaled(PADDING) + 2
        if width > self.columnWidth(column):
            self.setColumnWidth(column, min(width, look.scaled(LONGEST)))
            self._place_frozen()

    def is_in_sight(self, column: int) -> bool:
        """Whether any of a column can be seen."""
        left = self.columnViewportPosition(column)
        return column == self._frozen_at or (left < self.viewport().width() and left + self.columnWidth(column) > 0)

    def rows_in_sight(self) -> tuple[int, int]:
        """First and last row in sight, (-1, -1) when there is none."""
        model = self._model()
        if model is None or model.rowCount() == 0:
            return (-1, -1)
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        # A row of which more than half is hidden is not in sight.
        if last >= 0 and last > first:
            below = self.rowViewportPosition(last) + self.rowHeight(last) - self.viewport().height()
            last -= below > self.rowHeight(last) // 2
        return (max(0, first), last if last >= 0 else model.rowCount() - 1)

    def columns_selected_whole(self) -> list[int]:
        """The columns that are selected from the first to the last row, as they stand from left to right."""
        model = self._model()
        if model is None or model.rowCount() == 0:
            return []
        last = model.rowCount() - 1
        found: set[int] = set()
        # Qt's own answer looks at every row of a column.
        for part in self.selectionModel().selection().toList():
            if part.top() == 0 and part.bottom() == last:
                found.update(range(part.left(), part.right() + 1))
        return sorted(found, key=self.heading.visualIndex)

    def choose_column(self, column: int, row: int | None = None) -> None:
        """Select a column whole and bring it into sight; the first row in sight becomes the current one, or `row`."""
        self.choose_columns([column], row)
        self.show_column(column)

    def choose_columns(self, columns: Sequence[int], row: int | None = None) -> None:
        """Select columns whole; the first of them becomes the current one."""
        model = self._model()
        if model is None or not columns or not 0 <= min(columns) <= max(columns) < model.columnCount():
            return
        last = max(0, model.rowCount() - 1)
        chosen = QItemSelection()
        for column in columns:
            chosen.select(model.index(0, column), model.index(last, column))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        at = row if row is not None else max(0, self.rows_in_sight()[0])
        self.selectionModel().setCurrentIndex(model.index(at, columns[0]), QItemSelectionModel.SelectionFlag.NoUpdate)

    def show_column(self, column: int) -> None:
        """Scroll sideways until a column is in sight."""
        first, _ = self.rows_in_sight()
        model = self._model()
        if model is not None and first >= 0:
            kept = self.verticalScrollBar().value()
            self.scrollTo(model.index(first, column))
            self.verticalScrollBar().setValue(kept)

    def choose_cell(self, row: int, column: int) -> None:
        """Select one cell and bring it into sight."""
        model = self._model()
        if model is not None:
            index = model.index(row, column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index, Hint.EnsureVisible)

    # ------------------------------------------------------------ Qt's questions and events

    def scrollTo(self, index: Index, hint: Hint = Hint.EnsureVisible) -> None:
        """As Qt's, but nothing is left under the column that stays, which itself needs no scrolling sideways."""
        sideways = self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        if self._frozen_at is None:
            return
        if index.column() == self._frozen_at:
            self.horizontalScrollBar().setValue(sideways)
            return
        covered = self.frozen.width() - self.columnViewportPosition(index.column())
        if covered > 0:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - covered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, the menu of the heading (Menu key, Alt+Down), the whole column (Ctrl+Space); all else is Qt's."""
        column = self.currentIndex().column()
        ctrl_space = event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif column >= 0 and (event.key() == Qt.Key.Key_Menu or alt_down):
            self.open_menu(column)
        elif column >= 0 and ctrl_space:
            self.choose_column(column, self.currentIndex().row())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def open_menu(self, column: int) -> None:
        """Ask for the menu of a column, under its heading."""
        heading = self.frozen.heading if column == self._frozen_at else self.heading
        self.menu_wanted.emit(column, heading.menu_place(column))

    def copy(self) -> None:
        """Ask for what is selected to be copied; rows that are not there yet have to be fetched for it."""
        self.copy_wanted.emit()

    def copy_selection(self) -> None:
        """As `copy`."""
        self.copy()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Both parts are painted."""
        super().selectionChanged(selected, deselected)
        self.frozen.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring may lie in the part that stays."""
        super().focusInEvent(event)
        self.frozen.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And goes there, too."""
        super().focusOutEvent(event)
        self.frozen.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The part that stays is as high as the table."""
        super().resizeEvent(event)
        self._place_frozen()
        self._tell_sight()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The part that stays goes along; listening to the scroll bars would outlive the table (Qt tells them last)."""
        super().scrollContentsBy(dx, dy)
        if hasattr(self, "frozen"):
            self._align_frozen()
            self.frozen.viewport().update()
            self._tell_sight()

    def updateGeometries(self) -> None:
        """Whenever a scroll bar comes or goes, so does room."""
        super().updateGeometries()
        if hasattr(self, "frozen"):
            self._place_frozen()
            self._tell_sight()

    def sizeHint(self) -> QSize:
        """No more rows than are needed: the layout gives it what room there is."""
        return QSize(theme().scaled(560), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """A heading and a few rows."""
        return QSize(theme().scaled(280), theme().size("header") + 5 * theme().size("row"))

    # ------------------------------------------------------------ together

    def _restyle(self) -> None:
        first, _ = self.rows_in_sight()
        super()._restyle()
        if first > 0:
            # Rows of another height: the same ones stay in sight.
            self.executeDelayedItemsLayout()
            self.updateGeometries()
            self.verticalScrollBar().setValue(first * self.verticalHeader().defaultSectionSize())

    def _place_frozen(self) -> None:
        shown = self._frozen_at is not None and self.heading.count() > 0
        self.frozen.setVisible(shown)
        if not shown or self._frozen_at is None:
            return
        width = self.columnWidth(self._frozen_at)
        if self.frozen.columnWidth(self._frozen_at) != width:
            self.frozen.setColumnWidth(self._frozen_at, width)
        view = self.viewport().geometry()
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = view.right() + 1 - width if rtl else view.left()
        top = view.top() - self.heading.height()
        place = QRect(left, top, min(width, view.width()), view.height() + self.heading.height())
        if self.frozen.geometry() != place:
            self.frozen.setGeometry(place)
        self._align_frozen()

    def _align_frozen(self) -> None:
        """Scroll the part that stays to where the table is. By itself it never scrolls: wheel and keys are ours."""
        self.frozen.verticalScrollBar().setValue(self.verticalScrollBar().value())

    def _on_section_resized(self, section: int, _old: int, _new: int) -> None:
        if section == self._frozen_at:
            self._place_frozen()

    def _on_frozen_resized(self, section: int, _old: int, new: int) -> None:
        if section == self._frozen_at and self.frozen.heading.is_pressed and self.columnWidth(section) != new:
            self.setColumnWidth(section, new)

    def _tell_sight(self) -> None:
        sight = self.rows_in_sight()
        if sight != self._sight:
            self._sight = sight
            self.in_sight_changed.emit(*sight)

    def _on_chosen(self, *_: object) -> None:
        tinted = set(self.columns_selected_whole())
        if self.currentIndex().isValid():
            tinted.add(self.currentIndex().column())
        self.heading.tint(tinted)
        self.frozen.heading.tint(tinted)
        self.columns_chosen.emit()
