"""Which column is the target, in the exports of many businesses."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from tracer_engine.findings import table_findings
from tracer_engine.planning import suggest
from tracer_engine.profiling import profile_columns
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.profile import Suggestion
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]
N = 240
RANDOM = np.random.default_rng(11)
LEFT = RANDOM.random(N) < 0.3


def suggested(table: Table, options: PlanOptions | None = None) -> Suggestion:
    profiles = profile_columns(table)
    return suggest(table, profiles, table_findings(table, profiles), options)[0]


def either(positive: str, negative: str) -> list[str]:
    return [positive if left else negative for left in LEFT]


def some(*values: str) -> list[str]:
    return [str(value) for value in RANDOM.choice(values, N)]


def number(low: int, high: int) -> list[str]:
    return [str(value) for value in RANDOM.integers(low, high, N)]


def code(prefix: str) -> list[str]:
    return [f"{prefix}{100_000 + 7 * i}" for i in range(N)]


BUSINESSES: dict[str, tuple[Mapping[str, list[str]], str, str, str | None, str]] = {
    "credit card": (
        {
            "CLIENTNUM": code("7"),
            "Attrition_Flag": either("Attrited Customer", "Existing Customer"),
            "Customer_Age": number(20, 70),
            "Months_on_book": number(12, 56),
            "Marital_Status": some("Married", "Single"),
            "Total_Trans_Ct": number(10, 130),
        },
        "Attrition_Flag",
        "Attrited Customer",
        "CLIENTNUM",
        "churn",
    ),
    "shop": (
        {
            "CustomerID": code("5"),
            "Churn": either("1", "0"),
            "Tenure": number(0, 60),
            "Complain": some("0", "1"),
            "CouponUsed": number(0, 9),
        },
        "Churn",
        "1",
        "CustomerID",
        "churn",
    ),
    "software": (
        {
            "account_id": code("A-"),
            "plan_tier": some("Basic", "Pro"),
            "payment_status": some("paid", "late"),
            "status": either("cancelled", "active"),
            "seats": number(1, 90),
        },
        "status",
        "cancelled",
        "account_id",
        "churn",
    ),
    "gym": (
        {
            "gender": some("0", "1"),
            "Near_Location": some("0", "1"),
            "Lifetime": number(0, 31),
            "Churn": either("1", "0"),
        },
        "Churn",
        "1",
        None,
        "churn",
    ),
    "telecom with a status of its own": (
        {
            "Call  Failure": number(0, 36),
            "Complains": some("0", "1"),
            "Status": some("1", "2"),
            "Churn": either("1", "0"),
        },
        "Churn",
        "1",
        None,
        "churn",
    ),
    "retained": (
        {"member_no": code("9"), "visits": number(0, 50), "Retained": either("No", "Yes")},
        "Retained",
        "No",
        "member_no",
        "churn",
    ),
    "leave or stay": (
        {"COLLEGE": some("zero", "one"), "LEFTOVER": number(0, 90), "LEAVE": either("LEAVE", "STAY")},
        "LEAVE",
        "LEAVE",
        None,
        "churn",
    ),
    "german": (
        {"Kundennummer": code("K"), "Vertragsdauer": number(1, 72), "Gekündigt": either("Ja", "Nein")},
        "Gekündigt",
        "Ja",
        "Kundennummer",
        "churn",
    ),
    "german status": (
        {"Kunden-ID": code("K"), "Tarif": some("S", "M", "L"), "Status": either("gekündigt", "aktiv")},
        "Status",
        "gekündigt",
        "Kunden-ID",
        "churn",
    ),
    "french": (
        {"id_client": code("C"), "ancienneté": number(1, 72), "résilié": either("oui", "non")},
        "résilié",
        "oui",
        "id_client",
        "churn",
    ),
    "spanish": (
        {"id_cliente": code("C"), "antigüedad": number(1, 72), "baja": either("sí", "no")},
        "baja",
        "sí",
        "id_cliente",
        "churn",
    ),
    "russian": (
        {"номер": code("R"), "Тариф": some("A", "B"), "Отток": either("да", "нет")},
        "Отток",
        "да",
        "номер",
        "churn",
    ),
    "chinese": (
        {"客户编号": code("Z"), "月费": number(10, 90), "是否流失": either("是", "否")},
        "是否流失",
        "是",
        "客户编号",
        "churn",
    ),
    "insurance": (
        {"policy_number": code("P"), "claims": number(0, 5), "policy_status": either("Lapsed", "In Force")},
        "policy_status",
        "Lapsed",
        "policy_number",
        "churn",
    ),
    "denied in the value": (
        {"uid": code("u"), "segment": some("a", "b"), "churn_status": either("Churned", "Not churned")},
        "churn_status",
        "Churned",
        "uid",
        "churn",
    ),
    "said by the values alone": (
        {"uid": code("u"), "visits": number(0, 30), "customer type": either("churner", "non-churner")},
        "customer type",
        "churner",
        "uid",
        "churn",
    ),
    "is active": (
        {"user_id": code("u"), "sessions": number(0, 30), "is_active": either("0", "1")},
        "is_active",
        "0",
        "user_id",
        "churn",
    ),
    "bank with an active flag": (
        {
            "RowNumber": [str(i + 1) for i in range(N)],
            "CustomerId": code("15"),
            "IsActiveMember": some("0", "1"),
            "Exited": either("1", "0"),
            "Balance": number(0, 9000),
        },
        "Exited",
        "1",
        "CustomerId",
        "churn",
    ),
    "subscription": (
        {
            "subscription_id": code("s"),
            "last_churn_offer": some("A", "B"),
            "subscription_status": [
                ("Cancelled" if left else ("Active", "Paused", "Trial")[i % 3]) for i, left in enumerate(LEFT)
            ],
        },
        "subscription_status",
        "Cancelled",
        "subscription_id",
        "churn",
    ),
    "marketing": (
        {"age": number(18, 80), "default": some("yes", "no"), "housing": some("yes", "no"), "y": either("yes", "no")},
        "y",
        "yes",
        None,
        "general",
    ),
    "credit": (
        {"ID": [str(i + 1) for i in range(N)], "SEX": some("1", "2"), "default.payment.next.month": either("1", "0")},
        "default.payment.next.month",
        "1",
        "ID",
        "general",
    ),
    "unnamed, but last": (
        {"a": number(0, 90), "c": some("x", "z"), "won it": either("yes", "no")},
        "won it",
        "yes",
        None,
        "general",
    ),
}


@pytest.mark.parametrize("business", BUSINESSES)
def test_target_positive_value_and_id_are_found(table_of: TableOf, business: str) -> None:
    columns, target, positive, id_column, key = BUSINESSES[business]
    found = suggested(table_of(columns))
    assert (found.target, found.positive, found.id, found.blueprint) == (target, positive, id_column, key)
    assert target in found.target_reason
    assert target not in {entry.column for entry in found.exclude}


def test_a_status_of_many_values_is_a_target_when_one_of_them_says_who_left(table_of: TableOf) -> None:
    others = ("Active", "New", "Pending", "Trial", "Suspended", "Win-back", "Dormant")
    status = ["Churned" if left else others[i % 7] for i, left in enumerate(LEFT)]
    found = suggested(table_of({"uid": code("u"), "Customer Status": status, "plan": some(*"abcdefgh")}))
    assert (found.target, found.positive) == ("Customer Status", "Churned")


def test_a_prediction_from_elsewhere_is_no_target(table_of: TableOf) -> None:
    table = table_of({"uid": code("u"), "churn_predicted": either("yes", "no"), "visits": number(0, 90)})
    assert suggested(table).target is None


def test_nothing_is_suggested_where_nothing_looks_like_an_outcome(table_of: TableOf) -> None:
    found = suggested(table_of({"a": number(0, 900), "c": some("x", "z"), "d": number(0, 700)}))
    assert found.target is None
    assert found.positive is None


def test_of_two_twins_one_is_the_target_and_the_other_is_left_out(table_of: TableOf) -> None:
    table = table_of(
        {"id": code("i"), "Churn Label": either("Yes", "No"), "Churn Value": either("1", "0"), "Age": number(18, 80)}
    )
    found = suggested(table)
    assert found.target in ("Churn Label", "Churn Value")
    assert {entry.column for entry in found.exclude} == {"id", "Churn Label", "Churn Value"} - {found.target}


def test_reasons_and_dates_of_leaving_are_no_targets_but_leaks(table_of: TableOf) -> None:
    table = table_of(
        {
            "Customer": code("C"),
            "Exit Date": [f"2023-{1 + i % 12:02d}-11" if left else "" for i, left in enumerate(LEFT)],
            "Exit Reason": [("Price", "Moved")[i % 2] if left else "N/A" for i, left in enumerate(LEFT)],
            "Tenure": number(0, 60),
            "Left Company": either("Y", "N"),
        }
    )
    found = suggested(table)
    assert (found.target, found.positive) == ("Left Company", "Y")
    assert {entry.column for entry in found.exclude} == {"Customer", "Exit Date", "Exit Reason"}


def test_the_general_form_can_be_asked_for_on_a_churn_file(table_of: TableOf) -> None:
    table = table_of({"a": number(0, 90), "Churn": either("Yes", "No"), "z": some("u", "v")})
    found = suggested(table, PlanOptions(blueprint="general"))
    assert (found.blueprint, found.target, found.positive) == ("general", "Churn", "Yes")


def test_a_target_of_the_users_own_gets_the_blueprint_it_suits(table_of: TableOf) -> None:
    table = table_of({"a": number(0, 90), "Paperless": some("Yes", "No"), "Churn": either("Yes", "No")})
    assert suggested(table, PlanOptions(target="churn")).blueprint == "churn"
    own = suggested(table, PlanOptions(target="Paperless"))
    assert (own.blueprint, own.target, own.positive) == ("general", "Paperless", "Yes")
