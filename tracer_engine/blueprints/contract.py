"""What every blueprint has to keep, shipped, installed or written by hand: one contract, as code.

The part that needs no table: names, words, money, and that features are pure, row by row, and read no target.
"""

from __future__ import annotations

import keyword
import math
import re
import string
from collections.abc import Iterator

import numpy as np

from tracer_engine.errors import InputError
from tracer_engine.features import expressions
from tracer_engine.profiling.names import name_words
from tracer_engine.types.blueprint import Blueprint, BlueprintProblem, EngineeredFeature, Role

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = ("where", "log1p", "is_missing", "minimum", "maximum", "sum", "mean", "count_yes")
_ROWS = 64


def contract_problems(record: Blueprint) -> tuple[BlueprintProblem, ...]:
    """Everything in `record` that breaks the contract; empty for a good one."""
    parts = (_head, _words, _roles, _features, _target, _money, _sample)
    return tuple(problem for part in parts for problem in part(record))


def _problem(text: str, remedy: str, *where: str | int) -> BlueprintProblem:
    return BlueprintProblem(where=where, text=text, remedy=remedy)


def _head(record: Blueprint) -> Iterator[BlueprintProblem]:
    for field, value in (("key", record.key), ("outcome", record.outcome)):
        if not _NAME.fullmatch(value):
            remedy = "Use small letters, digits and _, beginning with a letter, 40 at most."
            yield _problem(f"{field} is {value!r}, which is no plain name", remedy, field)
    if not record.question.strip().endswith("?"):
        yield _problem("question does not end with a question mark", "Write it as one would ask it.", "question")
    if not record.title.strip():
        yield _problem("title is empty", "Say in two or three words what it is about.", "title")
    if record.schema_version < 1:
        yield _problem(f"schema_version is {record.schema_version}", "The first version is 1.", "schema_version")


def _words(record: Blueprint) -> Iterator[BlueprintProblem]:
    for field, value in vars(record.wording).items():
        if not value.strip() or "{" in value:
            remedy = "Write the word as it would stand in a sentence."
            yield _problem(f"{field} of [wording] is {value!r}", remedy, "wording", field)
    if record.wording.entity == record.wording.entities:
        yield _problem("entity and entities are the same word", "Write one and several.", "wording", "entities")


def _roles(record: Blueprint) -> Iterator[BlueprintProblem]:
    names = [role.name for role in record.roles]
    owners: dict[tuple[str, ...], set[str]] = {}
    for role in record.roles:
        for alias in role.aliases:
            owners.setdefault(name_words(alias), set()).add(role.name)
    for role in record.roles:
        yield from _role(role, names, owners)
    for role_name in record.plays:
        if role_name not in names:
            yield _problem(
                f"[plays] names {role_name!r}, which is no role",
                f"Its roles are: {', '.join(names)}.",
                "plays",
                role_name,
            )
    if sum(role.tells_apart for role in record.roles) != 1:
        text = "exactly one role has to tell the rows apart, with a name that is id or ends in _id"
        yield _problem(text, 'Write  [roles.customer_id]  with kind = "any" and its aliases.', "roles")


def _role(role: Role, names: list[str], owners: dict[tuple[str, ...], set[str]]) -> Iterator[BlueprintProblem]:
    at = ("roles", role.name)
    if not _NAME.fullmatch(role.name) or keyword.iskeyword(role.name) or role.name in _LANGUAGE:
        remedy = "Use small letters, digits and _; no word of the expressions, and none of Python's."
        yield _problem(f"a role cannot be called {role.name!r}", remedy, *at)
    if names.count(role.name) > 1:
        yield _problem(f"there are two roles called {role.name}", "Give one another name.", *at)
    if not role.meaning.strip():
        yield _problem(
            f"the role {role.name} has no meaning", "Say in a few words what the column tells.", *at, "meaning"
        )
    if not role.aliases:
        remedy = "Write the names such a column has in your files."
        yield _problem(f"the role {role.name} has no aliases", remedy, *at, "aliases")
    for number, alias in enumerate(role.aliases):
        if not name_words(alias):
            yield _problem(f"the alias {alias!r} of {role.name} holds no word", "Take it out.", *at, "aliases", number)
    if role.aliases and all(len(owners[name_words(alias)]) > 1 for alias in role.aliases):
        others = sorted({owner for alias in role.aliases for owner in owners[name_words(alias)]} - {role.name})
        text = f"the role {role.name} has no alias of its own: all are also those of {', '.join(others)}"
        yield _problem(text, "Give each role names that no other role has.", *at, "aliases")
    if role.tells_apart and role.kind != "any":
        yield _problem(
            f"the role {role.name} tells rows apart, so its kind is any", 'Write  kind = "any".', *at, "kind"
        )
    yield from _templates(at, high=role.high, low=role.low, level=role.level)


def _templates(at: tuple[str, ...], **sentences: str) -> Iterator[BlueprintProblem]:
    for field, text in sentences.items():
        allowed = {"value"} if field == "level" else {"value", "usual"}
        usual = "" if field == "level" else ", {usual} for what is usual"
        remedy = f"In it, {{value}} stands for the cell{usual}."
        try:
            parts = list(string.Formatter().parse(text))
        except ValueError:
            yield _problem(
                f"{field} of [{'.'.join(at)}] has a bracket too many or too few: {text!r}", remedy, *at, field
            )
            continue
        wrong = [name for _, name, spec, turn in parts if name is not None and (name not in allowed or spec or turn)]
        if wrong:
            yield _problem(f"{field} of [{'.'.join(at)}] holds {{{wrong[0]}}}, which there is not", remedy, *at, field)


def _features(record: Blueprint) -> Iterator[BlueprintProblem]:
    names = [feature.name for feature in record.features]
    roles = {role.name: role for role in record.roles}
    for feature in record.features:
        at = ("features", feature.name)
        if not _NAME.fullmatch(feature.name) or names.count(feature.name) > 1 or feature.name in roles:
            remedy = "Use small letters, digits and _, and a name that no role and no other feature has."
            yield _problem(f"a feature cannot be called {feature.name!r}", remedy, *at)
        if not feature.label.strip():
            yield _problem(f"the feature {feature.name} has no label", "Name it in a few words.", *at, "label")
        if not feature.wording.strip().endswith("."):
            text = f"wording of [features.{feature.name}] is no sentence with a full stop"
            yield _problem(text, "Say in one sentence what it is.", *at, "wording")
        yield from _templates(at, high=feature.high, low=feature.low)
        wrong = list(_expression(feature, roles))
        yield from wrong
        if not wrong:
            yield from _computed(feature, record)


def _expression(feature: EngineeredFeature, roles: dict[str, Role]) -> Iterator[BlueprintProblem]:
    at = ("features", feature.name, "expression")
    try:
        named, over_many = expressions.roles_of(feature.expression), expressions.roles_over_many(feature.expression)
        alone = expressions.roles_outside_many(feature.expression)
        counted = expressions.roles_asked_if_missing(feature.expression)
    except InputError as error:
        yield _problem(error.message.rstrip(".")[0].lower() + error.message.rstrip(".")[1:], error.remedy, *at)
        return
    known = f"The roles are: {', '.join(roles)}."
    if not named:
        yield _problem(f"the expression of {feature.name} names no role", known, *at)
    for name in sorted(named - set(roles)):
        yield _problem(f"the expression of {feature.name} names {name!r}, which is no role", known, *at)
    for name in sorted(named & set(roles)):
        role = roles[name]
        if role.many and name in alone:
            remedy = f"Write sum({name}), mean({name}) or count_yes({name})."
            yield _problem(f"{name} may be several columns, but {feature.name} takes it as one", remedy, *at)
        elif not role.many and name in over_many:
            remedy = f"Write many = true under [roles.{name}], or {name} alone."
            yield _problem(f"{name} is one column, but {feature.name} takes it as several", remedy, *at)
        elif role.kind == "category" and not role.many and name not in counted:
            remedy = f"Ask is_missing({name}), or give the role the kind number or flag."
            yield _problem(f"{feature.name} reckons with {name}, which is a category and no number", remedy, *at)
        if role.personal or role.tells_apart:
            remedy = "Use roles that say what somebody is like."
            yield _problem(f"{feature.name} reads {name}, which only says who somebody is", remedy, *at)


def _computed(feature: EngineeredFeature, record: Blueprint) -> Iterator[BlueprintProblem]:
    """Pure, row by row, and no target among what it reads."""
    at = ("features", feature.name, "expression")
    random = np.random.default_rng(5)
    many = expressions.roles_over_many(feature.expression)
    single = {
        name: random.integers(0, 4, _ROWS).astype(float) for name in expressions.roles_of(feature.expression) - many
    }
    blocks = {name: random.integers(0, 2, (_ROWS, 3)).astype(float) for name in many}
    before = {name: values.copy() for name, values in (single | blocks).items()}
    whole = expressions.evaluate(feature.expression, single, blocks, _ROWS)
    again = expressions.evaluate(feature.expression, single, blocks, _ROWS)
    rows = [
        expressions.evaluate(
            feature.expression,
            {name: values[row : row + 1] for name, values in single.items()},
            {name: values[row : row + 1] for name, values in blocks.items()},
            1,
        )[0]
        for row in range(_ROWS)
    ]
    unchanged = all(np.array_equal(before[name], values) for name, values in (single | blocks).items())
    if not (unchanged and np.array_equal(whole, again, equal_nan=True) and np.array_equal(whole, rows, equal_nan=True)):
        yield _problem(f"{feature.name} is not the same for the same row", "Write it with other operations.", *at)
    if not np.isfinite(whole).any():
        yield _problem(f"{feature.name} is missing whatever the columns hold", "Look for a division by zero.", *at)
    targets = {name_words(name) for name in (*record.target_hints, record.outcome)}
    for role in record.roles:
        for number, alias in enumerate(role.aliases):
            if role.name in single.keys() | many and name_words(alias) in targets:
                remedy = "Take the alias out, or the name out of [target]."
                text = f"{feature.name} would read the target: {alias!r} names both the target and the role {role.name}"
                yield _problem(text, remedy, "roles", role.name, "aliases", number)


def _target(record: Blueprint) -> Iterator[BlueprintProblem]:
    for field, what in (
        ("target_hints", "names of the target"),
        ("positive_values", "values that mean yes"),
        ("negative_values", "values that mean no"),
    ):
        if not getattr(record, field):
            yield _problem(f"there are no {what}", "Write those your files have, the plainest first.", field)
    for number, value in enumerate(record.negative_values):
        if value in record.positive_values:
            text = f"{value!r} is among the positive and the negative values"
            yield _problem(text, "Leave it in one of the two.", "negative_values", number)
    for field in ("target_hints", "inverse_target_hints", "leak_words"):
        for number, name in enumerate(getattr(record, field)):
            if not name_words(name):
                yield _problem(f"{name!r} holds no word", "Take it out.", field, number)


def _money(record: Blueprint) -> Iterator[BlueprintProblem]:
    money = record.economics

    def wrong(field: str, remedy: str) -> BlueprintProblem:
        return _problem(f"{field} of [economics] is {getattr(money, field)!r}", remedy, "economics", field)

    for field in ("contact_cost", "offer_cost"):
        if not 0 <= getattr(money, field) < math.inf:
            yield wrong(field, "A cost is 0 or more.")
    if not 0 < money.acceptance <= 1:
        yield wrong("acceptance", "It is a share, such as 0.25 for one in four.")
    if not 0 <= money.stayer_acceptance <= 1:
        yield wrong("stayer_acceptance", "It is a share, such as 1 for all and 0.5 for one in two.")
    if money.value_months < 1:
        yield wrong("value_months", "It is 1 month or more.")
    if not re.fullmatch(r"[A-Z]{3}", money.currency):
        yield wrong("currency", "Write three capital letters, such as EUR.")
    roles = {role.name: role for role in record.roles}
    if money.value_role is not None and (money.value_role not in roles or roles[money.value_role].kind != "number"):
        yield wrong("value_role", "Name a role of the kind number, or leave the line out.")


def _sample(record: Blueprint) -> Iterator[BlueprintProblem]:
    sample = record.sample
    if sample is None:
        return
    if not 0 < sample.rate < 1:
        yield _problem(f"rate of [sample] is {sample.rate}", "It is a share between 0 and 1.", "sample", "rate")
    if sample.positive == sample.negative:
        yield _problem("positive and negative of [sample] are the same", "Give two values.", "sample", "negative")
    numbers: set[str] = set()
    seen = {sample.target}
    for number, column in enumerate(sample.columns):
        at = ("sample", "columns", number)
        levels = len(column.levels)
        if column.name in seen or not column.name.strip():
            yield _problem(f"two sample columns are called {column.name!r}", "Give each its own name.", *at, "name")
        if column.part_of and column.part_of not in numbers:
            yield _problem(
                f"{column.part_of!r} is no number column above it", "Move it below that one.", *at, "part_of"
            )
        if column.low > column.high or not 0 <= column.blank < 1:
            yield _problem(f"low, high or blank of {column.name} is out of range", "Look at the numbers.", *at)
        if any(len(told) not in (0, levels) for told in (column.shares, column.effects)):
            yield _problem(f"{column.name} has not as many shares or effects as levels", "Give one for each.", *at)
        if any(share < 0 for share in column.shares) or (column.shares and not sum(column.shares) > 0):
            yield _problem(f"the shares of {column.name} are not shares", "Use numbers above 0.", *at, "shares")
        if not (column.levels or column.id or column.part_of or column.high > column.low):
            yield _problem(f"{column.name} is always the same", "Give low and high, or levels.", *at)
        seen.add(column.name)
        if not column.levels and not column.id:
            numbers.add(column.name)
