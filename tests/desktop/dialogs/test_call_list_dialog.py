from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.call_list_dialog import CallListDialog
from tracer_desktop.theme.theme import Theme


def test_a_form_is_chosen_with_the_keyboard_alone(qtbot: QtBot, themed: Theme) -> None:
    dialog = CallListDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.buttons["tracer"].hasFocus)
    assert dialog.preset() == "tracer"
    qtbot.keyClick(dialog.buttons["tracer"], Qt.Key.Key_Down)
    assert dialog.preset() == "salesforce"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == CallListDialog.DialogCode.Accepted
