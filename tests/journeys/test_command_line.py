"""Whole stories at the command line, each command a process of its own as a user starts it."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = 1200


@dataclass(frozen=True)
class CommandLine:
    """A shell with its own workspace."""

    folder: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return os.environ | {"TRACER_HOME": str(self.folder / "home"), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "tracer_engine.cli", *(str(argument) for argument in arguments)]

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments), capture_output=True, text=True, encoding="utf-8", env=self.environment
        )

    def answer(self, *arguments: object) -> dict[str, Any]:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def runs(self) -> list[str]:
        return [run["id"] for run in self.answer("runs")["runs"]]

    def leftovers(self) -> list[str]:
        """What is left of unfinished runs: their folders, and all that is in them."""
        runs = self.folder / "home" / "runs"
        return [str(path.relative_to(runs)) for path in runs.rglob("*") if path.relative_to(runs).parts[0][0] == "."]

    @contextlib.contextmanager
    def started(self, *arguments: object) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            self.command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=self.environment,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    line = CommandLine(tmp_path_factory.mktemp("command_line"))
    line.answer("sample", line.folder / "samples", "--rows", ROWS)
    return line


@pytest.fixture(scope="module")
def trained(line: CommandLine) -> dict[str, Any]:
    return line.answer("train", line.folder / "samples" / "customers.csv", "--out", line.folder / "results")


def read_scored(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_training_needs_nothing_but_the_file(line: CommandLine, trained: dict[str, Any]) -> None:
    assert (trained["target"], trained["positive"], trained["id"]) == ("Churn", "Yes", "CustomerID")
    assert (trained["blueprint"], trained["outcome"], trained["effort"]) == ("churn", "churn", "quick")
    assert trained["rows"] == ROWS
    assert [left_out["column"] for left_out in trained["excluded"]] == ["CustomerID"]
    assert trained["roles"]["tenure"] == "TenureMonths"
    auc = trained["metrics"]["roc_auc"]
    assert 0.7 < auc["low"] < auc["value"] < auc["high"] < 0.95
    assert trained["verdict"]["worth_using"] is True
    assert trained["run_id"] in line.runs()


def test_the_results_are_handed_out_whole(line: CommandLine, trained: dict[str, Any]) -> None:
    names = {path.name for path in (line.folder / "results").iterdir()}
    assert names == {"model.tracer", "report.html", "report.json", "scores.csv"}
    assert {Path(path).parent for path in trained["paths"].values()} == {line.folder / "results"}
    report = json.loads((line.folder / "results" / "report.json").read_text(encoding="utf-8"))
    assert {key: trained[key] for key in report} == report
    scores = read_scored(line.folder / "results" / "scores.csv")
    assert len(scores) == ROWS
    assert sorted(int(row["churn_rank"]) for row in scores) == list(range(1, ROWS + 1))


def test_next_month_is_scored_by_run_and_by_file_alike(line: CommandLine, trained: dict[str, Any]) -> None:
    file = line.folder / "samples" / "customers_next_month.csv"
    by_run, by_file = line.folder / "by_run.csv", line.folder / "by_file.csv"
    answer = line.answer("score", trained["run_id"], file, "--out", by_run)
    line.answer("score", trained["paths"]["model"], file, "--out", by_file)
    assert by_run.read_bytes() == by_file.read_bytes()
    rows = read_scored(by_run)
    assert answer["rows"] == len(rows) == ROWS * 2 // 5
    assert answer["rows_set_aside"] == 0
    assert answer["verdict"]["level"] in ("go", "caution", "stop")
    assert answer["paths"]["scores"] == str(by_run)
    for row in rows:
        assert row["churn_predicted"] == ("yes" if float(row["churn_probability"]) >= answer["threshold"] else "no")
        assert row["churn_reason_1"]


def test_the_model_can_be_inspected(line: CommandLine, trained: dict[str, Any]) -> None:
    by_run = line.answer("inspect", trained["run_id"])
    assert by_run.pop("path") != (by_file := line.answer("inspect", trained["paths"]["model"])).pop("path")
    assert by_run == by_file
    assert "Churn" in line.run("inspect", trained["run_id"]).stdout


def test_people_are_told_the_verdict_first(line: CommandLine, trained: dict[str, Any]) -> None:
    shown = line.run("runs", "show", trained["run_id"])
    assert shown.returncode == 0
    text = shown.stdout
    assert trained["verdict"]["headline"] in text
    assert text.index(trained["verdict"]["headline"]) < text.index("ROC AUC") < text.index("What drives it")


def test_a_profile_says_what_is_odd_and_what_to_do(line: CommandLine) -> None:
    file = line.folder / "samples" / "customers_leaky.csv"
    answer = line.answer("profile", file)
    assert {"rows", "columns", "receipt", "quality", "findings", "suggested"} <= set(answer)
    assert 0 <= answer["quality"]["score"] <= 100
    left_out = {item["column"] for item in answer["suggested"]["exclude"]}
    assert left_out == {"CustomerID", "CancelReason", "CancelDate", "FinalBill"}
    assert answer["suggested"]["roles"]["monthly_charge"] == "MonthlyCharge"
    text = line.run("profile", file).stdout
    assert text.index("Quality") < text.index("CancelReason") < text.index("Suggested")


def test_a_careless_export_is_cleaned_and_every_repair_told(line: CommandLine) -> None:
    dirty, clean = line.folder / "samples" / "customers_dirty.csv", line.folder / "clean.csv"
    answer = line.answer("clean", dirty, "--out", clean, "--receipt", line.folder / "receipt.json")
    receipt = answer["receipt"]
    assert (receipt["delimiter"], receipt["decimal"]) == (";", ",")
    assert receipt["repairs"]
    assert json.loads((line.folder / "receipt.json").read_text(encoding="utf-8")) == receipt
    with clean.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert {"MonthlyCharge", "Contract", "Region"} <= set(header)
    assert len(rows) == answer["rows"] == receipt["rows_kept"]
    assert {len(row) for row in rows} == {len(header)}
    assert "repair" in line.run("clean", dirty, "--out", clean).stdout


def test_what_cannot_be_used_ends_with_3_and_a_remedy(line: CommandLine) -> None:
    done = line.run("train", line.folder / "samples" / "customers.csv", "--target", "Chrun")
    assert done.returncode == 3
    assert done.stdout == ""
    assert "Did you mean 'Churn'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_trouble_with_the_disk_is_told_before_the_work(line: CommandLine) -> None:
    file = line.folder / "samples" / "customers.csv"
    done = line.run("train", file, "--out", file)
    assert done.returncode == 4
    assert "Reading" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals are sent differently on Windows")
def test_ctrl_c_once_keeps_the_best_so_far(line: CommandLine) -> None:
    file = line.folder / "samples" / "customers.csv"
    with line.started("train", file, "--effort", "thorough", "--json") as process:
        assert process.stderr
        for told in process.stderr:
            if "out of fold" in told:
                process.send_signal(signal.SIGINT)
                break
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "Finishing early" in err
    assert json.loads(out)["finished_early"] is True


@pytest.mark.skipif(os.name == "nt", reason="signals are sent differently on Windows")
@pytest.mark.parametrize("signals", [[signal.SIGINT, signal.SIGINT], [signal.SIGTERM]])
def test_a_cancelled_training_leaves_nothing(line: CommandLine, signals: list[signal.Signals]) -> None:
    before = line.runs()
    file, results = line.folder / "samples" / "customers.csv", line.folder / "cancelled"
    with line.started("train", file, "--effort", "thorough", "--out", results) as process:
        assert process.stderr
        for told in process.stderr:
            if "Training" in told:
                process.send_signal(signals[0])
                break
        for number in signals[1:]:
            for told in process.stderr:
                if "Finishing early" in told:
                    process.send_signal(number)
                    break
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Nothing of it was kept" in err
    assert line.leftovers() == []
    assert not results.exists()
    assert line.runs() == before


def test_a_deleted_run_is_gone(line: CommandLine, trained: dict[str, Any]) -> None:
    assert line.answer("runs", "delete", trained["run_id"]) == {"deleted": [trained["run_id"]]}
    assert trained["run_id"] not in line.runs()
