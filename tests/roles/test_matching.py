"""Columns find their roles by the meaning of their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tracer_engine.blueprints import blueprint
from tracer_engine.errors import InputError
from tracer_engine.ingest import read_table
from tracer_engine.roles.matching import match_roles
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]
CHURN = blueprint("churn")
N = 120


def numbers(step: int = 7) -> list[str]:
    return [str(i * step % 61) for i in range(N)]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("tenure", "tenure"),
        ("Tenureinmonths", "tenure"),
        ("account length", "tenure"),
        ("Months_on_book", "tenure"),
        ("MonthlyCharges", "monthly_charge"),
        ("mrr", "monthly_charge"),
        ("customer service calls", "support_contacts"),
        ("NumOfProducts", "products"),
        ("DaySinceLastOrder", "recency"),
        ("logins_last_30d", "usage"),
        ("SupportCalls60d", "support_contacts"),
        ("reamining_contract", "remaining_contract"),
        ("Vertragsdauer", "tenure"),
        ("Customer_Age", "age"),
        ("EstimatedSalary", "income"),
        ("service_failure_count", "failures"),
    ],
)
def test_a_number_column_finds_its_role(table_of: TableOf, name: str, role: str) -> None:
    table = table_of({name: numbers(), "zz": ["a", "b"] * (N // 2)})
    assert match_roles(CHURN, table, {}) == {role: (name,)}


@pytest.mark.parametrize(
    "name",
    ["Average", "Percentage", "payment_status", "Offer name", "language", "Distance From Home"],
)
def test_a_name_that_only_looks_alike_finds_none(table_of: TableOf, name: str) -> None:
    assert match_roles(CHURN, table_of({name: numbers(), "zz": ["a", "b"] * (N // 2)}), {}) == {}


def test_a_column_of_the_wrong_kind_never_matches(table_of: TableOf) -> None:
    table = table_of({"tenure": ["long", "short"] * (N // 2), "Contract": [f"{i}.25" for i in range(N)]})
    assert match_roles(CHURN, table, {}) == {}


def test_a_role_takes_one_column_and_the_better_name_wins(table_of: TableOf) -> None:
    table = table_of({"Total Revenue": numbers(3), "Total Charges": numbers(5), "Tenure Months": numbers(11)})
    roles = match_roles(CHURN, table, {})
    assert roles["tenure"] == ("Tenure Months",)
    assert len(roles["total_charge"]) == 1


def test_parts_and_services_take_many_columns_in_table_order(table_of: TableOf) -> None:
    yes_no = ["Yes", "No"] * (N // 2)
    table = table_of(
        {
            "total day charge": [f"{i}.5" for i in range(N)],
            "OnlineSecurity": yes_no,
            "total eve charge": numbers(3),
            "TechSupport": yes_no,
        }
    )
    roles = match_roles(CHURN, table, {})
    assert roles == {
        "charge_parts": ("total day charge", "total eve charge"),
        "services": ("OnlineSecurity", "TechSupport"),
    }


def test_names_addresses_and_mail_are_personal(table_of: TableOf) -> None:
    table = table_of({"Surname": [f"n{i % 60}" for i in range(N)], "email": [f"n{i}@x.org" for i in range(N)]})
    assert match_roles(CHURN, table, {}) == {"personal_name": ("Surname", "email")}


def test_what_the_user_says_is_taken_as_it_is(table_of: TableOf) -> None:
    table = table_of({"tenure": numbers(), "m": numbers(3), "s1": numbers(5)})
    roles = match_roles(CHURN, table, {"tenure": ("m",), "services": ("s1", "tenure")})
    assert roles == {"tenure": ("m",), "services": ("s1", "tenure")}


def test_a_role_or_column_that_there_is_not_is_refused(table_of: TableOf) -> None:
    table = table_of({"tenure": numbers(), "m": numbers(3)})
    with pytest.raises(InputError, match="no role 'loyalty'"):
        match_roles(CHURN, table, {"loyalty": ("m",)})
    with pytest.raises(InputError, match="no column 'n'"):
        match_roles(CHURN, table, {"tenure": ("n",)})
    with pytest.raises(InputError, match="takes one column"):
        match_roles(CHURN, table, {"tenure": ("m", "tenure")})


def test_a_glued_header_finds_the_same_roles_as_a_spaced_one(shared: Path) -> None:
    spaced = match_roles(CHURN, read_table(shared / "maven_telecom.csv"), {})
    glued = match_roles(CHURN, read_table(shared / "variants" / "maven_bom_spaced_header.csv"), {})
    for role in ("tenure", "contract", "monthly_charge", "total_charge", "payment_method", "services", "referrals"):
        assert len(spaced[role]) == len(glued[role])


def test_a_role_given_no_column_is_played_by_none(table_of: TableOf) -> None:
    table = table_of({"tenure": numbers(), "zz": ["a", "b"] * (N // 2)})
    assert match_roles(CHURN, table, {"tenure": ()}) == {}
