from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.outcomes_dialog import OutcomesDialog
from tracer_desktop.theme.theme import Theme
from tracer_engine import CampaignOutcome, GroupOutcome, Interval

OUTCOME = CampaignOutcome(
    id="20261201-090000-list",
    called=GroupOutcome(customers=259, known=252, acted=141, rate=Interval(value=0.56, low=0.5, high=0.62)),
    control=GroupOutcome(customers=41, known=40, acted=29, rate=Interval(value=0.72, low=0.57, high=0.84)),
    saves=Interval(value=41.0, low=2.0, high=79.0),
    gain=Interval(value=17_900.0, low=300.0, high=35_200.0),
    expected_gain=21_000.0,
    assumed_acceptance=0.25,
    acceptance=Interval(value=0.23, low=0.08, high=0.38),
    next_acceptance=0.24,
    unmatched=6743,
    doubled=0,
    missing=8,
    blank=0,
    headline="The calls kept about 41 customers, between 2 and 79",
    texts=("Of those called 56 % left, of those held back 72 %.",),
)


def test_saves_gain_and_acceptance_come_with_their_intervals(qtbot: QtBot, themed: Theme) -> None:
    dialog = OutcomesDialog(OUTCOME, "EUR", "left")
    qtbot.addWidget(dialog)
    dialog.show()
    rows = dict(dialog.facts.rows())
    assert rows["Held back"].startswith("29 of 40 left, 72.0")
    assert rows["Not in the file"] == "8"
    assert "More than once in the file" not in rows
    assert dialog.use.text() == "Plan with 24\u00a0% from now on"
    qtbot.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    assert dialog.wants_acceptance


def test_without_a_control_group_nothing_is_claimed(qtbot: QtBot, themed: Theme) -> None:
    nothing = replace(OUTCOME, control=None, saves=None, gain=None, acceptance=None, next_acceptance=None)
    dialog = OutcomesDialog(nothing, "EUR", "left")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.use.isVisible()
    assert "Held back" not in dict(dialog.facts.rows())
