from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.copy_button import CopyButton


def test_it_says_copied_and_then_again_what_it_copies(qtbot: QtBot, themed: Theme) -> None:
    button = CopyButton("Copy", "quiet", icon="terminal", name="Copy the command")
    qtbot.addWidget(button)
    button.clicked.connect(lambda: button.copy("tracer train"))
    button.show()

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "tracer train"
    assert (button.text(), button.accessibleName()) == ("Copied", "Copied")

    button.say_again()
    assert (button.text(), button.accessibleName()) == ("Copy", "Copy the command")
