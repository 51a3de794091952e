"""A complete, checked plan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tracer_engine.errors import InputError
from tracer_engine.findings import table_findings
from tracer_engine.ingest import read_table
from tracer_engine.planning import draft_plan, suggest
from tracer_engine.profiling import profile_columns, quality
from tracer_engine.types.plan import Plan, PlanOptions
from tracer_engine.types.profile import Profile
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]
N = 200


def profile_of(table: Table) -> Profile:
    profiles = profile_columns(table)
    findings = table_findings(table, profiles)
    suggestion, more = suggest(table, profiles, findings, PlanOptions())
    return Profile(
        source=table.source,
        rows=table.rows,
        columns=profiles,
        receipt=table.receipt,
        quality=quality(table, findings),
        findings=(*more, *findings),
        suggested=suggestion,
    )


def plan_of(table: Table, **options: object) -> Plan:
    return draft_plan(table, profile_of(table), PlanOptions(**options))  # type: ignore[arg-type]


def left_out(plan: Plan) -> dict[str, str]:
    return {entry.column: entry.reason for entry in plan.excluded}


@pytest.fixture
def customers(table_of: TableOf) -> Table:
    left = [i % 4 == 0 for i in range(N)]
    return table_of(
        {
            "customer_id": [f"C{i:05d}" for i in range(N)],
            "surname": [f"Name {i * i * 7 % 97}" for i in range(N)],
            "tenure": [str(i * 37 % 61) for i in range(N)],
            "monthly_charge": [f"{20 + i * 13 % 47}.5" for i in range(N)],
            "total_charges": [f"{i * 17 % 997}.25" for i in range(N)],
            "country": ["DE"] * N,
            "contract": ["one year" if i % 3 else "monthly" for i in range(N)],
            "household": [str(i // 2) for i in range(N)],
            "cancel_reason": ["price" if gone else "" for gone in left],
            "churn": ["Yes" if gone else "No" for gone in left],
        }
    )


def test_without_options_the_suggestion_is_the_plan(customers: Table) -> None:
    plan = plan_of(customers)
    assert (plan.blueprint, plan.target, plan.positive, plan.id) == ("churn", "churn", "Yes", "customer_id")
    assert set(left_out(plan)) == {"customer_id", "surname", "country", "cancel_reason"}
    assert plan.features == ("tenure", "monthly_charge", "total_charges", "contract", "household")
    assert plan.findings[0].code == "leak"
    assert plan.group is None


def test_every_column_is_learned_from_left_out_or_the_target(customers: Table) -> None:
    plan = plan_of(customers)
    assert sorted((*plan.features, *left_out(plan), plan.target)) == sorted(c.name for c in customers.columns)


def test_features_take_part_only_when_all_their_roles_are_there(customers: Table) -> None:
    assert "charge_per_tenure" in plan_of(customers).engineered
    assert plan_of(customers, exclude=("tenure",)).engineered == ()


def test_what_the_user_keeps_and_leaves_out_counts_more_than_the_suggestion(customers: Table) -> None:
    plan = plan_of(customers, keep=("cancel_reason", "country"), exclude=("household",))
    assert {"cancel_reason", "country"} <= set(plan.features)
    assert left_out(plan)["household"] == "You left it out."
    leak = next(finding for finding in plan.findings if finding.code == "leak")
    assert leak.remedy.startswith("You kept it.")


def test_id_group_role_seed_and_effort_are_taken_as_given(customers: Table) -> None:
    plan = plan_of(customers, id="household", group="customer_id", roles={"tenure": ("total_charges",)}, seed=7)
    assert (plan.id, plan.group, plan.seed) == ("household", "customer_id", 7)
    assert {"household", "customer_id"} <= set(left_out(plan))
    assert plan.roles["tenure"] == ("total_charges",)


def test_customers_in_several_rows_are_a_group(table_of: TableOf) -> None:
    table = table_of(
        {
            "customer_id": [f"C{i // 4:05d}" for i in range(N)],
            "usage": [str(i * 37 % 61) for i in range(N)],
            "churned": ["TRUE" if i % 5 == 0 else "FALSE" for i in range(N)],
        }
    )
    plan = plan_of(table)
    assert (plan.id, plan.group) == ("customer_id", "customer_id")
    assert "200 rows hold 50 different ones" in next(f for f in plan.findings if f.code == "repeated-ids").message


def test_another_target_brings_its_own_findings(customers: Table) -> None:
    plan = plan_of(customers, target="contract", positive="MONTHLY")
    assert (plan.target, plan.positive, plan.blueprint) == ("contract", "monthly", "general")
    assert all(finding.code != "leak" for finding in plan.findings)
    assert "cancel_reason" in plan.features


@pytest.mark.parametrize(
    ("options", "message", "remedy"),
    [
        ({"target": "chrun"}, "no column 'chrun'", "churn"),
        ({"exclude": ("nope",)}, "no column 'nope'", ""),
        ({"keep": ("nope",)}, "no column 'nope'", ""),
        ({"group": "nope"}, "no column 'nope'", ""),
        ({"positive": "Left"}, "never is 'Left'", "No (150), Yes (50)"),
        ({"target": "country"}, "one value only", "--target"),
        ({"target": "customer_id", "positive": "C00001"}, "Only 1 of 200 rows", ""),
        ({"target": "tenure"}, "not clear", "--positive"),
        ({"exclude": ("churn",)}, "is the target", "--exclude"),
        ({"id": "churn"}, "is the target", "--id"),
        ({"exclude": ("tenure",), "keep": ("tenure",)}, "left out and be kept", "--keep"),
        ({"blueprint": "weather"}, "no blueprint", "churn"),
        ({"roles": {"loyalty": ("tenure",)}}, "no role", "tenure"),
        (
            {"exclude": ("tenure", "monthly_charge", "total_charges", "contract", "household")},
            "left to learn from",
            "--keep",
        ),
    ],
)
def test_what_cannot_be_planned_is_refused_with_a_remedy(
    customers: Table, options: dict[str, object], message: str, remedy: str
) -> None:
    with pytest.raises(InputError) as caught:
        plan_of(customers, **options)
    assert message in caught.value.message
    assert caught.value.remedy
    # Every front end shows the remedy: what the command line calls it stands beside it.
    assert "--" not in caught.value.remedy
    assert remedy in " ".join((caught.value.remedy, *(f"--{option}" for option in caught.value.options)))


@pytest.mark.parametrize(("cell", "word"), [("Yes", "is Yes in every filled row"), ("", "is blank in every row")])
def test_a_target_of_one_value_is_named_though_nobody_chose_it(table_of: TableOf, cell: str, word: str) -> None:
    table = table_of({"a": [str(i * 7 % 97) for i in range(N)], "Churn": [cell] * N})
    with pytest.raises(InputError, match=word):
        plan_of(table)


def test_a_table_without_an_outcome_is_refused_with_the_candidates(table_of: TableOf) -> None:
    table = table_of(
        {"a": [str(i * 7 % 97) for i in range(N)], "c": ["x", "z"] * (N // 2), "d": [str(i * 3 % 89) for i in range(N)]}
    )
    with pytest.raises(InputError) as caught:
        plan_of(table)
    assert "target" in caught.value.options
    assert "c" in caught.value.remedy


REAL = [
    ("telco.csv", "Churn", "Yes", "customerID", {"customerID"}),
    ("bank.csv", "Exited", "1", "CustomerId", {"RowNumber", "CustomerId", "Surname"}),
    ("bigml.csv", "churn", "True", "phone number", {"phone number"}),
    ("bigml80.csv", "Churn", "TRUE", None, set()),
    ("internet.csv", "churn", "1", "id", {"id"}),
    (
        "maven_telecom.csv",
        "Customer Status",
        "Churned",
        "Customer ID",
        {"Customer ID", "Churn Category", "Churn Reason"},
    ),
    ("bank_full.csv", "y", "yes", None, set()),
    (
        "attrition.csv",
        "Attrition",
        "Yes",
        "EmployeeNumber",
        {"EmployeeNumber", "EmployeeCount", "Over18", "StandardHours"},
    ),
    ("variants/telco_tab.tsv", "Churn", "Yes", "customerID", {"customerID"}),
    ("variants/telco_rownum_crlf.csv", "Churn", "Yes", "customerID", {"#", "customerID"}),
    ("variants/bank_dirty.csv", "Exited", "1", "CustomerId", {"RowNumber", "CustomerId", "Surname"}),
]


@pytest.mark.parametrize(("name", "target", "positive", "id_column", "excluded"), REAL, ids=[row[0] for row in REAL])
def test_real_files_are_planned_right_without_a_word(
    shared: Path, name: str, target: str, positive: str, id_column: str | None, excluded: set[str]
) -> None:
    plan = plan_of(read_table(shared / name))
    assert (plan.target, plan.positive, plan.id) == (target, positive, id_column)
    assert set(left_out(plan)) == excluded


def test_the_workbook_with_twins_score_and_reason_is_planned_right(shared: Path) -> None:
    plan = plan_of(read_table(shared / "telco_v2.xlsx"))
    twins = {"Churn Label", "Churn Value"}
    assert plan.target in twins
    expected = (twins - {plan.target}) | {"CustomerID", "Count", "Country", "State", "Churn Score", "Churn Reason"}
    assert set(left_out(plan)) == expected


def test_what_is_known_only_after_the_call_is_flagged_and_kept(shared: Path) -> None:
    plan = plan_of(read_table(shared / "bank_full.csv"))
    leaks = [(finding.column, finding.severity) for finding in plan.findings if finding.code == "leak"]
    assert leaks == [("duration", "warning")]
    assert "duration" in plan.features
