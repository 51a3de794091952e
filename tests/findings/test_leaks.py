"""Columns that know the answer, and those that do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tracer_engine.findings import target_findings
from tracer_engine.ingest import read_table
from tracer_engine.types.profile import Finding
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]
N = 1_000
RANDOM = np.random.default_rng(5)
LEFT = RANDOM.random(N) < 0.25
TARGET = ["yes" if left else "no" for left in LEFT]


def leaks(
    table: Table, target: str = "churn", positive: str = "yes", words: tuple[str, ...] = ("reason", "cancel date")
) -> dict[str | None, Finding]:
    mask = table.frame[target].str.strip_chars() == positive
    candidates = [column.name for column in table.columns if column.name != target and column.kind != "id"]
    found = target_findings(table, target, mask, candidates, words, ("churn",))
    return {finding.column: finding for finding in found if finding.code == "leak"}


def test_a_column_filled_in_only_for_those_that_left_is_a_plain_leak(table_of: TableOf) -> None:
    note = ["moved" if left and i % 2 else "price" if left else "" for i, left in enumerate(LEFT)]
    found = leaks(table_of({"churn": TARGET, "note": note}))["note"]
    assert found.severity == "error"
    assert found.message.startswith("note knows the answer. It is filled in for all")
    assert "for none" in found.message


def test_a_column_blank_for_all_that_left_is_a_plain_leak(table_of: TableOf) -> None:
    renewal = ["" if left else f"2024-{1 + i % 12:02d}-01" for i, left in enumerate(LEFT)]
    assert leaks(table_of({"churn": TARGET, "renewal": renewal}))["renewal"].severity == "error"


def test_a_column_filled_in_for_a_part_of_those_that_left_and_nobody_else_is_a_leak(table_of: TableOf) -> None:
    survey = ["4" if left and i % 2 else "" for i, left in enumerate(LEFT)]
    assert leaks(table_of({"churn": TARGET, "survey": survey}))["survey"].severity == "error"


def test_the_target_under_another_name_is_a_plain_leak(table_of: TableOf) -> None:
    table = table_of(
        {
            "churn": TARGET,
            "value": ["1" if left else "0" for left in LEFT],
            "bayes": [f"{0.99 - i / 1e6 if left else 0.01 + i / 1e6:.6f}" for i, left in enumerate(LEFT)],
            "nearly": ["gone" if left != (i % 400 == 0) else "here" for i, left in enumerate(LEFT)],
        }
    )
    found = leaks(table)
    assert {name: finding.severity for name, finding in found.items()} == dict.fromkeys(
        ("value", "bayes", "nearly"), "error"
    )
    assert "the same as churn in every row" in found["value"].message
    assert "from those that did not in every row" in found["bayes"].message


def test_a_score_named_after_the_target_is_a_plain_leak_and_an_honest_one_is_not(table_of: TableOf) -> None:
    shifted = LEFT * 1.6 + RANDOM.normal(size=N)
    weak = LEFT * 0.1 + RANDOM.normal(size=N)
    table = table_of(
        {
            "churn": TARGET,
            "Churn Score": [f"{v:.3f}" for v in shifted],
            "Credit Score": [f"{v:.3f}" for v in shifted],
            "churn_offers": [f"{v:.3f}" for v in weak],
        }
    )
    found = leaks(table)
    assert set(found) == {"Churn Score"}
    assert found["Churn Score"].severity == "error"


def test_words_that_betray_a_late_writing_down_count_only_as_whole_words_and_with_power(table_of: TableOf) -> None:
    telling = [f"{v:.3f}" for v in LEFT * 1.2 + RANDOM.normal(size=N)]
    nothing = [f"{v:.3f}" for v in RANDOM.normal(size=N)]
    table = table_of(
        {"churn": TARGET, "contact_reason": telling, "reasonable_use": telling, "cancel_date_gap": nothing}
    )
    found = leaks(table)
    assert {name: finding.severity for name, finding in found.items()} == {"contact_reason": "warning"}


def test_a_level_that_is_pure_and_covers_many_is_flagged_and_kept(table_of: TableOf) -> None:
    status = ["final" if left and i % 2 else "b" if i % 3 else "a" for i, left in enumerate(LEFT)]
    tail = [f"{60 + i % 9}" if left and i % 2 else f"{i % 50}" for i, left in enumerate(LEFT)]
    found = leaks(table_of({"churn": TARGET, "status": status, "tail": tail}))
    assert {name: finding.severity for name, finding in found.items()} == {"status": "warning", "tail": "warning"}
    assert "Where it is 'final'" in found["status"].message
    assert "at least 60" in found["tail"].message


def test_many_levels_and_random_numbers_tell_nothing(table_of: TableOf) -> None:
    table = table_of(
        {
            "churn": TARGET,
            "surname": [f"name {i % 700}" for i in range(N)],
            "city": [f"city {int(v)}" for v in RANDOM.integers(0, 300, N)],
            "x": [f"{v:.5f}" for v in RANDOM.normal(size=N)],
            "blank": ["" if v < 0.3 else "a" for v in RANDOM.random(N)],
        }
    )
    assert leaks(table) == {}


def test_an_honest_strong_column_is_no_leak(table_of: TableOf) -> None:
    table = table_of({"churn": TARGET, "tenure": [f"{v:.2f}" for v in RANDOM.normal(size=N) - LEFT * 1.2]})
    assert leaks(table) == {}


def test_a_customers_own_other_rows_do_not_make_a_leak(table_of: TableOf) -> None:
    left = np.repeat(RANDOM.random(N // 4) < 0.25, 4)
    table = table_of(
        {
            "customer": [f"c{i // 4}" for i in range(N)],
            "street": [f"street {i // 4}" for i in range(N)],
            "churn": ["yes" if gone else "no" for gone in left],
        }
    )
    mask = table.frame["churn"] == "yes"
    assert target_findings(table, "churn", mask, ["street"], (), (), group="customer") == []
    assert [finding.code for finding in target_findings(table, "churn", mask, ["street"], (), ())] == ["leak"]


def test_rows_without_an_outcome_are_set_aside_and_said(table_of: TableOf) -> None:
    mask = pl.Series([None if i < 100 else bool(left) for i, left in enumerate(LEFT)])
    table = table_of({"churn": ["" if i < 100 else text for i, text in enumerate(TARGET)], "x": ["a", "b"] * (N // 2)})
    found = target_findings(table, "churn", mask, ["x"], (), ())
    assert [finding.code for finding in found] == ["blank-target"]
    assert "100 of 1,000 rows" in found[0].message


def test_one_row_without_an_outcome_is_told_as_one(table_of: TableOf) -> None:
    mask = pl.Series([None if i < 1 else bool(left) for i, left in enumerate(LEFT)])
    table = table_of({"churn": ["" if i < 1 else text for i, text in enumerate(TARGET)], "x": ["a", "b"] * (N // 2)})
    (found,) = target_findings(table, "churn", mask, ["x"], (), ())
    assert found.message == "1 of 1,000 rows has no churn."
    assert found.remedy == "It is not trained on. It can be scored."


@pytest.mark.parametrize(
    ("positives", "code", "severity"),
    [(0, "one-class-target", "error"), (6, "too-few-outcomes", "error"), (60, "too-few-outcomes", "warning")],
)
def test_too_few_outcomes_are_said(table_of: TableOf, positives: int, code: str, severity: str) -> None:
    table = table_of({"y": ["1" if i < positives else "0" for i in range(N)], "x": ["a", "b"] * (N // 2)})
    found = target_findings(table, "y", pl.Series([i < positives for i in range(N)]), ["x"], (), ())
    assert [(f.code, f.severity) for f in found if f.column == "y"] == [(code, severity)]


@pytest.mark.parametrize(
    ("name", "target", "positive"),
    [("telco.csv", "Churn", "Yes"), ("bank.csv", "Exited", "1"), ("bigml.csv", "churn", "True")],
)
def test_there_is_no_false_alarm_on_real_files(shared: Path, name: str, target: str, positive: str) -> None:
    assert leaks(read_table(shared / name), target, positive) == {}
