"""Which column plays which role: by the words of its name, the role's aliases, and what the column holds."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from scipy.optimize import linear_sum_assignment

from tracer_engine.errors import InputError
from tracer_engine.profiling.names import has_phrase, name_words
from tracer_engine.types.blueprint import Blueprint, Role
from tracer_engine.types.table import Column, Table

THRESHOLD = 0.72
"""Names less alike than this are no match."""

_NEUTRAL = frozenset({"is", "has", "have", "the", "of", "in", "a", "an", "per", "for", "by", "their", "your"})
_WHO = frozenset({"customer", "client", "user", "subscriber", "member", "my"})
_TOO_GENERAL = frozenset({"number", "id", "code", "key", "name", "type", "count", "date", "value", "segment", "status"})
"""Words that mean nothing without the word before them: "customer name" is not "offer name"."""
_SPANS = frozenset({"d", "day", "w", "week", "m", "mon", "month", "y", "year", "quarter"})
_ONLY_WHOLE = frozenset(
    {
        "payment",
        "price",
        "name",
        "id",
        "active",
        "market",
        "land",
        "area",
        "state",
        "location",
        "contract",
        "balance",
        "age",
        "phone",
        "mobile",
        "promotion",
        "offer",
        "rating",
        "feedback",
        "product",
        "revenu",
        "error",
        "return",
        "visit",
        "address",
        "plan",
        "package",
        "tier",
        "number",
        "key",
        "commitment",
        "insurance",
        "roaming",
        "lifetime",
        "order",
        "purchase",
    }
)
"""Aliases of one word that count only when they are all there is: "payment" is not "payment status"."""
_GLUED_MINIMUM = 6
"""An alias shorter than this is not looked for inside a glued name: "age" stands in "average"."""


def match_roles(blueprint: Blueprint, table: Table, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The columns that play the roles of `blueprint`, as {role name: column names in table order}.

    `given` holds the user's choices, taken as they are; each column plays one role at most, each role takes one
    column unless it is a `many` role. Columns of a wrong kind never match. Raises InputError for a role or a
    column in `given` that there is not, or for several columns where the role takes one.
    """
    roles = {role.name: role for role in blueprint.roles}
    matched = _given_roles(blueprint, table, given)
    taken = {name for names in matched.values() for name in names}
    free_columns = [column for column in table.columns if column.name not in taken]
    free_roles = [role for role in blueprint.roles if role.name not in matched]
    if not free_columns or not free_roles:
        return matched
    likeness = np.zeros((len(free_roles), len(free_columns)))
    for i, role in enumerate(free_roles):
        for j, column in enumerate(free_columns):
            if fits_kind(role, column, table.rows):
                likeness[i, j] = name_likeness(column.name, role.aliases)
    likeness[likeness < THRESHOLD] = 0.0
    for name, columns in _assign(free_roles, likeness).items():
        matched[name] = tuple(free_columns[j].name for j in columns)
    return {name: matched[name] for name in roles if name in matched}


def _given_roles(
    blueprint: Blueprint, table: Table, given: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    roles = {role.name: role for role in blueprint.roles}
    chosen: dict[str, tuple[str, ...]] = {}
    for name, columns in given.items():
        role = roles.get(name.strip().lower().replace(" ", "_"))
        if role is None:
            known = ", ".join(roles) or "none"
            raise InputError(f"The blueprint {blueprint.key} has no role {name!r}.", remedy=f"Its roles are: {known}.")
        names = tuple(table.column(column).name for column in columns)
        if len(names) > 1 and not role.many:
            raise InputError(
                f"The role {role.name} takes one column, but {len(names)} were given: {', '.join(names)}.",
                remedy="Give the one that says it best.",
            )
        if names:
            chosen[role.name] = names
    return chosen


def _assign(roles: list[Role], likeness: np.ndarray) -> dict[str, list[int]]:
    """The best assignment: one column a role by the highest sum; what is left over goes to the `many` roles."""
    single = [i for i, role in enumerate(roles) if not role.many]
    many = [i for i, role in enumerate(roles) if role.many]
    columns = likeness.shape[1]
    best_many = likeness[many].max(axis=0) if many else np.zeros(columns)
    assigned: dict[str, list[int]] = {}
    used: set[int] = set()
    if single:
        # A column is worth more to a role that names it better than any `many` role does.
        worth = np.where(likeness[single] > best_many, likeness[single], 0.0)
        for i, j in zip(*linear_sum_assignment(worth**3, maximize=True), strict=True):
            if worth[i, j] > 0:
                assigned[roles[single[i]].name] = [int(j)]
                used.add(int(j))
    for j in range(columns):
        if j in used or not many or best_many[j] <= 0:
            continue
        i = many[int(np.argmax(likeness[many, j]))]
        assigned.setdefault(roles[i].name, []).append(j)
    return assigned


def fits_kind(role: Role, column: Column, rows: int) -> bool:
    """Whether `column` holds what `role` needs. Personal roles need many different texts: "name", not "offer name"."""
    kind = column.kind
    if kind == "constant":
        return False
    if role.personal:
        return kind in ("id", "text", "category") and column.distinct > max(20, 0.05 * rows)
    if kind == "id":
        return role.kind == "any" and role.name.endswith("id")
    if role.name.endswith("id") and role.kind == "any":
        # An id may repeat (several rows a customer), but not look like a handful of levels.
        return kind != "date" and column.distinct > max(20, 0.05 * rows)
    if role.kind == "number":
        return kind == "number"
    if role.kind == "date":
        return kind == "date"
    if role.kind == "flag":
        return kind == "flag" or (kind in ("category", "number") and column.distinct == 2)
    if role.kind == "category":
        return kind in ("category", "flag") or (kind == "number" and column.distinct <= 12)
    return kind != "text" or column.distinct <= max(20, 0.5 * rows)


@lru_cache(maxsize=65536)
def _alias_words(alias: str) -> tuple[str, ...]:
    return name_words(alias)


def name_likeness(name: str, aliases: tuple[str, ...]) -> float:
    """How well the best of `aliases` names the column `name`: 1 the same words, 0 nothing in common."""
    words = name_words(name)
    return max((_likeness(words, _alias_words(alias)) for alias in aliases), default=0.0)


@lru_cache(maxsize=262144)
def _likeness(words: tuple[str, ...], alias: tuple[str, ...]) -> float:
    if not words or not alias:
        return 0.0
    if words == alias:
        return 1.0
    plain, plain_alias = _without(words, _NEUTRAL), _without(alias, _NEUTRAL)
    if plain == plain_alias:
        return 0.99
    glued, glued_alias = "".join(words), "".join(alias)
    if glued == glued_alias or "".join(plain) == "".join(plain_alias):
        return 0.98
    core, core_alias = _subject(plain), _subject(plain_alias)
    if core == core_alias:
        return 0.95
    if sorted(core) == sorted(core_alias):
        return 0.93
    share = len("".join(core_alias)) / max(1, len("".join(core)))
    if len(core_alias) > 1 and has_phrase(core, core_alias):
        return 0.65 + 0.3 * share
    if len(core_alias) == 1 and core_alias[0] in _ONLY_WHOLE:
        return 0.0
    if len(core_alias) == 1 and core_alias[0] in core:
        return 0.52 + 0.38 * share
    if len(glued_alias) >= _GLUED_MINIMUM and glued_alias in glued:
        return 0.5 + 0.4 * len(glued_alias) / len(glued)
    if len(glued) >= 8 and len(glued_alias) >= 8 and abs(len(glued) - len(glued_alias)) <= 2:
        ratio = difflib.SequenceMatcher(None, glued, glued_alias).ratio()
        return 0.9 * ratio if ratio >= 0.9 else 0.0
    return 0.0


def _subject(words: tuple[str, ...]) -> tuple[str, ...]:
    """`words` without the customer and the span of time, unless only a word remains that means nothing alone."""
    left = _without(_without_span(words), _WHO)
    return words if len(left) == 1 and left[0] in _TOO_GENERAL else left


def _without_span(words: tuple[str, ...]) -> tuple[str, ...]:
    """`words` without "last 30 days", "12 mon", "60d": when something was counted does not change what it is."""
    kept: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("last", "past", "previous") and rest and rest[0][0].isdigit():
            continue
        if word[0].isdigit() and kept:
            if rest and rest[0] in _SPANS:
                rest.pop(0)
            continue
        kept.append(word)
    return tuple(kept) or words


def _without(words: tuple[str, ...], left_out: frozenset[str]) -> tuple[str, ...]:
    """`words` without those of `left_out`; all of them where nothing would remain."""
    return tuple(word for word in words if word not in left_out) or words
