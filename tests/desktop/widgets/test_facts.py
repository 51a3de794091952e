from __future__ import annotations

from pytestqt.qtbot import QtBot

from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.facts import FactsList
from tracer_desktop.widgets.labels import Label


def test_facts_are_replaced_added_and_taken_away(themed: Theme, qtbot: QtBot) -> None:
    facts = FactsList([("Median", "1,397.48"), ("Missing", "11 of 7,043")], name="TotalCharges")
    qtbot.addWidget(facts)

    facts.set_rows([("Median", "29")])
    assert facts.rows() == [("Median", "29")]
    facts.set_rows([("Median", "29"), ("Distinct values", "73"), ("Missing", "none")])
    assert facts.rows()[1] == ("Distinct values", "73")


def test_a_value_is_read_out_with_its_name(themed: Theme, qtbot: QtBot) -> None:
    facts = FactsList([("Median", "1,397.48")])
    qtbot.addWidget(facts)

    assert "Median: 1,397.48" in [label.accessibleName() for label in facts.findChildren(Label)]
