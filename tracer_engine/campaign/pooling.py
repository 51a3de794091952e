"""Several campaigns of one model together: each held against its own control group, then added up.

Lists differ in risk, size and share held back, so that called and control of all campaigns in one pot would not be
alike. Within a campaign they are; its difference is taken there, and the differences are summed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy import stats

from tracer_engine.campaign.outcome_words import OutcomePhrases
from tracer_engine.campaign.outcomes import acceptance_of, has_learned
from tracer_engine.evaluation.intervals import wilson
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.outcomes import CampaignOutcome, EarlierCampaign, GroupOutcome, PooledOutcome
from tracer_engine.types.report import Interval

_Measured = tuple[EarlierCampaign, CampaignOutcome, GroupOutcome]


def pooled(campaigns: Sequence[EarlierCampaign], wording: Wording) -> PooledOutcome | None:
    """The measured campaigns of one model together, where two or more of them can be counted.

    Saves and gain are sums of the campaigns' own, with intervals by the method of variance estimates recovery (Zou and
    Donner 2008, Statistics in Medicine 27:1693): the distances of the limits are added as squares. The acceptance is
    taken to be one for all: the posterior of all campaigns, each with a rate of its own without a call, around what was
    assumed for the earliest. Left out are campaigns without a control group, those it may be too early to measure, and
    of several lists for one table all but the last.
    """
    counted, left_out = _counted(campaigns)
    if len(counted) < 2:
        return None
    called = _together([outcome.called for _, outcome, _ in counted])
    control = _together([held for *_, held in counted])
    groups = [(held.acted, held.known, outcome.called.acted, outcome.called.known) for _, outcome, held in counted]
    saves = added([outcome.saves for _, outcome, _ in counted if outcome.saves is not None])
    currencies = {one.settings.currency for one, *_ in counted}
    gains = [outcome.gain for _, outcome, _ in counted if outcome.gain is not None]
    gain = added(gains) if len(currencies) == 1 else None
    assumed = counted[-1][1].assumed_acceptance
    acceptance = acceptance_of(groups, assumed)
    expected = None if gain is None else sum(outcome.expected_gain for _, outcome, _ in counted)
    differ = differ_by_chance(groups)
    words = OutcomePhrases(wording, counted[0][0].settings.currency)
    return PooledOutcome(
        ids=tuple(one.id for one, *_ in counted),
        called=called,
        control=control,
        saves=saves,
        gain=gain,
        expected_gain=expected,
        assumed_acceptance=assumed,
        acceptance=acceptance,
        differ=differ,
        headline=words.headline(saves, f"{len(counted)} campaigns together"),
        texts=(
            words.rate(called, "contacted"),
            words.rate(control, "held back"),
            words.kept(saves, called.known, gain, expected),
            words.acceptance(acceptance, assumed, learned=has_learned(acceptance, assumed)),
            *words.too_small(saves),
            *words.together(len(counted), differ),
            *words.left_out(*left_out),
            words.next_time(acceptance.value),
        ),
    )


def _counted(campaigns: Sequence[EarlierCampaign]) -> tuple[list[_Measured], tuple[int, int, int]]:
    """Those that count, newest first, and how many are left out: too early, of a table that counts already, without a
    control group.
    """
    counted: list[_Measured] = []
    tables: set[str] = set()
    unripe = same = without = 0
    for one in sorted(campaigns, key=lambda one: (one.created, one.id), reverse=True):
        outcome = one.measured
        if outcome is None or not outcome.called.known:
            continue
        if outcome.unripe:
            unripe += 1
        elif outcome.control is None or outcome.saves is None:
            without += 1
        elif one.table and one.table in tables:
            same += 1
        else:
            tables.add(one.table)
            counted.append((one, outcome, outcome.control))
    return counted, (unripe, same, without)


def added(parts: Sequence[Interval]) -> Interval:
    """The sum of independent estimates, with an interval from theirs, which need not be symmetrical."""
    value = sum(one.value for one in parts)
    return Interval(
        value=value,
        low=value - math.hypot(*(one.value - one.low for one in parts)),
        high=value + math.hypot(*(one.high - one.value for one in parts)),
    )


def differ_by_chance(groups: Sequence[tuple[int, int, int, int]]) -> float:
    """The probability that campaigns which keep the same share of leavers differ as much as these.

    Cochran's Q (1954) of the logarithms of the rates' ratios, called to control, by their inverse variances; half an
    outcome is added to each count, so that a group in which nobody had it has a ratio, too. `groups` are (acted and
    known of the control, acted and known of the called).
    """
    ratios, weights = [], []
    for acted_control, control, acted_called, called in groups:
        a, b = acted_called + 0.5, acted_control + 0.5
        ratios.append(math.log(a / (called + 1)) - math.log(b / (control + 1)))
        weights.append(1 / (1 / a - 1 / (called + 1) + 1 / b - 1 / (control + 1)))
    mean = sum(weight * ratio for weight, ratio in zip(weights, ratios, strict=True)) / sum(weights)
    q = sum(weight * (ratio - mean) ** 2 for weight, ratio in zip(weights, ratios, strict=True))
    return float(stats.chi2.sf(q, len(groups) - 1))


def _together(groups: Sequence[GroupOutcome]) -> GroupOutcome:
    known, acted = sum(one.known for one in groups), sum(one.acted for one in groups)
    low, high = wilson(acted, known)
    return GroupOutcome(
        customers=sum(one.customers for one in groups),
        known=known,
        acted=acted,
        rate=Interval(value=acted / known, low=low, high=high),
    )
