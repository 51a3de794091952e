"""What a table is like: its columns, findings, quality score, and what Tracer suggests to do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tracer_engine.types.receipt import Receipt
from tracer_engine.types.table import Kind

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing worth knowing about a table.

    `code` is a stable kebab-case word ("leak", "identifier", "constant", "duplicate-rows", …);
    `column` is None when the finding is about the table. `message` says what it is, `remedy` what
    Tracer does about it or what the user can do. Both are whole sentences.
    """

    code: str
    severity: Severity
    column: str | None
    message: str
    remedy: str = ""


_WORST_FIRST = {"error": 0, "warning": 1, "info": 2}
_MATTER_OF_COURSE = frozenset({"identifier", "constant"})


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """In the order they are told in: the worst first; of one severity, what is a matter of course comes last."""
    return sorted(findings, key=lambda one: (_WORST_FIRST[one.severity], one.code in _MATTER_OF_COURSE))


@dataclass(frozen=True, kw_only=True)
class ColumnProfile:
    """What one column is like. Numbers only where `kind` is "number" (or a date, in days).

    `approximate`: the column of a large file has very many different values; how many, which are the most frequent, the
    median, the quartiles and the histogram are then estimates. All else was counted in every row.
    """

    name: str
    kind: Kind
    missing: int
    distinct: int
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    top: tuple[tuple[str, int], ...] = ()
    histogram: tuple[tuple[float, float, int], ...] = ()
    approximate: bool = False


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Quality of a table, 0 (unusable) to 100, and the parts it is made of (each 0..100)."""

    score: int
    parts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """A column that is left out of the training, and why (a sentence)."""

    column: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What Tracer would train if nobody told it otherwise; `target` None: nothing suits.

    `roles` maps a role's name to the columns that play it (one, unless the role takes many).
    `target_reason` says in a sentence why this target and positive value. `counts` are the values of the
    target with how often each occurs, most frequent first. `blueprint_reason` says in a sentence why this blueprint,
    where it was chosen and not told.
    """

    blueprint: str
    target: str | None = None
    positive: str | None = None
    id: str | None = None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[Excluded, ...] = ()
    target_reason: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    blueprint_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a table is like, and what is suggested for it."""

    source: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    receipt: Receipt
    quality: Quality
    findings: tuple[Finding, ...]
    suggested: Suggestion
