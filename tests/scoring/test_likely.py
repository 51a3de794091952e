"""Columns that were renamed."""

from __future__ import annotations

import polars as pl
import pytest

from tests.small_runs import SmallRun, customers, unscored
from tracer_engine.scoring.likely import take_likely, words_alike
from tracer_engine.scoring.matching import Matching, match_columns


def matched(run: SmallRun, frame: pl.DataFrame, refused: tuple[str, ...] = ()) -> Matching:
    straight = match_columns(run.model, frame.columns, "later.csv", any_file=True)
    return take_likely(run.model, straight, frame.columns, frame, refused)


@pytest.fixture(scope="module")
def later() -> pl.DataFrame:
    """Customers of another month."""
    return pl.DataFrame(unscored(customers(300, seed=4)))


@pytest.mark.parametrize(
    ("needs", "there"),
    [
        ("MonthlyCharge", "mthly_charge"),
        ("MonthlyCharge", "Charge per month"),
        ("SupportCalls60d", "supp_calls_60d"),
        ("TotalCharges", "tot_chrgs"),
        ("Contract", "contract_type"),
        ("TenureMonths", "customer tenure"),
    ],
)
def test_what_is_left_of_a_name_and_the_values_tell_a_column(
    small_run: SmallRun, later: pl.DataFrame, needs: str, there: str
) -> None:
    found = matched(small_run, later.rename({needs: there}))

    assert (found.columns[needs], found.how[needs]) == (there, "likely")
    assert needs not in found.missing
    assert matched(small_run, later.rename({needs: there}), (needs,)).missing == (needs,)


def test_a_name_alone_does_not_do(small_run: SmallRun, later: pl.DataFrame) -> None:
    frame = later.drop("MonthlyCharge").with_columns(monthly_chg=pl.lit("about ten"))

    assert matched(small_run, frame).missing == ("MonthlyCharge",)


def test_values_alone_do_not_do(small_run: SmallRun, later: pl.DataFrame) -> None:
    assert matched(small_run, later.rename({"MonthlyCharge": "zz7"})).missing == ("MonthlyCharge",)


def test_between_two_that_are_as_like_nobody_chooses(small_run: SmallRun, later: pl.DataFrame) -> None:
    charge = later["MonthlyCharge"]
    frame = later.drop("MonthlyCharge").with_columns(mthly_charge=charge, monthly_chrg=charge)

    assert matched(small_run, frame).missing == ("MonthlyCharge",)


def test_a_few_rows_tell_nothing(small_run: SmallRun, later: pl.DataFrame) -> None:
    assert matched(small_run, later.rename({"MonthlyCharge": "mthly_charge"})[:10]).missing == ("MonthlyCharge",)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Total day minutes", "tot_day_mins", 0.9, 1.0),
        ("Customer service calls", "CustServ Calls", 0.8, 1.0),
        ("Total day minutes", "Total eve minutes", 0.6, 0.7),
        ("Age", "Average", 0.0, 0.0),
        ("Balance", "Surname", 0.0, 0.0),
    ],
)
def test_names_are_alike_by_the_words_they_share(one: str, other: str, least: float, most: float) -> None:
    assert least <= words_alike(one, other) <= most
