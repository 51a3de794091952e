"""Engineered features as nodes of ONNX, with the meaning `features.expressions` gives them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import numpy as np

from tracer_engine.export.onnx_graph import Graph
from tracer_engine.features.expressions import parse

BINARY: dict[type[ast.operator], str] = {ast.Add: "Add", ast.Sub: "Sub", ast.Mult: "Mul", ast.Div: "Div"}
COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "Less",
    ast.LtE: "LessOrEqual",
    ast.Gt: "Greater",
    ast.GtE: "GreaterOrEqual",
    ast.Eq: "Equal",
    ast.NotEq: "Equal",
}


def expression_nodes(
    graph: Graph, expression: str, single: Mapping[str, str], many: Mapping[str, Sequence[str]], rows: str
) -> str:
    """The value of an expression, (rows, 1), missing as nan. `rows` is any column: it tells how many rows there are."""
    value = _Translation(graph, single, many).value(parse(expression))
    # A constant has one row only.
    whole = graph.add("Add", value, graph.choose(graph.missing(rows), graph.constant([0.0]), graph.constant([0.0])))
    endless = graph.add("IsInf", whole)
    return graph.choose(endless, graph.constant([np.nan]), whole)


class _Translation:
    def __init__(self, graph: Graph, single: Mapping[str, str], many: Mapping[str, Sequence[str]]) -> None:
        self.graph, self.single, self.many = graph, single, many
        self.nan = graph.constant([np.nan])

    def value(self, node: ast.expr) -> str:
        graph = self.graph
        match node:
            case ast.Constant():
                return graph.constant([float(node.value)])  # type: ignore[arg-type]  # checked in parse
            case ast.Name():
                return self.single[node.id]
            case ast.UnaryOp():
                return graph.add("Neg", self.value(node.operand))
            case ast.BinOp():
                return graph.add(BINARY[type(node.op)], self.value(node.left), self.value(node.right))
            case ast.Compare():
                left, right = self.value(node.left), self.value(node.comparators[0])
                truth = graph.add(COMPARE[type(node.ops[0])], left, right)
                if isinstance(node.ops[0], ast.NotEq):
                    truth = graph.add("Not", truth)
                return self._unless_missing(graph.number(truth), left, right)
            case ast.Call(func=ast.Name(id=name)):
                return self._call(name, node.args)
        raise AssertionError(ast.dump(node))  # parse lets nothing else through

    def _unless_missing(self, value: str, *operands: str) -> str:
        for operand in operands:
            value = self.graph.choose(self.graph.missing(operand), self.nan, value)
        return value

    def _call(self, name: str, arguments: list[ast.expr]) -> str:
        if name in ("sum", "mean", "count_yes"):
            assert isinstance(arguments[0], ast.Name)
            return self._over_many(name, self.many[arguments[0].id])
        graph = self.graph
        values = [self.value(argument) for argument in arguments]
        if name == "where":
            holds = graph.add("Not", graph.add("Equal", values[0], graph.constant([0.0])))
            return self._unless_missing(graph.choose(holds, values[1], values[2]), values[0])
        if name == "log1p":
            least = graph.constant([-1 + 1e-12])
            bounded = graph.choose(graph.add("Less", values[0], least), least, values[0])
            return graph.add("Log", graph.add("Add", bounded, graph.constant([1.0])))
        if name == "is_missing":
            return graph.number(graph.missing(values[0]))
        smaller = graph.add("LessOrEqual" if name == "minimum" else "GreaterOrEqual", values[0], values[1])
        return self._unless_missing(graph.choose(smaller, values[0], values[1]), *values)

    def _over_many(self, name: str, columns: Sequence[str]) -> str:
        graph = self.graph
        if not columns:
            return graph.constant([0.0]) if name == "count_yes" else self.nan
        block = graph.side_by_side(columns)
        if name == "count_yes":
            return graph.total(graph.number(graph.add("Equal", block, graph.constant([1.0]))))
        absent = graph.missing(block)
        zero = graph.constant([0.0])
        total = graph.total(graph.choose(absent, zero, block))
        count = graph.total(graph.number(graph.add("Not", absent)))
        none = graph.add("Equal", count, zero)
        if name == "mean":
            total = graph.add("Div", total, graph.choose(none, graph.constant([1.0]), count))
        return graph.choose(none, self.nan, total)
