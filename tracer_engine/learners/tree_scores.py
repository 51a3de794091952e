"""Raw predictions of boosted trees for many rows, by tables: LightGBM's own to the last bit, in a third of its time.

A row reaches a leaf where it passes the conditions of every source on the leaf's path. What a source has to say is
tabled ahead: for each group of its values that no condition tells apart, a word with one bit for each leaf of a tree,
set where the leaf's conditions on that source hold. The words of all sources and-ed leave the one leaf that is reached
(the idea of QuickScorer, Lucchese et al. 2015, with the sources of a row in place of its false nodes).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracer_engine.features.preparation import Prepared
from tracer_engine.learners.tree_text import ABOUT_ZERO, Condition, Conditions, Tree, read_trees
from tracer_engine.learners.views import Views

Values = NDArray[np.float64]

WORD = 64  # leaves a word has bits for; larger trees have several words
BELOW_ZERO = np.nextafter(-ABOUT_ZERO, -1.0)
MOST_CELLS = 20_000_000  # of the tables together, and of what is decided to make them


class Word(NamedTuple):
    """Up to 64 leaves of one tree: the words of its sources by group, and the leaves' values, then 0 for no leaf."""

    tables: tuple[tuple[int, NDArray[np.unsignedinteger]], ...]
    values: Values


class TreeScores:
    """The trees of a model, on the view `name` of rows prepared like those of `views`.

    `small` is False, and nothing else is made, where the tables would take more room than they save time.
    """

    def __init__(self, text: str, name: str, views: Views) -> None:
        trees = read_trees(text)
        conditions = Conditions(condition for tree in trees for condition in tree.conditions)
        view = getattr(views, name)
        self._numbers = views.numbers
        self._cuts = self._cut(conditions, view.source)
        groups = {number: len(cuts) + 1 for number, cuts in self._cuts.items()}
        groups |= {self._numbers + number: levels + 2 for number, levels in enumerate(views.levels)}
        rows = max(groups.values(), default=0)
        cells = sum(groups[int(view.source[one.column])] for tree in trees for one in tree.conditions)
        self.small = max(cells, rows * max(len(conditions.all), view.matrix.shape[1])) <= MOST_CELLS
        if not self.small:
            return
        decided = np.empty((len(conditions.all), rows), dtype=np.bool_)
        conditions.decide(getattr(self._examples(views, rows), name).matrix, decided)
        asked = {
            condition: (source, decided[number, : groups[source]])
            for condition, number in conditions.number.items()
            for source in (int(view.source[condition.column]),)
        }
        self._words = [word for tree in trees for word in _words(tree, asked)]
        self._sources = sorted({source for word in self._words for source, _ in word.tables})

    def _cut(self, conditions: Conditions, source: NDArray[np.intp]) -> Mapping[int, Values]:
        """By number source, the ends of the groups of its values, the last of them infinity; nan is a group beyond."""
        cuts: dict[int, set[float]] = {}
        for condition in conditions.all:
            if condition.levels is None and source[condition.column] < self._numbers:
                # Zero is a group of its own: it may count as missing.
                cuts.setdefault(int(source[condition.column]), {np.nextafter(0.0, -1.0), 0.0, np.inf}).add(
                    condition.threshold
                )
        return {number: np.array(sorted(ends)) for number, ends in cuts.items()}

    def _examples(self, views: Views, groups: int) -> Views:
        """Row by row the groups of all sources: a value of each."""
        numbers = np.full((groups, self._numbers), np.nan)
        for number, cuts in self._cuts.items():
            # LightGBM's ends next to zero would themselves be taken for zero, the values below them would not.
            numbers[: len(cuts), number] = np.where(cuts < 0, np.minimum(cuts, BELOW_ZERO), cuts)
        codes = np.arange(-1, groups - 1)[:, None].clip(max=np.array(views.levels, dtype=np.intp)).astype(np.int32)
        return Views(views.preparation, Prepared(numbers=numbers, codes=codes))

    def _group(self, views: Views, source: int) -> NDArray[np.intp]:
        """The group of each row's value of a source."""
        if source >= self._numbers:
            return views.prepared.codes[:, source - self._numbers].astype(np.intp) + 1
        values = views.prepared.numbers[:, source]
        return np.searchsorted(self._cuts[source], np.where(np.abs(values) <= ABOUT_ZERO, 0.0, values))

    def log_odds(self, views: Views) -> Values:
        """Shape (rows,): the sum of the leaves each row reaches, tree after tree."""
        groups = {source: self._group(views, source) for source in self._sources}
        total = np.zeros(views.rows)
        values, place = np.empty(views.rows), np.empty(views.rows, dtype=np.intp)
        room = {kind: np.empty((2, views.rows), dtype=kind) for kind in {_kind(word) for word in self._words}}
        for word in self._words:
            if not word.tables:
                total += word.values[0]
                continue
            reached, other = room[_kind(word)]
            (source, table), *others = word.tables
            table.take(groups[source], out=reached, mode="clip")
            for source, table in others:
                table.take(groups[source], out=other, mode="clip")
                np.bitwise_and(reached, other, out=reached)
            # The place of the one bit that is left; a word without one is all ones below zero.
            np.subtract(reached, 1, out=reached)
            np.copyto(place, np.bitwise_count(reached))
            word.values.take(place, out=values, mode="clip")
            total += values
        return total


def _kind(word: Word) -> np.dtype[np.unsignedinteger]:
    return word.tables[0][1].dtype if word.tables else np.dtype(np.uint8)


def _words(tree: Tree, asked: Mapping[Condition, tuple[int, NDArray[np.bool_]]]) -> list[Word]:
    """The words of a tree; `asked` tells the source of each condition, and in which groups of its values it holds."""
    if not tree.children:
        return [Word((), np.array([tree.leaf_values[0]]))]
    words = []
    every = _leaves(tree, asked)
    for start in range(0, len(every), WORD):
        leaves = every[start : start + WORD]
        kind = next(kind for kind in (np.uint8, np.uint16, np.uint32, np.uint64) if len(leaves) <= 8 * kind().itemsize)
        tables: dict[int, NDArray[np.unsignedinteger]] = {}
        for bit, (_, passing) in enumerate(leaves):
            for source, groups in passing.items():
                # Leaves that ask nothing of this source are not kept from by it.
                table = tables.setdefault(source, np.zeros(len(groups), dtype=kind))
                table |= np.where(groups, kind(1 << bit), kind(0))
        for source, table in tables.items():
            table |= kind(sum(1 << bit for bit, (_, passing) in enumerate(leaves) if source not in passing))
        values = np.zeros(8 * kind().itemsize + 1)
        values[: len(leaves)] = [value for value, _ in leaves]
        words.append(Word(tuple(sorted(tables.items(), key=lambda pair: pair[0])), values))
    return words


def _leaves(
    tree: Tree, asked: Mapping[Condition, tuple[int, NDArray[np.bool_]]]
) -> list[tuple[float, Mapping[int, NDArray[np.bool_]]]]:
    """The leaves from left to right: value, and by source on its path the groups that pass."""
    leaves: list[tuple[float, Mapping[int, NDArray[np.bool_]]]] = []
    waiting: list[tuple[int, Mapping[int, NDArray[np.bool_]]]] = [(tree.root, {})]
    while waiting:
        node, passing = waiting.pop()
        if node < 0:
            leaves.append((tree.leaf_values[~node], passing))
            continue
        source, holds = asked[tree.conditions[node]]
        before = passing.get(source, True)
        left, right = tree.children[node]
        waiting += [(right, {**passing, source: before & ~holds}), (left, {**passing, source: before & holds})]
    return leaves
