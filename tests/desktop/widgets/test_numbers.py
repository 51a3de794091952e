from __future__ import annotations

import math

import pytest

from tracer_desktop.widgets.numbers import compact, count, decimal, percent, short_seconds, signed


def test_thousands_are_marked_and_minus_is_a_true_one() -> None:
    assert count(7043) == "7,043"
    assert decimal(1397.475, 2) in {"1,397.47", "1,397.48"}
    assert decimal(-0.19) == "\u22120.19"
    assert decimal(-0.001) == "0.00"


def test_percent_keeps_its_sign_on_the_same_line() -> None:
    assert percent(0.29) == "29\u00a0%"
    assert percent(0.0016, 1) == "0.2\u00a0%"


def test_a_contribution_always_has_a_sign() -> None:
    assert [signed(value) for value in (1.31, -0.19, 0.0)] == ["+1.31", "\u22120.19", "0.00"]


@pytest.mark.parametrize(
    ("value", "said"), [(0.66, "0.66"), (401.0, "401"), (3795.2, "3,795"), (18.8, "18.80"), (0.0123, "0.0123")]
)
def test_a_number_is_as_long_as_its_size_asks_for(value: float, said: str) -> None:
    assert compact(value) == said


def test_what_is_no_number_is_a_dash() -> None:
    assert [write(math.nan) for write in (count, percent, signed, compact)] == ["–"] * 4


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(12.4, 17.6, "12 to 18 s"), (0.2, 0.6, "0 to 1 s"), (150, 200, "2 to 4 min"), (7000, 7100, "1 to 2 h")],
)
def test_the_time_left_is_said_as_a_range(low: float, high: float, said: str) -> None:
    assert short_seconds(low, high) == said
