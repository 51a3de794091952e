"""The learners of a model as nodes of ONNX: splines as cubic pieces, trees as an ensemble of trees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, numpy_helper
from scipy.interpolate import BSpline, PPoly

from tracer_engine.errors import InputError
from tracer_engine.export.onnx_graph import ML, Graph
from tracer_engine.learners.boosting import BoostingMember
from tracer_engine.learners.spline_logistic import DEGREE, SplineLogisticMember, Term
from tracer_engine.learners.tree_text import NAN_MISSING, ZERO_MISSING, Condition, Tree, read_trees

Table = NDArray[np.float64]


class Members:
    """Makes the log-odds of learners from prepared columns.

    `numbers` are columns of doubles with nan for missing, `codes` columns of level codes (int64) as `Prepared` has
    them, `levels` how many levels each of those has.
    """

    def __init__(self, graph: Graph, numbers: Sequence[str], codes: Sequence[str], levels: Sequence[int]) -> None:
        self.graph = graph
        self.numbers, self.codes, self.levels = numbers, codes, levels
        self._one_hot = ""

    def log_odds(self, member: object) -> str:
        """(rows, 1). Raises InputError for a learner this export does not know."""
        if isinstance(member, SplineLogisticMember):
            return self._splines(member)
        if isinstance(member, BoostingMember):
            return self._trees(member)
        raise InputError(
            f"The learner {getattr(member, 'name', member)!r} cannot be written as ONNX.",
            remedy="Export the model file, or the Python script.",
        )

    # ------------------------------------------------------------ splines

    def _splines(self, member: SplineLogisticMember) -> str:
        graph = self.graph
        parts, start = [], 0
        for term in member.terms:
            weights = member.weights[start : start + term.width]
            start += term.width
            parts.append(self._term(term, np.asarray(weights, dtype=np.float64)))
        total = graph.constant([member.constant])
        return graph.add("Add", graph.total(graph.side_by_side(parts)), total) if parts else total

    def _term(self, term: Term, weights: Table) -> str:
        graph = self.graph
        if term.kind == "levels":
            code = self.codes[term.source - len(self.numbers)]
            # "missing" is -1: the last weight, as NumPy reads a place before the first.
            last = graph.constant([term.width - 1], np.int64)
            place = graph.choose(graph.add("Less", code, graph.constant([0], np.int64)), last, code)
            return graph.looked_up(weights[:, None], place)
        raw = self.numbers[term.source]
        missing = graph.missing(raw)
        filled = graph.choose(missing, graph.constant([term.usual]), raw)
        value = graph.add(
            "Min", graph.add("Max", filled, graph.constant([term.points[0]])), graph.constant([term.points[-1]])
        )
        if term.kind == "steps":
            middles = (term.points[1:] + term.points[:-1]) / 2
            found = graph.looked_up(weights[:, None], graph.how_many_below(value, middles, or_at=False))
            return graph.choose(missing, graph.constant([weights[-1]]), found)
        curve = self._pieces(value, BSpline(term.points, weights[:-1], DEGREE))
        return graph.add("Add", curve, graph.choose(missing, graph.constant([weights[-1]]), graph.constant([0.0])))

    def _pieces(self, value: str, spline: BSpline) -> str:
        """A spline as cubic polynomials between its knots."""
        graph = self.graph
        pieces = PPoly.from_spline(spline)
        real = np.flatnonzero(np.diff(pieces.x) > 0)
        begins, coefficients = pieces.x[real], pieces.c[:, real]
        place = graph.how_many_below(value, begins[1:], or_at=True)
        away = graph.add("Sub", value, graph.looked_up(begins[:, None], place))
        result = graph.looked_up(coefficients[0][:, None], place)
        for row in coefficients[1:]:
            result = graph.add("Add", graph.add("Mul", result, away), graph.looked_up(row[:, None], place))
        return result

    # ------------------------------------------------------------ trees

    def _trees(self, member: BoostingMember) -> str:
        trees = read_trees(member.text)
        if not trees:
            return self.graph.constant([0.0])
        if member.view == "one_hot":
            return self._ensemble(self._indicators(), trees, {})
        sets = sorted({one for tree in trees for one in tree.conditions if one.levels is not None})
        matrix, places = self._with_sets(sets)
        return self._ensemble(matrix, trees, places)

    def _indicators(self) -> str:
        """The matrix of `Views.one_hot`."""
        if not self._one_hot:
            graph = self.graph
            columns = list(self.numbers)
            for code, levels in zip(self.codes, self.levels, strict=True):
                wanted = [1, -1, 2] if levels == 2 else [*range(levels), -1, levels]
                columns.append(graph.number(graph.add("Equal", code, graph.constant([wanted], np.int64))))
            self._one_hot = graph.side_by_side(columns)
        return self._one_hot

    def _with_sets(self, sets: Sequence[Condition]) -> tuple[str, dict[Condition, int]]:
        """The numbers, and for each set of levels that is asked for a column that says whether a row is in it."""
        graph = self.graph
        columns, places, width = list(self.numbers), {}, len(self.numbers)
        by_column: defaultdict[int, list[Condition]] = defaultdict(list)
        for condition in sets:
            by_column[condition.column].append(condition)
        for column, conditions in sorted(by_column.items()):
            source = column - len(self.numbers)
            # One place more than levels for "another one"; missing (-1) is the last, and in no set.
            table = np.zeros((self.levels[source] + 2, len(conditions)))
            for place, condition in enumerate(conditions):
                for level in range(self.levels[source] + 1):
                    word = level // 32
                    assert condition.levels is not None
                    table[level, place] = word < len(condition.levels) and condition.levels[word] >> level % 32 & 1
                places[condition] = width + place
            code = self.codes[source]
            last = graph.constant([self.levels[source] + 1], np.int64)
            place_of = graph.choose(graph.add("Less", code, graph.constant([0], np.int64)), last, code)
            columns.append(graph.looked_up(table, place_of))
            width += len(conditions)
        return graph.side_by_side(columns), places

    def _ensemble(self, matrix: str, trees: Sequence[Tree], sets: dict[Condition, int]) -> str:
        """Trees with double thresholds; ONNX sums their leaves."""
        ensemble = _Ensemble()
        for number, tree in enumerate(trees):
            ensemble.add(number, tree, sets)
        found = self.graph.add(
            "TreeEnsembleRegressor", matrix, domain=ML, n_targets=1, aggregate_function="SUM", **ensemble.attributes()
        )
        return self.graph.add("Cast", found, to=TensorProto.DOUBLE)


class _Ensemble:
    """The lists ONNX holds trees in. In a tree nodes are numbered first, then leaves."""

    def __init__(self) -> None:
        self.integers: defaultdict[str, list[int]] = defaultdict(list)
        self.modes: list[str] = []
        self.thresholds: list[float] = []
        self.weights: list[float] = []

    def add(self, number: int, tree: Tree, sets: dict[Condition, int]) -> None:
        inner = len(tree.children)
        for node, (condition, (left, right)) in enumerate(zip(tree.conditions, tree.children, strict=True)):
            column, threshold, missing_left = _asked(condition, sets)
            ends = [child if child >= 0 else inner + ~child for child in (left, right)]
            if condition.levels is not None:
                # The column says 1 for "in the set", which goes left; ONNX goes left below a threshold.
                ends.reverse()
            self._node(number, node, "BRANCH_LEQ", column, threshold, ends, missing_left=missing_left)
        for leaf, value in enumerate(tree.leaf_values):
            self._node(number, inner + leaf, "LEAF", 0, 0.0, [0, 0], missing_left=False)
            for name, part in (("target_treeids", number), ("target_nodeids", inner + leaf), ("target_ids", 0)):
                self.integers[name].append(part)
            self.weights.append(value)

    def _node(
        self, tree: int, node: int, mode: str, column: int, threshold: float, ends: list[int], *, missing_left: bool
    ) -> None:
        told = {
            "nodes_treeids": tree,
            "nodes_nodeids": node,
            "nodes_featureids": column,
            "nodes_truenodeids": ends[0],
            "nodes_falsenodeids": ends[1],
            "nodes_missing_value_tracks_true": int(missing_left),
        }
        for name, value in told.items():
            self.integers[name].append(value)
        self.modes.append(mode)
        self.thresholds.append(threshold)

    def attributes(self) -> dict[str, Any]:
        return {
            **self.integers,
            "nodes_modes": self.modes,
            "nodes_values_as_tensor": numpy_helper.from_array(np.array(self.thresholds), "nodes_values"),
            "target_weights_as_tensor": numpy_helper.from_array(np.array(self.weights), "target_weights"),
        }


def _asked(condition: Condition, sets: dict[Condition, int]) -> tuple[int, float, bool]:
    """The column of the matrix, the threshold, and whether missing goes left."""
    if condition.levels is not None:
        return sets[condition], 0.5, False
    if condition.missing == ZERO_MISSING:
        raise InputError(
            "The trees of this model take zero for missing, which ONNX cannot say.",
            remedy="Export the model file, or the Python script.",
        )
    if condition.missing == NAN_MISSING:
        return condition.column, condition.threshold, condition.missing_left
    # Nothing is missing to this node: nan counts as zero.
    return condition.column, condition.threshold, condition.threshold >= 0.0
