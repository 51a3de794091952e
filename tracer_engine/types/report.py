"""How good a model is. Numbers and sentences only, never figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tracer_engine.types.blueprint import Wording
from tracer_engine.types.profile import Excluded, Finding, Quality
from tracer_engine.types.receipt import Receipt

REPORT_FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The best one-line rule, in words ("Contract: Month-to-month first"), and how good it is."""

    rule: str
    column: str
    metrics: Mapping[str, Interval]


@dataclass(frozen=True, kw_only=True)
class LearnerResult:
    """One learner of the blend: its weight in it, and its own out-of-fold figures."""

    name: str
    weight: float
    roc_auc: float
    log_loss: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Importance:
    """Share of a column in all reasons (mean absolute log-odds, summing to 1 over all columns)."""

    column: str
    label: str
    share: float


@dataclass(frozen=True, kw_only=True)
class EffectPoint:
    """Customers with this value (a level, or a range of a number) and what it does to them on average.

    `push` is the mean contribution in log-odds (above 0: towards the outcome), `rate` the share of them
    with the outcome, `rows` how many they are.
    """

    value: str
    push: float
    rate: float
    rows: int


@dataclass(frozen=True, kw_only=True)
class Effect:
    """How one column moves the score, value by value."""

    column: str
    label: str
    points: tuple[EffectPoint, ...]


@dataclass(frozen=True, kw_only=True)
class GainPoint:
    """When the `share` with the highest scores is contacted: share of the positives reached so."""

    share: float
    reached: float
    rule_reached: float


@dataclass(frozen=True, kw_only=True)
class CalibrationBin:
    """Rows whose score lies in one of ten groups of equal size: mean score, observed rate and its interval."""

    predicted: float
    observed: float
    observed_low: float
    observed_high: float
    rows: int


@dataclass(frozen=True, kw_only=True)
class HistogramBin:
    """Rows whose probability lies in [low, high)."""

    low: float
    high: float
    positives: int
    negatives: int


@dataclass(frozen=True, kw_only=True)
class Curves:
    """Points for the charts; all from out-of-fold, cross-fitted scores. `roc` holds (false positive rate,
    true positive rate), `precision_recall` holds (recall, precision).
    """

    gains: tuple[GainPoint, ...]
    roc: tuple[tuple[float, float], ...]
    precision_recall: tuple[tuple[float, float], ...]
    calibration: tuple[CalibrationBin, ...]
    histogram: tuple[HistogramBin, ...]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Is the model worth using: `headline` is the conclusion, `text` the sentences that give the grounds."""

    worth_using: bool
    headline: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """How good a model is, and how it came about. `metrics` holds roc_auc, average_precision, log_loss, brier,
    calibration_error, top_decile_lift; `gain_over_rule` is the paired difference of ROC AUC to the baseline's.
    `finished_early` tells that the user stopped the training with the best so far; `command` is the command line that
    does the same again. `rows_left_aside` rows with a target were not trained on because memory did not hold them; the
    first of `notes` says so then.
    """

    format: int
    version: str
    created: str
    source: str
    blueprint: str
    outcome: str
    question: str
    wording: Wording
    target: str
    positive: str
    id: str | None
    seed: int
    effort: str
    rows: int
    positives: int
    base_rate: float
    threshold: float
    seconds: float
    finished_early: bool
    excluded: tuple[Excluded, ...]
    roles: Mapping[str, str]
    engineered: tuple[Mapping[str, str], ...]
    metrics: Mapping[str, Interval]
    baseline: Baseline
    gain_over_rule: Interval
    learners: tuple[LearnerResult, ...]
    importance: tuple[Importance, ...]
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]
    verdict: Verdict
    curves: Curves
    quality: Quality
    receipt: Receipt
    notes: tuple[str, ...] = ()
    command: str = ""
    rows_left_aside: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The report as plain lists, dicts, numbers and texts: the content of report.json."""
        plain: dict[str, Any] = _finite(asdict(self))
        return plain


def _finite(value: Any) -> Any:
    """Numbers that are none become None: JSON knows neither nan nor infinity."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
