from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.small_runs import SmallRun
from tracer_desktop.dialogs.compare_dialog import CompareDialog, ComparedRun
from tracer_desktop.theme.theme import Theme
from tracer_engine import Interval, JobError, RunComparison


@pytest.fixture
def report(small_run: SmallRun) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(small_run.run.paths["report_json"].read_text(encoding="utf-8"))
    return loaded


def shown(qtbot: QtBot, older: dict[str, Any], newer: dict[str, Any]) -> CompareDialog:
    dialog = CompareDialog(
        ComparedRun(name="June", created="2026-06-01T08:00:00+00:00", report=older),
        ComparedRun(name="July", created="2026-07-01T08:00:00+00:00", report=newer),
    )
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_figures_stand_side_by_side_with_intervals_and_what_changed(
    qtbot: QtBot, themed: Theme, report: dict[str, Any]
) -> None:
    newer = copy.deepcopy(report)
    newer["metrics"]["roc_auc"]["value"] += 0.01
    dialog = shown(qtbot, report, newer)
    first = dialog.figures()[0]
    assert first[0] == "Ranking, ROC AUC"
    assert first[1].startswith(f"{report['metrics']['roc_auc']['value']:.3f}  (")
    assert first[3] == "+0.010"
    assert "about alike" in dialog.conclusion.text()
    assert "same rows" in dialog.caveat.text()
    assert clipped(dialog) == []


def test_beyond_the_intervals_one_is_clearly_better(qtbot: QtBot, themed: Theme, report: dict[str, Any]) -> None:
    newer = copy.deepcopy(report)
    newer["metrics"]["roc_auc"] = {"value": 0.99, "low": 0.985, "high": 0.995}
    newer["rows"] += 100
    dialog = shown(qtbot, report, newer)
    assert dialog.conclusion.text() == "“July” ranks clearly better"
    assert "with care" in dialog.caveat.text()
    assert shown(qtbot, newer, report).conclusion.text() == "“June” ranks clearly better"


def test_what_was_left_out_only_once_and_the_drivers_are_told(
    qtbot: QtBot, themed: Theme, report: dict[str, Any]
) -> None:
    newer = copy.deepcopy(report)
    newer["excluded"].append({"column": "Region", "reason": "Told."})
    newer["importance"] = [entry | {"share": entry["share"] / 2} for entry in newer["importance"][1:]]
    dialog = shown(qtbot, report, newer)
    told = {row[0]: row[1:] for row in dialog.differences()}
    assert told["Left out only here"] == ("–", "Region")
    assert told["Effort"] == ("quick", "quick")
    missing = report["importance"][0]["label"] or report["importance"][0]["column"]
    assert {row[0]: row[2] for row in dialog.drivers()}[missing] == "–"


def test_what_they_are_worth_on_the_same_rows_takes_the_place_of_a_guess(
    qtbot: QtBot, themed: Theme, report: dict[str, Any]
) -> None:
    dialog = shown(qtbot, report, copy.deepcopy(report))
    for low, high, words in ((0.004, 0.02, "“July” ranks better: "), (-0.03, -0.01, "“June” ranks better: "),
                             (-0.01, 0.02, "They rank alike: ")):  # fmt: skip
        change = Interval(value=(low + high) / 2, low=low, high=high)
        found = RunComparison(rows=480, unseen=80, older={}, newer={}, difference={"roc_auc": change})
        dialog.show_paired(found)
        assert dialog.conclusion.text().startswith(words)
    assert dialog.caveat.text().startswith("Measured on the same 480 rows, none of which either had learned from.")
    assert "80 of them are new to “June”." in dialog.caveat.text()
    dialog.show_paired(replace(found, warning="The older model lacks 9 columns."))
    assert dialog.conclusion.text().startswith("They can hardly be compared: ")
    assert dialog.caveat.text().endswith("The older model lacks 9 columns.")
    dialog.show_unpaired(JobError(message="No column names their rows.", kind="input"))
    assert dialog.caveat.text().endswith("No column names their rows.")
