"""LightGBM's text format read: trees, and the conditions at their nodes, decided as LightGBM decides them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ABOUT_ZERO = float(np.float32(1e-35))  # LightGBM takes anything this close to zero for zero
NO_MISSING, ZERO_MISSING, NAN_MISSING = range(3)


class Condition(NamedTuple):
    """The question a node asks of a row; where it holds, the row goes left.

    Of a number: is it at most `threshold`? `missing` tells what counts as missing (nothing: nan is 0; zero and nan;
    nan alone) and `missing_left` where it goes. Of a code: is it one of the bits of `levels` (words of 32 bits)? No
    other code is, nor is nan.
    """

    column: int
    missing: int = NO_MISSING
    missing_left: bool = False
    levels: tuple[int, ...] | None = None
    threshold: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Tree:
    """One tree. Inner nodes are numbered from the root, 0; a leaf is named by its number's complement, ~number.

    `children` are the (left, right) ones of each node, `counts` the training rows in it.
    """

    conditions: tuple[Condition, ...]
    children: tuple[tuple[int, int], ...]
    counts: tuple[int, ...]
    leaf_counts: tuple[int, ...]
    leaf_values: tuple[float, ...]

    @property
    def root(self) -> int:
        """The name of the topmost node, or of the leaf that is the whole tree."""
        return 0 if self.children else ~0

    def share(self, parent: int, child: int) -> float:
        """The share of the training rows in `parent` that went on to `child`."""
        count = self.counts[child] if child >= 0 else self.leaf_counts[~child]
        return count / max(1, self.counts[parent])


def read_trees(text: str) -> list[Tree]:
    """The trees of a model in LightGBM's text format; KeyError or ValueError where it is not one."""
    body = text.partition("\nend of trees")[0]
    return [_tree(block) for block in body.split("\nTree=")[1:]]


def _tree(block: str) -> Tree:
    fields = dict(line.partition("=")[::2] for line in block.splitlines()[1:])

    def integers(name: str) -> tuple[int, ...]:
        return tuple(map(int, fields.get(name, "").split()))

    columns, decisions = integers("split_feature"), integers("decision_type")
    thresholds = tuple(map(float, fields["threshold"].split()))
    bounds, words = integers("cat_boundaries"), integers("cat_threshold")
    conditions = []
    for column, decision, threshold in zip(columns, decisions, thresholds, strict=True):
        if decision & 1:
            place = int(threshold)
            conditions.append(Condition(column, levels=words[bounds[place] : bounds[place + 1]]))
        else:
            missing = decision >> 2 & 3
            left = bool(decision & 2) and missing != NO_MISSING
            conditions.append(Condition(column, missing, left, threshold=threshold))
    return Tree(
        conditions=tuple(conditions),
        children=tuple(zip(integers("left_child"), integers("right_child"), strict=True)),
        counts=integers("internal_count"),
        leaf_counts=integers("leaf_count"),
        leaf_values=tuple(map(float, fields["leaf_value"].split())),
    )


class Conditions:
    """The distinct conditions of many trees, each decided once for a row however many nodes ask it."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self.all: Sequence[Condition] = sorted(set(conditions), key=lambda one: (one[:3], one.levels or (), one[4]))
        self.number = {condition: number for number, condition in enumerate(self.all)}
        self._thresholds = np.array([condition.threshold for condition in self.all])
        self._runs: list[tuple[int, int]] = []  # neighbours that look at the same column in the same way
        for number, condition in enumerate(self.all):
            alike = number and self._way(self.all[number - 1]) == self._way(condition)
            first = self._runs.pop()[0] if alike else number
            self._runs.append((first, number + 1))
        self._tables = {
            first: self._table(first, last) for first, last in self._runs if self.all[first].levels is not None
        }

    @staticmethod
    def _way(condition: Condition) -> tuple[int, int, bool, bool]:
        return (condition.column, condition.missing, condition.missing_left, condition.levels is None)

    def _table(self, first: int, last: int) -> NDArray[np.bool_]:
        """(conditions, codes + 1): whether each code is in the set; the last column is for all codes beyond."""
        sets = [condition.levels or () for condition in self.all[first:last]]
        table = np.zeros((last - first, 32 * max(map(len, sets)) + 1), dtype=np.bool_)
        for row, words in zip(table, sets, strict=True):
            bits = np.array(words, dtype=np.uint32)[:, None] >> np.arange(32, dtype=np.uint32) & 1
            row[: bits.size] = bits.ravel()
        return table

    def decide(self, matrix: NDArray[np.float64], out: NDArray[np.bool_]) -> None:
        """Write which conditions hold for the rows of `matrix` (rows, columns) to `out` (conditions, rows)."""
        for first, last in self._runs:
            condition = self.all[first]
            values = matrix[:, condition.column]
            if condition.levels is not None:
                table = self._tables[first]
                known = (values > -1) & (values < table.shape[1] - 1)
                codes = np.where(known, values, table.shape[1] - 1).astype(np.intp)
                table.take(codes, axis=1, out=out[first:last], mode="clip")
                continue
            comparable = _comparable(values, condition)
            np.less_equal(comparable, self._thresholds[first:last, None], out=out[first:last])


def _comparable(values: NDArray[np.float64], condition: Condition) -> NDArray[np.float64]:
    """Values that say by <= alone which way they go: -inf is left of every threshold, nan right of every one."""
    values = np.where(np.abs(values) <= ABOUT_ZERO, 0.0, values)
    absent = np.isnan(values)
    if condition.missing == NO_MISSING:
        values[absent] = 0.0
        return values
    if condition.missing == ZERO_MISSING:
        absent |= values == 0.0
    values[absent] = -np.inf if condition.missing_left else np.nan
    return values
