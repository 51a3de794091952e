from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.plays_dialog import PlaysDialog
from tracer_desktop.theme.theme import Theme
from tracer_engine import Play

PLAYS = (
    Play(role="contract", label="Kind of contract", text="Offer a longer contract."),
    Play(role="payment", label="How the customer pays", text="Offer automatic payment."),
)


def test_only_what_is_in_words_of_ones_own_is_told(qtbot: QtBot, themed: Theme) -> None:
    dialog = PlaysDialog(PLAYS, {"payment": "Send a card."})
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.lines["contract"].clear()
    assert dialog.changed() == {"contract": "", "payment": "Send a card."}

    qtbot.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    assert dialog.changed() == {}


def test_it_opens_as_high_as_its_lines_need(qtbot: QtBot, themed: Theme) -> None:
    plays = [Play(role=f"role{at}", label=f"Reason {at}", text="Call.") for at in range(6)]
    dialog = PlaysDialog(plays, {})
    qtbot.addWidget(dialog)
    dialog.show()
    for line in dialog.lines.values():
        assert not line.visibleRegion().isEmpty()
        assert line.visibleRegion().boundingRect() == line.rect()
