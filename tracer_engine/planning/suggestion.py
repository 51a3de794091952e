"""What Tracer would train if nobody told it otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import cast

from tracer_engine.blueprints import GENERAL, all_blueprints
from tracer_engine.blueprints import blueprint as find_blueprint
from tracer_engine.findings import target_findings
from tracer_engine.planning.exclusions import choose_id, find_exclusions, repeats
from tracer_engine.planning.outcome import plain_value, positive_mask
from tracer_engine.planning.target import TargetChoice, choice_for, choose_target
from tracer_engine.profiling.names import name_words
from tracer_engine.roles.matching import match_roles
from tracer_engine.types.blueprint import Blueprint
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.profile import ColumnProfile, Finding, Suggestion
from tracer_engine.types.table import Table

_ANYTHING = frozenset({
    "customer", "client", "user", "status", "flag", "label", "value", "target", "is", "has", "class", "account", "left",
    "leave", "active", "member", "subscription", "contract", "policy", "membership", "exit", "closed", "lost", "gone",
    "default", "response", "outcome", "result", "service", "quit", "inactive", "retained", "renewed", "y", "renewal",
    "retention",
})  # fmt: skip
"""Words of target names that are in the names of honest columns, too."""
_RARE = 0.01
"""A value of the target with a smaller share than this may be a mistake."""
_SHOWN = 8


def suggest(
    table: Table,
    profiles: Sequence[ColumnProfile],
    findings: Sequence[Finding],  # noqa: ARG001  part of the contract: what is suggested may come to rest on them
    options: PlanOptions | None = None,
) -> tuple[Suggestion, list[Finding]]:
    """What to train on `table`, what the user said in `options` taken for granted; and the findings about the target.

    `findings` are those of the table; none of them is repeated. Raises InputError where `options` names a column,
    a role or a blueprint that there is not.
    """
    options = options or PlanOptions()
    # A blueprint may come or go while the table is open.
    known = tuple((record.key, record.schema_version) for record in all_blueprints())
    told = (options.target, options.positive, options.blueprint, options.id, _frozen(options.roles), known)
    if told not in table.kept_suggestions:
        table.kept_suggestions[told] = _suggest(table, profiles, options)
    suggestion, extra = cast("tuple[Suggestion, list[Finding]]", table.kept_suggestions[told])
    return suggestion, list(extra)


def _frozen(roles: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((role, tuple(columns)) for role, columns in roles.items())


def _suggest(table: Table, profiles: Sequence[ColumnProfile], options: PlanOptions) -> tuple[Suggestion, list[Finding]]:
    choice, record = _choose(table, profiles, options)
    target = choice.column if choice else None
    positive = options.positive or (choice.positive if choice else None)
    id_column = table.column(options.id).name if options.id else choose_id(table, profiles, record, exclude=target)
    roles = _roles(table, record, options.roles, target, id_column)
    excluded = find_exclusions(table, profiles, record, roles, target=target, id_column=id_column)
    extra: list[Finding] = []
    if choice is not None and positive is not None:
        group = id_column if id_column and repeats(table, profiles, id_column) else None
        # To look for leaks takes longest; most of what can be told does not touch on it.
        about = (target, positive, record.key, frozenset(entry.column for entry in excluded), group)
        if about not in table.kept_suggestions:
            table.kept_suggestions[about] = _about_the_target(table, choice, positive, about[3], group)
        extra = list(cast("list[Finding]", table.kept_suggestions[about]))
        excluded = find_exclusions(table, profiles, record, roles, target=target, id_column=id_column, findings=extra)
        # What is made from the answer plays no role.
        leaks = {f.column for f in extra if f.code == "leak" and f.severity == "error"}
        roles = _roles(table, record, options.roles, target, id_column, leaks=leaks)
    suggestion = Suggestion(
        blueprint=record.key,
        target=target,
        positive=positive,
        id=id_column,
        roles=roles,
        exclude=excluded,
        target_reason=_why_this_target(choice, options.positive),
        counts=choice.counts if choice else (),
        blueprint_reason="" if options.blueprint else _why_this_blueprint(record, roles),
    )
    return suggestion, extra


def _choose(
    table: Table, profiles: Sequence[ColumnProfile], options: PlanOptions
) -> tuple[TargetChoice | None, Blueprint]:
    """The target, the user's own where there is one, and the blueprint that goes with it."""
    wanted = find_blueprint(options.blueprint) if options.blueprint else None
    if options.target:
        choice: TargetChoice | None = choice_for(table, table.column(options.target).name, wanted)
    else:
        choice = choose_target(table, profiles, wanted)
    return choice, choice.blueprint if choice else wanted or find_blueprint(GENERAL)


def _why_this_target(choice: TargetChoice | None, told: str | None) -> str:
    """Why this column, and which value of it; `told` is the one the user chose."""
    if choice is None:
        return "No column looks like an outcome."
    if told:
        return f"{choice.reason} {told} is the positive value because you said so."
    return choice.reason + (f" {choice.positive} was taken as the positive value." if choice.positive else "")


def _why_this_blueprint(record: Blueprint, roles: Mapping[str, tuple[str, ...]]) -> str:
    """Why the file is asked this question, in a sentence."""
    if record.key == GENERAL:
        titles = [one.title for one in all_blueprints() if one.key != GENERAL]
        named = ", ".join(titles[:_SHOWN]) + (" …" if titles[_SHOWN:] else "")
        return f"None of the questions Tracer knows fits this file ({named}), so it is asked as any two-valued one."
    columns = sum(len(names) for names in roles.values())
    told = f"{columns} columns are" if columns != 1 else "1 column is" if columns else "no other column is"
    return f"The target fits {record.title.lower()}, and {told} such as it knows."


def _about_the_target(
    table: Table, choice: TargetChoice, positive: str, left_out: Collection[str], group: str | None
) -> list[Finding]:
    """Findings about the chosen target, and about the columns that are not left out anyway."""
    record, target = choice.blueprint, choice.column
    found = target_findings(
        table,
        target,
        positive_mask(table, target, positive),
        [column.name for column in table.columns if column.name != target and column.name not in left_out],
        record.leak_words,
        telling_words(record, target, [column.name for column in table.columns]),
        wording=record.wording,
        group=group,
    )
    if group is not None and table.column(group).kind != "id":
        found.append(_repeated_ids(table, group))
    return (
        found + _double_meaning(target, positive, choice.counts, record) + _more_values(target, positive, choice.counts)
    )


def _roles(
    table: Table,
    record: Blueprint,
    given: Mapping[str, tuple[str, ...]],
    target: str | None,
    id_column: str | None,
    leaks: Collection[str | None] = (),
) -> dict[str, tuple[str, ...]]:
    """The roles of all columns but the target, the id and what knows the answer."""
    chosen = {table.column(name).name for names in given.values() for name in names}
    aside = {target, id_column, *leaks} - chosen
    part = Table(
        source=table.source,
        columns=tuple(column for column in table.columns if column.name not in aside),
        frame=table.frame.select([column.name for column in table.columns if column.name not in aside]),
        receipt=table.receipt,
        whole=table.whole,
    )
    roles = match_roles(record, part, given)
    own_id = record.id_role.name if record.id_role else None
    if own_id and id_column:
        roles = {own_id: (id_column,), **{name: columns for name, columns in roles.items() if name != own_id}}
    return roles


def _repeated_ids(table: Table, group: str) -> Finding:
    different = table.column(group).distinct if table.whole else table.frame[group].n_unique()
    return Finding(
        code="repeated-ids",
        severity="warning",
        column=group,
        message=f"{group} repeats: {table.file_rows:,} rows hold {different:,} different ones.",
        remedy="Rows that share one are kept together in the test, so that the result is not flattered.",
    )


def _double_meaning(target: str, positive: str, counts: Sequence[tuple[str, int]], record: Blueprint) -> list[Finding]:
    """Values that read like the positive one ("Y" beside "Yes") and still count as negative."""
    if plain_value(positive) not in record.positive_values:
        return []
    alike = [(text, n) for text, n in counts if plain_value(text) in record.positive_values]
    alike = [(text, n) for text, n in alike if plain_value(text) != plain_value(positive)]
    if not alike:
        return []
    shown = ", ".join(f"{text} ({n:,})" for text, n in alike)
    return [
        Finding(
            code="target-spellings",
            severity="warning",
            column=target,
            message=f"{target} also holds {shown}, which reads like {positive} but counts as the opposite.",
            remedy="Give them one spelling in the file if they mean the same.",
        )
    ]


def _more_values(target: str, positive: str, counts: Sequence[tuple[str, int]]) -> list[Finding]:
    """More than two values: the outcome is one of them, and all others are the opposite; rare ones may be mistakes."""
    others = [(text, n) for text, n in counts if plain_value(text) != plain_value(positive)]
    if len(others) < 2:
        return []
    rows = sum(n for _, n in counts)
    rare = [(text, n) for text, n in others[1:] if n < _RARE * rows]
    shown = ", ".join(f"{text} ({n:,})" for text, n in (rare or others)[:_SHOWN]) + (" …" if others[_SHOWN:] else "")
    return [
        Finding(
            code="target-values",
            severity="warning" if rare else "info",
            column=target,
            message=f"{target} has {len(counts)} values. All but {positive} count as the opposite"
            + (f", also the rare {shown}." if rare else f": {shown}."),
            remedy="Look at those rows: their cells may have moved. Rows whose target is left blank are not trained on."
            if rare
            else "Leave the target blank in rows that are neither.",
        )
    ]


def telling_words(record: Blueprint, target: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """Words that betray a column made from the outcome: the blueprint's outcome, and the target's own name.

    A word of the target that half of all `names` hold ("column_6") says how columns are named, not what they are.
    """
    common = Counter(word for name in names for word in set(name_words(name)))
    words = {record.outcome} if record.key != GENERAL else set()
    hints = {word for hint in record.target_hints for word in name_words(hint)}
    for word in name_words(target):
        # A word of the target's name counts when it names the outcome, not the thing it happens to.
        if word in _ANYTHING or len(word) < 4 or (len(names) > 2 and common[word] >= 0.5 * len(names)):
            continue
        if word in hints or record.key == GENERAL:
            words.add(word)
    stems = {"churn", "attrition", "attrited", "churned"} & (hints | words)
    return tuple(sorted(words | stems))
