"""What outcomes are asked and answered with; the answers' fields are the words of `tracer campaign --json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tracer_engine.endpoint.campaign_models import Interval
from tracer_engine.endpoint.forms import READING, text_field
from tracer_engine.types.outcomes import CampaignHistory as HistoryRecord
from tracer_engine.types.outcomes import CampaignOutcome as OutcomeRecord
from tracer_engine.workflow.campaign_outcomes import plain_history

CAMPAIGN_ID = "20261123-063014-3f2a9c1d7"
OUTCOME_FIELDS = (
    text_field("target", "The column of outcomes; the model's target unless told."),
    text_field("positive", "Its value for those who had the outcome; the model's unless told."),
    text_field("id", "The column of ids; the campaign's unless told."),
    *READING,
)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class Group(_Answer):
    """What came of a part of the list."""

    customers: int
    known: int = Field(description="Those of them whose outcome is known.")
    acted: int = Field(description="Those of them who had it.")
    rate: Interval


class PooledOutcome(_Answer):
    """What several campaigns of one model did together, each held against its own control group."""

    ids: list[str] = Field(description="The campaigns that are counted, newest first.", examples=[[CAMPAIGN_ID]])
    called: Group
    control: Group
    saves: Interval
    gain: Interval | None = Field(description="In money; null where the currencies differ.")
    expected_gain: float | None
    assumed_acceptance: float = Field(description="That of the earliest campaign.")
    acceptance: Interval = Field(description="One for all campaigns, brought up to date.")
    differ: float = Field(description="How probable it is that campaigns which work alike differ as much as these.")
    headline: str
    texts: list[str]


class MeasuredCampaign(_Answer):
    """What a campaign did, measured against its control group."""

    id: str = Field(examples=[CAMPAIGN_ID])
    called: Group
    control: Group | None
    saves: Interval | None = Field(description="How many were kept who would have left.")
    gain: Interval | None = Field(description="The money they brought, after all costs.")
    expected_gain: float = Field(description="What was expected of those whose outcome is known.")
    assumed_acceptance: float
    acceptance: Interval | None = Field(description="The acceptance, brought up to date.")
    next_acceptance: float | None = Field(description="What to plan with next, by all campaigns that count.")
    unmatched: int = Field(description="Ids in the file that are not on the list.")
    doubled: int = Field(description="Ids of the list that stand in the file more than once.")
    missing: int = Field(description="Customers of the list who are not in the file.")
    blank: int = Field(description="Customers of the list without an outcome, or with two that differ.")
    headline: str
    texts: list[str]
    unripe: bool = Field(description="Far fewer had the outcome than was expected: it may be too early to measure.")


class CampaignOutcome(MeasuredCampaign):
    """What a campaign did, and what all of its model that were measured did together."""

    pooled: PooledOutcome | None = Field(description="Null for fewer than two that can be counted.")

    @classmethod
    def of(cls, outcome: OutcomeRecord) -> CampaignOutcome:
        """The model of an outcome."""
        return cls.model_validate(asdict(outcome))


class EarlierCampaign(_Answer):
    """A campaign that was planned with the run's model."""

    id: str = Field(examples=[CAMPAIGN_ID])
    created: str
    source: str = Field(description="The file it was planned for.")
    called: int
    control: int
    settings: dict[str, Any]
    expected_gain: Interval
    measured: MeasuredCampaign | None = Field(description="What its outcomes told when they were brought back last.")


class Campaigns(_Answer):
    """The campaigns that were planned with a run's model, and what those that were measured did together."""

    campaigns: list[EarlierCampaign] = Field(description="Newest first.")
    pooled: PooledOutcome | None

    @classmethod
    def of(cls, history: HistoryRecord) -> Campaigns:
        """The model of a history."""
        return cls.model_validate(plain_history(history))
