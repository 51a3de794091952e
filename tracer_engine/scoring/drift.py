"""What is different about a file from the table the model learned from: blanks, numbers out of range, new levels."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracer_engine.features import groups
from tracer_engine.features.preparation import InputColumn, Prepared
from tracer_engine.features.wording import number_text
from tracer_engine.scoring.model import Model

WEIGHTY = 0.01
"""A column with a smaller share in the reasons changes no score that matters."""
_MORE_BLANKS = 0.2
OUTSIDE = 0.2
"""So large a share of numbers beyond the training's range is a cause; so are fewer levels that were not met:"""
UNMET = 0.05
MOVED = 0.2
"""A population stability index above this is commonly taken for a shift that matters."""
_CHANCE = 3.0  # the index of two samples of one population stays below so many times its mean


@dataclass(kw_only=True, eq=False)
class Drift:
    """Cells of each column, counted over all rows of a file: `blank` ones, numbers `outside` the range of the training,
    levels the model has not met (`unmet`), and how many are in each group (`grouped`) whose share in training is known.
    `unusual` rows have a number outside, or a level not met, in a column that matters.
    """

    rows: int = 0
    blank: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    unmet: Counter[str] = field(default_factory=Counter)
    grouped: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    unusual: int = 0

    def add(self, model: Model, prepared: Prepared) -> None:
        """Count the cells of more rows."""
        self.rows += prepared.rows
        unusual = np.zeros(prepared.rows, dtype=np.bool_)
        for position, column in enumerate(model.preparation.number_inputs):
            values = prepared.numbers[:, position]
            self.blank[column.name] += int(np.count_nonzero(np.isnan(values)))
            if column.kind == "number":
                outside = (values < column.low) | (values > column.high)
                self.outside[column.name] += int(np.count_nonzero(outside))
                if matters(model, column.name):
                    unusual |= outside
                    if column.shares:
                        self._count(column.name, groups.group_numbers(values, column.edges))
        for position, category in enumerate(model.preparation.category_inputs):
            codes = prepared.codes[:, position]
            self.blank[category.name] += int(np.count_nonzero(codes < 0))
            unmet = codes == len(category.levels)
            self.unmet[category.name] += int(np.count_nonzero(unmet))
            if matters(model, category.name):
                unusual |= unmet
                if category.shares:
                    self._count(category.name, groups.group_codes(codes, len(category.shares)))
        self.unusual += int(np.count_nonzero(unusual))

    def _count(self, name: str, counts: NDArray[np.int64]) -> None:
        self.grouped[name] = self.grouped.get(name, 0) + counts

    def shares(self, column: InputColumn) -> NDArray[np.float64] | None:
        """The shares of its groups in this file; None where nothing is known to compare them with."""
        counts = self.grouped.get(column.name)
        return None if counts is None or not counts.sum() else counts / counts.sum()

    def index(self, column: InputColumn) -> float | None:
        """Its population stability index; None where nothing is known to compare with."""
        now = self.shares(column)
        if now is None:
            return None
        return groups.stability_index(column.shares, now, int(self.grouped[column.name].sum()))

    def moved(self, model: Model) -> dict[str, float]:
        """Columns that matter and whose values are spread otherwise than in training, with their stability index.

        In a file of few rows a larger index is needed: chance alone makes one.
        """
        found = {}
        for column in model.preparation.inputs:
            index = self.index(column)
            if index is not None:
                rows = int(self.grouped[column.name].sum())
                by_chance = (len(column.shares) - 1) * (1 / rows + 1 / max(1, model.card.rows))
                if index >= MOVED + _CHANCE * by_chance:
                    found[column.name] = index
        return dict(sorted(found.items(), key=lambda one: -one[1]))

    def more_blanks(self, model: Model, besides: Collection[str]) -> dict[str, float]:
        """Columns that matter and are blank far more often than in training, and the share of rows by which."""
        found = {}
        for column in model.preparation.inputs:
            more = self.blank[column.name] / max(1, self.rows) - column.blank
            if column.name not in besides and more >= _MORE_BLANKS and carried(model, [column.name]) >= WEIGHTY:
                found[column.name] = more
        return found

    def causes(self, model: Model) -> list[str]:
        """Sentences about levels and numbers that the model has not met, where there are many."""
        told = []
        for name, count in self.unmet.items():
            if count >= UNMET * self.rows and count and matters(model, name):
                told.append(f"{count:,} of {self.rows:,} rows have a value in {name} that the model has not met.")
        for column in model.preparation.number_inputs:
            count = self.outside[column.name]
            if count >= OUTSIDE * self.rows and count and matters(model, column.name):
                told.append(
                    f"{count:,} of {self.rows:,} rows have a number in {column.name} beyond all that the model has met "
                    f"({column.low:g} to {column.high:g})."
                )
        known = {column.name: column for column in model.preparation.inputs}
        told += [
            f"{name} has moved: {self.told_move(known[name])}."
            for name in self.moved(model)
            if self.unmet[name] < UNMET * self.rows and self.outside[name] < OUTSIDE * self.rows
        ]
        return told

    def told_move(self, column: InputColumn) -> str:
        """The group of a column whose share changed most, in words."""
        now = self.shares(column)
        if now is None:
            return "it holds nothing to compare"
        most = int(np.argmax(np.abs(now - np.asarray(column.shares))))
        return (
            f"{100 * now[most]:.0f} % of the rows have {group_labels(column)[most]}, "
            f"when the model was trained it was {100 * column.shares[most]:.0f} %"
        )


def group_labels(column: InputColumn) -> tuple[str, ...]:
    """What to call the groups of a column."""
    if not column.numeric:
        return (*column.labels[: len(column.shares) - 1], "another value")
    if not column.edges:
        return ("any number",)
    ends, middle = (column.low, column.high, *column.edges), (column.lower, column.usual, column.upper)
    # Quartiles of whole numbers are whole but where they lie between two; and of whole numbers 10 to 20 ends with 19.
    whole = all(number == round(number) for number in (*ends, *(4 * quartile for quartile in middle)))
    last = 1 if whole else 0
    between = [
        number_text(low) if low == high - last else f"{number_text(low)} to {number_text(high - last)}"
        for low, high in itertools.pairwise(column.edges)
    ]
    first, end = number_text(column.edges[0]), number_text(column.edges[-1])
    lowest = number_text(column.low) if last and column.low == column.edges[0] - 1 else f"less than {first}"
    return (lowest, *between, f"{end} or more")


def matters(model: Model, name: str) -> bool:
    """Whether a column, by itself, changes scores."""
    return model.card.importance.get(name, 0.0) >= WEIGHTY


def carried(model: Model, names: Collection[str]) -> float:
    """The share of all reasons that columns carry, alone and in the features that are worked out from them."""
    sources = set(names)
    for feature in model.preparation.engineered:
        used = {*feature.single.values(), *(name for many in feature.many.values() for name in many)}
        if used & set(names):
            sources.add(feature.name)
    return sum(model.card.importance.get(name, 0.0) for name in sources)
