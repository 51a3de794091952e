"""What is different about a file from the table the model learned from: blanks, numbers out of range, new levels."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import binom, chi2

from tracer_engine.features import groups
from tracer_engine.features.preparation import InputColumn, Prepared
from tracer_engine.features.wording import number_text
from tracer_engine.scoring.model import Model

WEIGHTY = 0.01
"""A column with a smaller share in the reasons changes no score that matters."""
_MORE_BLANKS = 0.2
_FEW_BLANKS = 3
OUTSIDE = 0.2
"""So large a share of numbers beyond the training's range is a cause; so are fewer levels that were not met:"""
UNMET = 0.05
_NEW_LEVELS = 0.01
_SURE = 0.001
_UNLIKELY = 0.01
_FEW_GROUPS = 3
BEYOND = 0.05
"""A number that is by so much of the training's range beyond it is unlike anything seen there."""
MOST_NAMED = 5
REMEMBERED = 1_000  # different new values of a column; of an id taken for a category there would be millions
_OTHER_UNITS = (10.0, 100.0, 1000.0, 1_000_000.0, 12.0, 60.0)
MOVED = 0.2
"""A population stability index above this is commonly taken for a shift that matters."""
_CHANCE = 3.0  # the index of two samples of one population stays below so many times its mean


@dataclass(kw_only=True, eq=False)
class Drift:
    """Cells of each column, counted over all rows of a file: `blank` ones, numbers `outside` the range of the training,
    levels the model has not met (`unmet`), and how many are in each group (`grouped`) whose share in training is known.
    `new_values` are those levels as they stand in the file, counted (the first 1,000 different ones of a column).
    `unusual` rows are unlike anything seen in training, in a column that matters: a number well beyond its range, or a
    level not met where hardly any was rare. `middles` are medians of numbers, over the first rows.
    """

    rows: int = 0
    blank: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)
    unmet: Counter[str] = field(default_factory=Counter)
    grouped: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    new_values: defaultdict[str, Counter[str]] = field(default_factory=partial(defaultdict, Counter))
    unusual: int = 0
    middles: dict[str, float] = field(default_factory=dict)

    def add(self, model: Model, prepared: Prepared, frame: pl.DataFrame) -> None:
        """Count the cells of more rows: as they stand in `frame`, under the model's names, and `prepared`."""
        first, self.rows = not self.rows, self.rows + prepared.rows
        for position, column in enumerate(model.preparation.number_inputs):
            values = prepared.numbers[:, position]
            self.blank[column.name] += int(np.count_nonzero(np.isnan(values)))
            if column.kind == "number":
                outside = (values < column.low) | (values > column.high)
                self.outside[column.name] += int(np.count_nonzero(outside))
                if column.shares:
                    self._count(column.name, groups.group_numbers(values, column.edges))
                if first and not np.isnan(values).all():
                    self.middles[column.name] = float(np.nanmedian(values))
        for position, category in enumerate(model.preparation.category_inputs):
            codes = prepared.codes[:, position]
            self.blank[category.name] += int(np.count_nonzero(codes < 0))
            unmet = codes == len(category.levels)
            if unmet.any():
                self.unmet[category.name] += int(np.count_nonzero(unmet))
                self._count_new(self.new_values[category.name], frame[category.name].filter(pl.Series(unmet)))
            if category.shares:
                self._count(category.name, groups.group_codes(codes, len(category.shares)))
        self.unusual += int(np.count_nonzero(unlike(model, prepared) >= 0))

    def _count_new(self, met: Counter[str], cells: pl.Series) -> None:
        for value, count in cells.str.strip_chars().value_counts().iter_rows():
            if value in met or len(met) < REMEMBERED:
                met[value] += count

    def most_frequent(self, name: str) -> tuple[str, ...]:
        """Up to five values of a column that the model has not met, those seen most often first."""
        found = sorted(self.new_values.get(name, Counter()).items(), key=lambda one: (-one[1], one[0]))
        return tuple(value for value, _ in found[:MOST_NAMED])

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

    def p_value(self, model: Model, column: InputColumn) -> float | None:
        """How often chance alone would spread two samples of one population so differently (chi-squared test of the
        groups here and in training); None where nothing is known to compare with.
        """
        counts = self.grouped.get(column.name)
        if counts is None or not counts.sum():
            return None
        return same_spread(counts, column.shares, max(1.0, model.card.rows * (1 - column.blank)))

    def moved(self, model: Model, *, weighty: bool = True) -> dict[str, float]:
        """Columns that matter (or, else, those that do not) whose values are spread otherwise than in training, with
        their stability index.

        In a file of few rows a larger index is needed: chance alone makes one, and no test may find it likely. Of two
        or three groups a smaller index is a large shift.
        """
        found = {}
        compared = [column for column in model.preparation.inputs if self.index(column) is not None]
        for column in compared:
            index, by_test = self.index(column), self.p_value(model, column)
            if index is None or by_test is None or matters(model, column.name) != weighty:
                continue
            rows = int(self.grouped[column.name].sum())
            by_chance = (len(column.shares) - 1) * (1 / rows + 1 / max(1, model.card.rows))
            least = MOVED if len(column.shares) > _FEW_GROUPS else MOVED / 2
            if index >= least + _CHANCE * by_chance and by_test * len(compared) < _UNLIKELY:
                found[column.name] = index
        return dict(sorted(found.items(), key=lambda one: -one[1]))

    def more_blanks(self, model: Model, besides: Collection[str], *, weighty: bool = True) -> dict[str, float]:
        """Columns that matter (or, else, those that do not) and are blank far more often than in training, and the
        share of rows by which.
        """
        found = {}
        for column in model.preparation.inputs:
            more = self.blank[column.name] / max(1, self.rows) - column.blank
            if column.name in besides or more < _MORE_BLANKS or self.blank[column.name] < _FEW_BLANKS:
                continue
            by_chance = float(binom.sf(self.blank[column.name] - 1, self.rows, max(column.blank, 1 / model.card.rows)))
            if by_chance < _SURE and (carried(model, [column.name]) >= WEIGHTY) == weighty:
                found[column.name] = more
        return found

    def new_levels(self, model: Model, *, weighty: bool = True) -> dict[str, int]:
        """Columns that matter (or, else, those that do not) with more values that the model has not met than the rare
        ones of the training let expect, and in how many rows.
        """
        found = {}
        for column in model.preparation.category_inputs:
            count = self.unmet[column.name]
            if not count or matters(model, column.name) != weighty:
                continue
            if column.rare is None:
                if count >= UNMET * self.rows:
                    found[column.name] = count
                continue
            filled = self.rows - self.blank[column.name]
            # Levels that were seen once or twice come from a world with others that were not seen at all.
            rare = max(1.5 * column.rare, 1 / max(1, model.card.rows))
            if count >= _NEW_LEVELS * self.rows and binom.sf(count - 1, filled, min(1.0, rare)) < _SURE:
                found[column.name] = count
        return found

    def outside_often(self, model: Model, *, weighty: bool = True) -> dict[str, int]:
        """Columns that matter (or, else, those that do not) with many numbers beyond the training's range."""
        return {
            column.name: self.outside[column.name]
            for column in model.preparation.number_inputs
            if self.outside[column.name] >= max(OUTSIDE * self.rows, 1)
            and matters(model, column.name) == weighty
            and binom.sf(self.outside[column.name] - 1, self.rows, 2 / max(2, model.card.rows)) < _SURE
        }

    def causes(self, model: Model, *, weighty: bool = True) -> list[str]:
        """Sentences about levels and numbers that the model has not met, where there are many, and what has moved; of
        columns that matter, or else of those that do not.
        """
        known = {column.name: column for column in model.preparation.inputs}
        unmet, outside = self.new_levels(model, weighty=weighty), self.outside_often(model, weighty=weighty)
        told = [
            f"{count:,} of {self.rows:,} rows have a value in {name} that the model has not met."
            for name, count in unmet.items()
        ]
        for name, count in outside.items():
            column = known[name]
            told.append(
                f"{count:,} of {self.rows:,} rows have a number in {name} beyond all that the model has met "
                f"({column.low:g} to {column.high:g}).{self._other_unit(column)}"
            )
        told += [
            f"{name} has moved: {self.told_move(known[name])}.{self._other_unit(known[name])}"
            for name in self.moved(model, weighty=weighty)
            if name not in unmet and name not in outside
        ]
        return told

    def _other_unit(self, column: InputColumn) -> str:
        """A guess at why numbers have moved: they are a round number of times what they were."""
        now, before = self.middles.get(column.name, 0.0), column.usual
        if column.kind != "number" or not now * before > 0 or min(abs(column.lower), abs(now)) == 0:
            return ""
        for times in _OTHER_UNITS:
            for factor, words in ((times, f"{times:,.0f} times"), (1 / times, f"1/{times:,.0f} of")):
                if abs(now / before / factor - 1) < 0.08:
                    return f" Its usual number is {words} what it was: another unit?"
        return ""

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


def same_spread(counts: NDArray[np.int64], shares: Sequence[float], trained: float) -> float:
    """The p-value of a chi-squared test: are `counts` (groups,) of a file and `shares` of `trained` rows from one
    population? Groups that are next to empty in both count as one.
    """
    before = np.asarray(shares) * trained
    both = counts + before
    order = np.argsort(both)
    few = order[np.cumsum(both[order]) * min(counts.sum(), trained) < 5 * both.sum()]
    keep = np.setdiff1d(np.arange(len(counts)), few)
    table = np.array([np.append(one[keep], one[few].sum()) for one in (counts.astype(np.float64), before)])
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2:
        return 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    return float(chi2.sf(((table - expected) ** 2 / expected).sum(), table.shape[1] - 1))


def unlike(model: Model, prepared: Prepared) -> NDArray[np.intp]:
    """For each row, which input column (its place in `Preparation.inputs`) makes it unlike anything seen in training;
    -1 for none. The column with the largest share of the reasons, where several do.
    """
    places = {column.name: place for place, column in enumerate(model.preparation.inputs)}
    found = np.full(prepared.rows, -1, dtype=np.intp)
    marks: list[tuple[float, int, NDArray[np.bool_]]] = []
    for position, column in enumerate(model.preparation.number_inputs):
        if column.kind == "number" and matters(model, column.name):
            margin, values = BEYOND * (column.high - column.low), prepared.numbers[:, position]
            beyond = (values < column.low - margin) | (values > column.high + margin)
            marks.append((model.card.importance[column.name], places[column.name], beyond))
    for position, column in enumerate(model.preparation.category_inputs):
        if matters(model, column.name) and (column.rare or 0.0) < UNMET:
            unmet = prepared.codes[:, position] == len(column.levels)
            marks.append((model.card.importance[column.name], places[column.name], unmet))
    for _, place, rows in sorted(marks, key=lambda one: one[:2]):
        found[rows] = place
    return found


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
