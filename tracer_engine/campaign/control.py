"""The control group: who of the list is held back, and how many it takes to see what the calls did."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from tracer_engine.types.blueprint import Wording
from tracer_engine.types.campaign import ControlAdvice

MOST_STRATA = 10
IN_A_STRATUM = 5  # control customers, at least, for each part of the list
WANTED = 0.8
"""The power that is commonly asked for: an effect as large as assumed is seen in four of five campaigns."""
LARGEST = 1 / 3
OTHERWISE = 0.2
Z = 1.959964
SIZES_TRIED = 200


def hold_back(listed: int, share: float, seed: int) -> NDArray[np.bool_]:
    """Which places of a list of `listed` customers, best first, are held back: shape (listed,).

    About `share` of them, drawn at random from each of up to ten parts of the list, so that control and called are
    alike in gain and probability. The same list, share and seed give the same choice.
    """
    held = np.zeros(listed, dtype=np.bool_)
    count = control_size(listed, share)
    if not count:
        return held
    random = np.random.default_rng([seed, 92_821])
    parts = max(1, min(MOST_STRATA, count // IN_A_STRATUM))
    ends = np.round(np.linspace(0, listed, parts + 1)).astype(np.intp)
    shares = np.round(np.linspace(0, count, parts + 1)).astype(np.intp)
    for start, end, wanted in zip(ends[:-1], ends[1:], np.diff(shares), strict=True):
        held[start + random.choice(end - start, size=wanted, replace=False)] = True
    return held


def control_size(listed: int, share: float) -> int:
    """How many of `listed` customers a share is: one at least, and one left to be called, where there are two."""
    if share <= 0 or listed < 2:
        return 0
    return min(max(1, round(share * listed)), listed - 1)


def power(control: int, called: int, rate: float, rate_called: float) -> float:
    """The chance that a two-sided test at 5 % tells two rates apart (normal approximation)."""
    if min(control, called) < 1 or rate <= rate_called:
        return 0.05
    pooled = (control * rate + called * rate_called) / (control + called)
    null = math.sqrt(max(0.0, pooled * (1 - pooled)) * (1 / control + 1 / called))
    true = math.sqrt(rate * (1 - rate) / control + rate_called * (1 - rate_called) / called)
    if true == 0:
        return 1.0
    return float(ndtr((rate - rate_called - Z * null) / true))


def advise(probability: NDArray[np.float64], acceptance: float, share: float, wording: Wording) -> ControlAdvice:
    """How many of the listed customers, with these probabilities, to hold back, in plain words.

    The smallest group that shows an effect as large as assumed in four of five campaigns; where that would be more than
    a third of the list, one in five.
    """
    listed = len(probability)
    if listed < 2 or acceptance <= 0:
        why = "with an acceptance of 0 no contact keeps anybody."
        if listed < 2:
            why = "nobody is on the list." if not listed else "there is one on the list, and nobody to hold back."
        text = f"There is nothing to measure: {why}"
        return ControlAdvice(customers=0, share=0.0, power=0.0, text=text)
    rate = float(probability.mean())
    called_rate = rate * (1 - acceptance)
    tried = np.unique(np.linspace(1, max(1, math.floor(LARGEST * listed)), SIZES_TRIED).round().astype(int))
    powers = [power(int(size), listed - int(size), rate, called_rate) for size in tried]
    enough = [int(size) for size, chance in zip(tried, powers, strict=True) if chance >= WANTED]
    size = enough[0] if enough else control_size(listed, OTHERWISE)
    chance = power(size, listed - size, rate, called_rate)
    chosen = control_size(listed, share)
    effect = f"from {100 * rate:.0f} % to {100 * called_rate:.0f} %"
    entities, act, shows = wording.entities, wording.act, of_ten(chance)
    if enough:
        text = (
            f"Hold back {size:,} of the {listed:,} {entities} to see what the contacts do: if they bring the share who "
            f"{act} {effect}, as assumed, that shows in {shows} campaigns."
        )
    else:
        text = (
            f"{listed:,} {entities} are too few for one campaign to tell: with {size:,} held back, a fall {effect} who "
            f"{act} shows in {shows} such campaigns. Hold some back each time: several are counted together."
        )
    return ControlAdvice(
        customers=size,
        share=size / listed,
        power=chance,
        text=text,
        power_chosen=power(chosen, listed - chosen, rate, called_rate) if chosen else None,
    )


def of_ten(chance: float) -> str:
    """A chance in words."""
    tenths = math.floor(10 * chance + 1e-9)
    return "fewer than 1 of 10" if tenths < 1 else f"about {min(tenths, 9)} of 10"
