"""A plan can be said as a command, and that command makes the same plan."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

from tests.small_runs import customers, write_table
from tracer_engine.planning import train_command
from tracer_engine.planning.command import quoted
from tracer_engine.types.plan import PlanOptions
from tracer_engine.workflow import draft_plan, profile_table, read_table


def test_all_that_was_told_and_decided_is_in_the_command(tmp_path: Path) -> None:
    table = read_table(write_table(tmp_path / "my customers.csv", customers(200)))
    options = PlanOptions(exclude=("Gender", "Late Bills")[:1], keep=("Region",), effort="balanced", seed=7)
    plan = draft_plan(table, profile_table(table, options=options), options=options)
    words = shlex.split(train_command("my customers.csv", plan))
    assert words[:3] == ["tracer", "train", "my customers.csv"]
    pairs = dict(zip(words[3::2], words[4::2], strict=True))
    assert pairs == {
        "--target": "Churn",
        "--positive": "Yes",
        "--blueprint": "churn",
        "--id": "CustomerID",
        "--exclude": "Gender",
        "--keep": "Region",
        "--effort": "balanced",
        "--seed": "7",
    }


def test_the_options_of_the_command_make_the_same_plan(tmp_path: Path) -> None:
    table = read_table(write_table(tmp_path / "customers.csv", customers(200)))
    profile = profile_table(table)
    first = draft_plan(table, profile)
    spelled = PlanOptions(target="Churn", positive="Yes", blueprint="churn", id="CustomerID", effort="quick", seed=1)
    assert replace(draft_plan(table, profile, options=spelled), told=first.told) == first


def test_words_with_spaces_and_quotes_stay_one_word() -> None:
    assert [shlex.split(quoted(word)) for word in ("plain", "two words", 'a "b"', "")] == [
        ["plain"],
        ["two words"],
        ['a "b"'],
        [""],
    ]


def test_a_role_that_nobody_plays_is_said(tmp_path: Path) -> None:
    table = read_table(write_table(tmp_path / "customers.csv", customers(200)))
    options = PlanOptions(roles={"gender": ()})
    plan = draft_plan(table, profile_table(table, options=options), options=options)

    assert "--role gender= " in train_command("customers.csv", plan)
    assert "gender" not in plan.roles
