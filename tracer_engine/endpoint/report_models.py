"""What a report says over HTTP, as pydantic models; their fields are those of report.json."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tracer_engine.endpoint.models import Excluded, Finding


class Interval(BaseModel):
    """A value and its 95 % interval."""

    model_config = ConfigDict(extra="forbid")
    value: float | None
    low: float | None
    high: float | None


class Verdict(BaseModel):
    """Whether the model is worth using, in words."""

    model_config = ConfigDict(extra="allow")
    worth_using: bool
    text: str


class Learner(BaseModel):
    """One learner of the blend."""

    model_config = ConfigDict(extra="allow")
    name: str
    weight: float
    roc_auc: float
    log_loss: float


class Importance(BaseModel):
    """Share of a column in all reasons."""

    model_config = ConfigDict(extra="allow")
    column: str
    share: float
    low: float | None = Field(default=None, description="Lower limit of the 95 % interval.")
    high: float | None = Field(default=None, description="Upper limit of the 95 % interval.")


class Segment(BaseModel):
    """Rows with one value of a column, judged alone."""

    model_config = ConfigDict(extra="allow")
    value: str = Field(examples=["Month-to-month"])
    rows: int
    positives: int
    rate: Interval = Field(description="The share of them with the outcome.")
    predicted: float = Field(description="Their mean probability.")
    roc_auc: Interval | None = Field(description="null: they are too few to judge.")
    judged: bool
    note: str = Field(description="What is odd about them; may be empty.", examples=["too few to judge"])


class Segmentation(BaseModel):
    """All rows, parted by the values of one column."""

    model_config = ConfigDict(extra="allow")
    column: str
    segments: list[Segment]


class LearningPoint(BaseModel):
    """How good one learner is with so many rows to learn from."""

    model_config = ConfigDict(extra="allow")
    rows: int
    roc_auc: Interval
    log_loss: float


class LearningCurve(BaseModel):
    """Would more rows help?"""

    model_config = ConfigDict(extra="allow")
    learner: str
    points: list[LearningPoint]
    outlook: Literal["rising", "flat", "unclear"]
    gain: Interval = Field(description="What the last doubling took off the log loss.")
    text: str


class Interaction(BaseModel):
    """Two columns that work together."""

    model_config = ConfigDict(extra="allow")
    columns: list[str]
    strength: float
    text: str


class OutOfTime(BaseModel):
    """Trained on the earlier rows, tested on the later ones."""

    model_config = ConfigDict(extra="allow")
    column: str
    since: str
    rows_before: int
    rows_after: int
    metrics: dict[str, Interval]
    shuffled: dict[str, Interval] = Field(description="The same later rows in the usual test.")
    difference: dict[str, Interval]
    worse: bool = Field(description="Beyond doubt the later rows are ranked worse than the usual figures say.")
    text: str


class Report(BaseModel):
    """How good a model is; the content of report.json. It holds more than is named here."""

    model_config = ConfigDict(extra="allow")
    format: int = Field(examples=[1])
    blueprint: str
    outcome: str = Field(examples=["churn"])
    target: str
    positive: str
    id: str | None
    seed: int
    effort: Literal["quick", "balanced", "thorough"]
    rows: int
    positives: int
    base_rate: float
    threshold: float
    excluded: list[Excluded]
    roles: dict[str, Any]
    metrics: dict[str, Interval]
    learners: list[Learner]
    importance: list[Importance]
    findings: list[Finding]
    verdict: Verdict
    calibration_said: str = Field(default="", examples=["Of 100 customers scored near 59 %, 58 left."])
    segments: list[Segmentation] = []
    segments_said: str = ""
    learning_curve: LearningCurve | None = None
    interactions: list[Interaction] = []
    out_of_time: OutOfTime | None = None
