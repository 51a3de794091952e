"""The share of positive outcomes in a file whose outcomes are not known, and probabilities anchored to another one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.types.model import ScoreSpread

ROUNDS = 200
CLOSE = 1e-7
PART = 1 << 16  # so many rows at a time stay in the processor's cache
LEAST, MOST = 1e-4, 1 - 1e-4
SURE = 10.83
"""Twice the gain in log likelihood that chance exceeds once in 1,000 files (chi-squared, one degree of freedom)."""
FAR, APART = 4.0, 0.1  # in log-odds
MUCH = 1.5
"""Odds that are so many times higher, or lower, make another list."""


@dataclass(frozen=True, kw_only=True)
class BaseRate:
    """The share of positive outcomes: when the model was `trained`, `expected` by its scores of a file, and
    `estimated` of the file where nothing has changed but that share (None: these scores come about in no such way).
    `shifted`: the scores show, beyond chance and by a margin that matters, that it has.
    """

    trained: float
    expected: float
    estimated: float | None
    shifted: bool


def odds(share: float) -> float:
    """The odds of a share that is neither 0 nor 1."""
    return share / (1 - share)


def anchored(log_odds: Values, trained: float, now: float) -> Values:
    """Log-odds (rows,) of a model trained where the base rate was `trained`, for rows where it is `now`.

    Both are shares (0..1, neither end). Exact where only the share of outcomes differs, not what the rows of either
    outcome are like (Saerens, Latinne, Decaestecker 2002, equation 2.4, for two classes).
    """
    return log_odds + math.log(odds(now)) - math.log(odds(trained))


def estimate(log_odds: Values, trained: float) -> BaseRate:
    """The base rate of the rows scored: the expectation-maximisation of Saerens, Latinne and Decaestecker (2002),
    and their likelihood ratio test of whether it differs from that of the training at all.
    """
    probability = sigmoid(log_odds)
    expected = float(probability.mean()) if len(probability) else trained
    prior, now = float(np.clip(trained, LEAST, MOST)), float(np.clip(trained, LEAST, MOST))
    for _ in range(ROUNDS if len(probability) else 0):
        total = sum(float((up / both).sum()) for up, both in _likelihoods(probability, prior, now))
        before, now = now, float(np.clip(total / len(probability), LEAST, MOST))
        if abs(now - before) < CLOSE:
            break
    gain = 2 * sum(float(np.log(both).sum()) for _, both in _likelihoods(probability, prior, now))
    times = odds(now) / odds(prior)
    shifted = gain > SURE and not 1 / MUCH < times < MUCH
    possible = 2 * LEAST < now < 1 - 2 * LEAST
    return BaseRate(trained=trained, expected=expected, estimated=now if possible else None, shifted=shifted)


def _likelihoods(probability: Values, prior: float, now: float) -> Iterator[tuple[Values, Values]]:
    """How likely rows are where the share is `now`, relative to `prior`: with the outcome, and at all. Part by part,
    each of (rows,).
    """
    for start in range(0, len(probability), PART):
        part = probability[start : start + PART]
        up = now / prior * part
        yield up, up + (1 - now) / (1 - prior) * (1 - part)


def spread_of(log_odds: Values, fitted: Values, base_rate: float) -> ScoreSpread:
    """Shares of up to ten groups of scores out of fold (rows,), as equally large as ties allow; and of the `fitted`
    ones in the same groups.

    Far from the base rate, and closer together than it matters, scores are not told apart: of a model that knows the
    answer, another fit gives 0.00001 where this one gives 0.00002.
    """
    middle = math.log(odds(float(np.clip(base_rate, LEAST, MOST))))
    held = np.clip(log_odds, middle - FAR, middle + FAR)
    edges: list[float] = []
    for edge in np.quantile(held, np.linspace(0, 1, 11)[1:-1], method="higher").tolist():
        if edge - max(float(held.min()), edges[-1] if edges else -math.inf) >= APART:
            edges.append(edge)
    parted = tuple(sigmoid(np.asarray(edges)).tolist())
    shares, own = (np.round(shares_in(parted, sigmoid(scores)), 6).tolist() for scores in (log_odds, fitted))
    return ScoreSpread(edges=parted, shares=tuple(shares), fitted=tuple(own))


def shares_in(edges: Values | tuple[float, ...], probability: Values) -> Values:
    """The shares of the groups of scores that `edges` part."""
    counts = np.bincount(np.searchsorted(np.asarray(edges), probability, side="right"), minlength=len(edges) + 1)
    return np.asarray(counts / max(1, len(probability)))
