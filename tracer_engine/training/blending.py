"""Blending in log-odds space, and the Platt step: both stay linear, so that reasons add up exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

PICKS = 13
LEAST_WEIGHT = 0.04


@dataclass(frozen=True, kw_only=True)
class Blend:
    """score = intercept + slope * (members' log-odds @ weights)."""

    weights: Values
    slope: float
    intercept: float

    def log_odds(self, members: Values) -> Values:
        """`members` is (rows, members); the result (rows,)."""
        return self.intercept + self.slope * (members @ self.weights)


def _loss(y: Values, log_odds: Values) -> float:
    return float(np.mean(np.logaddexp(0.0, log_odds) - y * log_odds))


def select_weights(y: Values, members: Values) -> Values:
    """Weights (members,) by greedy forward selection with replacement (Caruana et al. 2004) on log loss."""
    rows, count = members.shape
    if count == 1:
        return np.ones(1)
    picked = np.zeros(count)
    total = np.zeros(rows)
    best_weights, best_loss = np.zeros(count), np.inf
    for pick in range(1, PICKS + 1):
        losses = [_loss(y, (total + members[:, m]) / pick) for m in range(count)]
        chosen = int(np.argmin(losses))
        picked[chosen] += 1
        total += members[:, chosen]
        if losses[chosen] < best_loss:
            best_loss, best_weights = losses[chosen], picked / pick
    best_weights = np.where(best_weights < LEAST_WEIGHT, 0.0, best_weights)
    return np.asarray(best_weights / best_weights.sum())


def platt(y: Values, log_odds: Values) -> tuple[float, float]:
    """Slope and intercept of the Platt step (Platt 1999), drawn mildly towards (1, 0).

    Newton's method on the penalised log-likelihood; the ridge counts as about ten rows' worth of belief in (1, 0).
    Scores that point the wrong way are not turned round: the slope is 0, and all get the base rate.
    """
    ridge = np.array([10.0, 1.0])
    design = np.column_stack([log_odds, np.ones(len(y))])
    start = np.array([1.0, 0.0])

    def loss(at: Values) -> float:
        return _loss(y, design @ at) * len(y) + float(ridge @ (at - start) ** 2) / 2

    at, reached = start, loss(start)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(design @ at, -500, 500)))
        gradient = design.T @ (p - y) + ridge * (at - start)
        hessian = (design * (p * (1 - p))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        # A whole step may overshoot where the start is far from the end: halve it until it leads downhill.
        while np.abs(step).max() > 1e-10 and loss(at - step) > reached:
            step = step / 2
        if np.abs(step).max() <= 1e-10:
            break
        at = at - step
        reached = loss(at)
    if at[0] < 0:
        rate = float(np.clip(y.mean(), 1e-6, 1 - 1e-6))
        return 0.0, float(np.log(rate / (1 - rate)))
    return float(at[0]), float(at[1])


def fit_blend(y: Values, members: Values) -> Blend:
    """Weights and Platt step for members' out-of-fold log-odds, (rows, members)."""
    weights = select_weights(y, members)
    slope, intercept = platt(y, members @ weights)
    return Blend(weights=weights, slope=slope, intercept=intercept)


def cross_fitted_scores(y: Values, members: Values, folds: NDArray[np.int8]) -> Values:
    """Log-odds (rows,) where weights and Platt step for a row are fitted on the other folds only."""
    scores = np.empty(len(y))
    for fold in np.unique(folds):
        held = folds == fold
        scores[held] = fit_blend(y[~held], members[~held]).log_odds(members[held])
    return scores
