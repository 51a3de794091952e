from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.missing_dialog import MissingDialog
from tracer_desktop.theme.theme import Theme
from tracer_engine import Column

COLUMN = Column(name="charge", header="charge", kind="number", missing_tokens=("?", "NA"), spoilers=("a lot",))


def test_what_is_missing_is_shown_and_typed(qtbot: QtBot, themed: Theme) -> None:
    dialog = MissingDialog(COLUMN, told=False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.field.text() == "?, NA"
    assert dialog.others.text() == "Not understood, though the others are numbers: a lot."
    assert dialog.reset.isHidden()
    qtbot.keyClicks(dialog.field, "-, not known,, - ")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.result() == 1
    assert dialog.tokens() == ("-", "not known")


def test_it_can_be_left_to_tracer_again(qtbot: QtBot, themed: Theme) -> None:
    dialog = MissingDialog(COLUMN, told=True)
    qtbot.addWidget(dialog)
    qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    assert (dialog.result(), dialog.tokens()) == (1, None)
