from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.labels import Label


def test_a_long_dialog_takes_more_than_two_thirds_of_the_screen(qtbot: QtBot, themed: Theme) -> None:
    dialog = HouseDialog("Long")
    qtbot.addWidget(dialog)
    screen = dialog.screen().availableSize()
    line = "One of many lines, and each of them is long enough to be wrapped where there is no room for it. " * 2
    while dialog.sizeHint().height() < 0.8 * screen.height():
        dialog.body.addWidget(Label(line, wrap=True))

    dialog.show()

    qtbot.waitExposed(dialog)
    assert 0.7 * screen.height() < dialog.height() <= screen.height()
    assert clipped(dialog) == []
