from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tracer_desktop.dialogs.match_dialog import MatchDialog
from tracer_desktop.theme.theme import Theme
from tracer_engine import Match

MATCHES = (
    Match(needs="tenure", column="tenure", how="same name", share=0.3),
    Match(needs="Contract", column=None, how="missing", share=0.2),
    Match(needs="MonthlyCharges", column="Monthly Charges", how="spelling", share=0.1),
)
COLUMNS = ("tenure", "Deal", "Monthly Charges", "Region")


def shown(qtbot: QtBot, told: dict[str, str] | None = None) -> MatchDialog:
    dialog = MatchDialog(MATCHES, COLUMNS, told or {})
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_what_is_missing_comes_first_and_names_that_were_found_are_filled_in(qtbot: QtBot, themed: Theme) -> None:
    dialog = shown(qtbot)
    assert list(dialog.fields) == ["Contract", "tenure", "MonthlyCharges"]
    assert dialog.fields["Contract"].currentText() == "Not in this file"
    assert dialog.fields["MonthlyCharges"].currentText() == "Monthly Charges"
    assert dialog.told() == {}
    assert clipped(dialog) == []


def test_a_column_is_told_by_keyboard(qtbot: QtBot, themed: Theme) -> None:
    dialog = shown(qtbot)
    field = dialog.fields["Contract"]
    assert dialog.focusWidget() is field
    qtbot.keyClick(field, Qt.Key.Key_D)
    assert dialog.told() == {"Contract": "Deal"}
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)


def test_one_column_cannot_stand_for_two(qtbot: QtBot, themed: Theme) -> None:
    dialog = shown(qtbot)
    qtbot.keyClick(dialog.fields["Contract"], Qt.Key.Key_T)
    assert not dialog.go.isEnabled()
    assert dialog.error.text() == "tenure is chosen twice: for Contract and for tenure."
    qtbot.keyClick(dialog.fields["Contract"], Qt.Key.Key_Down)
    assert dialog.told() == {"Contract": "Deal"}
    assert dialog.go.isEnabled()
    assert not dialog.error.isVisible()


def test_what_was_told_before_stays_told(qtbot: QtBot, themed: Theme) -> None:
    told = Match(needs="Contract", column="Deal", how="told", share=0.2)
    dialog = MatchDialog((MATCHES[0], told), COLUMNS, {"Contract": "Deal"})
    qtbot.addWidget(dialog)
    assert dialog.told() == {"Contract": "Deal"}
