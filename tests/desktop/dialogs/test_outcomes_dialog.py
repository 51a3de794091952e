from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.outcomes_dialog import OutcomesDialog
from tracer_desktop.theme.theme import Theme
from tracer_engine import CampaignOutcome, GroupOutcome, Interval, PooledOutcome

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

POOLED = PooledOutcome(
    ids=("20261201-090000-c", "20261101-090000-b", "20261001-090000-a"),
    called=GroupOutcome(customers=780, known=760, acted=420, rate=Interval(value=0.553, low=0.517, high=0.588)),
    control=GroupOutcome(customers=150, known=148, acted=104, rate=Interval(value=0.703, low=0.625, high=0.77)),
    saves=Interval(value=112.0, low=45.0, high=171.0),
    gain=Interval(value=49_800.0, low=20_100.0, high=79_500.0),
    expected_gain=61_000.0,
    assumed_acceptance=0.25,
    acceptance=Interval(value=0.22, low=0.12, high=0.31),
    differ=0.4,
    headline="3 campaigns together kept about 112 customers",
    texts=(
        "Kept: about 112 of the 760 contacted, between 45 and 171.",
        "Each of the 3 campaigns is held against its own control group, and what they kept is added up.",
        "Plan the next campaign with an acceptance of 0.22.",
    ),
)


def test_what_was_kept_its_gain_and_the_acceptance_come_with_their_intervals(qtbot: QtBot, themed: Theme) -> None:
    dialog = OutcomesDialog(OUTCOME, "EUR")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.alone.headline.text() == OUTCOME.headline
    assert dialog.alone.texts.text() == "\n".join(OUTCOME.texts)
    assert [one.figure.text() for one in dialog.alone.figures] == ["41", "€17,900", "23\u00a0%"]
    assert dialog.alone.figures[1].caption.text() == "€300 to €35,200 · expected €21,000"
    assert dialog.tabs is None
    assert dialog.use.text() == "Plan with 24\u00a0% from now on"
    qtbot.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    assert dialog.wants_acceptance


def test_without_a_control_group_nothing_is_claimed(qtbot: QtBot, themed: Theme) -> None:
    nothing = replace(OUTCOME, control=None, saves=None, gain=None, acceptance=None, next_acceptance=None)
    dialog = OutcomesDialog(nothing, "EUR")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.use.isVisible()
    assert [one.figure.text() for one in dialog.alone.figures] == ["–"] * 3


def test_campaigns_together_have_a_view_of_their_own(qtbot: QtBot, themed: Theme) -> None:
    dialog = OutcomesDialog(replace(OUTCOME, pooled=POOLED, next_acceptance=0.22), "EUR")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.tabs is not None
    assert dialog.together is not None
    assert dialog.alone.isVisible()
    assert [dialog.tabs.tabs.tabText(place) for place in range(2)] == ["This campaign", "3 campaigns together"]
    dialog.tabs.tabs.setFocus()
    qtbot.keyClick(dialog.tabs.tabs, Qt.Key.Key_Right)
    assert dialog.together.isVisible()
    assert dialog.together.headline.text() == POOLED.headline
    assert dialog.together.figures[0].figure.text() == "112"
    assert dialog.use.text() == "Plan with 22\u00a0% from now on"
