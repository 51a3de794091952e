from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.small_runs import SmallRun, customers, unscored, write_table
from tracer_engine.cli.front import run_front

Told = pytest.CaptureFixture[str]


@pytest.fixture
def model(small_run: SmallRun) -> str:
    return str(small_run.run.paths["model"])


def score(model: str, folder: Path, name: str, rows: slice, *options: str, seed: int = 4) -> int:
    columns = {column: cells[rows] for column, cells in unscored(customers(200, seed=seed)).items()}
    file = write_table(folder / name, columns)
    return run_front(["score", model, str(file), "--out", str(folder / "scored.csv"), *options])


def test_the_second_file_is_told_against_the_first(model: str, tmp_path: Path, capsys: Told) -> None:
    assert run_front(["months", model]) == 0
    assert "No file scored with this model is remembered yet." in capsys.readouterr().out
    assert score(model, tmp_path, "june.csv", slice(0, 150)) == 0
    assert "Since" not in capsys.readouterr().out
    assert score(model, tmp_path, "july.csv", slice(50, 200)) == 0
    told = capsys.readouterr().out
    assert "Since june.csv of " in told
    assert "of the list were not in that file" in told
    assert score(model, tmp_path, "august.csv", slice(50, 200), "--json", seed=5) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["since"]["then"]["source"] == "july.csv"
    assert answer["listed"] == answer["since"]["new"] + answer["since"]["climbed"] + answer["since"]["stayed"]

    assert run_front(["months", model]) == 0
    told = capsys.readouterr().out
    assert told.index("august.csv") < told.index("july.csv") < told.index("june.csv")
    assert "3 files remembered: ids hashed, scores and main reasons; no cells." in told
    assert run_front(["months", model, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [one["source"] for one in answer["files"]] == ["august.csv", "july.csv", "june.csv"]
    assert answer["since"]["then"]["source"] == "july.csv"
    assert run_front(["months", model, "--forget"]) == 0
    assert "Forgot 3 files." in capsys.readouterr().out
    assert run_front(["months", model, "--forget", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"forgotten": 0}


def test_the_options_of_a_scoring_reach_it(model: str, tmp_path: Path, capsys: Told) -> None:
    options = ("--base-rate", "50%", "--marks", "--no-memory", "--json", "--id", "CustomerID")
    assert score(model, tmp_path, "june.csv", slice(0, 60), *options) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["base_rate"]["used"] == 0.5
    assert {"needs", "column", "how", "share", "loss", "drift", "p_value"} <= set(answer["columns"][0])
    header = (tmp_path / "scored.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header.endswith("churn_unlike,churn_change")
    assert run_front(["months", model, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == []


@pytest.mark.parametrize("wrong", ["0", "1", "120%", "much"])
def test_a_base_rate_that_is_none_is_wrong_usage(model: str, tmp_path: Path, wrong: str) -> None:
    assert score(model, tmp_path, "june.csv", slice(0, 60), "--base-rate", wrong) == 2


def test_nobody_can_be_followed_without_ids_and_that_is_said(model: str, tmp_path: Path, capsys: Told) -> None:
    for name, rows in (("june.csv", slice(0, 100)), ("july.csv", slice(50, 150))):
        columns = {c: cells[rows] for c, cells in unscored(customers(200, seed=4)).items() if c != "CustomerID"}
        file = write_table(tmp_path / name, columns)
        assert run_front(["score", model, str(file), "--out", str(tmp_path / "scored.csv")]) == 0
    assert "nobody: no column names the rows in both files (see --id)" in capsys.readouterr().out
