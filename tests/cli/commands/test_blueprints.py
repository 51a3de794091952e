from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.guide_blueprint import line_of, write_guide
from tracer_engine.cli.front import run_front


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert run_front([*(str(argument) for argument in arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("arguments", [["blueprints", "--json"], ["blueprints", "list", "--json"]])
def test_blueprints_as_json(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(arguments) == 0
    listed = {record["key"]: record for record in json.loads(capsys.readouterr().out)["blueprints"]}
    assert {"attrition", "churn", "general"} <= set(listed)
    assert {"key", "title", "outcome", "schema_version"} <= set(listed["churn"])


def test_blueprints_are_listed_and_shown_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["blueprints"]) == 0
    assert "Employee attrition" in capsys.readouterr().out
    assert run_front(["blueprints", "show", "attrition"]) == 0
    told = capsys.readouterr().out
    assert "Roles a column can play" in told
    assert "Engineered features" in told
    assert "1 (in use)  Tracer" in told


def test_one_blueprint_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    record = answer(capsys, "blueprints", "show", "churn")
    assert record["wording"]["entity"]
    assert [version["version"] for version in record["versions"]] == [record["schema_version"]]


def test_an_unknown_blueprint_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["blueprints", "show", "chrn"]) == 3
    assert "churn" in capsys.readouterr().err


def test_one_is_begun_checked_added_shown_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = answer(capsys, "blueprints", "new", "lead", tmp_path)["paths"]
    checked = answer(capsys, "blueprints", "check", paths["blueprint"])
    assert (checked["ok"], checked["problems"], checked["sample"]["picked"]) == (True, [], "lead")
    assert answer(capsys, "blueprints", "add", paths["blueprint"])["replaced"] is None
    assert answer(capsys, "blueprints", "add", paths["blueprint"])["replaced"] == 1
    versions = answer(capsys, "blueprints", "show", "lead")["versions"]
    assert Path(versions[0]["source"]).is_file()
    assert answer(capsys, "blueprints", "remove", "lead") == {"key": "lead", "removed_versions": 1}
    assert run_front(["blueprints", "show", "lead"]) == 3


def test_people_are_told_each_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_guide(tmp_path)
    assert run_front(["blueprints", "add", str(path)]) == 0
    assert "Added late_payment: Which invoices will be paid late?" in capsys.readouterr().out
    assert run_front(["blueprints", "add", str(path)]) == 0
    assert "Replaced late_payment, schema version 1." in capsys.readouterr().out
    assert run_front(["sample", str(tmp_path), "--blueprint", "late_payment", "--rows", "300"]) == 0
    assert "made-up invoices" in capsys.readouterr().out
    assert run_front(["blueprints", "check", str(path), str(tmp_path / "invoices.csv")]) == 0
    told = capsys.readouterr().out
    assert "keeps the contract: 6 roles, 2 features" in told
    assert "Tracer picks this blueprint by itself." in told
    assert "days_to_pay: PaymentTerm" in told
    assert run_front(["blueprints", "check", "churn", str(tmp_path / "invoices.csv")]) == 0
    assert "Tracer by itself would pick late_payment. Use --blueprint churn." in capsys.readouterr().out
    assert run_front(["blueprints", "remove", "late_payment"]) == 0
    assert "score as before" in capsys.readouterr().out
    assert run_front(["blueprints", "remove", "churn"]) == 3


def test_a_broken_file_is_told_with_every_problem_and_code_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_guide(tmp_path, 'kind = "category"', 'kind = "word"')
    path.write_text(path.read_text(encoding="utf-8").replace("acceptance = 0.4", "acceptance = true"), encoding="utf-8")
    assert run_front(["blueprints", "check", str(path)]) == 3
    told = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in told] == [
        f"late_payment.toml, line {line_of(piece)}" for piece in ('kind = "category"', "acceptance = 0.4")
    ]
    assert run_front(["blueprints", "check", str(path), "--json"]) == 3
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 2
    assert run_front(["blueprints", "add", str(path)]) == 3
    assert "line 62" in capsys.readouterr().err


def test_a_file_damaged_in_the_workspace_is_told_of_and_the_rest_listed(
    tmp_path: Path, own_workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_front(["blueprints", "add", str(write_guide(tmp_path))]) == 0
    (own_workspace / "blueprints" / "late_payment" / "1.toml").write_text("key", encoding="utf-8")
    assert run_front(["blueprints"]) == 0
    told = capsys.readouterr()
    assert "left aside" in told.err
    assert "churn" in told.out
