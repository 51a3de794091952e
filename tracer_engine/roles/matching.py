"""Which column plays which role: by the words of its name, the role's aliases, and what the column holds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tracer_engine.errors import InputError
from tracer_engine.roles.likeness import name_likeness
from tracer_engine.types.blueprint import Blueprint, Role
from tracer_engine.types.table import Column, Table

THRESHOLD = 0.72
"""Names less alike than this are no match."""


def match_roles(blueprint: Blueprint, table: Table, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The columns that play the roles of `blueprint`, as {role name: column names in table order}.

    `given` holds the user's choices, taken as they are: a role given no column is played by none. Each column plays one
    role at most, each role takes one column unless it is a `many` role. Columns of a wrong kind never match. Raises
    InputError for a role or a column in `given` that there is not, or for several columns where the role takes one.
    """
    roles = {role.name: role for role in blueprint.roles}
    matched = _given_roles(blueprint, table, given)
    taken = {name for names in matched.values() for name in names}
    free_columns = [column for column in table.columns if column.name not in taken]
    free_roles = [role for role in blueprint.roles if role.name not in matched]
    if not free_columns or not free_roles:
        return {name: columns for name, columns in matched.items() if columns}
    likeness = np.zeros((len(free_roles), len(free_columns)))
    for i, role in enumerate(free_roles):
        for j, column in enumerate(free_columns):
            if fits_kind(role, column, table.file_rows):
                likeness[i, j] = name_likeness(column.name, role.aliases)
    likeness[likeness < THRESHOLD] = 0.0
    for name, columns in _assign(free_roles, likeness).items():
        matched[name] = tuple(free_columns[j].name for j in columns)
    return {name: matched[name] for name in roles if matched.get(name)}


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
        for i, j in _best_pairs(worth**3):
            if worth[i, j] > 0:
                assigned[roles[single[i]].name] = [int(j)]
                used.add(int(j))
    for j in range(columns):
        if j in used or not many or best_many[j] <= 0:
            continue
        i = many[int(np.argmax(likeness[many, j]))]
        assigned.setdefault(roles[i].name, []).append(j)
    return assigned


def _best_pairs(worth: np.ndarray) -> list[tuple[int, int]]:
    """(row, column) pairs of the highest sum, each row and column once; rows of nothing but zeros may be missing."""
    best = worth.argmax(axis=1)
    rows = np.flatnonzero(worth.max(axis=1) > 0)
    alone = (worth[rows] == worth[rows].max(axis=1, keepdims=True)).sum(axis=1) == 1
    if alone.all() and len(set(best[rows].tolist())) == len(rows):
        return [(int(row), int(best[row])) for row in rows]
    # Loaded here: nearly half a second that is seldom needed.
    from scipy.optimize import linear_sum_assignment

    return [(int(row), int(column)) for row, column in zip(*linear_sum_assignment(worth, maximize=True), strict=True)]


def fits_kind(role: Role, column: Column, rows: int) -> bool:
    """Whether `column` holds what `role` needs. Personal roles need many different texts: "name", not "offer name"."""
    kind = column.kind
    if kind == "constant":
        return False
    if role.personal:
        return kind in ("id", "text", "category") and column.distinct > max(20, 0.05 * rows)
    if kind == "id":
        return role.kind == "any" and role.tells_apart
    if role.tells_apart and role.kind == "any":
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
