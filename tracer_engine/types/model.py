"""What a model file says of itself, and the words it gives reasons in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tracer_engine.types.blueprint import Wording

MODEL_FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """How a reason about one source is said; the templates are those of `Role`, empty for the general sentence.

    `counted` is the unit that the column's own name tells ("months" of TenureMonths), said after its value.
    """

    label: str
    unit: str = ""
    high: str = ""
    low: str = ""
    level: str = ""
    counted: str = ""


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """The facts about a model: what it answers, what it was trained on, what it expects of a file.

    `columns` are the columns it reads, with their kinds; `importance` their share in the reasons (0..1);
    `metrics` the out-of-fold values; `phrases` the words for each source of reasons. `high_risk` is the share of the
    training's rows at high risk (out of fold; None in models of early versions).
    """

    version: str
    created: str
    source: str
    blueprint: str
    schema_version: int
    outcome: str
    wording: Wording
    target: str
    positive: str
    id: str | None
    effort: str
    seed: int
    rows: int
    base_rate: float
    threshold: float
    worth_using: bool
    columns: Mapping[str, str]
    roles: Mapping[str, tuple[str, ...]]
    importance: Mapping[str, float]
    metrics: Mapping[str, float]
    phrases: Mapping[str, Phrase]
    high_risk: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> ModelCard:
        """The card stored by `to_dict`; raises TypeError or KeyError where the data is not one."""
        fields = dict(data)
        fields["wording"] = Wording(**fields["wording"])
        fields["roles"] = {role: tuple(names) for role, names in fields["roles"].items()}
        fields["phrases"] = {source: Phrase(**phrase) for source, phrase in fields["phrases"].items()}
        return ModelCard(**fields)
