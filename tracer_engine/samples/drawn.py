"""Sample data of any blueprint, drawn as its record says; where it says nothing, from its roles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracer_engine.samples.customers import sample_customers
from tracer_engine.types.blueprint import Blueprint, Role, Sample, SampleColumn

Floats = NDArray[np.float64]
_BISECTIONS = 60
_LEVELS = ("A", "B", "C")


def sample_target(record: Blueprint) -> str:
    """The name of the target in the sample data of `record`."""
    return "Churn" if record.key == "churn" else sample_of(record).target


def sample_columns(record: Blueprint, seed: int = 1, rows: int = 5000, month: int = 0) -> dict[str, list[str]]:
    """The columns of made-up data for `record`, cell texts by column name, target included.

    The bytes depend on record, `seed`, `rows` and `month` only; another month holds others. Churn has data of its
    own, with effects that are known (see `samples.customers`).
    """
    if record.key == "churn":
        return dict(sample_customers(seed, rows, month)[0])
    sample = sample_of(record)
    random = np.random.Generator(np.random.PCG64([seed, month, 7]))
    log_odds = np.zeros(rows)
    numbers: dict[str, Floats] = {}
    cells: dict[str, list[str]] = {}
    for column in sample.columns:
        if column.id:
            cells[column.name] = [f"{(seed * 31 + month) * 1_000_000 + row + 1}" for row in range(rows)]
            continue
        texts, effect = _draw(column, random, numbers, rows)
        log_odds = log_odds + effect
        gaps = random.random(rows) < column.blank
        cells[column.name] = ["" if gap else text for text, gap in zip(texts, gaps, strict=True)]
    comes_true = random.random(rows) < 1 / (1 + np.exp(-(log_odds + _intercept(log_odds, sample.rate))))
    cells[sample.target] = [sample.positive if true else sample.negative for true in comes_true]
    return cells


def _draw(
    column: SampleColumn, random: np.random.Generator, numbers: dict[str, Floats], rows: int
) -> tuple[list[str], Floats]:
    """Cell texts of a column, and what it does to the log-odds of each row; a number is noted in `numbers`."""
    draw = random.random(rows)
    if column.levels:
        parts = np.array(column.shares or [1.0] * len(column.levels))
        chosen = np.searchsorted(np.cumsum(parts / parts.sum())[:-1], draw, side="right")
        effects = np.array(column.effects or [0.0] * len(column.levels))
        return [column.levels[level] for level in chosen], np.asarray(effects[chosen])
    low, high = (0.0, column.high) if column.part_of else (column.low, column.high)
    if column.part_of:
        values = numbers[column.part_of] * draw
        high = high or float(values.max(initial=1.0)) or 1.0
    else:
        # Two draws in place of one: most lie in the middle.
        values = low + (high - low) * (draw + random.random(rows)) / 2
    values = np.round(values, column.decimals)
    numbers[column.name] = values
    texts = [f"{value:.{column.decimals}f}" for value in values]
    return texts, np.asarray(column.effect * (values - low) / max(high - low, 1e-9))


def _intercept(log_odds: Floats, rate: float) -> float:
    """What has to be added so that the mean probability is `rate`, by halving an interval."""
    low, high = -60.0, 60.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if float(np.mean(1 / (1 + np.exp(-(log_odds + middle))))) < rate:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def sample_of(record: Blueprint) -> Sample:
    """How the sample data of `record` is drawn: as it says, else one column a role, called by its first alias."""
    if record.sample is not None:
        return record.sample
    columns = tuple(_column(role, number) for number, role in enumerate(record.roles) if not role.personal)
    return Sample(
        target=record.target_hints[0], positive=record.positive_values[0], negative=record.negative_values[0],
        columns=columns, rate=0.25,
    )  # fmt: skip


def _column(role: Role, number: int) -> SampleColumn:
    """A column that can play `role`; by turns it raises the chance of the outcome and lowers it."""
    effect = 1.5 if number % 2 else -1.5
    name = role.aliases[0]
    if role.tells_apart:
        return SampleColumn(name=name, id=True)
    if role.kind == "flag":
        return SampleColumn(name=name, levels=("yes", "no"), effects=(effect, 0.0))
    if role.kind == "category":
        return SampleColumn(name=name, levels=_LEVELS, effects=(effect, 0.0, 0.0))
    if role.kind == "date":
        days = tuple(f"2026-{month:02d}-{day:02d}" for month in range(1, 13) for day in (3, 14, 25))
        return SampleColumn(name=name, levels=days)
    return SampleColumn(name=name, low=0.0, high=100.0, decimals=1, effect=effect)
