from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.preferences_dialog import PreferencesDialog
from tracer_desktop.preferences import Preferences, StateFile
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme


@pytest.fixture
def dialog(qtbot: QtBot, session: Session) -> PreferencesDialog:
    made = PreferencesDialog(session)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def kept(session: Session) -> Preferences:
    return StateFile(session.workspace.path).state.preferences


def pick(qtbot: QtBot, dialog: PreferencesDialog, field: str, downs: int) -> None:
    choice = getattr(dialog, field)
    choice.setFocus()
    for _ in range(downs):
        qtbot.keyClick(choice, Qt.Key.Key_Down)


def test_a_theme_chosen_is_there_at_once_and_kept(
    dialog: PreferencesDialog, qtbot: QtBot, session: Session, themed: Theme
) -> None:
    pick(qtbot, dialog, "theme_choice", 1)

    assert themed.dark
    assert kept(session).mode == "dark"


def test_a_size_chosen_is_there_at_once_and_kept(
    dialog: PreferencesDialog, qtbot: QtBot, session: Session, themed: Theme
) -> None:
    pick(qtbot, dialog, "zoom_choice", 2)

    assert themed.zoom == pytest.approx(1.25)
    assert kept(session).zoom == pytest.approx(1.25)


def test_the_system_s_font_is_there_at_once_and_kept(
    dialog: PreferencesDialog, session: Session, themed: Theme
) -> None:
    dialog.font_box.click()

    assert themed.system_font
    assert kept(session).system_font


def test_a_number_of_threads_reaches_the_children_that_are_born_from_now_on(
    dialog: PreferencesDialog, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_THREADS", "8")
    dialog.threads.setValue(3)
    assert os.environ["TRACER_THREADS"] == "3"
    assert kept(session).threads == 3

    dialog.threads.setValue(0)
    assert "TRACER_THREADS" not in os.environ
    assert dialog.threads.text() == "automatic"


def test_another_place_for_the_runs_counts_from_the_next_start_on(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRACER_HOME")
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(tmp_path / "config"))
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(session.workspace.path))
    dialog = PreferencesDialog(session)
    qtbot.addWidget(dialog)
    assert dialog.change_place.isEnabled()

    dialog.choose_place(tmp_path / "elsewhere")

    assert dialog.place.text() == str(tmp_path / "elsewhere")
    assert (tmp_path / "config" / "workspace.txt").read_text(encoding="utf-8").strip() == str(tmp_path / "elsewhere")
    assert "next start" in dialog._place_note.text()
    assert str(session.workspace.path) in dialog._place_note.text()


def test_where_a_variable_says_the_place_the_button_says_so(dialog: PreferencesDialog) -> None:
    assert not dialog.change_place.isEnabled()
    assert "TRACER_HOME" in dialog.change_place.toolTip()


def test_the_endpoint_s_page_is_one_press_away(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.endpoint_wanted):
        dialog.endpoint_button.click()
    assert not dialog.isVisible()


def test_no_text_of_it_is_cut(dialog: PreferencesDialog) -> None:
    for note in dialog._notes:
        assert note.height() >= note.heightForWidth(note.width()) or not note.isVisible()
