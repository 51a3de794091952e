"""Which column is the id, and which columns only number the rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracer_engine.blueprints import blueprint
from tracer_engine.planning.exclusions import choose_id, find_exclusions, is_counter
from tracer_engine.profiling import profile_columns
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]
CHURN = blueprint("churn")
N = 150


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("#", True),
        ("RowNumber", True),
        ("Unnamed: 0", True),
        ("index", True),
        ("customer_id", False),
        ("rows sold per day", False),
    ],
)
def test_a_row_number_is_known_by_its_name(name: str, counts: bool) -> None:
    assert is_counter(name) is counts


def test_the_customers_own_id_is_taken_over_row_numbers_and_ids_of_others(table_of: TableOf) -> None:
    table = table_of(
        {
            "RowNumber": [str(i + 1) for i in range(N)],
            "referral_id": [f"R{i:05d}" for i in range(N)],
            "CustomerId": [str(15_000_000 + 13 * i) for i in range(N)],
            "plan": ["a", "b", "c"] * (N // 3),
        }
    )
    assert choose_id(table, profile_columns(table), CHURN, exclude=None) == "CustomerId"


def test_scores_that_tracer_wrote_are_not_learned_from(table_of: TableOf) -> None:
    left = ["yes" if i % 3 else "no" for i in range(N)]
    table = table_of(
        {
            "tenure": [str(i * 37 % 61) for i in range(N)],
            "churn_probability": [f"0.{i % 90:02d}" for i in range(N)],
            "churn_predicted": left,
            "churn_reason_1": ["Has no contract"] * (N - 1) + ["Pays 9"],
            "churn_risk_class": ["a", "b"] * (N // 2),
        }
    )
    excluded = find_exclusions(table, profile_columns(table), CHURN, {}, target=None, id_column=None)
    assert [entry.column for entry in excluded] == ["churn_probability", "churn_predicted", "churn_reason_1"]


def test_a_table_without_an_id_gets_none(table_of: TableOf) -> None:
    table = table_of({"tenure": [str(i * 37 % 61) for i in range(N)], "plan": ["a", "b", "c"] * (N // 3)})
    assert choose_id(table, profile_columns(table), CHURN, exclude=None) is None


def test_texts_that_are_nearly_all_different_are_left_out_and_towns_are_kept(table_of: TableOf) -> None:
    table = table_of(
        {
            "note": [f"called about matter {i} today" for i in range(N)],
            "town": [f"town {i % 40}" for i in range(N)],
            "blank": [""] * N,
        }
    )
    excluded = find_exclusions(table, profile_columns(table), CHURN, {}, target=None, id_column=None)
    assert [entry.column for entry in excluded] == ["note", "blank"]
    assert all(entry.reason.endswith(".") for entry in excluded)
