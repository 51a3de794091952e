from __future__ import annotations

import json

import pytest

from tracer_engine.cli.front import run_front


@pytest.mark.parametrize("arguments", [["blueprints", "--json"], ["blueprints", "list", "--json"]])
def test_blueprints_as_json(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(arguments) == 0
    listed = {record["key"]: record for record in json.loads(capsys.readouterr().out)["blueprints"]}
    assert {"churn", "general"} <= set(listed)
    assert {"key", "title", "outcome", "schema_version"} <= set(listed["churn"])


def test_blueprints_are_listed_and_shown_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["blueprints"]) == 0
    assert "churn" in capsys.readouterr().out
    assert run_front(["blueprints", "show", "churn"]) == 0
    told = capsys.readouterr().out
    assert "Roles a column can play" in told
    assert "Engineered features" in told


def test_one_blueprint_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["blueprints", "show", "churn", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["wording"]["entity"]


def test_an_unknown_blueprint_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(["blueprints", "show", "chrn"]) == 3
    assert "churn" in capsys.readouterr().err
