"""The values of a target."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tracer_engine.blueprints import blueprint
from tracer_engine.planning.outcome import is_denied, plain_value, positive_mask, positive_value, target_counts
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]
CHURN = blueprint("churn")


@pytest.mark.parametrize(
    ("values", "positive"),
    [
        (("No", "Yes"), "Yes"),
        (("False", "True"), "True"),
        (("False.", "True."), "True."),
        (("0", "1"), "1"),
        (("0.0", "1.0"), "1.0"),
        (("-1", "1"), "1"),
        (("1", "2"), "2"),
        (("Stayed", "Churned", "Joined"), "Churned"),
        (("Existing Customer", "Attrited Customer"), "Attrited Customer"),
        (("STAY", "LEAVE"), "LEAVE"),
        (("active", "cancelled"), "cancelled"),
        (("Active", "Inactive"), "Inactive"),
        (("Not churned", "Churned"), "Churned"),
        (("non-churner", "churner"), "churner"),
        (("No churn", "Churn"), "Churn"),
        (("NonChurn", "Churn"), "Churn"),
        (("has not left", "has left"), "has left"),
        (("Nein", "Ja"), "Ja"),
        (("aktiv", "gekündigt"), "gekündigt"),
        (("non", "oui"), "oui"),
        (("no", "sí"), "sí"),
        (("N", "Y"), "Y"),
        (("Trial", "Active", "Cancelled", "Paused"), "Cancelled"),
    ],
)
def test_the_value_that_says_somebody_left_is_the_positive_one(values: tuple[str, ...], positive: str) -> None:
    counts = [(value, 100 - i) for i, value in enumerate(values)]
    assert positive_value(CHURN, counts) == positive
    assert positive_value(CHURN, counts[::-1]) == positive


def test_in_a_column_that_says_the_opposite_no_is_the_positive_value() -> None:
    assert positive_value(CHURN, [("Yes", 9), ("No", 3)], inverse=True) == "No"
    assert positive_value(CHURN, [("1", 9), ("0", 3)], inverse=True) == "0"
    assert positive_value(CHURN, [("retained", 9), ("churned", 3)], inverse=True) == "churned"


def test_where_no_value_tells_none_is_positive() -> None:
    assert positive_value(CHURN, [("red", 9), ("blue", 3), ("green", 2)]) is None


def test_a_denial_is_heard_in_many_forms() -> None:
    assert all(
        is_denied(text) for text in ("not churned", "non-churner", "no churn", "did not leave", "nicht gekundigt")
    )
    assert not any(is_denied(text) for text in ("churned", "noted", "northern", "unlimited", "yes", "notice given"))


def test_values_are_compared_without_padding_and_case_and_whole_numbers_without_decimals(table_of: TableOf) -> None:
    table = table_of({"churn": ["Yes", "yes ", "YES", "No", "", " "], "x": ["1", "2", "3", "4", "5", "6"]})
    assert positive_mask(table, "churn", "yes").to_list() == [True, True, True, False, None, None]
    assert target_counts(table, "churn") == (("Yes", 3), ("No", 1)) or target_counts(table, "churn")[0][1] == 3
    numbers = table_of({"y": ["1", "1.0", "0", "0.0"], "x": ["a", "b", "c", "d"]})
    assert positive_mask(numbers, "y", "1").to_list() == [True, True, False, False]
    assert plain_value(" True. ") == plain_value("TRUE")
