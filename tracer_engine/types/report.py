"""How good a model is. Numbers and sentences only, never figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

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
    """Share of a column in all reasons (mean absolute log-odds, summing to 1 over all columns).

    `low` and `high` are its 95 % limits; None in reports of early versions.
    """

    column: str
    label: str
    share: float
    low: float | None = None
    high: float | None = None


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
class Segment:
    """Rows with one value (a level, or a range of a number), judged alone by their out-of-fold scores.

    `rate` is the share of them with the outcome, `predicted` their mean score. Not `judged`: they are too few, and
    `roc_auc` is None. `note` says in words what is odd about them; empty: nothing is.
    """

    value: str
    rows: int
    positives: int
    rate: Interval
    predicted: float
    roc_auc: Interval | None
    judged: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class Segmentation:
    """All rows, parted by the values of one column."""

    column: str
    label: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, kw_only=True)
class LearningPoint:
    """How good one learner is, out of fold, when it learns from `rows` rows."""

    rows: int
    roc_auc: Interval
    log_loss: float


@dataclass(frozen=True, kw_only=True)
class LearningCurve:
    """Would more rows help? `points` of one learner, fewest rows first, all tested on the same rows.

    `gain` is what the last doubling took off the log loss (paired, above 0: it helped); `text` is the answer.
    """

    learner: str
    points: tuple[LearningPoint, ...]
    outlook: Literal["rising", "flat", "unclear"]
    gain: Interval
    text: str


@dataclass(frozen=True, kw_only=True)
class Interaction:
    """Two columns that work together. `strength` is the part of the score that only both together explain, as its
    standard deviation in log-odds; `text` says it with the rates of the four corners.
    """

    columns: tuple[str, str]
    labels: tuple[str, str]
    strength: float
    text: str


@dataclass(frozen=True, kw_only=True)
class OutOfTime:
    """The model's learners trained on the earlier rows and tested on the later ones, by the date in `column`.

    `metrics` are those of the later rows, `shuffled` those of the same rows in the usual test, `difference` (out of
    time minus shuffled) is paired. `worse`: beyond doubt they are ranked worse than these, or than all rows are in the
    usual test, whose figures a reader would expect. `text` says what it means.
    """

    column: str
    since: str
    rows_before: int
    rows_after: int
    metrics: Mapping[str, Interval]
    shuffled: Mapping[str, Interval]
    difference: Mapping[str, Interval]
    worse: bool
    text: str


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
    first of `notes` says so then. What reports of early versions lack has a default; `learning_curve` and
    `out_of_time` are None where there was no time for them, or no date that puts the rows in order.
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
    calibration_said: str = ""
    segments: tuple[Segmentation, ...] = ()
    segments_said: str = ""
    learning_curve: LearningCurve | None = None
    interactions: tuple[Interaction, ...] = ()
    out_of_time: OutOfTime | None = None

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
