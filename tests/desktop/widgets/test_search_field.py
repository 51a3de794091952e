from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.search_field import SearchField


def test_searching_waits_for_a_pause_in_typing(themed: Theme, qtbot: QtBot) -> None:
    field = SearchField("Find a customer")
    qtbot.addWidget(field)
    field.show()
    heard: list[str] = []
    field.searched.connect(heard.append)

    with qtbot.waitSignal(field.searched):
        qtbot.keyClicks(field, "7590")

    assert heard == ["7590"]
    assert field.accessibleName() == "Find a customer"


def test_escape_and_the_cross_empty_the_search_at_once(themed: Theme, qtbot: QtBot) -> None:
    field = SearchField("Find a customer")
    qtbot.addWidget(field)
    field.show()
    cross = field.findChildren(QToolButton)[-1]
    heard: list[str] = []
    field.searched.connect(heard.append)

    for by_key in (True, False):
        qtbot.keyClicks(field, "a")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert cross.isVisible()
        if by_key:
            qtbot.keyClick(field, Qt.Key.Key_Escape)
        else:
            qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
        assert field.text() == ""
        assert not cross.isVisible()

    assert heard == ["a", "", "a", ""]
    assert cross.accessibleName() == "Clear the search"


def test_what_it_is_for_is_never_cut(themed: Theme, qtbot: QtBot) -> None:
    field = SearchField("Find a customer by name or number")
    qtbot.addWidget(field)
    assert field.minimumSizeHint().width() > field.fontMetrics().horizontalAdvance(field.placeholderText())


def test_a_field_that_is_told_other_words_grows_to_show_them(themed: Theme, qtbot: QtBot) -> None:
    field = SearchField("Find")
    row = QWidget()
    qtbot.addWidget(row)
    side_by_side = QHBoxLayout(row)
    side_by_side.addWidget(field)
    side_by_side.addStretch(1)
    row.show()

    field.set_words("Find in the subscribers of this month")

    qtbot.waitUntil(lambda: field.width() > field.fontMetrics().horizontalAdvance(field.placeholderText()))
    assert field.accessibleName() == "Find in the subscribers of this month"
