"""Whether the newest rows are too young for their outcomes: who will leave next month has not left yet."""

from __future__ import annotations

import numpy as np
from scipy.stats import binom

from tracer_engine.evaluation.metrics import Values
from tracer_engine.features.wording import share_text
from tracer_engine.types.blueprint import Wording

LEAST_MONTHS = 4
LEAST_ROWS = 40  # in a month
MUCH_LOWER = 0.6
UNLIKELY = 0.001
MOST_YOUNG = 3


def unripe_months(days: Values, y: Values) -> int:
    """How many of the newest months have far fewer positive outcomes than those before them, beyond chance.

    `days` (rows,) since 1970-01-01, nan where not known; `y` (rows,) of 0 and 1. 0 where there are too few months.
    """
    known = np.isfinite(days)
    months = days[known].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    distinct, place = np.unique(months, return_inverse=True)
    rows = np.bincount(place, minlength=len(distinct))
    hits = np.bincount(place, y[known], minlength=len(distinct))
    full = rows >= LEAST_ROWS
    rows, hits = rows[full], hits[full]
    found = 0
    for young in range(1, min(MOST_YOUNG, len(rows) - LEAST_MONTHS + 1) + 1):
        before = float(hits[:-young].sum() / rows[:-young].sum())
        newest = len(rows) - young
        if not far_fewer(float(hits[newest]), int(rows[newest]), before):
            break
        found = young
    return found


def far_fewer(hits: float, rows: int, expected: float) -> bool:
    """Whether far fewer of so many rows had the outcome than the share that was expected, beyond chance."""
    if not rows or hits / rows >= MUCH_LOWER * expected:
        return False
    return float(binom.cdf(hits, rows, expected)) < UNLIKELY


def maturity_sentence(column: str, days: Values, y: Values, wording: Wording) -> str:
    """A warning where outcomes of the newest months may not have come about yet, "" where nothing speaks for that."""
    young = unripe_months(days, y)
    if not young:
        return ""
    known = np.isfinite(days)
    months = np.full(len(days), -1, dtype=np.int64)
    months[known] = days[known].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    newest = months > np.unique(months[known])[-young - 1]
    then, before = float(y[newest].mean()), float(y[known & ~newest].mean())
    last = "month" if young == 1 else f"{young} months"
    return (
        f"Of the {wording.entities} of the last {last} ({column}) {share_text(then)} {wording.acted}, of those before "
        f"{share_text(before)}: their outcomes may not have come about yet. Leave these rows out, or wait until they "
        "have, and train again."
    )


def note_for_scores(unripe: str) -> tuple[str, ...]:
    """What the warning of a training means to those who score with its model; nothing where there was none."""
    if not unripe:
        return ()
    return (f"The probabilities may be too low, by what the model learned from. {unripe}",)
