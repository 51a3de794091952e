from __future__ import annotations

import pytest

from tracer_desktop.pages.what_if_well import whole_steps
from tracer_engine import WhatIfField


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [(1.0, 4.0, [1, 2, 3, 4]), (0.0, 0.0, []), (0.0, 60.0, []), (0.5, 4.0, []), (None, None, [])],
)
def test_a_number_of_few_whole_values_is_set_and_others_move(
    low: float | None, high: float | None, steps: list[int]
) -> None:
    field = WhatIfField(column="c", label="C", kind="number", value="1", low=low, high=high)

    assert list(whole_steps(field)) == steps
