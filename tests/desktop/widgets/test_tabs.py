from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.tabs import TabPages


def test_a_tab_is_chosen_with_the_mouse_and_with_the_arrows(themed: Theme, qtbot: QtBot) -> None:
    views = TabPages(name="Views of the ranking")
    curves, table = QLabel("curves"), QLabel("table")
    views.add_page("Curves", curves)
    views.add_page("Table", table)
    qtbot.addWidget(views)
    views.resize(400, 300)
    views.show()

    qtbot.mouseClick(views.tabs, Qt.MouseButton.LeftButton, pos=views.tabs.tabRect(1).center())
    assert table.isVisible()
    qtbot.keyClick(views.tabs, Qt.Key.Key_Left)
    assert curves.isVisible()
    assert views.tabs.accessibleName() == "Views of the ranking"


def test_the_chosen_tab_has_a_line_in_the_accent(themed: Theme, qtbot: QtBot) -> None:
    views = TabPages(name="Views")
    views.add_page("Curves", QLabel())
    views.add_page("Table", QLabel())
    qtbot.addWidget(views)
    views.resize(400, 300)
    views.show()

    picture = views.tabs.grab().toImage()

    lined = [
        picture.pixelColor(views.tabs.tabRect(tab).left() + 10, views.tabs.tabRect(tab).bottom()) for tab in (0, 1)
    ]
    assert lined[0] == themed.colour("accent")
    assert lined[1] != themed.colour("accent")
