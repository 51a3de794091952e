from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tracer_desktop.item_models.runs_model import RunColumn, RunFacts, RunsModel
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.status import Kind
from tracer_desktop.widgets.table_roles import StatusRole, TypeRole

GOOD = RunFacts(
    id="20260601-telco",
    path=Path("a"),
    name="June",
    created="2026-06-01T08:00:00+00:00",
    source="telco.csv",
    question="Which customers will leave?",
    effort="balanced",
    rows=7043,
    roc_auc=(0.85, 0.842, 0.86),
    verdict="good",
)
BROKEN = RunFacts(id="20260501-old", path=Path("b"), name="20260501-old", problem="run.json is damaged")


def made() -> RunsModel:
    model = RunsModel()
    model.set_runs((GOOD, BROKEN), GOOD.id)
    return model


def test_it_is_a_sound_model(qtbot: QtBot, themed: Theme, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(made())


def test_a_run_is_told_in_eight_cells(themed: Theme) -> None:
    model = made()
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert cells[0] == "June"
    assert cells[2:] == ["telco.csv", "Which customers will leave?", "Balanced", "7,043", "0.850", "Yes"]
    tip = model.index(0, RunColumn.ROC_AUC).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Between 0.842 and 0.860 with 95 % confidence"
    assert model.index(0, RunColumn.NAME).data(TypeRole) == "strong"


def test_a_broken_run_is_listed_as_such_and_cannot_be_renamed(themed: Theme) -> None:
    model = made()
    assert model.index(1, RunColumn.WORTH).data() == "Cannot be read"
    assert model.index(1, RunColumn.WORTH).data(StatusRole) == "problem"
    assert "run.json is damaged" in model.index(1, RunColumn.NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert not model.flags(model.index(1, RunColumn.NAME)) & Qt.ItemFlag.ItemIsEditable


def test_a_new_name_is_asked_to_be_kept_and_an_empty_one_is_not(qtbot: QtBot, themed: Theme) -> None:
    model = made()
    with qtbot.waitSignal(model.renamed) as told:
        assert model.setData(model.index(0, RunColumn.NAME), "  Summer ")
    assert told.args == [GOOD.id, "Summer"]
    with qtbot.assertNotEmitted(model.renamed):
        assert not model.setData(model.index(0, RunColumn.NAME), "   ")


def test_worth_using_has_the_three_states_of_the_verdict(themed: Theme) -> None:
    model = RunsModel()
    kinds: list[Kind | None] = ["good", "caution", "problem", None]
    model.set_runs(tuple(dataclasses.replace(GOOD, verdict=kind) for kind in kinds), "")
    cells = [model.index(row, RunColumn.WORTH) for row in range(4)]
    assert [cell.data() for cell in cells] == ["Yes", "Check first", "No", "not known"]
    assert [cell.data(StatusRole) for cell in cells] == kinds
