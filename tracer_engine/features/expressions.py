"""The small, safe language of engineered features: expressions over role names, never code.

Allowed: numbers, names, `+ - * /`, unary minus, comparisons, and the functions
`where(condition, then, otherwise)`, `log1p(x)`, `is_missing(x)`, `minimum(a, b)`, `maximum(a, b)`, and over a
role that takes many columns `sum(role)`, `mean(role)`, `count_yes(role)`. Everything else is refused when the
expression is read, by a whitelist over the syntax tree. A missing operand or a division by zero gives missing (nan).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracer_engine.errors import InputError

Values = NDArray[np.float64]

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}
_ARGUMENTS = {"where": 3, "log1p": 1, "is_missing": 1, "minimum": 2, "maximum": 2, "sum": 1, "mean": 1, "count_yes": 1}
MOST_NESTED = 200
_OVER_MANY = ("sum", "mean", "count_yes")


def parse(expression: str) -> ast.expr:
    """The checked syntax tree of `expression`; raises InputError at the first thing that is not allowed."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise InputError(f"The expression {expression!r} cannot be read.", remedy="Check its brackets.") from error
    if _depth(tree) > MOST_NESTED:
        raise InputError(
            f"The expression {expression[:60]!r} … is nested more than {MOST_NESTED} levels deep.",
            remedy="Write a shorter one.",
        )
    for node in ast.walk(tree):
        _check(node, expression)
    return tree


def _depth(tree: ast.AST) -> int:
    """Levels of the tree, counted without recursion: a hostile one is deeper than Python's stack."""
    depth, level = 0, [tree]
    while level:
        depth, level = depth + 1, [child for node in level for child in ast.iter_child_nodes(node)]
    return depth


def _check(node: ast.AST, expression: str) -> None:
    allowed = (ast.Name, ast.Load, ast.UnaryOp, ast.USub, ast.BinOp, *_BINARY, *_COMPARE)
    if isinstance(node, allowed):
        return
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        name = node.func.id
        if _ARGUMENTS.get(name) == len(node.args) and (name not in _OVER_MANY or isinstance(node.args[0], ast.Name)):
            return
    raise InputError(
        f"The expression {expression!r} holds something that is not allowed: {ast.unparse(node)!r}.",
        remedy=f"Use + - * / comparisons and {', '.join(_ARGUMENTS)} over role names.",
    )


def roles_of(expression: str) -> frozenset[str]:
    """The role names an expression needs."""
    tree = parse(expression)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called)


def roles_over_many(expression: str) -> frozenset[str]:
    """The role names that stand inside sum(), mean() or count_yes()."""
    return _standing(expression, _OVER_MANY, inside=True)


def roles_outside_many(expression: str) -> frozenset[str]:
    """The role names that stand anywhere but as the argument of sum(), mean() or count_yes()."""
    return _standing(expression, _OVER_MANY, inside=False)


def roles_asked_if_missing(expression: str) -> frozenset[str]:
    """The role names of which only is_missing() is asked."""
    return roles_of(expression) - _standing(expression, ("is_missing",), inside=False)


def _standing(expression: str, functions: tuple[str, ...], *, inside: bool) -> frozenset[str]:
    """The names that stand alone inside (or else outside) one of these functions."""
    tree = parse(expression)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    function_names = {id(call.func) for call in calls}
    within = {id(call.args[0]) for call in calls if call.func.id in functions}  # type: ignore[attr-defined]
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in function_names]
    return frozenset(node.id for node in names if (id(node) in within) == inside)


def evaluate(expression: str, single: Mapping[str, Values], many: Mapping[str, Values], rows: int) -> Values:
    """The value of `expression` for every row, shape (rows,), missing as nan.

    `single` maps a role to its values, shape (rows,); `many` maps a role that takes many columns to theirs,
    shape (rows, columns), where "yes" counts as 1.
    """
    with np.errstate(all="ignore"):
        result = np.asarray(_value(parse(expression), single, many), dtype=np.float64)
    result = np.array(np.broadcast_to(result, (rows,)))
    result[~np.isfinite(result)] = np.nan
    return result


def _value(node: ast.expr, single: Mapping[str, Values], many: Mapping[str, Values]) -> Any:
    match node:
        case ast.Constant():
            return float(node.value)  # type: ignore[arg-type]  # checked in parse
        case ast.Name():
            return single[node.id]
        case ast.UnaryOp():
            return -_value(node.operand, single, many)
        case ast.BinOp():
            return _BINARY[type(node.op)](_value(node.left, single, many), _value(node.right, single, many))
        case ast.Compare():
            left, right = _value(node.left, single, many), _value(node.comparators[0], single, many)
            truth = np.asarray(_COMPARE[type(node.ops[0])](left, right), dtype=np.float64)
            return np.where(np.isnan(left) | np.isnan(right), np.nan, truth)
        case ast.Call(func=ast.Name(id=name)):
            return _call(name, node.args, single, many)
    raise AssertionError(ast.dump(node))  # parse lets nothing else through


def _call(name: str, arguments: list[ast.expr], single: Mapping[str, Values], many: Mapping[str, Values]) -> Any:
    if name in _OVER_MANY:
        block = many[arguments[0].id]  # type: ignore[attr-defined]  # a Name, checked in parse
        if name == "count_yes":
            return np.nansum(block == 1.0, axis=1)
        present = ~np.isnan(block)
        total, count = np.nansum(block, axis=1), present.sum(axis=1)
        return np.where(count == 0, np.nan, total if name == "sum" else total / np.maximum(count, 1))
    values = [_value(argument, single, many) for argument in arguments]
    match name:
        case "where":
            return np.where(np.isnan(values[0]), np.nan, np.where(values[0] != 0, values[1], values[2]))
        case "log1p":
            return np.log1p(np.maximum(values[0], -1 + 1e-12))
        case "is_missing":
            return np.isnan(values[0]).astype(np.float64)
        case "minimum":
            return np.minimum(values[0], values[1])
    return np.maximum(values[0], values[1])
