from __future__ import annotations

from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.shortcuts_dialog import ShortcutsDialog, keys_of
from tracer_desktop.main_window import MainWindow


def test_every_key_of_the_menus_is_in_the_list(window: MainWindow, qtbot: QtBot) -> None:
    dialog = ShortcutsDialog(window.menu.menus, window)
    qtbot.addWidget(dialog)
    told = {keys for _, _, keys in dialog.rows}

    assert {keys_of(action) for action in window.menu.actions.values()} - {""} - told == set()
    assert ("Train", "Stop and keep best", "Ctrl+.") in dialog.rows


def test_names_are_without_the_marks_of_the_menu(window: MainWindow, qtbot: QtBot) -> None:
    dialog = ShortcutsDialog(window.menu.menus, window)
    qtbot.addWidget(dialog)

    assert [words for _, words, _ in dialog.rows if "&" in words or words.endswith("…")] == []
