"""Which column tells the rows apart, and which columns are left out of the training, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tracer_engine.profiling.names import name_words
from tracer_engine.roles.likeness import name_likeness
from tracer_engine.roles.matching import THRESHOLD
from tracer_engine.types.blueprint import Blueprint
from tracer_engine.types.profile import ColumnProfile, Excluded, Finding
from tracer_engine.types.table import Column, Table

_COUNTERS = frozenset(
    {"row", "index", "unnamed", "line", "rownum", "record", "rownumber", "#", "obs", "seq", "sequence", "column"}
)
_SAYS_ID = frozenset(
    {"id", "number", "code", "key", "uuid", "guid", "identifier", "account", "msisdn", "phone", "clientnum"}
)
_OF_ANOTHER = frozenset(
    {"referral", "parent", "manager", "agent", "store", "product", "order", "branch", "invoice", "session", "device"}
)
"""Words of ids that are not the customer's own."""
_NEARLY_ALL = 0.98


def choose_id(table: Table, profiles: Sequence[ColumnProfile], record: Blueprint, *, exclude: str | None) -> str | None:
    """The column that tells the customers apart: by its name first, then by being unique; None where there is none.

    A column of that name may repeat (several rows a customer); one without such a name must not.
    """
    aliases = record.id_role.aliases if record.id_role else ()
    best, best_score = None, 0.0
    for position, (column, profile) in enumerate(zip(table.columns, profiles, strict=True)):
        if column.name == exclude or column.kind in ("constant", "date", "flag"):
            continue
        score = _id_score(column, profile, table.file_rows, aliases) - 0.01 * position + (0.3 if position == 0 else 0.0)
        if score > best_score and score >= 0.4:
            best, best_score = column.name, score
    return best


def _id_score(column: Column, profile: ColumnProfile, rows: int, aliases: tuple[str, ...]) -> float:
    filled = rows - profile.missing
    unique = filled > 0 and profile.distinct >= _NEARLY_ALL * filled and profile.missing <= 0.05 * rows
    named = name_likeness(column.name, aliases)
    if is_counter(column.name):
        return 0.5 if unique and column.kind == "id" else 0.0
    if column.kind == "id":
        of_another = bool(set(name_words(column.name)) & _OF_ANOTHER)
        return 2.0 + (named if named >= THRESHOLD else 0.0) + (1.0 if unique else 0.0) - of_another
    strongly = named >= 0.9 and set(name_words(column.name)) & _SAYS_ID
    if strongly and filled > 0 and (unique or profile.distinct > max(20, 0.05 * filled)):
        return 1.5 + named
    return 0.0


def repeats(table: Table, profiles: Sequence[ColumnProfile], id_column: str) -> bool:
    """Whether a customer stands in several rows."""
    profile = next(entry for entry in profiles if entry.name == id_column)
    return profile.distinct < table.file_rows - profile.missing


def is_counter(name: str) -> bool:
    """Whether a name is that of a row number: "#", "RowNumber", "Unnamed: 0", "index"."""
    words = name_words(name)
    return not words or words[0] == "#" or bool(set(words) & _COUNTERS and len(words) <= 2)


def _counts_up(profile: ColumnProfile, rows: int) -> bool:
    """Whether a column holds whole numbers that go up by about one from row to row."""
    low, high = profile.minimum, profile.maximum
    if low is None or high is None or profile.distinct < _NEARLY_ALL * rows or high - low > 2 * rows:
        return False
    return all(value == round(value) for value in (low, high)) and all(
        text.strip().lstrip("+-").removesuffix(".0").isdigit() for text, _ in profile.top
    )


def find_exclusions(
    table: Table,
    profiles: Sequence[ColumnProfile],
    record: Blueprint,
    roles: Mapping[str, tuple[str, ...]],
    *,
    target: str | None,
    id_column: str | None,
    findings: Sequence[Finding] = (),
) -> tuple[Excluded, ...]:
    """The columns to leave out, in table order, each with a sentence that says why; the target is none of them."""
    personal = {name for role in record.roles if role.personal for name in roles.get(role.name, ())}
    leaks = {f.column: f.message for f in findings if f.code == "leak" and f.severity == "error"}
    scores = _scores_of_ours(table, record)
    excluded = []
    for column, profile in zip(table.columns, profiles, strict=True):
        if column.name == target:
            continue
        reason = _reason(column, profile, table.file_rows, record, id_column, personal) or leaks.get(column.name)
        if column.name in scores:
            reason = "It is a score that Tracer wrote into an earlier file."
        if reason:
            excluded.append(Excluded(column=column.name, reason=reason))
    return tuple(excluded)


def _scores_of_ours(table: Table, record: Blueprint) -> set[str]:
    """The columns that a file scored by Tracer has more than the file it was made of."""
    written = re.compile(rf"{re.escape(record.outcome)}_(probability|predicted|risk|rank|reason_\d+)")
    names = {column.name for column in table.columns if written.fullmatch(column.name)}
    return names if f"{record.outcome}_probability" in names else set()


def _reason(
    column: Column, profile: ColumnProfile, rows: int, record: Blueprint, id_column: str | None, personal: set[str]
) -> str | None:
    """Why `column` is left out whatever the target is; None where it is kept."""
    filled = rows - profile.missing
    entity = record.wording.entity
    if column.name == id_column:
        return f"It identifies the {entity}."
    if filled == 0:
        return f"It is blank in all {rows:,} rows."
    if profile.distinct <= 1 and profile.missing == 0:
        return f"It is the same in all {rows:,} rows."
    if column.kind == "constant":
        return "It holds one value only."
    if column.name in personal:
        return f"It says who somebody is, not why a {entity} would {record.wording.act}."
    if column.kind == "id":
        if is_counter(column.name):
            return "It numbers the rows."
        if profile.distinct <= 0.5 * filled:
            return "It says which thing is meant, not what it is like."
        return f"It is different in {profile.distinct:,} of {filled:,} rows, so it identifies the {entity}."
    if is_counter(column.name) and _counts_up(profile, rows):
        return "It numbers the rows."
    if column.kind in ("text", "category") and profile.distinct > max(0.5 * filled, 20):
        return f"It holds {profile.distinct:,} different texts in {filled:,} rows, too many to learn from."
    return None
