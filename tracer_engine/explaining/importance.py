"""How much each column weighs in all reasons, and how sure that is."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from tracer_engine.evaluation.metrics import Values
from tracer_engine.learners.views import Views
from tracer_engine.scoring.model import Model

MOST_NUMBERS = 40_000_000  # of all repeats together: 320 MB


def contributions_by_repeat(model: Model, views: Views) -> tuple[Values, list[Values]]:
    """Contributions (rows, sources) of the model, and what they are by each of its repeats (one where there are none).

    A learner that was fitted several times, with other seeds, is in the model several times.
    """
    times = Counter(member.name for member, _ in model.members)
    repeats = max(times.values(), default=1)
    if repeats == 1 or (repeats + 1) * views.rows * views.sources > MOST_NUMBERS:
        parts = model.contributions(views)[1]
        return parts, [parts]
    shared = np.zeros((views.rows, views.sources))
    own = [np.zeros_like(shared) for _ in range(repeats)]
    seen: Counter[str] = Counter()
    constant = model.intercept
    for member, weight in model.members:
        member_constant, member_parts = member.contributions(views)
        constant += model.slope * weight * member_constant
        part = model.slope * weight * member_parts
        if times[member.name] == repeats:
            own[seen[member.name]] += part
            seen[member.name] += 1
        else:
            shared += part
    total = shared + np.sum(own, axis=0)
    stretch = model.bends.stretch(constant, total.sum(axis=1))[1][:, None]
    return total * stretch, [(shared + repeats * one) * stretch for one in own]


def shares_of(parts: Values) -> Values:
    """Each source's share (sources,) of all mean absolute contributions (rows, sources)."""
    size = np.abs(parts).mean(axis=0)
    return np.asarray(size / size.sum() if size.sum() > 0 else size)


def share_limits(repeats: list[Values], halves: Values, groups: NDArray[np.int64]) -> tuple[Values, Values]:
    """The 95 % limits of each source's share, two arrays (sources,).

    Three kinds of chance add up. Which rows were learned from: `halves` (pairs, 2, sources) are the shares of one
    learner fitted on either half of the rows; half the difference of two halves varies as a fit on all rows does. As
    pairs are few, a source's own variance is averaged with the one that its share leads to expect. Which rows were
    looked at, rows of one group (`groups`) together. And what other seeds would have made of them: `repeats` are the
    contributions (rows, sources) by repeat.
    """
    whole = np.mean(repeats, axis=0)
    each = np.array([shares_of(one) for one in repeats])
    shares = shares_of(whole)
    own = (((halves[:, 0] - halves[:, 1]) / 2) ** 2).mean(axis=0)
    expected = own.sum() * shares / max(float(shares.sum()), 1e-12)
    variance = (own + expected) / 2 + _looked_at(whole, groups)
    if len(repeats) > 1:
        variance += each.var(axis=0, ddof=1) / len(repeats)
    half = float(t.ppf(0.975, 2 * len(halves))) * np.sqrt(variance)
    return np.maximum(0.0, shares - half), np.minimum(1.0, shares + half)


def _looked_at(parts: Values, groups: NDArray[np.int64]) -> Values:
    """The variance of shares (a ratio of means) that comes of the rows looked at."""
    size = np.abs(parts)
    every = size.sum(axis=1, keepdims=True)
    total = float(every.mean())
    if total <= 0:
        return np.zeros(parts.shape[1])
    influence = (size - size.mean(axis=0) / total * every) / (total * len(parts))
    _, group = np.unique(groups, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(int(group.max()) + 1))
    return np.asarray((np.add.reduceat(influence[order], starts, axis=0) ** 2).sum(axis=0))
