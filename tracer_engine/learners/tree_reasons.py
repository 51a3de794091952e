"""Exact reasons of boosted trees: Shapley values of the sources, by tables.

What is computed are the path-dependent Shapley values of TreeSHAP (Lundberg et al. 2018, 2020): where a source is not
known, a row goes down both branches of a node, weighted by the training rows that did. The players are the sources,
so that all columns of a category act as one; where every column is its own source these are LightGBM's own values.

A leaf of value v is reached by passing the conditions of its path. Let m sources stand on it, z_j be the share of
training rows that passed the conditions on source j (the product over its nodes), and o_j be 1 where the row itself
passes all of them, else 0. Then source j gets

    v (o_j - z_j) sum over S of |S|! (m-|S|-1)! / m! prod(k in S) o_k prod(k not in S) z_k

where S runs over the subsets of the other sources. It depends on the row by the m bits o alone, so it is tabled ahead
(the idea of Fast TreeSHAP v2, Yang 2021). Leaves under one node share their conditions: a table serves as many of them
as fit into `MOST_BITS` distinct conditions. A row's reasons are then a sum of table cells.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracer_engine.learners.tree_text import Conditions, Tree, read_trees

Values = NDArray[np.float64]

MOST_BITS = 10
FEWEST_BITS = 6
MOST_CELLS = 6_000_000  # of all tables together; more trees get smaller tables, which are more of them to look up
DECIDED = 16_000_000  # bits decided at a time, a byte each
MOST_ROWS = 8192
DEEP = 1_000_000  # factors worked out at a time for a leaf without a table: rows x sources x sources


def shares(passed: NDArray[np.bool_], fractions: Values) -> Values:
    """What each source (last axis) gets of a leaf of value 1. Both broadcast to (..., m): the o and z of the formula.

    The sum over subsets is the integral from 0 to 1 of prod(k not j) (o_k t + z_k (1 - t)), as the weights are Beta
    integrals; the integrand is a polynomial of degree m - 1, for which Gauss-Legendre quadrature is exact.
    """
    m = fractions.shape[-1]
    nodes, weights = np.polynomial.legendre.leggauss(m // 2 + 1)
    at = (nodes + 1) / 2
    factors = passed[..., None] * at + fractions[..., None] * (1 - at)
    others = np.ones_like(factors)
    before, after = np.ones_like(factors[..., 0, :]), np.ones_like(factors[..., 0, :])
    for j in range(m):
        others[..., j, :] *= before
        others[..., m - 1 - j, :] *= after
        before = before * factors[..., j, :]
        after = after * factors[..., m - 1 - j, :]
    result: Values = (passed - fractions) * (others @ (weights / 2))
    return result


class Bit(NamedTuple):
    """A fact about a row, by conditions: all of `holding` hold and none of `failing`; or, where nothing is in
    `holding`, any of `failing` holds.
    """

    holding: frozenset[int]
    failing: frozenset[int] = frozenset()


class Player(NamedTuple):
    """A source on a path: its fraction, and the conditions that have to hold there and those that have to fail."""

    fraction: float = 1.0
    holding: frozenset[int] = frozenset()
    failing: frozenset[int] = frozenset()

    def after(self, condition: int, holds: bool, fraction: float) -> Player:
        """The player one node further down."""
        own = frozenset((condition,))
        if holds:
            return Player(self.fraction * fraction, self.holding | own, self.failing)
        return Player(self.fraction * fraction, self.holding, self.failing | own)

    @property
    def passing(self) -> tuple[Bit, bool]:
        """The bit that tells whether a row passes, and what it then is."""
        if self.holding:
            return Bit(self.holding, self.failing), True
        return (Bit(self.failing) if len(self.failing) == 1 else Bit(frozenset(), self.failing)), False


Players = Mapping[int, Player]  # by source


class Leaf(NamedTuple):
    """A leaf as its table sees it: a row passes player number j where its bits under `masks[j]` are `wanted[j]`.

    `rows` are the rows of the tables that the players are added to.
    """

    value: float
    fractions: tuple[float, ...]
    masks: tuple[int, ...]
    wanted: tuple[int, ...]
    rows: tuple[int, ...]


class Group(NamedTuple):
    """Leaves that share a table: its bits (lowest first), and for each of its sources a table by bit pattern."""

    bits: tuple[int, ...]
    sources: tuple[int, ...]
    tables: tuple[Values, ...]


class DeepLeaf(NamedTuple):
    """A leaf on whose path are too many sources for a table; a row passes them where its `bits` are `wanted`."""

    value: float
    sources: NDArray[np.intp]
    fractions: Values
    bits: NDArray[np.intp]
    wanted: NDArray[np.bool_]


class Branches:
    """A tree with its conditions and sources by number."""

    def __init__(self, tree: Tree, conditions: Conditions, source: NDArray[np.intp]) -> None:
        self.tree = tree
        self.conditions = [conditions.number[condition] for condition in tree.conditions]
        self.sources = [int(source[condition.column]) for condition in tree.conditions]
        self._asked: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
        for node in reversed([node for node, _ in self.down(tree.root, {}) if node >= 0]):
            (left, left_sources), (right, right_sources) = map(self.asked, tree.children[node])
            sources = left_sources | right_sources | {self.sources[node]}
            self._asked[node] = left | right | {self.conditions[node]}, sources

    def asked(self, node: int) -> tuple[frozenset[int], frozenset[int]]:
        """The distinct conditions from `node` downwards, and their sources."""
        return self._asked.get(node, (frozenset(), frozenset()))

    def down(self, top: int, players: Players, most_bits: int | None = None) -> Iterator[tuple[int, Players]]:
        """The nodes from `top` down, parents first, with the players on their paths.

        Told `most_bits`, only the topmost nodes that need no more bits than that to tell the leaves below them apart,
        and the leaves too deep for that.
        """
        waiting = [(top, players)]
        while waiting:
            node, players = waiting.pop()
            fits = most_bits is not None and len(players) + len(self.asked(node)[0]) <= most_bits
            if most_bits is None or fits or node < 0:
                yield node, players
            if node < 0 or fits:
                continue
            condition, source = self.conditions[node], self.sources[node]
            player = players.get(source, Player())
            for child, holds in zip(self.tree.children[node], (True, False), strict=True):
                after = player.after(condition, holds, self.tree.share(node, child))
                waiting.append((child, {**players, source: after}))


class Builder:
    """Gathers groups and their leaves, then makes all tables at once."""

    def __init__(self, conditions: Conditions) -> None:
        self.bits = {Bit(frozenset((number,))): number for number in range(len(conditions.all))}
        self.deep: list[DeepLeaf] = []
        self._groups: list[tuple[tuple[int, ...], tuple[int, ...], int]] = []
        self._leaves: dict[tuple[int, int], list[Leaf]] = {}  # by bits of the table and number of players
        self._rows: dict[int, int] = {}  # of the tables of so many bits

    def _number(self, bit: Bit) -> int:
        return self.bits.setdefault(bit, len(self.bits))

    def add(self, branches: Branches, top: int, above: Players) -> None:
        """Add the leaves under `top` as one group."""
        conditions, sources = branches.asked(top)
        bits = {self._number(player.passing[0]) for player in above.values()} | conditions
        place = {bit: number for number, bit in enumerate(sorted(bits))}
        first = self._rows.get(len(bits), 0)
        row = {source: first + number for number, source in enumerate(sorted(sources | above.keys()))}
        self._rows[len(bits)] = first + len(row)
        self._groups.append((tuple(place), tuple(row), first))
        for node, players in branches.down(top, above):
            if node >= 0 or not players:
                continue
            masks, wanted = [], []
            for source, player in players.items():
                before = above.get(source, Player())
                bit, passing = before.passing
                asked = {place[self._number(bit)]: passing} if source in above else {}
                asked |= {place[condition]: True for condition in player.holding - before.holding}
                asked |= {place[condition]: False for condition in player.failing - before.failing}
                masks.append(sum(1 << bit for bit in asked))
                wanted.append(sum(1 << bit for bit, holds in asked.items() if holds))
            leaf = Leaf(
                branches.tree.leaf_values[~node],
                tuple(player.fraction for player in players.values()),
                tuple(masks),
                tuple(wanted),
                tuple(row[source] for source in players),
            )
            self._leaves.setdefault((len(bits), len(players)), []).append(leaf)

    def add_deep(self, branches: Branches, leaf: int, players: Players) -> None:
        """Add a leaf that needs too many bits for a table."""
        passing = [player.passing for player in players.values()]
        self.deep.append(
            DeepLeaf(
                branches.tree.leaf_values[~leaf],
                np.array(list(players), dtype=np.intp),
                np.array([player.fraction for player in players.values()]),
                np.array([self._number(bit) for bit, _ in passing], dtype=np.intp),
                np.array([wanted for _, wanted in passing]),
            )
        )

    def groups(self) -> list[Group]:
        """The groups with their tables filled."""
        tables = {bits: np.zeros((rows, 1 << bits)) for bits, rows in self._rows.items()}
        for (bits, players), leaves in self._leaves.items():
            some = max(1, 500_000 // (players << bits))
            for start in range(0, len(leaves), some):
                _fill(tables[bits], bits, players, leaves[start : start + some])
        return [
            Group(bits, sources, tuple(tables[len(bits)][first : first + len(sources)]))
            for bits, sources, first in self._groups
            if sources
        ]


def _fill(tables: Values, bits: int, players: int, leaves: list[Leaf]) -> None:
    """Add leaves with equally many players to the rows of the tables of so many bits."""
    columns = tuple(zip(*leaves, strict=True))
    values, fractions = np.array(columns[0]), np.array(columns[1])
    masks, wanted = np.array(columns[2], dtype=np.uint16), np.array(columns[3], dtype=np.uint16)
    own = (np.arange(1 << players)[:, None] >> np.arange(players) & 1).astype(np.bool_)
    cells = values[:, None, None] * shares(own, fractions[:, None, :])  # (leaves, own patterns, players)
    pattern = np.zeros((len(leaves), 1 << bits), dtype=np.uint16)
    states = np.arange(1 << bits, dtype=np.uint16)
    for j in range(players):
        passed = (states & masks[:, j, None]) == wanted[:, j, None]
        pattern |= passed.astype(np.uint16) << np.uint16(j)
    for leaf, (places, rows) in enumerate(zip(pattern, columns[4], strict=True)):
        for j, row in enumerate(rows):
            tables[row] += cells[leaf, :, j].take(places)


class TreeReasons:
    """The reasons of a model in LightGBM's text format; `source` maps each column of its matrix to a source."""

    def __init__(self, text: str, source: NDArray[np.intp]) -> None:
        trees = read_trees(text)
        self._conditions = Conditions(condition for tree in trees for condition in tree.conditions)
        forest = [Branches(tree, self._conditions, source) for tree in trees]
        most_bits = _bits_that_fit(forest)
        builder = Builder(self._conditions)
        self.constant = 0.0
        for branches in forest:
            self.constant += _expected(branches)
            for top, above in branches.down(branches.tree.root, {}, most_bits):
                if len(above) > most_bits:
                    builder.add_deep(branches, top, above)
                else:
                    builder.add(branches, top, above)
        self._groups = builder.groups()
        self._deep = builder.deep
        self._bits = list(builder.bits)

    def contributions(self, matrix: NDArray[np.float64], sources: int) -> Values:
        """Shape (rows, sources): with `constant` they add up to the raw prediction of each row."""
        parts = np.zeros((len(matrix), sources))
        step = int(np.clip(DECIDED // max(1, len(self._bits)), 256, MOST_ROWS))
        for start in range(0, len(matrix), step):
            parts[start : start + step] = self._block(matrix[start : start + step], sources).T
        return parts

    def _block(self, matrix: NDArray[np.float64], sources: int) -> Values:
        """Shape (sources, rows)."""
        rows = len(matrix)
        bits = self._decided(matrix)
        numbers = bits.view(np.uint8)
        total = np.zeros((sources, rows))
        low, high = np.empty(rows, dtype=np.uint8), np.empty(rows, dtype=np.uint8)
        place, cells = np.empty(rows, dtype=np.intp), np.empty(rows)
        for group in self._groups:
            _pack(numbers, group.bits[:8], low)
            np.copyto(place, low)
            if len(group.bits) > 8:
                _pack(numbers, group.bits[8:], high)
                place += high.astype(np.intp) << 8
            for source, table in zip(group.sources, group.tables, strict=True):
                table.take(place, out=cells, mode="clip")
                total[source] += cells
        for leaf in self._deep:
            step = max(1, DEEP // len(leaf.sources) ** 2)
            for some in (slice(start, start + step) for start in range(0, rows, step)):
                passed = leaf.wanted == bits[leaf.bits, some].T
                total[leaf.sources, some] += leaf.value * shares(passed, leaf.fractions).T
        return total

    def _decided(self, matrix: NDArray[np.float64]) -> NDArray[np.bool_]:
        """All bits of the rows, shape (bits, rows)."""
        known = len(self._conditions.all)
        bits = np.empty((len(self._bits), len(matrix)), dtype=np.bool_)
        self._conditions.decide(matrix, bits[:known])
        for number, (holding, failing) in enumerate(self._bits[known:], known):
            out = bits[number]
            first, *others = holding or failing
            out[:] = bits[first]
            for other in others:
                (np.logical_and if holding else np.logical_or)(out, bits[other], out=out)
            for other in failing if holding else ():
                np.greater(out, bits[other], out=out)
        return bits


def _pack(numbers: NDArray[np.uint8], bits: tuple[int, ...], out: NDArray[np.uint8]) -> None:
    """Write the numbers that up to eight bits make, the first the lowest."""
    out[:] = numbers[bits[-1]] if bits else 0
    for bit in bits[-2::-1]:
        np.add(out, out, out=out)
        np.add(out, numbers[bit], out=out)


def _bits_that_fit(forest: list[Branches]) -> int:
    """The most bits a table may have so that all tables together stay small."""
    cells = {}
    for most_bits in range(MOST_BITS, FEWEST_BITS - 1, -1):
        cells[most_bits] = 0
        for branches in forest:
            for top, above in branches.down(branches.tree.root, {}, most_bits):
                conditions, sources = branches.asked(top)
                if len(above) <= most_bits:
                    cells[most_bits] += len(sources | above.keys()) << (len(above) + len(conditions))
        if cells[most_bits] <= MOST_CELLS:
            return most_bits
    return min(cells, key=lambda bits: cells[bits])


def _expected(branches: Branches) -> float:
    """The tree's mean over the training rows."""
    total = 0.0
    for node, players in branches.down(branches.tree.root, {}):
        if node < 0:
            total += branches.tree.leaf_values[~node] * math.prod(player.fraction for player in players.values())
    return total
