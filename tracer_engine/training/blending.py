"""Blending in log-odds space, and the calibration: a Platt step and its bends."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracer_engine.scoring.bends import Bends
from tracer_engine.training.bending import bend
from tracer_engine.training.regression import drawn_regression

Values = NDArray[np.float64]

PICKS = 13
LEAST_GAIN = 0.0005  # of the loss: a member that takes less off it is not worth its time, nor its reasons
BELIEF = 10.0  # how many rows' worth of what they tell of the calibration there is in a slope of 1


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
    """Weights (members,) by greedy forward selection with replacement (Caruana et al. 2004) on log loss.

    Members that bring next to nothing beside the others are left out again.
    """
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
    weights, still = best_weights, (1 + LEAST_GAIN) * best_loss
    while np.count_nonzero(weights) > 1:
        fewer = [np.where(np.arange(count) == m, 0.0, weights) for m in np.flatnonzero(weights)]
        fewer = [some / some.sum() for some in fewer]
        losses = [_loss(y, members @ some) for some in fewer]
        if min(losses) > still:
            break
        weights = fewer[int(np.argmin(losses))]
    return weights


def platt(y: Values, log_odds: Values) -> tuple[float, float]:
    """Slope and intercept of the Platt step (Platt 1999), drawn mildly towards (1, 0).

    By penalised likelihood; the penalty counts as about ten rows' worth of belief in (1, 0).
    Scores that point the wrong way are not turned round: the slope is 0, and all get the base rate.
    """
    design = np.column_stack([log_odds, np.ones(len(y))])
    found = drawn_regression(y, np.ones(len(y)), design, start=np.array([1.0, 0.0]), penalty=np.diag([BELIEF, 1.0]))
    at = found.at
    if at[0] < 0:
        rate = float(np.clip(y.mean(), 1e-6, 1 - 1e-6))
        return 0.0, float(np.log(rate / (1 - rate)))
    return float(at[0]), float(at[1])


def fit_blend(y: Values, members: Values) -> Blend:
    """Weights and calibration for members' out-of-fold log-odds, (rows, members)."""
    weights = select_weights(y, members)
    blended = members @ weights
    slope, intercept = platt(y, blended)
    if slope == 0:
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
