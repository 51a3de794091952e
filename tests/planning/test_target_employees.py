"""Employees or customers: the same words are said of both, and the other columns tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from tracer_engine.findings import table_findings
from tracer_engine.ingest import read_table
from tracer_engine.planning import suggest
from tracer_engine.profiling import profile_columns
from tracer_engine.types.profile import Suggestion
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]
N = 240
RANDOM = np.random.default_rng(23)
LEFT = RANDOM.random(N) < 0.3


def suggested(table: Table) -> Suggestion:
    profiles = profile_columns(table)
    return suggest(table, profiles, table_findings(table, profiles))[0]


def either(positive: str, negative: str) -> list[str]:
    return [positive if left else negative for left in LEFT]


def some(*values: str) -> list[str]:
    return [str(value) for value in RANDOM.choice(values, N)]


def number(low: int, high: int) -> list[str]:
    return [str(value) for value in RANDOM.integers(low, high, N)]


def code(prefix: str) -> list[str]:
    return [f"{prefix}{100_000 + 7 * i}" for i in range(N)]


FILES: dict[str, tuple[Mapping[str, list[str]], str, str, str]] = {
    "survey": (
        {"satisfaction_level": number(1, 99), "last_evaluation": number(1, 99), "number_project": number(2, 8),
         "average_montly_hours": number(90, 300), "time_spend_company": number(2, 11), "left": either("1", "0"),
         "promotion_last_5years": some("0", "1"), "salary": some("low", "medium", "high")},
        "left", "1", "attrition",
    ),
    "personnel with several columns about the end": (
        {"EmpID": code("1"), "Termd": either("1", "0"), "Position": some("Analyst", "Clerk"), "Salary": number(30, 90),
         "DateofTermination": either("2019-01-03", ""), "TermReason": either("unhappy", "N/A-StillEmployed"),
         "EmploymentStatus": [
             value if left else "Active"
             for value, left in zip(some("Voluntarily Terminated", "Terminated for Cause"), LEFT, strict=True)
         ],
         "Department": some("Sales", "IT"), "ManagerName": some("Bob", "Al"), "Absences": number(0, 20)},
        "Termd", "1", "attrition",
    ),
    "leave or not": (
        {"Education": some("Bachelors", "Masters"), "JoiningYear": number(2012, 2019), "City": some("Pune", "Delhi"),
         "PaymentTier": number(1, 4), "Age": number(22, 42), "EverBenched": some("No", "Yes"),
         "ExperienceInCurrentDomain": number(0, 8), "LeaveOrNot": either("1", "0")},
        "LeaveOrNot", "1", "attrition",
    ),
    "status": (
        {"EmployeeID": code("1"), "length_of_service": number(0, 26), "department_name": some("Meats", "Dairy"),
         "job_title": some("Cashier", "Baker"), "STATUS": either("TERMINATED", "ACTIVE")},
        "STATUS", "TERMINATED", "attrition",
    ),
    "called churn": (
        {"emp_no": code("2"), "dept": some("IT", "HR"), "tenure_months": number(1, 99), "salary": number(30, 90),
         "overtime": some("yes", "no"), "churn": either("1", "0")},
        "churn", "1", "attrition",
    ),
    "German": (
        {"Personalnummer": code("P"), "Abteilung": some("Vertrieb", "IT"), "Gehalt": number(2000, 9000),
         "Überstunden": some("ja", "nein"), "Gekündigt": either("ja", "nein")},
        "Gekündigt", "ja", "attrition",
    ),
    "the opposite": (
        {"StaffNo": code("S"), "Team": some("a", "b"), "Salary": number(30, 90), "YearsOfService": number(0, 30),
         "StillEmployed": either("No", "Yes")},
        "StillEmployed", "No", "attrition",
    ),
    "customers called attrited": (
        {"CLIENTNUM": code("7"), "Attrition_Flag": either("Attrited Customer", "Existing Customer"),
         "Customer_Age": number(20, 70), "Education_Level": some("Graduate", "School"),
         "Marital_Status": some("Single", "Married"), "Dependent_count": number(0, 5), "Card_Category": some("A", "B"),
         "Months_on_book": number(13, 56), "Total_Revolving_Bal": number(0, 2500)},
        "Attrition_Flag", "Attrited Customer", "churn",
    ),
    "customers of whom little but their age is known": (
        {"Age": number(20, 70), "Gender": some("f", "m"), "Education": some("a", "b"), "MaritalStatus": some("a", "b"),
         "Dependents": number(0, 5), "Income": number(20, 90), "Churn": either("1", "0")},
        "Churn", "1", "churn",
    ),
    "resigned": (
        {"Department": some("IT", "HR"), "Position": some("a", "b"), "Grade": number(1, 9), "Pay": number(20, 90),
         "Status": either("Resigned", "Active")},
        "Status", "Resigned", "attrition",
    ),
    "a company's customers": (
        {"company_size": number(1, 500), "number_of_employees": number(1, 500), "plan": some("a", "b"),
         "mrr": number(10, 900), "contract_type": some("year", "month"), "support_tickets": number(0, 9),
         "satisfaction_score": number(1, 10), "region": some("N", "S"), "churn": either("1", "0")},
        "churn", "1", "churn",
    ),
    "customers who left": (
        {"customer": code("C"), "age": number(20, 70), "education": some("a", "b"), "tenure": number(0, 60),
         "balance": number(0, 9000), "left": either("yes", "no")},
        "left", "yes", "churn",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_the_other_columns_tell_who_leaves(table_of: TableOf, what: str) -> None:
    columns, target, positive, key = FILES[what]
    found = suggested(table_of(columns))
    assert (found.target, found.positive, found.blueprint) == (target, positive, key)
    assert found.blueprint_reason


@pytest.mark.parametrize(
    ("name", "key", "target"),
    [
        ("attrition.csv", "attrition", "Attrition"),
        ("bank.csv", "churn", "Exited"),
        ("bigml80.csv", "churn", "Churn"),
        ("telco.csv", "churn", "Churn"),
        ("variants/maven_bom_spaced_header.csv", "churn", "Customerstatus"),
    ],
)
def test_public_files_pick_their_question(shared: Path, name: str, key: str, target: str) -> None:
    found = suggested(read_table(shared / name))
    assert (found.blueprint, found.target) == (key, target)


def test_the_public_file_of_employees_leaves_out_its_id_and_constants(shared: Path) -> None:
    found = suggested(read_table(shared / "attrition.csv"))
    assert found.id == "EmployeeNumber"
    assert [entry.column for entry in found.exclude] == ["EmployeeCount", "EmployeeNumber", "Over18", "StandardHours"]
    assert len(found.roles) >= 20


def test_a_file_that_fits_no_question_is_told_so(table_of: TableOf) -> None:
    found = suggested(table_of({"height": number(1, 99), "colour": some("red", "blue"), "y": either("yes", "no")}))
    assert (found.blueprint, found.target) == ("general", "y")
    assert "None of the questions Tracer knows fits" in found.blueprint_reason
    assert "Employee attrition" in found.blueprint_reason
