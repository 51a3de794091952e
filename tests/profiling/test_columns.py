"""What every column is like."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tracer_engine.profiling import profile_columns
from tracer_engine.progress import Step
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]


def test_a_number_column_has_a_range_quartiles_and_a_histogram_of_all_its_rows(table_of: TableOf) -> None:
    table = table_of({"charge": [f"{n}.5" for n in range(101)], "plan": ["a", "b"] * 50 + ["a"]})
    charge, plan = profile_columns(table)
    assert (charge.kind, charge.minimum, charge.maximum, charge.median) == ("number", 0.5, 100.5, 50.5)
    assert charge.quartiles == (25.5, 75.5)
    assert sum(rows for _, _, rows in charge.histogram) == 101
    assert plan.top == (("a", 51), ("b", 50))
    assert plan.minimum is None


def test_a_blank_cell_in_a_number_column_is_missing(table_of: TableOf) -> None:
    table = table_of({"charge": ["1.5", "", "2.5", " "] * 10, "plan": ["a", "b", "", "c"] * 10})
    charge, plan = profile_columns(table)
    assert (charge.missing, charge.distinct) == (20, 2)
    assert (plan.missing, plan.distinct) == (10, 3)


def test_a_column_that_is_blank_throughout_is_described_without_a_range(table_of: TableOf) -> None:
    table = table_of({"empty": [""] * 30, "plan": ["a", "b", "c"] * 10})
    empty = profile_columns(table)[0]
    assert (empty.missing, empty.distinct, empty.minimum, empty.top) == (30, 0, None, ())


def test_a_column_called_count_or_value_is_profiled_like_any_other(table_of: TableOf) -> None:
    table = table_of({"count": ["x", "y", "x"] * 5, "value": ["u", "u", "v"] * 5})
    count, value = profile_columns(table)
    assert count.top == (("x", 10), ("y", 5))
    assert value.top == (("u", 10), ("v", 5))


def test_of_many_values_as_frequent_the_first_of_the_alphabet_are_told(table_of: TableOf) -> None:
    names = [f"c{n * 7919 % 1009:04}" for n in range(1009)]
    top = profile_columns(table_of({"name": [*names, "c0500"], "plan": ["a", "b"] * 505}))[0].top
    assert top == (("c0500", 2), *((f"c{n:04}", 1) for n in range(11)))


def test_dates_are_described_in_days(table_of: TableOf) -> None:
    table = table_of({"joined": [f"1970-01-{day:02d}" for day in range(1, 31)], "plan": ["a", "b"] * 15})
    joined = profile_columns(table)[0]
    assert (joined.kind, joined.minimum, joined.maximum) == ("date", 0.0, 29.0)


def test_progress_is_told_of_every_column_and_never_goes_back(table_of: TableOf) -> None:
    steps: list[Step] = []

    def watch(step: Step, /) -> bool:
        steps.append(step)
        return True

    profile_columns(table_of({"a": ["1", "2"], "b": ["x", "y"]}), watch)
    assert [step.text for step in steps] == ["a", "b"]
    assert [step.fraction for step in steps] == [0.5, 1.0]


def test_quartiles_of_counted_values_are_those_of_the_rows(table_of: TableOf) -> None:
    numbers = [((row * 37) % 101) ** 2 / 8 for row in range(1_003)]
    table = table_of({"charge": [str(number) for number in numbers]})
    (charge,) = profile_columns(table)
    low, median, high = np.quantile(numbers, [0.25, 0.5, 0.75])
    assert charge.quartiles == pytest.approx((low, high))
    assert charge.median == pytest.approx(median)
    assert charge.mean == pytest.approx(np.mean(numbers))
