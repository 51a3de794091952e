from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme, theme
from tracer_desktop.widgets.frozen_table import FrozenTable
from tracer_desktop.widgets.table_roles import IconNameRole

Index = QModelIndex | QPersistentModelIndex
Keys, Ctrl, Shift, Alt = (
    Qt.Key,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


# Table and frozen part know each other. What is held here is taken apart by Qt alone, and not by Python's collector,
# which would leave Qt a table without its methods until the next event loop.
kept: list[QObject] = []


class Grid(QAbstractTableModel):
    """Any number of rows, twelve columns."""

    def __init__(self, rows: int, parent: QObject) -> None:
        super().__init__(parent)
        self.rows = rows

    def rowCount(self, parent: Index | None = None) -> int:
        return self.rows

    def columnCount(self, parent: Index | None = None) -> int:
        return 12

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return f"r{index.row()}c{index.column()}" if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == IconNameRole:
            return "number"
        return f"column {section}" if role == Qt.ItemDataRole.DisplayRole else None


@pytest.fixture
def table(qtbot: QtBot, themed: Theme) -> FrozenTable:
    return shown(qtbot, 1_000)


def shown(qtbot: QtBot, rows: int) -> FrozenTable:
    made = FrozenTable(name="Table")
    qtbot.addWidget(made)
    model = Grid(rows, made)
    kept.extend((made, model))
    made.setModel(model)
    made.resize(500, 300)
    made.show()
    qtbot.waitExposed(made)
    made.arrange([3, 5], 3)
    made.fit()
    made.setFocus()
    return made


def heading_place(table: FrozenTable, column: int) -> QPoint:
    heading = table.heading
    x = heading.sectionViewportPosition(column) + heading.sectionSize(column) - 8
    return QPoint(x, heading.height() // 2)


def press_heading(qtbot: QtBot, table: FrozenTable, column: int, keys: object = None) -> None:
    modifier = keys if isinstance(keys, Qt.KeyboardModifier) else Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(table.heading.viewport(), Qt.MouseButton.LeftButton, modifier, heading_place(table, column))


def test_chosen_columns_stand_first_and_the_frozen_one_stays_while_others_scroll(table: FrozenTable) -> None:
    assert [table.heading.logicalIndex(place) for place in range(4)] == [3, 5, 0, 1]
    before = table.frozen.grab().toImage()
    table.horizontalScrollBar().setValue(120)
    assert table.frozen.isVisible()
    assert table.frozen.width() == table.columnWidth(3)
    assert table.frozen.x() == table.viewport().x()
    # The same picture, but for the line at its edge.
    after = table.frozen.grab().toImage()
    assert after.copy(0, 0, after.width() - 2, after.height()) == before.copy(0, 0, before.width() - 2, before.height())
    line = QColor(theme().hex("line"))
    assert after.pixelColor(after.width() - 1, table.heading.height() + 10) == line


def test_both_parts_scroll_down_together_also_by_the_wheel_over_the_frozen_one(
    qtbot: QtBot, table: FrozenTable
) -> None:
    table.verticalScrollBar().setValue(3_000)
    assert table.frozen.verticalScrollBar().value() == 3_000
    assert table.frozen.rowAt(0) == table.rowAt(0)
    place = QPointF(20, 60)
    turn = QWheelEvent(
        place,
        QPointF(table.frozen.viewport().mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(table.frozen.viewport(), turn)
    assert table.verticalScrollBar().value() > 3_000
    assert table.frozen.verticalScrollBar().value() == table.verticalScrollBar().value()


def test_arrow_keys_cross_from_the_frozen_column_and_back_and_nothing_stays_under_it(
    qtbot: QtBot, table: FrozenTable
) -> None:
    table.choose_cell(0, 3)
    for column in (5, 0, 1, 2, 4, 6):
        qtbot.keyClick(table, Keys.Key_Right)
        assert table.currentIndex().column() == column
    scrolled = table.horizontalScrollBar().value()
    assert scrolled > 0
    for column in (4, 2, 1, 0, 5):
        qtbot.keyClick(table, Keys.Key_Left)
        assert table.currentIndex().column() == column
        assert table.columnViewportPosition(column) >= table.frozen.width()
    qtbot.keyClick(table, Keys.Key_Left)
    assert table.currentIndex().column() == 3


def test_a_click_into_the_frozen_column_gives_the_table_the_focus(qtbot: QtBot, table: FrozenTable) -> None:
    table.clearFocus()
    qtbot.mouseClick(table.frozen.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 40))
    assert table.hasFocus()
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 3)


def test_pressing_a_heading_chooses_its_column_and_tints_it(qtbot: QtBot, table: FrozenTable) -> None:
    press_heading(qtbot, table, 5)
    assert table.columns_selected_whole() == [5]
    assert table.heading.tinted() == {5}
    press_heading(qtbot, table, 0, Ctrl)
    assert table.columns_selected_whole() == [5, 0]
    assert table.heading.tinted() == {5, 0}


def test_ctrl_and_space_choose_the_column_of_the_current_cell(qtbot: QtBot, table: FrozenTable) -> None:
    table.choose_cell(4, 5)
    assert table.columns_selected_whole() == []
    qtbot.keyClick(table, Keys.Key_Space, Ctrl)
    assert table.columns_selected_whole() == [5]
    assert table.currentIndex().row() == 4


@pytest.mark.parametrize(("key", "modifier"), [(Keys.Key_Menu, None), (Keys.Key_Down, Alt)])
def test_the_menu_of_a_heading_is_asked_for_by_keys(
    qtbot: QtBot, table: FrozenTable, key: Qt.Key, modifier: Qt.KeyboardModifier | None
) -> None:
    table.choose_cell(0, 5)
    with qtbot.waitSignal(table.menu_wanted) as wanted:
        qtbot.keyClick(table, key, modifier or Qt.KeyboardModifier.NoModifier)
    assert wanted.args is not None
    assert wanted.args[0] == 5


def test_a_click_on_the_icon_asks_for_the_menu_and_one_beside_it_does_not(qtbot: QtBot, table: FrozenTable) -> None:
    with qtbot.waitSignal(table.menu_wanted) as wanted:
        qtbot.mouseClick(table.heading.viewport(), Qt.MouseButton.LeftButton, pos=table.heading.icon_rect(5).center())
    assert wanted.args is not None
    assert wanted.args[0] == 5
    with qtbot.assertNotEmitted(table.menu_wanted):
        press_heading(qtbot, table, 5)


def test_rows_in_sight_are_told_as_they_change(qtbot: QtBot, table: FrozenTable) -> None:
    first, last = table.rows_in_sight()
    assert first == 0
    assert 5 <= last <= 9
    with qtbot.waitSignal(table.in_sight_changed) as told:
        table.verticalScrollBar().setValue(100 * table.rowHeight(0))
    assert told.args is not None
    assert told.args[0] == 100


def test_a_width_dragged_in_the_frozen_heading_is_the_column_s(qtbot: QtBot, table: FrozenTable) -> None:
    heading = table.frozen.heading
    edge = QPoint(heading.sectionSize(3) - 1, heading.height() // 2)
    qtbot.mousePress(heading.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    qtbot.mouseMove(heading.viewport(), edge + QPoint(30, 0))
    qtbot.mouseRelease(heading.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(30, 0))
    assert table.columnWidth(3) == table.frozen.columnWidth(3) == table.frozen.width()


def test_ten_million_rows_are_as_quick_as_ten(qtbot: QtBot, themed: Theme) -> None:
    begun = time.perf_counter()
    table = shown(qtbot, 10_000_000)
    table.choose_column(5)
    table.choose_cell(9_999_999, 0)
    table.grab()
    assert table.rows_in_sight()[1] == 9_999_999
    first, _ = table.rows_in_sight()
    themed.set_zoom(1.5)
    # Anything that looks at every row takes a minute.
    assert time.perf_counter() - begun < 10
    assert table.rows_in_sight()[0] == first
