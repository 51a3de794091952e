from __future__ import annotations

import json

import pytest

from tracer_engine.cli.front import run_front
from tracer_engine.workspace import open_workspace


def keep_run(source: str = "telco.csv") -> str:
    with open_workspace().new_run(source) as folder:
        (folder.path / "model.tracer").write_bytes(b"model")
        folder.write_summary(blueprint="churn", target="Churn", rows=7043, roc_auc=0.8461)
    return folder.id


def test_without_a_run_the_first_step_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["runs"]) == 0
    assert "tracer train FILE" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["runs", "--json"], ["runs", "list", "--json"], ["runs", "--json", "list"]])
def test_runs_as_json(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run_id = keep_run()
    assert run_front(arguments) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert set(run) == {"id", "created", "blueprint", "target", "rows", "roc_auc", "path"}
    assert (run["id"], run["rows"], run["roc_auc"]) == (run_id, 7043, 0.8461)


def test_runs_are_listed_for_people_and_broken_ones_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    run_id = keep_run()
    (open_workspace().runs_folder / "20260101-000000-old-aaaa").mkdir()
    assert run_front(["runs"]) == 0
    told = capsys.readouterr()
    assert run_id in told.out
    assert "7,043" in told.out
    assert "old-aaaa" not in told.out
    assert "old-aaaa is no readable run" in told.err


def test_where_no_run_can_be_read_nobody_is_told_that_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    (open_workspace().runs_folder / "20260101-000000-old-aaaa").mkdir()
    assert run_front(["runs"]) == 0
    assert "no other run" in capsys.readouterr().out


def test_runs_are_listed_by_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = keep_run("telco.csv"), keep_run("b.csv")
    open_workspace().rename(second, "Spring campaign")
    assert run_front(["runs"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert any(first in line and " telco " in line for line in told)
    assert any(second in line and "Spring campaign" in line for line in told)


def test_one_run_is_shown_with_its_files(capsys: pytest.CaptureFixture[str]) -> None:
    run_id = keep_run()
    assert run_front(["runs", "show", run_id[:-1]]) == 0
    told = capsys.readouterr().out
    assert run_id in told
    assert "model.tracer" in told
    assert run_front(["runs", "show", run_id, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["run_id"] == run_id


def test_an_unknown_run_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["runs", "show", "nope"]) == 3
    assert "no run 'nope'" in capsys.readouterr().err


def test_runs_are_deleted_all_or_none(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = keep_run("a.csv"), keep_run("b.csv")
    assert run_front(["runs", "delete", first, "nope"]) == 3
    assert len(open_workspace().runs()) == 2
    assert run_front(["runs", "delete", first, second, first, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["deleted"] == [first, second]
    assert open_workspace().runs() == ()


def test_a_broken_run_can_be_deleted() -> None:
    (open_workspace().runs_folder / "20260101-000000-old-aaaa").mkdir()
    assert run_front(["runs", "delete", "20260101-000000-old-aaaa"]) == 0
    assert open_workspace().broken_runs() == ()
