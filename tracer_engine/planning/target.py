"""Which column is the target, when nobody says: by its name, its values and its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tracer_engine.blueprints import GENERAL, all_blueprints
from tracer_engine.findings.leaks import FEWEST
from tracer_engine.planning.outcome import is_denied, means_leaving, plain_value, positive_value, target_counts
from tracer_engine.profiling.names import has_phrase, name_words
from tracer_engine.roles.matching import match_roles
from tracer_engine.types.blueprint import Blueprint
from tracer_engine.types.profile import ColumnProfile
from tracer_engine.types.table import Table

MOST_VALUES = 10
"""A column with more different values than this is not suggested as a target."""
_FEW_VALUES = 6
"""With more than this, one of them has to say the outcome itself."""

_ABOUT_THE_OUTCOME = frozenset({
    "category", "score", "date", "risk", "previous", "last",
    "count", "number", "rate", "month", "year", "day", "comment", "note", "type", "cost", "notice", "fee", "time",
    "complaint", "offer", "marital", "payment", "employment", "ticket", "order", "delivery", "loan", "until", "since",
    "before", "after", "prior", "model", "intention",
})  # fmt: skip
"""Words that say a column tells something about the outcome, or of something else, and is not the outcome."""
_NEVER = frozenset({
    "reason", "probability", "prob", "prediction", "predicted", "rank", "propensity", "likelihood", "classifier",
    "bayes", "grund", "motif", "motivo",
})  # fmt: skip
"""Words that say even more plainly that a column was made from the outcome, or guesses it."""
_WEAK = frozenset(
    {"status", "active", "left", "closed", "lost", "exit", "leave", "inactive", "quit", "gone", "flag", "default"}
)
"""Hints that name many other things too: they count only when they are the whole name, or the values agree."""
_ENOUGH = 40.0
_FOR_EACH_ROLE = 6.0
"""What a recognised column, and one named after whom the question is about, adds for a blueprint against another."""
_FEWEST_KNOWN = 2
_MOST_LOOKED_AT = 300


@dataclass(frozen=True, kw_only=True)
class TargetChoice:
    """A column that may be the target, why, its positive value (None: nothing tells), and the blueprint it suits."""

    column: str
    positive: str | None
    blueprint: Blueprint
    inverse: bool
    score: float
    reason: str
    counts: tuple[tuple[str, int], ...]


def choose_target(table: Table, profiles: Sequence[ColumnProfile], blueprint: Blueprint | None) -> TargetChoice | None:
    """The column that suits best as target, for `blueprint` or, where it is None, for the one it suits best.

    None: nothing suits.
    """
    words = _outcomes()
    # Counted once, and not for each blueprint.
    counts = {name: target_counts(table, name) for name in possible_targets(table, profiles)}
    special = [record for record in all_blueprints() if record.key != GENERAL]
    wanted = [blueprint] if blueprint is not None and blueprint.key != GENERAL else special
    choices = [
        one for record in wanted for name, told in counts.items() if (one := weigh(table, name, told, record, words))
    ]
    best = _best_suited(table, choices)
    if best is not None:
        if blueprint is not None and blueprint.key == GENERAL:
            return _with_blueprint(best, blueprint)
        return best
    general = blueprint or next(record for record in all_blueprints() if record.key == GENERAL)
    named = [one for name, told in counts.items() if (one := weigh(table, name, told, general, words))]
    best = max(named, key=lambda choice: choice.score, default=None)
    if best is not None and best.score >= _ENOUGH:
        return best
    return _by_place(table, tuple(counts), general)


def choice_for(table: Table, target: str, blueprint: Blueprint | None) -> TargetChoice:
    """The user's `target` with the blueprint (the one it suits best, where it is None) and positive value."""
    special = [record for record in all_blueprints() if record.key != GENERAL]
    general = next(record for record in all_blueprints() if record.key == GENERAL)
    wanted = special if blueprint is None else [blueprint]
    counts, words = target_counts(table, target), _outcomes()
    choices = [choice for record in wanted if (choice := weigh(table, target, counts, record, words))]
    best = choices[0] if choices and blueprint is not None else _best_suited(table, choices)
    if best is not None:
        return best
    return _plain_choice(table, target, blueprint or general, f"{target} was chosen as the target.")


def _best_suited(table: Table, choices: Sequence[TargetChoice]) -> TargetChoice | None:
    """The best choice of the blueprint that suits best; None where none says enough.

    "Attrition" and "left" are said of customers and of employees: which of them it is, the other columns tell. A name
    that the general form knows, too ("y", "target"), is said of anything: then some other column has to be known.
    """
    best: dict[str, TargetChoice] = {}
    for choice in choices:
        key = choice.blueprint.key
        if choice.score >= _ENOUGH and (key not in best or choice.score > best[key].score):
            best[key] = choice
    of_anything = next(record.target_hints for record in all_blueprints() if record.key == GENERAL)
    found = list(best.values())
    if len(found) == 1 and _name_score(found[0].column, of_anything) < _ENOUGH:
        return found[0]
    fits = {choice.blueprint.key: _fit(table, choice) for choice in found}
    found = [
        choice
        for choice in found
        if fits[choice.blueprint.key] >= _FEWEST_KNOWN or _name_score(choice.column, of_anything) < _ENOUGH
    ]
    return max(found, key=lambda one: one.score + _FOR_EACH_ROLE * fits[one.blueprint.key], default=None)


def _fit(table: Table, choice: TargetChoice) -> int:
    """How many columns beside the target are such as the blueprint knows, or speak of whom it is about.

    Who somebody is, and age, gender and their like, are known of everybody: they do not count.
    """
    columns = tuple(column for column in table.columns if column.name != choice.column)[:_MOST_LOOKED_AT]
    part = replace(table, columns=columns, frame=table.frame.select([column.name for column in columns]))
    record = choice.blueprint
    roles = match_roles(record, part, {})
    about = [role.name for role in record.roles if not (role.personal or role.sensitive)]
    known = {name for role in about for name in roles.get(role, ())}
    who = {name_words(record.wording.entity)[-1:], name_words(record.wording.entities)[-1:]}
    speaking = sum(any(has_phrase(name_words(column.name), words) for words in who) for column in columns)
    return len(known) + speaking


def possible_targets(table: Table, profiles: Sequence[ColumnProfile]) -> list[str]:
    """Columns with two to a handful of different values, in table order."""
    names = []
    for column, profile in zip(table.columns, profiles, strict=True):
        if column.kind in ("id", "constant", "date") or not 2 <= profile.distinct <= 4 * MOST_VALUES:
            continue
        # Two spellings of one value are one: count what remains without padding and case.
        if 2 <= len({plain_value(value) for value, _ in profile.top}) <= MOST_VALUES:
            names.append(column.name)
    return names


def weigh(
    table: Table, name: str, counts: tuple[tuple[str, int], ...], blueprint: Blueprint, outcomes: frozenset[str]
) -> TargetChoice | None:
    """How well the column `name` suits as the target of `blueprint`; None where its values cannot be told.

    `counts` are its values (`target_counts`). `outcomes` are the outcome words of all blueprints: a value that holds
    the blueprint's own, or another that it knows as a name of its target, says what it is by itself.
    """
    straight = _name_score(name, blueprint.target_hints)
    opposite = _name_score(name, blueprint.inverse_target_hints)
    # "Not retained" and "non churn" turn the meaning of the name round.
    denied = name_words(name)[:1] in (("not",), ("non",), ("no",)) and len(name_words(name)) > 1
    inverse = (opposite > straight) != denied
    by_name = max(straight, opposite - 5)
    if not 2 <= len(counts) <= MOST_VALUES:
        return None
    positive = positive_value(blueprint, counts, inverse=inverse)
    if positive is None:
        return None
    by_value = _value_score(counts, positive, blueprint)
    telling = {blueprint.outcome} | (outcomes & set(blueprint.target_hints))
    if blueprint.key != GENERAL and any(word in plain_value(positive) for word in telling):
        by_value += 50
    if by_name <= 0 and by_value < 20:
        return None
    score = by_name + by_value + _place_score(table, name)
    if set(name_words(name)) & _ABOUT_THE_OUTCOME and by_name < 95 and by_value < 60:
        score -= 45
    if set(name_words(name)) & _NEVER:
        score -= 90
    if len(counts) > _FEW_VALUES and by_value < 20:
        return None
    hits = next(count for text, count in counts if text == positive)
    if min(hits, sum(count for _, count in counts) - hits) < FEWEST:
        score -= 30
    why = "its values say so" if by_name <= 0 else "it says the opposite" if inverse else "its name says so"
    reason = f"{name} was taken as the target because {why}."
    return TargetChoice(
        column=name, positive=positive, blueprint=blueprint, inverse=inverse, score=score, reason=reason, counts=counts
    )


def _outcomes() -> frozenset[str]:
    return frozenset(record.outcome for record in all_blueprints() if record.key != GENERAL)


def is_named_like_a_target(name: str) -> bool:
    """Whether a name is that of an outcome, for any blueprint but the general form, whatever the column holds."""
    special = [record for record in all_blueprints() if record.key != GENERAL]
    return any(_name_score(name, record.target_hints) >= 90 for record in special)


@lru_cache(maxsize=256)
def _parts_of(hints: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], str, bool], ...]:
    """The words of each hint, written together, and whether it names many other things."""
    parts = [name_words(hint) for hint in hints]
    return tuple((one, "".join(one), len(one) == 1 and one[0] in _WEAK) for one in parts)


def _name_score(name: str, hints: Sequence[str]) -> float:
    """0..100: how plainly `name` is one of `hints`, of which the first count most."""
    words = name_words(name)
    plain = tuple(
        word for word in words if word not in ("is", "has", "the", "customer", "client", "user", "flag", "target")
    )
    best, glued = 0.0, "".join(words)
    for rank, (parts, together, weak) in enumerate(_parts_of(tuple(hints))):
        strength = 0.0
        if parts in (words, plain) or together == glued:
            strength = 100.0
        elif len(together) < 3:
            continue
        elif has_phrase(words, parts) and not weak:
            strength = 75.0
        elif has_phrase(words, parts):
            strength = 15.0
        elif not weak and len(parts) == 1 and len(parts[0]) >= 5 and any(word.startswith(parts[0]) for word in words):
            strength = 65.0
        strength = strength - 0.4 * min(rank, 40) if strength else 0.0
        if weak and strength > 50:
            strength -= 35
        best = max(best, strength)
    return best


def _value_score(counts: Sequence[tuple[str, int]], positive: str, blueprint: Blueprint) -> float:
    """0..35: how plainly the values are those of an outcome of this blueprint."""
    plain = [plain_value(text) for text, _ in counts]
    others = [value for value in plain if value != plain_value(positive)]
    known = all(value in blueprint.negative_values or is_denied(value) for value in others)
    if any(means_leaving(value) for value in others):
        # "Dismissed" beside "resigned": a column of two values says it more plainly.
        return 8.0
    leaving = means_leaving(plain_value(positive)) and any(means_leaving(value) for value in blueprint.positive_values)
    if leaving:
        return 35.0 if known else 25.0
    if len(plain) == 2:
        return 12.0 if known else 5.0
    return 0.0 if known else -15.0


def _place_score(table: Table, name: str) -> float:
    """Targets stand last more often than first, and first more often than in the middle."""
    names = [column.name for column in table.columns]
    return 3.0 if name == names[-1] else 1.0 if name == names[0] else 0.0


def _with_blueprint(choice: TargetChoice, blueprint: Blueprint) -> TargetChoice:
    return TargetChoice(
        column=choice.column, positive=choice.positive, blueprint=blueprint, inverse=choice.inverse,
        score=choice.score, reason=choice.reason, counts=choice.counts,
    )  # fmt: skip


def _by_place(table: Table, columns: Sequence[str], blueprint: Blueprint) -> TargetChoice | None:
    """The last column of the table if it has two values, else the first one if it has."""
    if not table.columns:
        return None
    for name, where in ((table.columns[-1].name, "last"), (table.columns[0].name, "first")):
        if name in columns and len(target_counts(table, name)) == 2:
            reason = f"No column is named like a target; {name} is the {where} column and has two values."
            return _plain_choice(table, name, blueprint, reason)
    return None


def _plain_choice(table: Table, target: str, blueprint: Blueprint, reason: str) -> TargetChoice:
    """A target taken as it is; its positive value by its text, else the rarer one of two."""
    counts = target_counts(table, target)
    positive = positive_value(blueprint, counts) if 2 <= len(counts) <= MOST_VALUES else None
    if positive is None and len(counts) == 2:
        positive = counts[1][0]
    return TargetChoice(
        column=target, positive=positive, blueprint=blueprint, inverse=False, score=0.0, reason=reason, counts=counts
    )
