"""What came of campaigns: measured one by one, and several of one model together.

Money is in units of the campaign's currency, shares are 0..1, times are ISO 8601 in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracer_engine.types.campaign import CampaignSettings
from tracer_engine.types.report import Interval


@dataclass(frozen=True, kw_only=True)
class GroupOutcome:
    """What came of a part of the list: how many whose outcome is known, and how many of them had it."""

    customers: int
    known: int
    acted: int
    rate: Interval


@dataclass(frozen=True, kw_only=True)
class PooledOutcome:
    """What several campaigns of one model did together; `ids` are theirs, newest first, `called` and `control` sums.

    `saves`, `gain` and `expected_gain` (None: their currencies differ) and `acceptance` are as for one campaign.
    `assumed_acceptance` is that of the earliest, before anything was measured. `differ` is the probability that
    campaigns that work alike differ as much as these by chance.
    """

    ids: tuple[str, ...]
    called: GroupOutcome
    control: GroupOutcome
    saves: Interval
    gain: Interval | None
    expected_gain: float | None
    assumed_acceptance: float
    acceptance: Interval
    differ: float
    headline: str
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CampaignOutcome:
    """What a campaign did, measured against its control group (None where there was none, or nothing came back of it).

    `saves` is how many of the called were kept who would have left, `gain` the money, both with 95 % intervals and of
    those whose outcome is known, as `expected_gain` is; `acceptance` is the assumption brought up to date (mean and
    95 % interval; None: nothing was learned), `headline` and `texts` say it in words; `next_acceptance` is what to plan
    with next time, by all campaigns that were measured. `unripe`: far fewer left than was expected without a contact,
    so that it may be too early to measure. `pooled` is what all campaigns of its model did together that can be counted
    (None: fewer than two).
    """

    id: str
    called: GroupOutcome
    control: GroupOutcome | None
    saves: Interval | None
    gain: Interval | None
    expected_gain: float
    assumed_acceptance: float
    acceptance: Interval | None
    next_acceptance: float | None
    unmatched: int
    doubled: int
    missing: int
    blank: int
    headline: str
    texts: tuple[str, ...]
    unripe: bool = False
    pooled: PooledOutcome | None = None


@dataclass(frozen=True, kw_only=True)
class EarlierCampaign:
    """A campaign as its record tells it without its customers. `source` is the file it was planned for, `model` tells
    of the model file; `called` were to be contacted, `control` held back. `table` is a digest of the scores of the
    whole table ("": not known). `measured` is what its outcomes told when they were brought back last.
    """

    id: str
    created: str
    source: str
    model: Mapping[str, Any]
    called: int
    control: int
    settings: CampaignSettings
    expected_gain: Interval
    table: str = ""
    measured: CampaignOutcome | None = None


@dataclass(frozen=True, kw_only=True)
class CampaignHistory:
    """The campaigns that were planned with a model, newest first, and what those that were measured did together (None:
    fewer than two can be counted).
    """

    campaigns: tuple[EarlierCampaign, ...]
    pooled: PooledOutcome | None
