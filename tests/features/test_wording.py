from __future__ import annotations

import pytest

from tracer_engine.features.wording import label_of, number_text, share_of, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.0, "4"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.35, "0.35"),
        (0.3456, "0.35"),
        (29.85, "29.9"),
        (29.96, "30"),
        (99.99, "100"),
        (1204.4, "1,204"),
        (1_200_000.0, "1.2 million"),
        (2_000_000_000.0, "2,000 million"),
        (1e18, "1e+18"),
        (-5.5, "−5.5"),
        (-0.0001, "−0.0001"),
        (float("nan"), "missing"),
        (float("inf"), "missing"),
    ],
)
def test_a_number_is_said_with_no_more_digits_than_help(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (19.45, "19.45"),
        (1889.5, "1,889.5"),
        (-5.25, "−5.25"),
        (12.0, "12"),
        (0.1428571, "0.14"),
        (3.14159, "3.1"),
        (1_200_000.5, "1.2 million"),
        (float("nan"), "missing"),
    ],
)
def test_a_number_of_a_row_is_said_as_its_cell_has_it(value: float, text: str) -> None:
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("MonthlyCharges", "Monthly charges"),
        ("monthly_charges", "Monthly charges"),
        ("Monthly Charges", "Monthly charges"),
        ("monthly.charges", "Monthly charges"),
        ("SupportCalls60d", "Support calls 60d"),
        ("CLV", "CLV"),
        ("NPS_score", "NPS score"),
        ("tenure", "Tenure"),
        ("  padded ", "Padded"),
        ("Kündigung", "Kündigung"),
        ("___", "___"),
    ],
)
def test_a_column_s_name_is_said_as_words(name: str, label: str) -> None:
    assert label_of(name) == label


@pytest.mark.parametrize(("text", "share"), [("0.25", 0.25), ("25%", 0.25), (" 2.5 % ", 0.025), ("25", 25.0)])
def test_a_share_is_written_as_a_number_or_in_percent(text: str, share: float) -> None:
    assert share_of(text) == pytest.approx(share)
