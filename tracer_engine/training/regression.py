"""Small logistic regressions that are drawn towards a start and kept within bounds: what calibrations are fitted by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

ROUNDS = 100
CLOSE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Regression:
    """What was found: coefficients (terms,), the penalised log-likelihood there, and the information (terms, terms).

    `information` is the Hessian of the negative log-likelihood, without the penalty's part.
    """

    at: Values
    likelihood: float
    information: Values


def drawn_regression(
    hits: Values,
    counts: Values,
    design: Values,
    *,
    start: Values,
    penalty: Values,
    low: Values | None = None,
    high: Values | None = None,
) -> Regression:
    """Coefficients of a logistic regression of `hits` in `counts` (rows,) on `design` (rows, terms).

    Half of (at - start)' penalty (at - start) is taken off the log-likelihood; `low` and `high` (terms,) bound the
    coefficients. By the projected Newton method (Bertsekas 1982): terms that a bound holds are left out of a step.
    """
    terms = len(start)
    low = np.full(terms, -np.inf) if low is None else low
    high = np.full(terms, np.inf) if high is None else high

    def loss(at: Values) -> float:
        log_odds = design @ at
        away = at - start
        return float(counts @ np.logaddexp(0.0, log_odds) - hits @ log_odds + away @ penalty @ away / 2)

    def slope_and_information(at: Values) -> tuple[Values, Values]:
        p = 1 / (1 + np.exp(-np.clip(design @ at, -500, 500)))
        gradient = design.T @ (counts * p - hits) + penalty @ (at - start)
        return gradient, (design * (counts * p * (1 - p))[:, None]).T @ design

    at = np.clip(start, low, high)
    reached = loss(at)
    for _ in range(ROUNDS):
        gradient, information = slope_and_information(at)
        free = ~(((at <= low) & (gradient > 0)) | ((at >= high) & (gradient < 0)))
        step = np.zeros(terms)
        if free.any():
            step[free] = np.linalg.solve((information + penalty)[np.ix_(free, free)], gradient[free])
        # A whole step may overshoot where the start is far from the end: halve it until it leads downhill.
        after = np.clip(at - step, low, high)
        while np.abs(after - at).max() > CLOSE and loss(after) > reached:
            step = step / 2
            after = np.clip(at - step, low, high)
        if np.abs(after - at).max() <= CLOSE:
            break
        at, reached = after, loss(after)
    return Regression(at=at, likelihood=-reached, information=slope_and_information(at)[1])
