from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tracer_desktop.main_window.entries import sidebar_entries
from tracer_desktop.main_window.sidebar import Sidebar
from tracer_desktop.pages.registry import RESULTS
from tracer_desktop.theme.theme import Theme

Role = Qt.ItemDataRole


@pytest.fixture
def sidebar(qtbot: QtBot, themed: Theme) -> Sidebar:
    made = Sidebar(sidebar_entries())
    qtbot.addWidget(made)
    made.resize(168, 600)
    made.show()
    qtbot.waitExposed(made)
    for key in RESULTS:
        made.set_why(key, "Train a model first.")
    made.show_key("start")
    return made


def place_of(sidebar: Sidebar, key: str) -> QPoint:
    return sidebar.visualRect(sidebar.entries.index(sidebar.entries.row_of(key))).center()


def shown(sidebar: Sidebar) -> str:
    return sidebar.entries.entries[sidebar.currentIndex().row()].key


def test_a_click_asks_for_a_page(sidebar: Sidebar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        qtbot.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=place_of(sidebar, "data"))

    assert chosen.args == ["data"]


def test_the_arrow_keys_pass_over_headings_and_what_cannot_be_shown(sidebar: Sidebar, qtbot: QtBot) -> None:
    heard: list[str] = []
    sidebar.chosen.connect(heard.append)
    sidebar.setFocus()

    for _ in range(4):
        qtbot.keyClick(sidebar, Qt.Key.Key_Down)

    assert heard == ["data", "training", "score", "runs"]


def test_a_page_that_cannot_be_shown_says_why_and_is_not_chosen(sidebar: Sidebar, qtbot: QtBot) -> None:
    index = sidebar.entries.index(sidebar.entries.row_of("verdict"))
    qtbot.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=place_of(sidebar, "verdict"))

    assert shown(sidebar) == "start"
    assert index.data(Role.ToolTipRole) == "Train a model first."
    assert index.data(Role.AccessibleDescriptionRole) == "Train a model first."


def test_marking_the_page_that_is_shown_does_not_ask_for_it_again(sidebar: Sidebar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(sidebar.chosen):
        sidebar.show_key("data")
        sidebar.show_key("help")

    assert not sidebar.selectionModel().hasSelection()


def test_a_note_and_news_are_told_to_a_screen_reader(sidebar: Sidebar) -> None:
    sidebar.set_note("training", "64 %")
    sidebar.set_news("data", "Something happened.")
    rows = sidebar.entries

    assert rows.index(rows.row_of("training")).data(Role.AccessibleTextRole) == "Training, 64 %"
    assert rows.index(rows.row_of("data")).data(Role.AccessibleDescriptionRole) == "Something happened."


def test_a_heading_cannot_be_chosen(sidebar: Sidebar) -> None:
    headings = [row for row, one in enumerate(sidebar.entries.entries) if one.kind != "page"]

    assert headings
    assert all(sidebar.entries.index(row).flags() == Qt.ItemFlag.NoItemFlags for row in headings)
