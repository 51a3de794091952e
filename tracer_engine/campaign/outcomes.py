"""What a campaign did: the called against those held back, by what came of them.

Everybody on the list counts in the group drawn for them, reached or not: that is what makes the groups alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tracer_engine.campaign.outcome_words import Joined, OutcomePhrases
from tracer_engine.campaign.planner import expected_gains
from tracer_engine.campaign.record import CampaignRecord
from tracer_engine.evaluation.intervals import wilson
from tracer_engine.evaluation.maturity import far_fewer
from tracer_engine.evaluation.metrics import Values
from tracer_engine.types.outcomes import CampaignOutcome, GroupOutcome, PooledOutcome
from tracer_engine.types.report import Interval

BELIEF = 20.0
"""The assumed acceptance counts as much as so many leavers asked (as in Beta(6, 14))."""
LITTLE = 0.9
"""Outcomes that leave the acceptance more uncertain than this share of what it was before tell hardly anything."""
GRID = 400


def saved_share(acted_control: int, control: int, acted_called: int, called: int) -> Interval:
    """The share of the called who were kept: the difference of the groups' rates, with its 95 % interval (Newcombe
    1998, method 10, from the Wilson limits of both).
    """
    rate, rate_called = acted_control / control, acted_called / called
    low, high = wilson(acted_control, control)
    low_called, high_called = wilson(acted_called, called)
    saved = rate - rate_called
    return Interval(
        value=saved,
        low=saved - math.hypot(rate - low, high_called - rate_called),
        high=saved + math.hypot(high - rate, rate_called - low_called),
    )


def measured_gain(
    value: Values, acted: NDArray[np.bool_], control: NDArray[np.bool_], *, contact: float, offer: float, take_up: float
) -> Interval:
    """The gain of the called, in money, with its 95 % interval (Welch's t).

    A called customer who stays took the offer if kept by it, or with `take_up` if staying anyway. Put in, the gain a
    call is mean((V − (1 − a0) offer) left) of the control less mean((V − offer) left) of the called, less contact and
    a0 offer; V enters only with those who left, so that values that differ by chance between the groups do not count.
    """
    lost_control = (value[control] - (1 - take_up) * offer) * acted[control]
    lost_called = (value[~control] - offer) * acted[~control]
    called = int(np.count_nonzero(~control))
    gain = float(lost_control.mean() - lost_called.mean()) - contact - take_up * offer
    errors = [_variance_of_mean(lost_control, value[control]), _variance_of_mean(lost_called, value[~control])]
    sizes = [len(lost_control), len(lost_called)]
    variance = sum(errors)
    freedom = variance**2 / sum(error**2 / max(1, size - 1) for error, size in zip(errors, sizes, strict=True))
    half = float(stats.t.ppf(0.975, max(1.0, freedom))) * math.sqrt(variance)
    return Interval(value=called * gain, low=called * (gain - half), high=called * (gain + half))


def _variance_of_mean(lost: Values, value: Values) -> float:
    """That of a mean, as if one more customer had left and one more had stayed (Agresti and Caffo 2000): a group in
    which nobody left is not sure that nobody would.
    """
    more = np.append(lost, [float(value.mean()), 0.0])
    return float(more.var(ddof=1) / len(more))


def acceptance_of(groups: Sequence[tuple[int, int, int, int]], assumed: float) -> Interval:
    """The acceptance among leavers, brought up to date by campaigns: mean and 95 % limits of its posterior.

    `groups` are (acted and known of the control, acted and known of the called) of each campaign. Before: a Beta
    distribution around the `assumed` one that counts as much as BELIEF leavers; the rate without a call is unknown
    (Jeffreys' Beta(1/2, 1/2)), and each campaign has one of its own. The control leaves at that rate, the called at
    (1 − acceptance) of it; all are summed out on a grid.
    """
    mean = min(max(assumed, 0.02), 0.98)
    share, stays = _grid()
    log = stats.beta.logpdf(share, BELIEF * mean, BELIEF * (1 - mean))
    for acted_control, control, acted_called, called in groups:
        by_rate = (
            stats.beta.logpdf(share, 0.5, 0.5)
            + (acted_control + acted_called) * np.log(share)
            + (control - acted_control) * np.log1p(-share)
        )
        both = by_rate[:, None] + (called - acted_called) * stays
        top = both.max(axis=0)
        log = log + np.log(np.exp(both - top).sum(axis=0)) + top + acted_called * np.log1p(-share)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    low, high = np.interp([0.025, 0.975], np.cumsum(weight), share)
    return Interval(value=float(weight @ share), low=float(low), high=float(high))


def has_learned(acceptance: Interval, assumed: float) -> bool:
    """Whether outcomes have made the acceptance any more certain than it was when it was `assumed`."""
    before = acceptance_of((), assumed)
    return acceptance.high - acceptance.low <= LITTLE * (before.high - before.low)


@cache
def _grid() -> tuple[Values, Values]:
    """Shares (GRID,), and by rate and acceptance the logarithm of the share of the called who stay (GRID, GRID)."""
    share: Values = (np.arange(GRID) + 0.5) / GRID
    return share, np.log1p(-share[:, None] * (1 - share[None, :]))


def measure(record: CampaignRecord, outcome: NDArray[np.int8], joined: Joined) -> CampaignOutcome:
    """What came of a campaign: `outcome` is 1, 0 or -1 (not known) for each line of its list."""
    known = outcome >= 0
    called, control = (_group(mask, known, outcome) for mask in (~record.control, record.control))
    settings = record.settings
    saves = gain = acceptance = None
    learned = False
    if called.known and control.known:
        share = saved_share(control.acted, control.known, called.acted, called.known)
        saves = Interval(value=share.value * called.known, low=share.low * called.known, high=share.high * called.known)
        gain = measured_gain(
            record.value[known],
            outcome[known] == 1,
            record.control[known],
            contact=settings.contact_cost,
            offer=settings.offer_cost,
            take_up=settings.stayer_acceptance,
        )
        groups = [(control.acted, control.known, called.acted, called.known)]
        acceptance = acceptance_of(groups, settings.acceptance)
    expected = _expected_gain(record, known)
    words = OutcomePhrases(record.wording, settings.currency)
    unripe = _unripe_text(record, known, called, control, words)
    texts = [words.rate(called, "contacted")] if called.known else []
    if control.known:
        texts.append(words.rate(control, "held back"))
    if unripe:
        texts.append(unripe)
    if saves is None or acceptance is None:
        headline = words.no_headline(called)
        texts += [words.hold_back()] if called.known else []
    else:
        headline = words.headline(saves)
        learned = has_learned(acceptance, settings.acceptance)
        texts.append(words.kept(saves, called.known, gain, expected))
        texts.append(words.acceptance(acceptance, settings.acceptance, learned=learned))
        texts += words.too_small(saves)
    return CampaignOutcome(
        id=record.id,
        called=called,
        control=control if control.customers else None,
        saves=saves,
        gain=gain,
        expected_gain=expected,
        assumed_acceptance=settings.acceptance,
        acceptance=acceptance,
        next_acceptance=round(acceptance.value, 2) if acceptance is not None and learned and not unripe else None,
        unmatched=joined.unmatched,
        doubled=joined.doubled,
        missing=joined.missing,
        blank=joined.blank,
        headline=headline,
        texts=(*texts, *words.joined(joined)),
        unripe=bool(unripe),
    )


def with_others(outcome: CampaignOutcome, others: PooledOutcome | None) -> CampaignOutcome:
    """The outcome of a campaign with that of all that were measured, and with what to plan with next."""
    if others is not None:
        return replace(outcome, pooled=others, next_acceptance=round(others.acceptance.value, 2))
    if outcome.next_acceptance is None:
        return outcome
    return replace(outcome, texts=(*outcome.texts, OutcomePhrases.next_time(outcome.next_acceptance)))


def _group(mask: NDArray[np.bool_], known: NDArray[np.bool_], outcome: NDArray[np.int8]) -> GroupOutcome:
    here, acted = int(np.count_nonzero(mask & known)), int(np.count_nonzero(outcome[mask] == 1))
    low, high = wilson(acted, here)
    rate = Interval(value=acted / here if here else 0.0, low=low, high=high)
    return GroupOutcome(customers=int(np.count_nonzero(mask)), known=here, acted=acted, rate=rate)


def _expected_gain(record: CampaignRecord, known: NDArray[np.bool_]) -> float:
    """What was expected of those of the called whose outcome is known."""
    counted = known[~record.control]
    if counted.all():
        return record.expected_gain[0]
    called = ~record.control & known
    return float(expected_gains(record.probability[called], record.value[called], record.settings).sum())


def _unripe_text(
    record: CampaignRecord,
    known: NDArray[np.bool_],
    called: GroupOutcome,
    control: GroupOutcome,
    words: OutcomePhrases,
) -> str:
    """That it may be too early to measure, where far fewer left than was expected: of those held back, else of the
    called, some of whom were to be kept.
    """
    held_back = control.known > 0
    group, mask = (control, record.control) if held_back else (called, ~record.control)
    if not group.known:
        return ""
    expected = float(record.probability[mask & known].mean()) * (1.0 if held_back else 1 - record.settings.acceptance)
    if not far_fewer(group.acted, group.known, expected):
        return ""
    return words.unripe(group.rate.value, expected, record.created, held_back=held_back)
