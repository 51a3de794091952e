"""Expressions of engineered features: what they compute, and that nothing but arithmetic gets through."""

from __future__ import annotations

import ast
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer_engine.blueprints import all_blueprints
from tracer_engine.errors import InputError
from tracer_engine.features.expressions import (
    Values,
    evaluate,
    parse,
    roles_asked_if_missing,
    roles_of,
    roles_outside_many,
    roles_over_many,
)

NAN = float("nan")
SINGLE = {"a": np.array([1.0, 0.0, NAN, -8.0]), "b": np.array([2.0, 0.0, 5.0, NAN])}
MANY = {
    "parts": np.array([[1.0, 2.0, 3.0], [NAN, 4.0, NAN], [NAN, NAN, NAN], [0.0, 0.0, 1.0]]),
    "none": np.empty((4, 0)),
}


def values_of(expression: str) -> Values:
    return evaluate(expression, SINGLE, MANY, 4)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a + b", [3, 0, NAN, NAN]),
        ("a - b * 2", [-3, 0, NAN, NAN]),
        ("a / b", [0.5, NAN, NAN, NAN]),
        ("1 / a", [1, NAN, NAN, -0.125]),
        ("-a", [-1, 0, NAN, 8]),
        ("(a + 1) / 2.5", [0.8, 0.4, NAN, -2.8]),
        ("a < 1", [0, 1, NAN, 1]),
        ("a <= 1", [1, 1, NAN, 1]),
        ("a > b", [0, 0, NAN, NAN]),
        ("a >= b", [0, 1, NAN, NAN]),
        ("a == b", [0, 1, NAN, NAN]),
        ("a != b", [1, 0, NAN, NAN]),
        ("where(a > 0, b, 7)", [2, 7, NAN, 7]),
        ("where(is_missing(a), 9, a)", [1, 0, 9, -8]),
        ("log1p(a)", [np.log(2), 0, NAN, np.log1p(-1 + 1e-12)]),
        ("is_missing(b)", [0, 0, 0, 1]),
        ("minimum(a, b)", [1, 0, NAN, NAN]),
        ("maximum(a, 0.5)", [1, 0.5, NAN, 0.5]),
        ("sum(parts)", [6, 4, NAN, 1]),
        ("mean(parts)", [2, 4, NAN, 1 / 3]),
        ("count_yes(parts)", [1, 0, 0, 1]),
        ("count_yes(none)", [0, 0, 0, 0]),
        ("sum(none)", [NAN, NAN, NAN, NAN]),
        ("sum(parts) / a", [6, NAN, NAN, -0.125]),
        ("3", [3, 3, 3, 3]),
        ("1e308 * 10 * a", [NAN, NAN, NAN, NAN]),
    ],
)
def test_an_expression_computes_row_by_row_and_what_is_missing_stays_missing(
    expression: str, expected: list[float]
) -> None:
    np.testing.assert_allclose(values_of(expression), expected, rtol=1e-12)


def test_computing_changes_no_input() -> None:
    before = SINGLE["a"].copy()

    result = values_of("a")
    result[:] = 99.0

    np.testing.assert_array_equal(SINGLE["a"], before)


@pytest.mark.parametrize(
    "expression",
    [
        "a.__class__",
        "().__class__.__bases__[0]",
        "__import__('os')",
        "open(a)",
        "eval(a)",
        "where.__globals__",
        "log1p(a)(b)",
        "(lambda: a)()",
        "lambda x: x",
        "[a for a in b]",
        "{a: b}",
        "{a}",
        "[a, b]",
        "(a, b)",
        "a[0]",
        "'text'",
        "b'bytes'",
        "f'{a}'",
        "True",
        "None",
        "...",
        "1j",
        "a if b else 0",
        "a and b",
        "not a",
        "~a",
        "+a",
        "a ** b",
        "a // b",
        "a % b",
        "a << 2",
        "a | b",
        "a @ b",
        "a < b < 3",
        "a in b",
        "a is b",
        "(a := 3)",
        "await a",
        "yield a",
        "minimum(a)",
        "minimum(a, b, 3)",
        "log1p(a, b)",
        "log1p(x=a)",
        "log1p(*a)",
        "log1p(a, **b)",
        "sum(a + b)",
        "sum(3)",
        "count_yes(sum(parts))",
        "print(a)",
    ],
)
def test_everything_outside_arithmetic_is_refused(expression: str) -> None:
    with pytest.raises(InputError) as raised:
        parse(expression)

    assert raised.value.remedy
    assert expression in raised.value.message or repr(expression) in raised.value.message


@pytest.mark.parametrize(
    "expression",
    ["", "a +", "a b", "a; b", "a = 1", "import os", "(" * 10_000 + "a" + ")" * 10_000, "a\x00b", "1" * 5000],
    ids=range(9),
)
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        parse(expression)


@pytest.mark.parametrize("deep", [250, 900, 1200, 2500, 50_000])
@pytest.mark.parametrize(
    "nest",
    [
        lambda deep: "-" * deep + "a",
        lambda deep: "1" + "+1" * deep,
        lambda deep: "log1p(" * deep + "a" + ")" * deep,
        lambda deep: "-" * deep + "a.b",
    ],
    ids=["minus", "plus", "calls", "forbidden"],
)
def test_a_huge_nest_is_refused_instead_of_running_out_of_stack(nest: Callable[[int], str], deep: int) -> None:
    with pytest.raises(InputError):
        parse(nest(deep))


def test_a_long_sum_is_still_computed() -> None:
    np.testing.assert_allclose(values_of("a" + " + a" * 99), 100 * SINGLE["a"])


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab01.+-*/<>=!()[]{}'\",: _lx\n", max_size=30))
def test_any_text_is_either_refused_with_words_or_an_expression(text: str) -> None:
    try:
        tree = parse(text)
    except InputError as error:
        told = error.message
    else:
        told = ast.unparse(tree)
    assert told


def test_the_roles_of_an_expression_are_its_names_and_never_its_functions() -> None:
    expression = "where(monthly > 0, sum(charges) / minimum(tenure, 5), count_yes(services))"

    assert roles_of(expression) == {"monthly", "charges", "tenure", "services"}
    assert roles_over_many(expression) == {"charges", "services"}
    assert roles_of("3 + 4") == frozenset()


def test_where_a_role_stands_in_an_expression_is_told() -> None:
    expression = "sum(parts) / tenure + where(is_missing(plan), 0, is_missing(tenure)) + mean(other)"

    assert roles_outside_many(expression) == {"tenure", "plan"}
    assert roles_asked_if_missing(expression) == {"plan"}
    assert roles_over_many(expression) == {"parts", "other"}


def test_every_shipped_feature_computes_from_the_roles_it_names() -> None:
    for blueprint in all_blueprints():
        for feature in blueprint.features:
            many = roles_over_many(feature.expression)
            single = {role: np.array([1.0, 3.0, NAN]) for role in roles_of(feature.expression) - many}
            result = evaluate(feature.expression, single, {role: np.array([[1.0], [1.0], [NAN]]) for role in many}, 3)
            assert np.isfinite(result[:2]).all(), feature.name
