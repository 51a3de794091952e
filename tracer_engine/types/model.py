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
class Losses:
    """What the ranking loses when columns are not there: shares (0..1) of its worth, which is its ROC AUC above 0.5.

    `alone` by column; `together` for pairs of the columns that cost most; `many` tells it of many columns by the share
    of all reasons that they carry: points (share, loss) of a line that rises.
    """

    alone: Mapping[str, float]
    together: tuple[tuple[str, str, float], ...] = ()
    many: tuple[tuple[float, float], ...] = ()

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Losses:
        """The losses as plain data tell them; raises TypeError, ValueError or KeyError where they are none."""
        return Losses(
            alone={str(name): float(share) for name, share in data["alone"].items()},
            together=tuple((str(one), str(other), float(share)) for one, other, share in data["together"]),
            many=tuple((float(share), float(loss)) for share, loss in data["many"]),
        )


@dataclass(frozen=True, kw_only=True)
class ScoreSpread:
    """How the scores of the training's rows (out of fold) are spread: `shares` of the groups that the probabilities
    `edges` part (an edge belongs to the group above it). `fitted` are the shares of the model's own scores of these
    rows, which it learned from: further apart, where rows are few.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    fitted: tuple[float, ...]

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> ScoreSpread:
        """The spread as plain data tell it; raises TypeError, ValueError or KeyError where they tell none."""
        edges, shares, fitted = (
            tuple(float(number) for number in data[part]) for part in ("edges", "shares", "fitted")
        )
        if (
            {len(shares), len(fitted)} != {len(edges) + 1}
            or sorted(edges) != list(edges)
            or any(not 0 <= one <= 1 for one in (*edges, *shares, *fitted))
        ):
            raise ValueError("a spread of scores that is none")
        return ScoreSpread(edges=edges, shares=shares, fitted=fitted)


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """The facts about a model: what it answers, what it was trained on, what it expects of a file.

    `columns` are the columns it reads, with their kinds; `importance` their share in the reasons (0..1);
    `metrics` the out-of-fold values; `phrases` the words for each source of reasons. `high_risk` is the share of the
    training's rows at high risk (out of fold), `losses` what the ranking loses without a column, `spread` how the
    training's scores are spread (None in models of early versions). `unripe` warns that outcomes of the training's
    newest rows may not have come about yet ("": nothing speaks for that).
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
    losses: Losses | None = None
    spread: ScoreSpread | None = None
    unripe: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; without `unripe` where there is nothing to say, as in models of early versions."""
        data = asdict(self)
        if not self.unripe:
            del data["unripe"]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> ModelCard:
        """The card stored by `to_dict`; raises TypeError or KeyError where the data is not one."""
        fields = dict(data)
        fields["wording"] = Wording(**fields["wording"])
        fields["roles"] = {role: tuple(names) for role, names in fields["roles"].items()}
        fields["phrases"] = {source: Phrase(**phrase) for source, phrase in fields["phrases"].items()}
        fields["losses"] = Losses.from_dict(fields["losses"]) if fields.get("losses") else None
        fields["spread"] = ScoreSpread.from_dict(fields["spread"]) if fields.get("spread") else None
        return ModelCard(**fields)
