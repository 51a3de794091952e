from __future__ import annotations

import json

import pytest

from tests.small_runs import SmallRun
from tracer_engine.cli.front import run_front


def test_a_segment_is_told_in_words_and_as_json(small_run: SmallRun, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["what-if", str(small_run.run.paths["model"]), str(small_run.file)]
    command += ["--set", "Contract=One year", "--where", "Contract=Month-to-month", "--where", "TenureMonths=..12"]
    assert run_front(command) == 0
    told = capsys.readouterr().out
    assert run_front([*command, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)

    assert answer["text"] in told
    assert "no promise" in told
    assert answer["changes"] == {"Contract": "One year"}
    assert answer["expected_after"]["low"] < answer["expected_after"]["value"] < answer["expected_before"]["value"]


def test_what_is_not_of_the_form_is_wrong_usage(small_run: SmallRun) -> None:
    command = ["what-if", str(small_run.run.paths["model"]), str(small_run.file)]

    assert run_front([*command, "--set", "Contract"]) == 2
    assert run_front(command) == 2
    assert run_front([*command, "--set", "Age=20"]) == 3
