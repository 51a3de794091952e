"""One contract for every blueprint, and what breaks it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tracer_engine.blueprints import blueprint, packaged_blueprints, shipped_blueprints
from tracer_engine.blueprints.contract import contract_problems
from tracer_engine.types.blueprint import Blueprint, Economics, EngineeredFeature, Role, Sample, SampleColumn

CHURN = blueprint("churn")
TENURE = next(role for role in CHURN.roles if role.name == "tenure")


@pytest.mark.parametrize("record", [*shipped_blueprints(), *packaged_blueprints()], ids=lambda record: record.key)
def test_every_blueprint_keeps_the_contract(record: Blueprint) -> None:
    assert contract_problems(record) == ()


def with_role(**changes: Any) -> Blueprint:
    return replace(CHURN, roles=tuple(replace(r, **changes) if r is TENURE else r for r in CHURN.roles), features=())


def with_feature(expression: str, **changes: Any) -> Blueprint:
    feature = EngineeredFeature(name="new", label="New", expression=expression, wording="It is new.")
    return replace(CHURN, features=(replace(feature, **changes),))


def with_sample(*columns: SampleColumn, **changes: Any) -> Blueprint:
    return replace(
        CHURN, sample=Sample(**{"target": "T", "positive": "1", "negative": "0", "columns": columns} | changes)
    )


def more_roles(*roles: Role) -> Blueprint:
    return replace(CHURN, roles=(*CHURN.roles, *roles))


BROKEN: dict[str, tuple[Blueprint, tuple[str | int, ...], str]] = {
    "key": (replace(CHURN, key="Churn now"), ("key",), "no plain name"),
    "question": (replace(CHURN, question="Who leaves."), ("question",), "question mark"),
    "version": (replace(CHURN, schema_version=0), ("schema_version",), "schema_version is 0"),
    "word": (replace(CHURN, wording=replace(CHURN.wording, acted=" ")), ("wording", "acted"), "acted of"),
    "one word": (replace(CHURN, wording=replace(CHURN.wording, entity="customers")), ("wording", "entities"), "same"),
    "no alias": (with_role(aliases=()), ("roles", "tenure", "aliases"), "no aliases"),
    "an alias without a word": (with_role(aliases=("tenure", "--")), ("roles", "tenure", "aliases", 1), "no word"),
    "no alias of its own": (with_role(aliases=("age",)), ("roles", "tenure", "aliases"), "those of age"),
    "bracket": (with_role(high="Is {value"), ("roles", "tenure", "high"), "bracket"),
    "place": (with_role(level="Is {usual}"), ("roles", "tenure", "level"), "{usual}"),
    "format": (with_role(high="Is {value:>9999999}"), ("roles", "tenure", "high"), "{value}"),
    "keyword": (more_roles(replace(TENURE, name="raise", aliases=("x y",))), ("roles", "raise"), "cannot be called"),
    "two ids": (more_roles(replace(TENURE, name="x_id", kind="any", aliases=("x y",))), ("roles",), "exactly one"),
    "unknown role": (with_feature("tenure / fee"), ("features", "new", "expression"), "'fee', which is no role"),
    "no role": (with_feature("1 + 1"), ("features", "new", "expression"), "names no role"),
    "not allowed": (with_feature("tenure ** 2"), ("features", "new", "expression"), "not allowed"),
    "many as one": (with_feature("services + 1"), ("features", "new", "expression"), "may be several"),
    "one as many": (with_feature("sum(tenure)"), ("features", "new", "expression"), "is one column"),
    "category": (with_feature("contract * 2"), ("features", "new", "expression"), "is a category"),
    "id": (with_feature("customer_id * 2"), ("features", "new", "expression"), "who somebody is"),
    "never there": (with_feature("tenure / 0"), ("features", "new", "expression"), "missing whatever"),
    "no sentence": (with_feature("tenure * 2", wording="new"), ("features", "new", "wording"), "full stop"),
    "taken name": (with_feature("tenure * 2", name="tenure"), ("features", "tenure"), "cannot be called"),
    "play": (replace(CHURN, plays={"tenur": "Call."}), ("plays", "tenur"), "no role"),
    "no target": (replace(CHURN, target_hints=()), ("target_hints",), "no names of the target"),
    "both": (replace(CHURN, negative_values=("no", "yes")), ("negative_values", 1), "'yes'"),
    "share": (replace(CHURN, economics=Economics(acceptance=25)), ("economics", "acceptance"), "acceptance"),
    "takers": (replace(CHURN, economics=Economics(stayer_acceptance=2)), ("economics", "stayer_acceptance"), "2"),
    "cost": (replace(CHURN, economics=Economics(offer_cost=-1)), ("economics", "offer_cost"), "offer_cost"),
    "nan": (replace(CHURN, economics=Economics(contact_cost=float("nan"))), ("economics", "contact_cost"), "nan"),
    "currency": (replace(CHURN, economics=Economics(currency="euro")), ("economics", "currency"), "euro"),
    "value": (replace(CHURN, economics=Economics(value_role="plan")), ("economics", "value_role"), "plan"),
    "rate": (with_sample(SampleColumn(name="a", high=1), rate=1.5), ("sample", "rate"), "rate"),
    "levels": (with_sample(SampleColumn(name="a", levels=("x",), effects=(1, 2))), ("sample", "columns", 0), "as many"),
    "constant": (with_sample(SampleColumn(name="a")), ("sample", "columns", 0), "always the same"),
    "part": (with_sample(SampleColumn(name="a", part_of="b")), ("sample", "columns", 0, "part_of"), "no number column"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_breaks_the_contract_is_told_with_its_place(what: str) -> None:
    record, where, words = BROKEN[what]
    problem = contract_problems(record)[0]
    assert problem.where == where
    assert words in problem.text
    assert problem.remedy


def test_a_feature_whose_role_has_a_name_of_the_target_would_read_the_target() -> None:
    record = replace(CHURN, target_hints=("churn", "months as customer"))
    problems = contract_problems(record)
    assert {problem.where[:3] for problem in problems} == {("roles", "tenure", "aliases")}
    assert "would read the target" in problems[0].text
