"""A complete, checked plan: the user's choices over the suggestion."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracer_engine.blueprints import blueprint as find_blueprint
from tracer_engine.errors import InputError
from tracer_engine.findings.leaks import FEWEST
from tracer_engine.planning.exclusions import repeats
from tracer_engine.planning.outcome import plain_value, target_counts
from tracer_engine.planning.suggestion import suggest
from tracer_engine.planning.target import is_named_like_a_target, possible_targets
from tracer_engine.types.blueprint import Blueprint
from tracer_engine.types.plan import Plan, PlanOptions
from tracer_engine.types.profile import Excluded, Finding, Profile, Suggestion
from tracer_engine.types.table import Table

_ABOUT_THE_TARGET = frozenset(
    {"leak", "one-class-target", "too-few-outcomes", "blank-target", "target-spellings", "target-values"}
)
_SHOWN = 12


def draft_plan(table: Table, profile: Profile, options: PlanOptions | None = None) -> Plan:
    """The plan for `table`: what `options` says, and the suggestion where it says nothing.

    Raises InputError, always with a remedy, for a column, role or blueprint that there is not, for a table without
    anything like a target, a positive value that the target does not hold, a target of one value or with fewer
    than 10 rows of either outcome, and where no column is left to learn from.
    """
    options = options or PlanOptions()
    suggested, findings = profile.suggested, list(profile.findings)
    if _says_something(options):
        suggested, extra = suggest(table, profile.columns, profile.findings, options)
        findings = extra + [f for f in findings if f.code not in _ABOUT_THE_TARGET and f not in extra]
    if suggested.target is None:
        raise _no_target(table, profile)
    target = suggested.target
    positive = _checked_positive(table, target, options.positive or suggested.positive)
    record = find_blueprint(suggested.blueprint)
    group = table.column(options.group).name if options.group else _group_of(table, profile, suggested.id)
    _refuse_contradictions(table, options, {target: "target"})
    excluded = _excluded(table, options, suggested, target, group)
    left_out = {entry.column for entry in excluded}
    features = tuple(c.name for c in table.columns if c.name != target and c.name not in left_out)
    if not features:
        raise _nothing_to_learn_from(table, target, excluded)
    roles = _roles_in_use(record, suggested, features)
    return Plan(
        blueprint=record.key,
        outcome=record.outcome,
        target=target,
        positive=positive,
        id=suggested.id,
        group=group,
        features=features,
        engineered=engineered_features(record, roles),
        excluded=excluded,
        roles=roles,
        effort=options.effort,
        seed=options.seed,
        findings=_concerning(findings, {target, *features, *left_out}, kept=set(features)),
        told=options,
    )


def _says_something(options: PlanOptions) -> bool:
    """Whether `options` holds anything that the suggestion depends on."""
    return any((options.target, options.positive, options.blueprint, options.id, options.roles))


def _nothing_to_learn_from(table: Table, target: str, excluded: Sequence[Excluded]) -> InputError:
    if not excluded:
        return InputError(
            f"{target} is the only column of {table.source}, so there is none to learn from.",
            remedy="Use a file that also holds what was known before the outcome.",
        )
    why = " ".join(f"{entry.column}: {entry.reason}" for entry in excluded[:3])
    return InputError(
        f"No column of {table.source} is left to learn from beside {target}. {why}" + (" …" if excluded[3:] else ""),
        remedy="Keep some of them, or use a file with more columns.",
        options=("keep",),
    )


def _no_target(table: Table, profile: Profile) -> InputError:
    if not table.rows:
        return InputError(
            f"{table.source} has a header, but no rows.", remedy="Export the table once more, with its rows."
        )
    for entry in profile.columns:
        if table.rows and entry.distinct < 2 and is_named_like_a_target(entry.name):
            what = f"is {entry.top[0][0]} in every filled row" if entry.top else "is blank in every row"
            return InputError(
                f"{entry.name} in {table.source} {what}. There is nothing to tell apart.",
                remedy="Use a file that holds both outcomes, or choose another target.",
                options=("target",),
            )
    names = possible_targets(table, profile.columns)
    if names:
        shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        remedy = f"Choose the column to predict. Columns with few values are: {shown}."
    else:
        remedy = "Use a file that has a column with two values, such as yes and no, for what happened."
    message = f"No column of {table.source} looks like an outcome to predict."
    return InputError(message, remedy=remedy, options=("target",) if names else ())


def _checked_positive(table: Table, target: str, positive: str | None) -> str:
    """The positive value as the file writes it most often. Raises InputError where it cannot be trained on."""
    counts = target_counts(table, target)
    shown = ", ".join(f"{text} ({count:,})" for text, count in counts[:_SHOWN]) + (" …" if len(counts) > _SHOWN else "")
    where = f"{target} in {table.source}"
    if not counts:
        raise InputError(f"{where} is blank in every row.", remedy="Choose another target.", options=("target",))
    if len(counts) == 1:
        raise InputError(
            f"{where} has one value only: {shown}. There is nothing to tell apart.",
            remedy="Choose another target, or use a file that holds both outcomes.",
            options=("target",),
        )
    if positive is None:
        raise InputError(
            f"It is not clear which value of {where} is the outcome to predict.",
            remedy=f"Choose it. The values are: {shown}.",
            options=("positive",),
        )
    found = next(((text, n) for text, n in counts if plain_value(text) == plain_value(positive)), None)
    if found is None:
        raise InputError(
            f"{where} never is {positive!r}.",
            remedy=f"Choose one of its values: {shown}.",
            options=("positive",),
        )
    total = sum(count for _, count in counts)
    for count, what in ((found[1], f"are {found[0]}"), (total - found[1], f"are not {found[0]}")):
        if count < FEWEST:
            raise InputError(
                f"Only {count} of {total:,} rows of {where} {what}. At least {FEWEST} are needed to learn from.",
                remedy="Add rows, for example from earlier months, or choose another target or positive value.",
                options=("target", "positive"),
            )
    return found[0]


def _refuse_contradictions(table: Table, options: PlanOptions, taken: Mapping[str, str]) -> None:
    """Raises InputError where one column was given two parts that do not go together."""
    kept = {table.column(name).name for name in options.keep}
    for option, part, given in (
        ("exclude", "left out", options.exclude),
        ("id", "what tells the rows apart", (options.id,) if options.id else ()),
        ("group", "what keeps rows together", (options.group,) if options.group else ()),
        ("role", "given a role", tuple(name for names in options.roles.values() for name in names)),
    ):
        for name in (table.column(text).name for text in given):
            if name in taken:
                raise InputError(
                    f"{name} is the {taken[name]} and cannot be {part}, too.",
                    remedy="Take that back, or choose another target.",
                    options=(option, "target"),
                )
            if option == "exclude" and name in kept:
                raise InputError(
                    f"{name} cannot be left out and be kept.",
                    remedy="Take one of the two back.",
                    options=("exclude", "keep"),
                )


def _group_of(table: Table, profile: Profile, id_column: str | None) -> str | None:
    """The id itself where customers stand in several rows, so that none is on both sides of a test."""
    if id_column is None:
        return None
    return id_column if repeats(table, profile.columns, id_column) else None


def _excluded(
    table: Table, options: PlanOptions, suggested: Suggestion, target: str, group: str | None
) -> tuple[Excluded, ...]:
    """What is left out, in table order: the user's word first, then the suggestion's reasons."""
    told = {table.column(name).name for name in options.exclude}
    kept = {table.column(name).name for name in options.keep}
    reasons = {entry.column: entry.reason for entry in suggested.exclude}
    if group is not None:
        reasons.setdefault(group, "It says which rows belong together.")
    excluded = []
    for column in table.columns:
        if column.name in kept or column.name == target:
            continue
        if column.name in told:
            excluded.append(Excluded(column=column.name, reason="You left it out."))
        elif column.name in reasons:
            excluded.append(Excluded(column=column.name, reason=reasons[column.name]))
    return tuple(excluded)


def _roles_in_use(record: Blueprint, suggested: Suggestion, features: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The roles of the columns learned from, and that of the id."""
    own = {role.name for role in record.roles if role.tells_apart}
    in_use = {}
    for name, columns in suggested.roles.items():
        left = columns if name in own else tuple(column for column in columns if column in features)
        if left:
            in_use[name] = left
    return in_use


def engineered_features(record: Blueprint, roles: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Names of the blueprint's features whose roles are all played by some column."""
    known = {role.name for role in record.roles}
    chosen = []
    for feature in record.features:
        needed = set(re.findall(r"[a-z_][a-z_0-9]*", feature.expression)) & known
        if needed and needed <= set(roles):
            chosen.append(feature.name)
    return tuple(chosen)


def _concerning(findings: Sequence[Finding], columns: set[str], *, kept: set[str]) -> tuple[Finding, ...]:
    """Findings about the plan's columns or the table, leaks first; a leak that the user keeps says so."""
    about = [finding for finding in findings if finding.column is None or finding.column in columns]
    told = [
        replace(finding, remedy="You kept it. The figures will look better than they will be on new rows.")
        if finding.code == "leak" and finding.severity == "error" and finding.column in kept
        else finding
        for finding in about
    ]
    return tuple(sorted(told, key=lambda finding: finding.code != "leak"))
