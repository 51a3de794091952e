from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLibraryInfo, QMimeData, QPointF, Qt, QUrl, QVersionNumber
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.dialog_answers import when_shown
from tests.small_runs import customers, write_table
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.main_window import MainWindow
from tracer_desktop.operations.running import show_ending
from tracer_desktop.pages.start_page import StartPage
from tracer_desktop.preferences import StateFile
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme, theme
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import JobError

MIDDLE = QPointF(600, 300)


def hanging(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(window: MainWindow, data: QMimeData) -> None:
    # Qt 6.12 takes a finer place; the coarse one is deprecated there, and all there is before.
    place: Any = MIDDLE if QLibraryInfo.version() >= QVersionNumber(6, 12) else MIDDLE.toPoint()
    event = QDragEnterEvent(
        place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)


def drop(window: MainWindow, data: QMimeData) -> None:
    drag(window, data)
    event = QDropEvent(
        MIDDLE, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "july.csv", customers(60))


def start_page(window: MainWindow) -> StartPage:
    page = window.pages.built("start")
    assert isinstance(page, StartPage)
    return page


def test_it_opens_on_the_first_page_with_the_focus_on_its_first_button(window: MainWindow) -> None:
    assert window.pages.key == "start"
    assert window.windowTitle() == "Tracer"
    assert window.focusWidget() is start_page(window).open_button
    assert window.status.left.text() == "No table open"
    assert window.status.right.text() == "No job running"


def test_it_is_no_smaller_than_its_least_size(window: MainWindow) -> None:
    assert (window.minimumWidth(), window.minimumHeight()) == (1080, 680)
    assert (window.width(), window.height()) == (1280, 800)


def test_a_file_that_hangs_over_the_window_is_named_on_the_first_page(window: MainWindow, table: Path) -> None:
    drag(window, hanging(table))
    assert start_page(window).zone.over == "Drop to open july.csv"

    QApplication.sendEvent(window, QDragLeaveEvent())
    assert start_page(window).zone.over == ""


def test_on_other_pages_the_sheet_itself_answers(window: MainWindow, table: Path) -> None:
    window.show_page("endpoint")
    data = hanging(table)
    drag(window, data)

    assert window.dropping.overlay.isVisible()
    assert window.dropping.overlay.text == "Drop to open july.csv"

    drop(window, data)
    assert not window.dropping.overlay.isVisible()


def test_a_table_dropped_anywhere_is_opened(window: MainWindow, table: Path) -> None:
    drop(window, hanging(table))

    assert window.session.path == table
    assert window.pages.key == "data"
    assert window.windowTitle() == "july.csv – Tracer"


def test_a_model_dropped_is_taken_to_score_with(window: MainWindow, tmp_path: Path) -> None:
    model = tmp_path / "churn_q3.tracer"
    model.write_bytes(b"PK")
    drop(window, hanging(model))

    assert window.session.model == model
    assert window.pages.key == "score"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("a.csv", "b.csv"), "Drop one file at a time."),
        (("photo.png",), "photo.png is not a table Tracer can read: CSV, Excel or Parquet, or a Tracer model."),
    ],
)
def test_what_cannot_be_opened_gets_one_sentence(
    window: MainWindow, tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.write_text("x")
    seen = when_shown(MessageDialog, lambda dialog: dialog.buttons["close"].click())

    drag(window, hanging(*paths))
    assert start_page(window).zone.over == said
    drop(window, hanging(*paths))

    assert seen[0].text.text() == said
    assert window.session.path is None


def test_the_pages_are_reached_by_their_numbers_and_esc_goes_back(
    window: MainWindow, qtbot: QtBot, table: Path
) -> None:
    window.open(table)
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.key == "start"
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.key == "data"

    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.pages.key == "start"


def test_an_entry_that_cannot_be_used_is_disabled_and_says_why(window: MainWindow) -> None:
    actions = window.menu.actions
    for name in ("page verdict", "page data", "train", "stop", "cancel", "close", "export", "undo", "find"):
        assert not actions[name].isEnabled(), name
    for name in ("page verdict", "page data", "train", "stop", "cancel", "close", "export", "find"):
        assert actions[name].toolTip().endswith("."), name


def test_no_key_is_given_to_two_actions(window: MainWindow) -> None:
    keys = [
        one.toString(QKeySequence.SequenceFormat.PortableText)
        for action in window.menu.actions.values()
        for one in action.shortcuts()
    ]

    assert sorted(keys) == sorted(set(keys))


def test_zoom_is_changed_by_keys_and_kept(window: MainWindow, qtbot: QtBot, themed: Theme) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert theme().zoom == pytest.approx(1.1)
    assert StateFile(window.session.workspace.path).state.preferences.zoom == pytest.approx(1.1)

    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert theme().zoom == pytest.approx(0.9)


def test_zoom_ends_at_two_hundred_percent(window: MainWindow, themed: Theme) -> None:
    for _ in range(15):
        window.menu.actions["zoom in"].trigger()

    assert theme().zoom == 2.0


def test_the_theme_is_chosen_from_the_menu_and_kept(window: MainWindow, themed: Theme) -> None:
    window.menu.actions["mode dark"].trigger()

    assert theme().dark
    assert window.menu.actions["mode dark"].isChecked()
    assert StateFile(window.session.workspace.path).state.preferences.mode == "dark"


def test_its_place_on_the_screen_is_kept(window: MainWindow, qtbot: QtBot) -> None:
    # The screen of the tests is narrower than the window's least width: only the height can tell.
    window.resize(1100, 712)
    window.close()
    again = MainWindow(window.session)
    qtbot.addWidget(again)

    assert again.height() == 712


def test_an_engine_that_died_is_told_on_every_page_until_it_is_read(window: MainWindow, qtbot: QtBot) -> None:
    error = JobError(message="The engine's process was ended.", remedy="The file is opened again.", kind="died")
    window.session.engine_lost.emit(error)
    strip = window.conduct.lost_strip
    assert strip is not None
    qtbot.waitUntil(strip.isVisible)
    assert strip.title.text() == error.message

    window.conduct.forget_lost()
    assert window.conduct.lost_strip is None


def test_what_is_this_shows_the_help_on_the_page_that_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    from tracer_desktop.pages.help_page import HelpPage

    window.show_page("endpoint")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    page = window.pages.page

    assert isinstance(page, HelpPage)
    assert page.file == "window.md"
    assert page.text.textCursor().block().text() == "Endpoint"


def test_the_page_that_is_shown_is_the_one_that_is_marked(window: MainWindow, table: Path) -> None:
    window.open(table)

    assert window.sidebar.entries.entries[window.sidebar.currentIndex().row()].key == "data"


def test_what_was_in_the_first_picture_lives_on_when_the_window_is_whole(
    session: Session, qtbot: QtBot, table: Path
) -> None:
    window = MainWindow(None, state=session.state_file)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.resize(1280, 800)
    QApplication.processEvents()
    page = start_page(window)
    parts = (page, page.zone, page.open_button, window.sidebar, window.status, window.menuBar())
    places = [part.mapTo(window, part.rect().topLeft()) for part in parts]

    for step in window.furnishing(session):
        step()
        QApplication.processEvents()

    assert (window.pages.page, page.zone, page.open_button) == (page, parts[1], parts[2])
    assert [part.mapTo(window, part.rect().topLeft()) for part in parts] == places
    assert [menu.isEmpty() for menu in window.menus.values()] == [False] * len(window.menus)


def test_a_message_of_success_goes_when_its_page_is_left_or_another_file_opened(
    window: MainWindow, table: Path
) -> None:
    window.pages.show_page("runs")
    page = window.pages.page
    assert page is not None
    show_ending(page, MessageStrip("good", "Written: call.csv"))
    show_ending(page, failed := MessageStrip("problem", "The disk is full."))
    show_ending(page, MessageStrip("good", "Written: call.csv"))
    assert failed.isHidden()
    window.pages.show_page("start")
    assert page.strip_area.count() == 0
    # It ended while the page was away: it waits there until it has been seen.
    show_ending(page, MessageStrip("good", "Written: next.csv"))
    window.pages.show_page("runs")
    assert page.strip_area.count() == 1
    window.session.table_opening.emit(table)
    assert page.strip_area.count() == 0
    show_ending(page, MessageStrip("problem", "The disk is full."))
    window.pages.show_page("start")
    assert page.strip_area.count() == 1
