"""What the routes of scored files answer, as pydantic models; their fields are the words of the command line's JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tracer_engine.types.scores import ScoredBefore, ScoredFile
from tracer_engine.types.scores import Since as SinceRecord


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MonthFile(_Answer):
    """A file that was scored, as it is remembered."""

    created: str = Field(examples=["2026-11-23T06:30:14+00:00"])
    source: str = Field(examples=["customers.csv"])
    sha256: str
    rows: int = Field(ge=0)
    listed: int = Field(ge=0, description="Rows predicted yes: the list.")
    expected: float = Field(description="The sum of the probabilities.")
    threshold: float
    level: Literal["go", "caution", "stop"]
    causes: list[str] = Field(description="What spoke against its scores.")
    score_drift: float | None = Field(description="How far the scores had moved: population stability index.")
    column_drift: float | None = Field(description="How far the column that moved furthest had.")
    id_column: str | None = Field(description="The column that names the rows.")

    @classmethod
    def of(cls, told: ScoredFile) -> MonthFile:
        """The model of a remembered file."""
        return cls(**{name: value for name, value in asdict(told).items() if name in cls.model_fields})


class MainReason(_Answer):
    """How many rows of the list a reason leads, now and then."""

    reason: str
    now: int
    then: int


class Since(_Answer):
    """What changed since the file before; null where nothing names the rows."""

    then: MonthFile
    rows: int
    listed: int
    expected: float
    both: int | None = Field(description="Rows that are in both files.")
    new: int | None = Field(description="On the list now, not in the file then.")
    climbed: int | None = Field(description="On the list now, in the file then, not on its list.")
    stayed: int | None = Field(description="On the list now and then.")
    fell: int | None = Field(description="On the list then, in the file now, not on its list.")
    left: int | None = Field(description="On the list then, not in the file now.")
    other_reason: int | None = Field(description="Of those who stayed, with another main reason.")
    reasons: list[MainReason]

    @classmethod
    def of(cls, told: SinceRecord) -> Since:
        """The model of what changed."""
        counts = ("rows", "listed", "expected", "both", "new", "climbed", "stayed", "fell", "left", "other_reason")
        return cls(
            then=MonthFile.of(told.then),
            reasons=[MainReason(reason=reason, now=now, then=then) for reason, now, then in told.reasons],
            **{name: getattr(told, name) for name in counts},
        )


class Months(_Answer):
    """The files scored with a model that are remembered."""

    files: list[MonthFile] = Field(description="Newest first.")
    since: Since | None = Field(description="What changed between the last two.")
    ageing: str = Field(description="What the model's age asks for; may be empty.")

    @classmethod
    def of(cls, told: ScoredBefore) -> Months:
        """The model of what is remembered."""
        return cls(
            files=[MonthFile.of(one) for one in told.files],
            since=None if told.since is None else Since.of(told.since),
            ageing=told.ageing,
        )


class Forgotten(_Answer):
    """How many files were forgotten."""

    forgotten: int = Field(ge=0)
