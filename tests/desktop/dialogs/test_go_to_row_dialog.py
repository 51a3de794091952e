from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.dialog_answers import when_shown
from tracer_desktop.dialogs.go_to_row_dialog import GoToRowDialog, ask_row
from tracer_desktop.theme.theme import Theme


def test_a_row_is_typed_and_enter_goes_there(qtbot: QtBot, themed: Theme) -> None:
    def type_it(dialog: GoToRowDialog) -> None:
        dialog.field.selectAll()
        qtbot.keyClicks(dialog.field, "123")
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)

    when_shown(GoToRowDialog, type_it)
    assert ask_row(None, 7043, 5) == 123


def test_escape_goes_nowhere(qtbot: QtBot, themed: Theme) -> None:
    when_shown(GoToRowDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    assert ask_row(None, 7043, 5) is None


def test_no_row_beyond_the_last_can_be_told(qtbot: QtBot, themed: Theme) -> None:
    dialog = GoToRowDialog(100, 1)
    qtbot.addWidget(dialog)
    dialog.field.setValue(5000)
    assert dialog.field.number() == 100
