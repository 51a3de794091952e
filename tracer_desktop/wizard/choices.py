"""What the user tells the planner, one choice at a time. A new choice keeps the others, as far as they go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracer_engine import Blueprint, PlanOptions

Roles = Mapping[str, tuple[str, ...]]


def with_question(options: PlanOptions, record: Blueprint) -> PlanOptions:
    """Another blueprint; roles it does not know are forgotten."""
    known = {role.name for role in record.roles}
    roles = {name: columns for name, columns in options.roles.items() if name in known}
    return replace(options, blueprint=record.key, roles=roles)


def with_target(options: PlanOptions, column: str) -> PlanOptions:
    """Another column to predict: it plays no other part any more, and its values are looked at anew."""
    told = _without(options, column)
    return replace(
        told,
        target=column,
        positive=None,
        id=None if told.id == column else told.id,
        group=None if told.group == column else told.group,
    )


def with_positive(options: PlanOptions, target: str, value: str) -> PlanOptions:
    """Which value of the target is the outcome; the target is told with it, so that the two stay together."""
    return replace(options, target=target, positive=value)


def with_use(options: PlanOptions, columns: Sequence[str], used: bool, left_out: frozenset[str]) -> PlanOptions:
    """Learn from columns, or do not. `left_out` are those that Tracer leaves out unless told."""
    exclude = [name for name in options.exclude if name not in columns]
    keep = [name for name in options.keep if name not in columns]
    if used:
        keep += [name for name in columns if name in left_out]
    else:
        exclude += [name for name in columns if name not in left_out]
    return replace(options, exclude=tuple(exclude), keep=tuple(keep))


def with_role(options: PlanOptions, record: Blueprint, now: Roles, column: str, role: str | None) -> PlanOptions:
    """Another role for a column, or none. `now` are the roles as they are, told and found."""
    roles = dict(options.roles)
    for name, columns in now.items():
        if column in columns and name != role:
            roles[name] = tuple(other for other in columns if other != column)
    if role is not None:
        many = any(one.name == role and one.many for one in record.roles)
        others = tuple(name for name in roles.get(role, now.get(role, ())) if name != column) if many else ()
        roles[role] = (*others, column)
    return replace(options, roles=roles)


def with_id(options: PlanOptions, column: str | None) -> PlanOptions:
    """Another column that tells the rows apart; None: the one Tracer finds."""
    return replace(_without(options, column) if column else options, id=column)


def with_group(options: PlanOptions, column: str | None) -> PlanOptions:
    """Rows that belong together share a value of this column; None: none are known to."""
    return replace(_without(options, column) if column else options, group=column)


def _without(options: PlanOptions, column: str) -> PlanOptions:
    """The options without anything that was said of a column."""
    return replace(
        options,
        exclude=tuple(name for name in options.exclude if name != column),
        keep=tuple(name for name in options.keep if name != column),
        roles={name: tuple(one for one in columns if one != column) for name, columns in options.roles.items()},
    )
