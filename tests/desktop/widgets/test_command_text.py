from __future__ import annotations

from PySide6.QtGui import QFontInfo
from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.command_text import CommandText


def test_a_command_stays_as_it_is_typed_in_letters_of_the_size_around_it(themed: Theme, qtbot: QtBot) -> None:
    text = CommandText()
    qtbot.addWidget(text)
    text.show_command("tracer train customers.csv --effort quick")

    assert text.command == text.accessibleDescription() == "tracer train customers.csv --effort quick"
    themed.set_zoom(2.0)
    assert QFontInfo(text.font()).pointSizeF() > 1.8 * 9.75
