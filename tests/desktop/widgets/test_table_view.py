from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.table_delegates import DataBarDelegate, StatusDelegate, TwoLineDelegate
from tracer_desktop.widgets.table_roles import (
    BackgroundNameRole,
    FractionRole,
    IconNameRole,
    SecondLineRole,
    StatusRole,
)
from tracer_desktop.widgets.table_view import TableView

Index = QModelIndex | QPersistentModelIndex
HEADINGS = ("Rank", "Customer", "Will leave", "Why", "Match")
ROWS = (
    ("1", "7216-EWTRS", "93 %", "Became a customer only 1 month ago", "same name"),
    ("25", "5567-WSELE", "88 %", "Has no contract", "1 new value"),
    ("87", "8779-QRDMV", "10 %", "missing", "same name"),
)


class Customers(QAbstractTableModel):
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(ROWS)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        answers: dict[int, object] = {int(Qt.ItemDataRole.DisplayRole): ROWS[row][column]}
        if column == 0:
            answers[int(Qt.ItemDataRole.TextAlignmentRole)] = Qt.AlignmentFlag.AlignRight
        if column == 2:
            answers[FractionRole] = (0.93, 0.88, 0.1)[row]
        if column == 3:
            answers[SecondLineRole] = "Has fibre internet · Pays by electronic check" if row < 2 else ""
            answers[BackgroundNameRole] = "caution_soft" if row == 2 else None
        if column == 4:
            answers[StatusRole] = "caution" if row == 1 else "good"
        return answers.get(int(role))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == IconNameRole:
            return ("number", "key", "", "text", "")[section]
        return HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None


def shown(qtbot: QtBot) -> TableView:
    view = TableView(name="Customers", two_lines=True)
    view.setModel(Customers(view))
    view.setItemDelegateForColumn(2, DataBarDelegate(view))
    view.setItemDelegateForColumn(3, TwoLineDelegate(view))
    view.setItemDelegateForColumn(4, StatusDelegate(view))
    view.fit_columns()
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show()
    return view


def test_rows_and_heading_have_the_house_s_height_at_every_size_of_type(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)

    assert (view.rowHeight(0), view.heading.height()) == (44, 34)
    themed.set_zoom(2.0)
    assert (view.rowHeight(0), view.heading.height()) == (themed.size("row_two_lines"), themed.size("header"))


def test_columns_are_as_wide_as_what_they_hold(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)

    for column in range(len(HEADINGS)):
        for row in range(len(ROWS)):
            index = view.model().index(row, column)
            hint = view.itemDelegateForIndex(index).sizeHint(view._option(), index)
            assert view.columnWidth(column) >= min(hint.width(), 320)
        assert view.columnWidth(column) >= view.heading.sectionSizeFromContents(column).width()


def test_copying_takes_the_headings_along(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)
    view.selectRow(1)

    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == (
        "Rank\tCustomer\tWill leave\tWhy\tMatch\n25\t5567-WSELE\t88 %\tHas no contract\t1 new value\n"
    )


def test_a_model_may_say_itself_what_is_copied(themed: Theme, qtbot: QtBot) -> None:
    class Exact(Customers):
        def as_tsv(self, indexes: list[QModelIndex]) -> str:
            return f"{len(indexes)} cells"

    view = shown(qtbot)
    view.setModel(Exact(view))
    view.selectRow(0)

    assert view.selected_text() == "5 cells"
    view.clearSelection()
    assert view.selected_text() == ""


def test_the_focus_is_a_ring_round_the_current_row(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)
    view.clearFocus()
    row = view.visualRect(view.model().index(0, 0))
    assert view.viewport().grab().toImage().pixelColor(1, row.center().y()) == themed.colour("paper")

    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)

    assert view.currentIndex().row() == 0
    assert view.viewport().grab().toImage().pixelColor(1, row.center().y()) == themed.colour("accent")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    picture = view.viewport().grab().toImage()
    assert picture.pixelColor(1, row.center().y()) == themed.colour("paper")
    assert picture.pixelColor(1, row.center().y() + 44) == themed.colour("accent")


def test_a_cell_is_painted_as_its_model_says(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)
    view.clearFocus()
    picture = view.viewport().grab().toImage()

    missing = view.visualRect(view.model().index(2, 3))
    assert picture.pixelColor(missing.left() + 3, missing.top() + 3) == themed.colour("caution_soft")
    full, small = (view.visualRect(view.model().index(row, 2)) for row in (0, 2))
    bar = full.left() + 11 + 40
    assert picture.pixelColor(bar, full.center().y() + 1) == themed.colour("accent_fill")
    assert picture.pixelColor(bar, small.center().y() + 1) == themed.colour("sunken")
    assert picture.pixelColor(full.left() + 3, full.bottom()) == themed.colour("grid")


def test_the_selected_row_is_soft_and_keeps_its_ink(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)
    view.selectRow(0)
    view.clearFocus()

    picture = view.viewport().grab().toImage()

    cell = view.visualRect(view.model().index(0, 1))
    assert picture.pixelColor(cell.left() + 3, cell.top() + 4) == themed.colour("accent_soft")


def test_a_right_aligned_heading_ends_where_its_numbers_end(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)
    view.setColumnWidth(0, 160)
    view.clearFocus()

    def last_ink(picture_of: object, top: int, bottom: int) -> int:
        picture = picture_of.grab().toImage()  # type: ignore[attr-defined]
        return max(x for x in range(2, 158) for y in range(top, bottom) if picture.pixelColor(x, y).lightness() < 160)

    heading = last_ink(view.heading.viewport(), 4, 30)
    number = last_ink(view.viewport(), 48, 84)
    assert abs(heading - number) <= 2


def test_a_text_that_was_cut_is_whole_in_the_tooltip(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)
    view.setColumnWidth(3, 80)
    place = view.visualRect(view.model().index(0, 3)).center()

    event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)

    assert QToolTip.text() == "Became a customer only 1 month ago\nHas fibre internet · Pays by electronic check"
    QToolTip.hideText()


def test_one_column_can_be_tinted_and_sorting_has_its_arrow(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)
    width = view.heading.sectionSizeFromContents(1).width()
    view.setSortingEnabled(True)
    view.heading.set_chosen(1)

    picture = view.heading.viewport().grab().toImage()

    left = view.columnViewportPosition(1)
    assert picture.pixelColor(left + 3, 10) == themed.colour("accent_soft")
    assert picture.pixelColor(3, 10) == themed.colour("paper")
    assert view.heading.sectionSizeFromContents(1).width() > width


def test_a_tick_answers_to_a_click_on_its_box_and_to_the_space_bar(themed: Theme, qtbot: QtBot) -> None:
    model = QStandardItemModel(1, 2)
    item = QStandardItem("tenure")
    item.setCheckable(True)
    model.setItem(0, 0, item)
    view = TableView(name="Columns")
    view.setModel(model)
    view.fit_columns()
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    cell = view.visualRect(model.index(0, 0))

    box = QPoint(cell.left() + 11 + 9, cell.center().y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert item.checkState() == Qt.CheckState.Checked
    assert view.viewport().grab().toImage().pixelColor(box.x(), box.y() - 7) == themed.colour("accent_fill")
    assert view.currentIndex() == model.index(0, 0)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert item.checkState() == Qt.CheckState.Unchecked
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(cell.right() - 4, cell.center().y()))
    assert item.checkState() == Qt.CheckState.Unchecked


def test_columns_grow_with_the_type_and_make_room_for_the_arrow(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)
    before = view.columnWidth(1)

    view.setSortingEnabled(True)
    assert view.columnWidth(1) >= before
    assert view.columnWidth(0) >= view.heading.sectionSizeFromContents(0).width()
    themed.set_zoom(2.0)
    assert view.columnWidth(1) > 1.7 * before


def test_one_column_takes_what_the_others_leave(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)

    view.stretch_column(3)
    view.resize(1400, 300)

    qtbot.waitUntil(lambda: view.heading.length() == view.viewport().width())


def test_a_chosen_column_is_tinted_from_its_heading_down(themed: Theme, qtbot: QtBot) -> None:
    view = shown(qtbot)

    view.choose_column(1)

    left = view.columnViewportPosition(1)
    assert view.chosen_column == 1
    assert view.heading.viewport().grab().toImage().pixelColor(left + 3, 10) == themed.colour("accent_soft")
    picture = view.viewport().grab().toImage()
    assert picture.pixelColor(left + 3, 100) == themed.colour("accent_soft")
    assert picture.pixelColor(left - 3, 100) == themed.colour("paper")
    view.choose_column(-1)
    assert view.viewport().grab().toImage().pixelColor(left + 3, 100) == themed.colour("paper")
