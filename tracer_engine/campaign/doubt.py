"""How far the gain may be off: percentages that are off together, and customers who are chance one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.types.campaign import CampaignBasis

DRAWS = 400
BINS = 128
KNOTS_AT = (0.5, 0.85)  # of all that the rows can tell of the calibration
BELIEF = 10.0
"""How many rows' worth of belief there is that the percentages are right, as in the training's calibration."""
_LIMITS = (0.025, 0.975)


def calibration_covariance(
    y: Values, log_odds: Values, groups: NDArray[np.int64]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Knots, and the covariance of what the log-odds are off by (see `CampaignBasis`), from out-of-fold scores.

    What a logistic regression of `y` (rows,) on the log-odds, drawn towards no error, would be uncertain about: its
    robust covariance (Huber 1967, White 1982; here by groups, whose rows stand or fall together), as resampling the
    groups would give it, with what little the belief in no error leaves open.
    """
    knots = _knots(log_odds)
    design = _design(log_odds, knots)
    p = sigmoid(log_odds)
    bread = np.linalg.inv(_information(design, p) + _belief(design))
    _, group = np.unique(groups, return_inverse=True)
    pushes = design * (y - p)[:, None]
    scores = np.column_stack([np.bincount(group, pushes[:, part]) for part in range(design.shape[1])])
    covariance = bread @ (scores.T @ scores + _belief(design)) @ bread
    return tuple(map(float, knots)), tuple(map(float, covariance.ravel()))


def _knots(log_odds: Values) -> Values:
    """Where the line may bend: they part what the rows can tell, p (1 − p) each, into like shares."""
    order = np.argsort(log_odds, kind="stable")
    p = sigmoid(log_odds[order])
    told = np.cumsum(p * (1 - p))
    return np.unique(log_odds[order][np.searchsorted(told, np.asarray(KNOTS_AT) * told[-1])])


def _design(log_odds: Values, knots: Values) -> Values:
    return np.column_stack([np.ones(len(log_odds)), log_odds, *(np.maximum(0.0, log_odds - knot) for knot in knots)])


def _information(design: Values, p: Values) -> Values:
    """What rows tell of the coefficients (Fisher)."""
    return np.asarray((design * (p * (1 - p))[:, None]).T @ design)


def _belief(design: Values) -> Values:
    """A little belief in no error, as so many rows would give it."""
    ridge = np.full(design.shape[1], BELIEF)
    ridge[0] = 1.0
    return np.diag(ridge)


class Doubt:
    """What may be off, in draws that are the same for all settings: `bin` is the bin of each row's log-odds."""

    def __init__(self, log_odds: Values, basis: CampaignBasis | None, trained_rows: int, seed: int) -> None:
        edges = np.unique(np.quantile(log_odds, np.linspace(0, 1, BINS + 1))) if len(log_odds) else np.zeros(2)
        self.bin = np.searchsorted(edges[1:-1], log_odds, side="right").astype(np.intp)
        self.bins = max(1, len(edges) - 1)
        count = np.bincount(self.bin, minlength=self.bins)
        middle = np.bincount(self.bin, log_odds, minlength=self.bins) / np.maximum(count, 1)
        known = basis is not None and bool(basis.covariance)
        knots = np.asarray(basis.knots if basis is not None and known else _knots(log_odds) if len(log_odds) else ())
        if basis is not None and known:
            covariance = np.asarray(basis.covariance).reshape(len(knots) + 2, -1)
        else:
            # As if the training's rows had been spread like these.
            design, p = _design(log_odds, knots), sigmoid(log_odds)
            share = trained_rows / max(1, len(log_odds))
            covariance = np.linalg.inv(share * _information(design, p) + _belief(design))
        random = np.random.default_rng([seed, 40_487])
        half = random.standard_normal((DRAWS // 2, len(knots) + 2))
        off = np.concatenate([half, -half]) @ _root(covariance).T
        moved = sigmoid(middle[:, None] + _design(middle, knots) @ off.T)
        self._deviation: Values = moved - sigmoid(middle)[:, None]
        self._chance = random.permutation(_normal_scores(DRAWS))

    def band(self, weights: Values, variance: Values) -> tuple[Values, Values]:
        """By how much a gain may be lower and higher, 95 % of the time; shapes (points,).

        `weights` (points, bins): what one unit of probability is worth, summed over the rows of each bin; `variance`
        (points,): that of the outcomes themselves.
        """
        off = weights @ self._deviation + np.sqrt(variance)[:, None] * self._chance
        low, high = np.quantile(off, _LIMITS, axis=1)
        return np.minimum(low, 0.0), np.maximum(high, 0.0)


def _root(covariance: Values) -> Values:
    """A matrix whose product with its transpose is the covariance, also where that is singular."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _normal_scores(count: int) -> Values:
    """Evenly likely values of a standard normal distribution."""
    from scipy.special import ndtri

    return np.asarray(ndtri((np.arange(count) + 0.5) / count))
