"""What will be trained, on which columns, how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tracer_engine.types.profile import Excluded, Finding

Effort = Literal["quick", "balanced", "thorough"]


@dataclass(frozen=True, kw_only=True)
class PlanOptions:
    """What the user told the planner; None and empty mean: decide, and say so.

    `time_limit` seconds after its begin a training ends with the best so far (None: it ends when it is done).
    """

    target: str | None = None
    positive: str | None = None
    blueprint: str | None = None
    effort: Effort = "quick"
    id: str | None = None
    group: str | None = None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    seed: int = 1
    time_limit: float | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A complete, checked plan: nothing is left to be decided in training.

    `positive` is the cell text of the target that counts as positive (compared without padding and case);
    every other non-blank value is negative. `features` are the columns to learn from, in table order;
    `excluded` all others but the target, with reasons. `engineered` names the blueprint's features whose
    roles are there. `findings` are those of the profile that concern the plan, leaks first. `told` is what the user
    asked for, which the rest follows from.
    """

    blueprint: str
    outcome: str
    target: str
    positive: str
    id: str | None
    group: str | None
    features: tuple[str, ...]
    engineered: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    roles: Mapping[str, tuple[str, ...]]
    effort: Effort
    seed: int
    findings: tuple[Finding, ...] = ()
    told: PlanOptions = field(default_factory=PlanOptions)
