"""Blending in log-odds space, and the calibration: a Platt step, which many rows may bend (see scoring.bends)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracer_engine.scoring.bends import Bends

Values = NDArray[np.float64]

PICKS = 13
LEAST_WEIGHT = 0.04
ROWS_TO_BEND = 15_000
KNOTS_AT = (0.1, 0.3, 0.5, 0.7, 0.9)  # of all that the rows can tell of the calibration
BELIEF = 10.0  # how many rows' worth of it there is in a straight line with slope 1


@dataclass(frozen=True, kw_only=True)
class Blend:
    """score = intercept + slope * (members' log-odds @ weights), along `bends`."""

    weights: Values
    slope: float
    intercept: float
    bends: Bends = field(default_factory=Bends)

    def log_odds(self, members: Values) -> Values:
        """`members` is (rows, members); the result (rows,)."""
        return self.calibrated(members @ self.weights)

    def calibrated(self, blended: Values) -> Values:
        """Log-odds (rows,) of blended ones."""
        return self.bends.log_odds(self.intercept + self.slope * blended)


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
    design = np.column_stack([log_odds, np.ones(len(y))])
    at = _regression(y, design, start=np.array([1.0, 0.0]), ridge=np.array([BELIEF, 1.0]))
    if at[0] < 0:
        rate = float(np.clip(y.mean(), 1e-6, 1 - 1e-6))
        return 0.0, float(np.log(rate / (1 - rate)))
    return float(at[0]), float(at[1])


def bend(y: Values, straight: Values) -> tuple[float, float, Bends]:
    """Slope, intercept and bends for log-odds that had their Platt step; (1, 0, none) where that was enough.

    A logistic regression on a line with knots (a linear spline), drawn towards the straight one. The knots part what
    the rows can tell, p (1 - p) each, into like shares.
    """
    p = 1 / (1 + np.exp(-np.clip(straight, -500, 500)))
    order = np.argsort(straight, kind="stable")
    told = np.cumsum((p * (1 - p))[order])
    knots = np.unique(straight[order][np.searchsorted(told, np.asarray(KNOTS_AT) * told[-1])])
    pieces = [np.maximum(0.0, straight - knot) for knot in knots]
    design = np.column_stack([straight, np.ones(len(y)), *pieces])
    start = np.r_[1.0, 0.0, np.zeros(len(knots))]
    at = _regression(y, design, start=start, ridge=np.r_[BELIEF, 1.0, np.full(len(knots), BELIEF)])
    slope, intercept = float(at[0]), float(at[1])
    try:
        # Slope and intercept move the knots along with them.
        moved = Bends(knots=tuple(map(float, slope * knots + intercept)), changes=tuple(map(float, at[2:] / slope)))
    except ValueError:
        return 1.0, 0.0, Bends()
    return (slope, intercept, moved) if slope > 0 else (1.0, 0.0, Bends())


def _regression(y: Values, design: Values, *, start: Values, ridge: Values) -> Values:
    """Coefficients of a logistic regression that is drawn towards `start` by `ridge`, by Newton's method."""

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
    return at


def fit_blend(y: Values, members: Values) -> Blend:
    """Weights and calibration for members' out-of-fold log-odds, (rows, members)."""
    weights = select_weights(y, members)
    blended = members @ weights
    slope, intercept = platt(y, blended)
    if len(y) < ROWS_TO_BEND or slope == 0:
        return Blend(weights=weights, slope=slope, intercept=intercept)
    more, shift, bends = bend(y, intercept + slope * blended)
    return Blend(weights=weights, slope=more * slope, intercept=more * intercept + shift, bends=bends)


def cross_fitted_scores(y: Values, members: Values, folds: NDArray[np.int8]) -> Values:
    """Log-odds (rows,) where weights and calibration for a row are fitted on the other folds only."""
    scores = np.empty(len(y))
    for fold in np.unique(folds):
        held = folds == fold
        scores[held] = fit_blend(y[~held], members[~held]).log_odds(members[held])
    return scores
