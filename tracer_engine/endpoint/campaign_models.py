"""What a campaign is asked and answered with: the form's fields, and the answer as pydantic models."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tracer_engine.endpoint.forms import (
    BASE_RATE_FIELD,
    LONGEST_NAME,
    MATCH_FIELD,
    MOST_SEED,
    READING,
    FormField,
    Told,
    flag_field,
    number_field,
    share_field,
    text_field,
)
from tracer_engine.endpoint.models import MOST_REASONS
from tracer_engine.types.campaign import Campaign as CampaignRecord
from tracer_engine.workflow.campaigns import plain_campaign

MOST_CONTACTS = 100_000_000
MOST_MONEY = 1e12
PLAY = r"[^=]+=[\s\S]+"
PRESETS = ("tracer", "salesforce", "hubspot", "dynamics")


def _amount(name: str, description: str, most: float = MOST_MONEY) -> FormField:
    def read(text: str) -> float:
        try:
            number = float(text.strip())
        except ValueError:
            number = math.nan
        if not 0 <= number <= most or not text.isascii():
            raise ValueError(f"give a number from 0 to {most:g}")
        return number

    schema = {"type": "number", "minimum": 0, "maximum": most, "description": description}
    return FormField(name=name, schema=schema, read=read)


def _one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"give {', '.join(choices[:-1])} or {choices[-1]}")
        return text

    return read


def _play(text: str) -> tuple[str, str]:
    role, sign, play = text.partition("=")
    if not (role and sign and play):
        raise ValueError("give ROLE=TEXT")
    return role, play


def _currency(text: str) -> str:
    if not (len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()):
        raise ValueError("give three capital letters, such as EUR")
    return text


SETTINGS = (
    number_field("capacity", "The most contacts that can be made; no limit unless told.", 0, MOST_CONTACTS),
    _amount("budget", "The most to set aside; no limit unless told."),
    _amount("contact_cost", "What a contact costs; the blueprint's unless told."),
    _amount("offer_cost", "What the offer costs when it is taken; the blueprint's unless told."),
    share_field("acceptance", "The share of those who would leave whom it keeps; the blueprint's unless told."),
    share_field("stayer_acceptance", "The share of those who stay anyway who take the offer; 1 unless told."),
    _amount("value", "What a kept customer is worth."),
    text_field("value_column", "The column that says what a kept customer is worth."),
    _amount("value_months", "The value is so many times that.", 1e6),
    share_field("control_share", "Hold this share of the list back at random, to measure (less than 1)."),
    flag_field("without_gone", "Leave out those whose outcome has come about."),
    flag_field("held_back", "For the training's own table: the probabilities of its test."),
    BASE_RATE_FIELD,
    number_field("seed", "The same seed, the same draw.", 0, MOST_SEED, 1),
    FormField(
        name="currency",
        schema={"type": "string", "pattern": "^([A-Z]{3})?$", "description": "The currency, such as EUR."},
        read=_currency,
    ),
)
CAMPAIGN_FIELDS = (
    *SETTINGS,
    MATCH_FIELD,
    FormField(
        name="play",
        schema={"type": "string", "pattern": f"^({PLAY})?$", "maxLength": LONGEST_NAME, "description": "ROLE=TEXT."},
        read=_play,
        repeated=True,
    ),
    text_field("id", "The column of ids; the model's unless told."),
    number_field("reasons", "Reasons for each line.", 0, MOST_REASONS, 3),
    FormField(
        name="preset",
        schema={"type": "string", "enum": list(PRESETS), "description": "For CSV: columns as an import wants them."},
        read=_one_of(PRESETS),
    ),
    flag_field("all_columns", "For CSV: the file's own columns, too."),
    flag_field("raw", "For CSV: no BOM, no guard against formulas."),
    *READING,
)


def told_campaign(told: Told) -> dict[str, Any]:
    """The fields of CampaignSettings that a form tells."""
    settings: dict[str, Any] = {one.name: told.one.get(one.name) for one in SETTINGS}
    plays = dict(told.many.get("play", ()))
    return settings | ({"plays": plays} if plays else {})


class Interval(BaseModel):
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class Rule(_Answer):
    """What the same number of contacts would bring by another rule ("everyone" is held to no limit)."""

    key: str
    name: str
    customers: int
    expected_gain: float


class Optimum(_Answer):
    """The number of contacts with the highest gain, were there no limits."""

    customers: int
    expected_gain: float


class Emp(_Answer):
    """The expected maximum profit per customer (Verbraken, Verbeke and Baesens 2013), and what it stands on."""

    value: float
    share: float = Field(description="The share contacted on average to reach it.")
    measured_on: str
    kept_value: float
    alpha: float
    beta: float


class ControlAdvice(_Answer):
    """How many to hold back, in plain words; `power` is the chance to see the effect that is assumed."""

    customers: int
    share: float
    power: float
    text: str
    power_chosen: float | None


class Curve(_Answer):
    """Expected gain by the number contacted, best first, with its 95 % band and that of the one-line rule."""

    contacts: list[int]
    expected_gain: list[float]
    low: list[float]
    high: list[float]
    one_line_rule: list[float] | None


class Verdict(_Answer):
    """Whether the scores of the file can be relied on, and what speaks against it."""

    level: Literal["go", "caution", "stop"]
    causes: list[str]


class Line(_Answer):
    """One line of the call list, best first; who is held back (`control`) must not be contacted."""

    group: Literal["call", "control"]
    rank: int
    id: str
    probability: float
    risk: Literal["low", "medium", "high"]
    value: float
    value_at_risk: float
    expected_gain: float
    reasons: list[str]
    play: str
    cautions: list[str]


class Campaign(_Answer):
    """A campaign: the list, what it costs and is expected to bring. The words are those of `tracer campaign --json`."""

    id: str = Field(description="Names the campaign in the workspace, for when outcomes come back.")
    customers: int
    called: int
    control: int
    committed_cost: float
    expected_gain: Interval
    currency: str
    limit: int
    limited_by: Literal["capacity", "budget", "gain", "customers"]
    optimum: Optimum
    one_more: float
    ten_more: float
    break_even_acceptance: float | None
    rules: list[Rule]
    emp: float | None
    emp_details: Emp | None
    control_advice: ControlAdvice
    already_gone: int
    rows: int
    rows_set_aside: int
    settings: dict[str, Any]
    curve: Curve
    verdict: Verdict
    said: list[str]
    notes: list[str]
    list: list[Line]

    @classmethod
    def of(cls, campaign: CampaignRecord) -> Campaign:
        """The model of a campaign."""
        plain: Mapping[str, Any] = plain_campaign(campaign)
        return cls.model_validate(
            {name: value for name, value in plain.items() if name != "paths"} | {"list": list(campaign.lines)}
        )
