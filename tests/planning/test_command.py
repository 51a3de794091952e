"""A plan can be said as a command, and that command makes the same plan."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from tests.small_runs import customers, write_table
from tracer_engine.planning import train_command
from tracer_engine.planning.command import quoted
from tracer_engine.types.plan import PlanOptions
from tracer_engine.workflow import draft_plan, profile_table, read_table


def test_all_that_was_told_and_decided_is_in_the_command(tmp_path: Path) -> None:
    table = read_table(write_table(tmp_path / "my customers.csv", customers(200)))
    options = PlanOptions(
        exclude=("Gender", "Late Bills")[:1], keep=("Region",), effort="balanced", seed=7, time_limit=90.0
    )
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
        "--time-limit": "90",
    }


def test_the_options_of_the_command_make_the_same_plan(tmp_path: Path) -> None:
    table = read_table(write_table(tmp_path / "customers.csv", customers(200)))
    profile = profile_table(table)
    first = draft_plan(table, profile)
    spelled = PlanOptions(target="Churn", positive="Yes", blueprint="churn", id="CustomerID", effort="quick", seed=1)
    assert replace(draft_plan(table, profile, options=spelled), told=first.told) == first


@pytest.mark.parametrize("windows", [True, False])
def test_a_name_goes_into_the_command_as_one_word_of_this_system_s_shells(windows: bool) -> None:
    assert quoted("plain", windows=windows) == "plain"
    assert quoted("two words", windows=windows) == '"two words"'
    assert quoted("C:\\my.csv", windows=windows) == ("C:\\my.csv" if windows else "'C:\\my.csv'")
    assert quoted("Costs $5", windows=windows) == ('"Costs $5"' if windows else "'Costs $5'")


def test_a_word_is_read_by_a_shell_as_it_was_meant() -> None:
    words = ["$HOME", "`x`", "a!b", "it's $5", "C:\\x y", 'say "no"']
    assert [shlex.split(quoted(word, windows=False)) for word in words] == [[word] for word in words]


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
