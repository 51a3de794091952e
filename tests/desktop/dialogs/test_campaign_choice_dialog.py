from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.dialogs.test_outcomes_dialog import OUTCOME, POOLED
from tracer_desktop.dialogs.campaign_choice_dialog import CampaignChoiceDialog
from tracer_desktop.theme.theme import Theme
from tracer_engine import CampaignHistory, CampaignSettings, EarlierCampaign, Interval

NEWER = EarlierCampaign(
    id="20261201-090000-b", created="2026-12-01T09:00:00+00:00", source="december.csv", model={}, called=259,
    control=41,
    settings=CampaignSettings(capacity=300, budget=5100.0, value_column="MonthlyCharges", value_months=12.0),
    expected_gain=Interval(value=21_000.0, low=15_000.0, high=27_000.0),
)  # fmt: skip
OLDER = replace(
    NEWER, id="20261101-090000-a", created="2026-11-01T09:00:00+00:00", source="november.csv", control=0,
    settings=CampaignSettings(value=600.0), measured=OUTCOME,
)  # fmt: skip
HISTORY = CampaignHistory(campaigns=(NEWER, OLDER), pooled=POOLED)


def test_campaigns_are_told_by_date_size_and_settings_and_the_newest_is_chosen(qtbot: QtBot, themed: Theme) -> None:
    dialog = CampaignChoiceDialog(HISTORY)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.chosen() is NEWER
    assert "300 for december.csv" in dialog.choice.currentText()
    rows = dict(dialog.facts.rows())
    assert rows["Contacts"] == "259"
    assert rows["Held back"] == "41"
    assert rows["Limits"] == "300 contacts, €5,100 budget"
    assert rows["Value of a kept one"] == "MonthlyCharges × 12"
    assert rows["Measured gain"] == "no outcomes yet"
    assert not dialog.results.isVisible()
    told = "3 campaigns together kept about 112 customers, at an acceptance of 22\u00a0% (12\u00a0% to 31\u00a0%)."
    assert dialog.together.text() == told


def test_of_an_earlier_one_that_was_measured_the_results_can_be_seen_again(qtbot: QtBot, themed: Theme) -> None:
    dialog = CampaignChoiceDialog(HISTORY)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog.choice, Qt.Key.Key_Down)
    assert dialog.chosen() is OLDER
    rows = dict(dialog.facts.rows())
    assert rows["Held back"] == "nobody, so nothing shows"
    assert rows["Limits"] == "none"
    assert rows["Measured gain"] == "€17,900 (€300 to €35,200)"
    dialog.results.click()
    assert dialog.wants_results
    assert dialog.result() == CampaignChoiceDialog.DialogCode.Accepted


def test_what_cannot_be_told_is_said(qtbot: QtBot, themed: Theme) -> None:
    early = replace(OLDER, measured=replace(OUTCOME, unripe=True))
    without = replace(OLDER, id="x", measured=replace(OUTCOME, gain=None))
    dialog = CampaignChoiceDialog(CampaignHistory(campaigns=(early, without), pooled=None))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dict(dialog.facts.rows())["Measured gain"] == "perhaps too early"
    qtbot.keyClick(dialog.choice, Qt.Key.Key_Down)
    assert dict(dialog.facts.rows())["Measured gain"] == "not to be told"
    assert not dialog.together.isVisible()
