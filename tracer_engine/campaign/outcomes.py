"""What a campaign did: the called against those held back, by what came of them.

Everybody on the list counts in the group drawn for them, reached or not: that is what makes the groups alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tracer_engine.campaign.money import money_text
from tracer_engine.campaign.record import CampaignRecord
from tracer_engine.evaluation.intervals import wilson
from tracer_engine.evaluation.metrics import Values
from tracer_engine.types.campaign import CampaignOutcome, GroupOutcome
from tracer_engine.types.report import Interval

BELIEF = 20.0
"""The assumed acceptance counts as much as so many leavers asked (as in Beta(6, 14))."""
GRID = 400


@dataclass(frozen=True, kw_only=True)
class Joined:
    """How the outcomes fitted the list: ids of the file that are not on the list, ids with more than one row, customers
    of the list who are not in the file, and those whose outcome is blank or told both ways.
    """

    unmatched: int = 0
    doubled: int = 0
    missing: int = 0
    blank: int = 0


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


def acceptance_now(acted_control: int, control: int, acted_called: int, called: int, assumed: float) -> Interval:
    """The acceptance among leavers, brought up to date: mean and 95 % limits of its posterior.

    Before: a Beta distribution around the `assumed` one that counts as much as BELIEF leavers; the rate without a call
    is unknown (Jeffreys' Beta(1/2, 1/2)). Then the control leaves at that rate, the called at (1 − acceptance) of it;
    both are summed out on a grid.
    """
    mean = min(max(assumed, 0.02), 0.98)
    share = (np.arange(GRID) + 0.5) / GRID
    rate, acceptance = share[:, None], share[None, :]
    left = rate * (1 - acceptance)
    log = (
        stats.beta.logpdf(acceptance, BELIEF * mean, BELIEF * (1 - mean))
        + stats.beta.logpdf(rate, 0.5, 0.5)
        + acted_control * np.log(rate)
        + (control - acted_control) * np.log1p(-rate)
        + acted_called * np.log(left)
        + (called - acted_called) * np.log1p(-left)
    )
    weight = np.exp(log - log.max()).sum(axis=0)
    weight /= weight.sum()
    low, high = np.interp([0.025, 0.975], np.cumsum(weight), share)
    return Interval(value=float(weight @ share), low=float(low), high=float(high))


def measure(record: CampaignRecord, outcome: NDArray[np.int8], joined: Joined) -> CampaignOutcome:
    """What came of a campaign: `outcome` is 1, 0 or -1 (not known) for each line of its list."""
    known = outcome >= 0
    groups = []
    for mask in (~record.control, record.control):
        here, acted = int(np.count_nonzero(mask & known)), int(np.count_nonzero(outcome[mask] == 1))
        low, high = wilson(acted, here)
        rate = Interval(value=acted / here if here else 0.0, low=low, high=high)
        groups.append(GroupOutcome(customers=int(np.count_nonzero(mask)), known=here, acted=acted, rate=rate))
    called, control = groups
    settings = record.settings
    saves = gain = acceptance = None
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
        acceptance = acceptance_now(control.acted, control.known, called.acted, called.known, settings.acceptance)
    headline, texts = _in_words(record, called, control, saves, gain, acceptance, joined)
    return CampaignOutcome(
        id=record.id,
        called=called,
        control=control if control.customers else None,
        saves=saves,
        gain=gain,
        expected_gain=record.expected_gain[0],
        assumed_acceptance=settings.acceptance,
        acceptance=acceptance,
        next_acceptance=round(acceptance.value, 2) if acceptance is not None else None,
        unmatched=joined.unmatched,
        doubled=joined.doubled,
        missing=joined.missing,
        blank=joined.blank,
        headline=headline,
        texts=texts,
    )


def _in_words(
    record: CampaignRecord,
    called: GroupOutcome,
    control: GroupOutcome,
    saves: Interval | None,
    gain: Interval | None,
    acceptance: Interval | None,
    joined: Joined,
) -> tuple[str, tuple[str, ...]]:
    wording, currency = record.wording, record.settings.currency
    texts = [_rate_text(record, called, "contacted")] if called.known else []
    if control.known:
        texts.append(_rate_text(record, control, "held back"))
    if saves is None or gain is None or acceptance is None:
        if not called.known:
            headline = "No outcome of a customer of this campaign is in the file"
        else:
            headline = "Without a control group nobody can tell whom the contacts kept and who had stayed anyway"
            texts.append(
                "Hold back a share of the next campaign: risk is not persuadability, and only the "
                f"difference to {wording.entities} who were not contacted shows what a contact does."
            )
        return headline, (*texts, *_join_texts(record, joined))

    def money(amount: float) -> str:
        return money_text(amount, currency)

    if saves.low > 0:
        headline = f"The contacts kept about {saves.value:,.0f} {wording.entities}"
    elif saves.high < 0:
        headline = f"The contacts did harm: about {-saves.value:,.0f} more {wording.entities} {wording.acted}"
    else:
        headline = "It does not show that the contacts kept anybody"
    texts.append(
        f"Kept: about {saves.value:,.0f} of {called.known:,}, between {saves.low:,.0f} and {saves.high:,.0f}. In money "
        f"{money(gain.value)}, between {money(gain.low)} and {money(gain.high)}; {money(record.expected_gain[0])} was "
        "expected."
    )
    texts.append(
        f"Of those who would have {wording.acted}, about {100 * acceptance.value:.0f} % were kept (between "
        f"{100 * acceptance.low:.0f} % and {100 * acceptance.high:.0f} %; {100 * record.settings.acceptance:g} % was "
        f"assumed). Plan the next campaign with an acceptance of {acceptance.value:.2f}."
    )
    if saves.low <= 0 <= saves.high:
        texts.append("The interval holds zero, too: the groups are too small to tell. Hold back again next time.")
    return headline, (*texts, *_join_texts(record, joined))


def _rate_text(record: CampaignRecord, group: GroupOutcome, what: str) -> str:
    return (
        f"{group.acted:,} of {group.known:,} {what} {record.wording.acted}: {100 * group.rate.value:.1f} % (between "
        f"{100 * group.rate.low:.1f} % and {100 * group.rate.high:.1f} %)."
    )


def _join_texts(record: CampaignRecord, joined: Joined) -> tuple[str, ...]:
    entities = record.wording.entities
    told = (
        (joined.missing, f"of the list are not in the file; nothing is known of these {entities}."),
        (joined.blank, "of the list have no outcome in the file, or are told both ways; they do not count."),
        (joined.unmatched, "ids in the file are not on the list; they do not count."),
        (joined.doubled, "ids stand in the file more than once."),
    )
    return tuple(f"{count:,} {text}" for count, text in told if count)
