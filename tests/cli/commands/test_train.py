from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracer_engine.cli.front import run_front
from tracer_engine.workspace import open_workspace

Samples = dict[str, Path]


def test_people_are_told_what_was_taken_as_what_and_then_the_verdict(
    samples: Samples, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_front(["train", str(samples["customers_leaky"])]) == 0
    told = capsys.readouterr()
    order = [
        "Churn, positive value Yes",
        "churn (suggested)",
        "CustomerID (suggested)",
        "CancelReason: ",
        "model is",
        "Ranking, ROC AUC",
        "The rule: ",
        "Of 100 customers scored near ",
        "What drives it",
        "How far it can be trusted",
        "model.tracer",
        "Next: tracer score",
    ]
    places = [told.out.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "Training" in told.err
    assert "Training" not in told.out


def test_every_option_reaches_the_plan(samples: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (
        "--target Churn --positive No --blueprint churn --effort quick --id CustomerID --group Region "
        "--role tenure=Age --exclude Gender --exclude LateBills --keep DiscountPct --seed 7 --json"
    )
    assert run_front(["train", str(samples["customers"]), *arguments.split(), "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr()
    report = json.loads(told.out)
    assert (report["target"], report["positive"], report["seed"]) == ("Churn", "No", 7)
    assert report["roles"]["tenure"] == "Age"
    assert {"Gender", "LateBills", "CustomerID"} <= {left_out["column"] for left_out in report["excluded"]}
    assert report["run_id"] == open_workspace().runs()[0].id
    assert Path(report["paths"]["model"]) == tmp_path / "out" / "model.tracer"
    assert "positive value No" in told.err


@pytest.mark.parametrize(
    "options",
    [
        ["--target", "Chrun"],
        ["--positive", "Perhaps"],
        ["--blueprint", "chrun"],
        ["--exclude", "Nothing"],
        ["--keep", "Nothing"],
        ["--id", "Nothing"],
        ["--group", "Nothing"],
        ["--role", "nothing=Age"],
        ["--role", "tenure=Nothing"],
    ],
)
def test_what_cannot_be_used_ends_with_3_and_leaves_no_run(
    samples: Samples, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_front(["train", str(samples["customers"]), *options]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    # A message and a remedy, below the lines of progress.
    assert len([line for line in told.err.splitlines() if line.endswith((".", "?", ":"))]) >= 2
    assert open_workspace().runs() == ()


def test_a_role_without_a_column_is_wrong_usage(samples: Samples, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["train", str(samples["customers"]), "--role", "tenure"]) == 2
    assert "ROLE=COLUMN" in capsys.readouterr().err


def test_a_missing_file_ends_with_3(tmp_path: Path) -> None:
    assert run_front(["train", str(tmp_path / "missing.csv")]) == 3


def test_results_that_cannot_be_handed_out_leave_the_run_safe(
    samples: Samples, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    assert run_front(["train", str(samples["customers"]), "--out", str(tmp_path / "out")]) == 4
    (run,) = open_workspace().runs()
    assert f"The run {run.id} itself is safe" in capsys.readouterr().err
