"""How a column moves the score, value by value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.metrics import Values
from tracer_engine.explaining.reasons import day_text
from tracer_engine.features.preparation import InputColumn, Preparation, Prepared
from tracer_engine.features.wording import number_text
from tracer_engine.types.report import Effect, EffectPoint

GROUPS = 8
ANY_OTHER = "any other"
MOST_STEPS = 12  # so many different whole numbers are shown one by one


def column_effects(
    preparation: Preparation, prepared: Prepared, contributions: Values, y: Values, source: int, label: str
) -> Effect:
    """Mean contribution and rate of the outcome for up to eight groups of values of one source."""
    group, names = value_groups(preparation, prepared, source)
    points = []
    for index, name in enumerate(names):
        rows = group == index
        if rows.any():
            points.append(
                EffectPoint(
                    value=name,
                    push=float(contributions[rows, source].mean()),
                    rate=float(y[rows].mean()),
                    rows=int(rows.sum()),
                )
            )
    return Effect(column=preparation.sources[source], label=label, points=tuple(points))


def value_groups(
    preparation: Preparation, prepared: Prepared, source: int, most: int = GROUPS, steps: int = MOST_STEPS
) -> tuple[NDArray[np.intp], list[str]]:
    """The group of each row (rows,) by its value of one source, and the groups' names.

    Up to `most` groups, or `steps` whole numbers one by one; the last two of levels are "any other" and "missing", the
    last of numbers is "missing".
    """
    numbers = (*preparation.number_inputs, *preparation.engineered)
    if source < len(numbers):
        number = numbers[source]
        ends = (number.low, number.high) if isinstance(number, InputColumn) and number.low < number.high else None
        dates = isinstance(number, InputColumn) and number.kind == "date"
        return _number_groups(prepared.numbers[:, source], most, steps, ends, dates=dates)
    column = preparation.category_inputs[source - len(numbers)]
    return _level_groups(prepared.codes[:, source - len(numbers)], list(column.labels), most)


def _number_groups(
    values: Values, most: int, steps: int, ends: tuple[float, float] | None, *, dates: bool
) -> tuple[NDArray[np.intp], list[str]]:
    text = day_text if dates else number_text
    missing = np.isnan(values)
    present = values[~missing]
    distinct = np.unique(present)
    whole = np.all(distinct == np.round(distinct))
    if len(distinct) <= (steps if whole else most):
        group = np.searchsorted(distinct, np.where(missing, np.inf, values))
        return np.where(missing, len(distinct), group), [*(text(value) for value in distinct), "missing"]
    edges = np.unique(np.quantile(present, np.linspace(0, 1, most + 1)))
    if ends:
        # The rows looked at may be a sample; the outer groups reach as far as the training's numbers.
        edges[0], edges[-1] = min(edges[0], ends[0]), max(edges[-1], ends[1])
    group = np.searchsorted(edges[1:-1], values, side="left")
    # A group takes in its upper edge; of whole numbers the next one then begins one higher.
    starts = [edges[0], *(edge + 1 if whole and not dates else edge for edge in edges[1:-1])]
    names = [text(a) if a == b else f"{text(a)} to {text(b)}" for a, b in zip(starts, edges[1:], strict=True)]
    return np.where(missing, len(names), group), [*names, "missing"]


def _level_groups(codes: NDArray[np.int32], labels: list[str], most: int) -> tuple[NDArray[np.intp], list[str]]:
    shown = min(len(labels), most)
    group = np.where(codes < 0, shown + 1, np.minimum(codes, shown)).astype(np.intp)
    return group, [*labels[:shown], ANY_OTHER, "missing"]
