from __future__ import annotations

import pytest

from tracer_engine.features.wording import label_of
from tracer_engine.training.summary import as_one_word


@pytest.mark.parametrize(
    ("column", "role", "label"),
    [
        ("OverTime", "overtime", "Overtime"),
        ("MonthlyCharges", "monthly_charge", "Monthly charges"),
        ("CLV", "clv", "CLV"),
        ("Late Bills", "late", "Late bills"),
    ],
)
def test_a_column_is_called_what_its_role_is_called_in_the_reasons(column: str, role: str, label: str) -> None:
    assert as_one_word(label_of(column), role) == label
