from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tracer_desktop.app.held_input import HeldInput
from tracer_desktop.main_window import MainWindow
from tracer_desktop.pages.start_page import StartPage
from tracer_desktop.preferences import StateFile
from tracer_desktop.session import Session


@pytest.fixture
def bare(qtbot: QtBot, session: Session) -> MainWindow:
    """The window as its first picture shows it."""
    made = MainWindow(None, state=StateFile(session.workspace.path))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def press(window: MainWindow, widget: QWidget, place: QPointF) -> None:
    """With the mouse, as the system tells it: to the window as a whole."""
    at = QPointF(widget.mapTo(window, place.toPoint()))
    handle = window.windowHandle()
    for kind, held in (
        (QMouseEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
        (QMouseEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(handle, QMouseEvent(kind, at, handle.mapToGlobal(at), button, held, none))


def furnish(window: MainWindow, session: Session) -> None:
    for step in window.furnishing(session):
        step()


def test_an_entry_pressed_at_the_first_picture_is_shown_once_there_is_one(
    bare: MainWindow, session: Session, qtbot: QtBot
) -> None:
    held = HeldInput(bare)
    entries = bare.sidebar.entries
    place = bare.sidebar.visualRect(entries.index(entries.row_of("runs"))).center()
    press(bare, bare.sidebar.viewport(), QPointF(place))
    assert bare.pages.key == "start"

    furnish(bare, session)
    held.release()

    qtbot.waitUntil(lambda: bare.pages.key == "runs")


def test_a_shortcut_pressed_at_the_first_picture_is_not_lost(bare: MainWindow, session: Session, qtbot: QtBot) -> None:
    held = HeldInput(bare)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(bare.windowHandle(), Qt.Key.Key_S, both)

    furnish(bare, session)
    held.release()

    qtbot.waitUntil(lambda: bare.pages.key == "score")


def test_what_a_screen_reader_presses_at_the_first_picture_is_done_later(
    bare: MainWindow, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It presses buttons themselves, past the window."""
    asked: list[str] = []

    def choose(_parent: object, title: str, *_: object) -> tuple[str, str]:
        asked.append(title)
        return "", ""

    monkeypatch.setattr("tracer_desktop.operations.opening.QFileDialog.getOpenFileName", choose)
    page = bare.pages.page
    assert isinstance(page, StartPage)
    page.open_button.click()
    assert asked == []

    furnish(bare, session)

    assert asked == ["Open a file"]


def test_a_file_handed_over_at_the_first_picture_is_opened_later(
    bare: MainWindow, session: Session, tmp_path: Path
) -> None:
    model = tmp_path / "churn_q3.tracer"
    model.write_bytes(b"PK")
    bare.open(model)

    furnish(bare, session)

    assert session.model == model
    assert bare.pages.key == "score"


def test_closed_at_its_first_picture_it_keeps_its_place(bare: MainWindow, session: Session) -> None:
    bare.resize(1280, 712)

    assert bare.close()
    assert StateFile(session.workspace.path).state.geometry
