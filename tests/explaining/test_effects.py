from __future__ import annotations

import numpy as np
import pytest

from tracer_engine.explaining.effects import column_effects
from tracer_engine.features.preparation import Engineered, InputColumn, Preparation, Prepared
from tracer_engine.types.report import Effect

NAN = float("nan")
LEVELS = tuple("abcdefghij")
PREPARATION = Preparation(
    inputs=(
        InputColumn(name="n", kind="number"),
        InputColumn(name="d", kind="date"),
        InputColumn(name="w", kind="number", low=-5, high=4918),
        InputColumn(name="c", kind="category", levels=LEVELS, labels=tuple(level.upper() for level in LEVELS)),
    ),
    engineered=(Engineered(name="e", label="E", expression="1", single={}, many={}),),
)


def effect_of(source: int, values: list[float], pushes: list[float], y: list[float]) -> Effect:
    rows = len(values)
    numbers, codes = np.full((rows, 4), NAN), np.full((rows, 1), -1, dtype=np.int32)
    if source < 4:
        numbers[:, source] = values
    else:
        codes[:, 0] = values
    contributions = np.zeros((rows, 5))
    contributions[:, source] = pushes
    return column_effects(
        PREPARATION, Prepared(numbers=numbers, codes=codes), contributions, np.array(y), source, "Label"
    )


def test_few_values_are_each_a_point_with_mean_push_and_rate() -> None:
    effect = effect_of(0, [1, 2, 1, 2, NAN], [0.1, 0.5, 0.3, 0.7, -1.0], [0, 1, 1, 1, 0])

    assert (effect.column, effect.label) == ("n", "Label")
    assert [(p.value, p.rows, p.rate) for p in effect.points] == [("1", 2, 0.5), ("2", 2, 1.0), ("missing", 1, 0.0)]
    assert [p.push for p in effect.points] == pytest.approx([0.2, 0.6, -1.0])


def test_many_values_are_put_into_eight_groups_of_like_size_in_order() -> None:
    values = np.random.default_rng(1).permutation(800).astype(float)
    effect = effect_of(3, values.tolist(), (values / 800).tolist(), [0.0] * 800)

    assert len(effect.points) == 8
    assert [point.rows for point in effect.points] == pytest.approx([100] * 8, abs=1)
    assert [point.push for point in effect.points] == sorted(point.push for point in effect.points)
    assert effect.points[0].value.startswith("0 to ")
    assert effect.column == "e"


def test_the_outer_groups_reach_as_far_as_the_numbers_of_the_training() -> None:
    values = [float(value) for value in range(800)]
    points = effect_of(2, values, [0.0] * 800, [0.0] * 800).points

    assert points[0].value.startswith("\N{MINUS SIGN}5 to ")
    assert points[-1].value.endswith(" to 4,918")
    assert sum(point.rows for point in points) == 800


def test_days_are_said_as_dates() -> None:
    effect = effect_of(1, [0, 18262], [0, 0], [0, 1])

    assert [point.value for point in effect.points] == ["1970-01-01", "2020-01-01"]


def test_levels_go_by_their_labels_and_the_rest_together() -> None:
    effect = effect_of(4, [0, 7, 8, 9, 10, -1], [0.0] * 6, [0, 0, 1, 1, 0, 1])

    assert [(p.value, p.rows) for p in effect.points] == [("A", 1), ("H", 1), ("any other", 3), ("missing", 1)]


def test_a_column_that_is_missing_throughout_has_one_point() -> None:
    assert [point.value for point in effect_of(0, [NAN, NAN], [0, 0], [0, 1]).points] == ["missing"]
