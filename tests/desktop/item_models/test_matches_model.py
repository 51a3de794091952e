from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tracer_desktop.item_models.matches_model import MatchColumn, MatchesModel
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.table_roles import StatusRole
from tracer_engine import Match

MATCHES = (
    Match(needs="tenure", column="tenure", how="same name", share=0.3),
    Match(needs="Contract", column=None, how="missing", share=0.2),
    Match(needs="Charges", column="charges", how="spelling", share=0.1),
    Match(needs="Payment", column="Pay", how="told", share=0.05, unseen=212, unseen_values=("Apple Pay",)),
)


def test_it_is_a_sound_model(qtbot: QtBot, themed: Theme, qtmodeltester: ModelTester) -> None:
    model = MatchesModel()
    model.set_matches(MATCHES)
    qtmodeltester.check(model)


def test_what_is_missing_comes_first_then_what_carries_most(themed: Theme) -> None:
    model = MatchesModel()
    model.set_matches(MATCHES)
    assert [model.index(row, 0).data() for row in range(4)] == ["Contract", "tenure", "Charges", "Payment"]


def test_how_each_was_found_is_told_in_words_and_by_a_status(themed: Theme) -> None:
    model = MatchesModel()
    model.set_matches(MATCHES)
    cells = [model.index(row, MatchColumn.MATCH) for row in range(4)]
    words = ["not in this file", "same name", "matched, spelling", "new values in 212 cells"]
    assert [cell.data() for cell in cells] == words
    assert [cell.data(StatusRole) for cell in cells] == ["problem", "good", "good", "caution"]
    told = cells[3].data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Payment has part in 5\u00a0% of the reasons. Never seen in training: “Apple Pay”."
