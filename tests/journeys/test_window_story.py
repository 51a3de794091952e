"""From a file to a call list, by mouse: opened, trained, judged, exported, and next month's file scored."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from tests.journeys.window_user import User
from tests.small_runs import probabilities, read_scored
from tracer_desktop.pages.data_page import DataPage
from tracer_desktop.pages.score_page import ScorePage
from tracer_desktop.pages.start_page import StartPage
from tracer_desktop.pages.training_page import TrainingPage
from tracer_desktop.pages.verdict_page import VerdictPage
from tracer_engine import load_model


def from_file_to_verdict(user: User, file: Path) -> VerdictPage:
    """Open a file and train on what the wizard proposes; nothing but the left button."""
    user.names(file)
    user.click(user.page(StartPage).open_button)
    user.until_page("data")
    data = user.page(DataPage)
    user.until(data.train_button.isEnabled)
    user.click(data.train_button)

    wizard = user.page(TrainingPage).wizard
    for step in range(4):
        user.until(wizard.next.isEnabled)
        assert wizard.current == step
        user.click(wizard.next)
    assert wizard.next.text() == "Train"
    user.click(wizard.next)
    assert user.session.is_training
    user.until_page("verdict")
    return user.page(VerdictPage)


def report_of(user: User) -> Mapping[str, Any]:
    """The numbers of the run that is open."""
    assert user.session.run is not None
    return cast("Mapping[str, Any]", user.session.run.report)


def score_by_mouse(user: User, file: Path, out: Path) -> ScorePage:
    """Look at another file on the score page, and score it."""
    user.click_entry("score")
    page = user.page(ScorePage)
    user.until(lambda: page.card is not None)
    user.names(file)
    assert page.empty.button is not None
    user.click(page.empty.button)
    user.until(lambda: page.outlook is not None)
    user.names(out)
    user.click(page.verdict.score)
    ending = user.until_ending()
    assert ending.kind == "good", ending.title.text()
    return page


def test_from_a_file_to_next_months_list_by_mouse(user: User, june: Path, july: Path, tmp_path: Path) -> None:
    verdict = from_file_to_verdict(user, june)
    assert verdict.header.title.text() == report_of(user)["verdict"]["headline"]
    assert len(user.runs()) == 1

    ending = user.export_by_mouse(verdict.export_button, "scores_csv", tmp_path / "list.csv")
    assert ending.title.text() == "Written: list.csv"
    ending = user.export_by_mouse(verdict.export_button, "model", tmp_path / "june.tracer")
    assert ending.title.text() == "Written: june.tracer"
    page = score_by_mouse(user, july, tmp_path / "calls.csv")
    assert page.header.title.text() == "Score july.csv"

    rows = read_scored(tmp_path / "list.csv")
    assert len(rows) == 600
    assert all(0 <= one <= 1 for one in probabilities(rows))
    calls = read_scored(tmp_path / "calls.csv")
    assert len(calls) == 200
    assert min(int(row["churn_rank"]) for row in calls) == 1
    assert load_model(tmp_path / "june.tracer").card.outcome == "churn"
    with july.open(encoding="utf-8", newline="") as file:
        assert [row["CustomerID"] for row in calls] == [row["CustomerID"] for row in csv.DictReader(file)]


@pytest.mark.slow
def test_the_telecom_table_by_mouse(user: User, shared: Path, tmp_path: Path) -> None:
    telco = shared / "telco.csv"
    verdict = from_file_to_verdict(user, telco)
    auc = report_of(user)["metrics"]["roc_auc"]
    assert auc["low"] < auc["value"] < auc["high"]
    assert auc["value"] > 0.84
    assert report_of(user)["verdict"]["worth_using"]

    user.export_by_mouse(verdict.export_button, "scores_csv", tmp_path / "list.csv")
    score_by_mouse(user, telco, tmp_path / "again.csv")

    rows, again = read_scored(tmp_path / "list.csv"), read_scored(tmp_path / "again.csv")
    assert len(rows) == len(again) == 7043
    riskiest = sorted(rows, key=lambda row: float(row["churn_probability"]), reverse=True)[:704]
    assert sum(row["Churn"] == "Yes" for row in riskiest) / 704 > 0.6
