"""Numbers as people read them, the same in every country."""

from __future__ import annotations

import math

import pytest

from tracer_engine.export.report_numbers import (
    count_text,
    decimal_text,
    duration_text,
    integer_text,
    percent_text,
    shortened,
    signed_text,
    with_article,
)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.294, "29 %"),
        (1.0, "100 %"),
        (0.0, "0 %"),
        (0.028, "2.8 %"),
        (0.03, "3 %"),
        (0.996, "99.6 %"),
        (0.0002, "under 0.1 %"),
        (0.9999, "over 99.9 %"),
        (math.nan, "not known"),
    ],
)
def test_percents_are_whole_unless_that_hides_what_matters(share: float, text: str) -> None:
    assert percent_text(share).replace("\u00a0", " ") == text


def test_thousands_are_marked_and_the_minus_is_a_true_one() -> None:
    assert integer_text(7043) == "7,043"
    assert decimal_text(-0.194, 2) == "\u22120.19"
    assert signed_text(0.48, 2) == "+0.48"


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert decimal_text(-0.001, 2) == "0.00"
    assert signed_text(0.001, 2) == "0.00"


def test_one_of_a_thing_is_not_written_in_the_plural() -> None:
    assert count_text(1, "column") == "1 column"
    assert count_text(2, "case", "cases") == "2 cases"
    assert with_article("employee") == "an employee"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "under a second"), (21.4, "21 seconds"), (300, "5 minutes"), (3900, "1 hour 5 minutes")]
)
def test_durations_are_said_as_people_say_them(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_a_long_name_keeps_its_head_and_its_end() -> None:
    short = shortened("sum_of_calls_in_the_last_ninety_days_region_north", 24)
    assert len(short) == 24
    assert short.startswith("sum_of_calls")
    assert short.endswith("north")
    assert shortened("tenure", 24) == "tenure"
