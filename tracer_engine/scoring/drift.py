"""What is different about a file from the table the model learned from: blanks, numbers out of range, new levels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from tracer_engine.features.preparation import Prepared
from tracer_engine.scoring.model import Model

WEIGHTY = 0.01
"""A column with a smaller share in the reasons changes no score that matters."""
_MORE_BLANKS = 0.2
_OUTSIDE = 0.2
_UNMET = 0.05


@dataclass(kw_only=True, eq=False)
class Drift:
    """Cells of each column, counted over all rows of a file: `blank` ones, numbers `outside` the range of the training,
    and levels the model has not met (`unmet`).
    """

    rows: int = 0
    blank: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    unmet: Counter[str] = field(default_factory=Counter)

    def add(self, model: Model, prepared: Prepared) -> None:
        """Count the cells of more rows."""
        self.rows += prepared.rows
        for position, column in enumerate(model.preparation.number_inputs):
            values = prepared.numbers[:, position]
            self.blank[column.name] += int(np.count_nonzero(np.isnan(values)))
            if column.kind == "number":
                self.outside[column.name] += int(np.count_nonzero((values < column.low) | (values > column.high)))
        for position, category in enumerate(model.preparation.category_inputs):
            codes = prepared.codes[:, position]
            self.blank[category.name] += int(np.count_nonzero(codes < 0))
            self.unmet[category.name] += int(np.count_nonzero(codes == len(category.levels)))

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
            if count >= _UNMET * self.rows and count and model.card.importance.get(name, 0.0) >= WEIGHTY:
                told.append(f"{count:,} of {self.rows:,} rows have a value in {name} that the model has not met.")
        for column in model.preparation.number_inputs:
            count = self.outside[column.name]
            if count >= _OUTSIDE * self.rows and count and model.card.importance.get(column.name, 0.0) >= WEIGHTY:
                told.append(
                    f"{count:,} of {self.rows:,} rows have a number in {column.name} beyond all that the model has met "
                    f"({column.low:g} to {column.high:g})."
                )
        return told


def carried(model: Model, names: Collection[str]) -> float:
    """The share of all reasons that columns carry, alone and in the features that are worked out from them."""
    sources = set(names)
    for feature in model.preparation.engineered:
        used = {*feature.single.values(), *(name for many in feature.many.values() for name in many)}
        if used & set(names):
            sources.add(feature.name)
    return sum(model.card.importance.get(name, 0.0) for name in sources)
