"""The expected maximum profit of a ranking, exactly.

Verbraken, Verbeke and Baesens, "A novel profit maximizing metric for measuring classification performance of customer
churn prediction models", IEEE Transactions on Knowledge and Data Engineering 25(5), 2013. There the profit per
customer at a cut-off is CLV (γ (1 − δ) − φ) π0 F0 − CLV (δ + φ) π1 F1, with δ = d / CLV and φ = f / CLV: a leaver
who is contacted brings γ (CLV − d) − f, a stayer costs d + f; γ, the share of contacted leavers who accept, follows a
Beta distribution. The best cut-off for a γ is a corner of the ROC curve's convex hull, so the integral over γ falls
into one piece for each corner, each an incomplete beta function.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression
from scipy.special import betainc

Values = NDArray[np.float64]

ALPHA, BETA = 6.0, 14.0
"""The paper's Beta distribution: acceptance 0.3 on average."""


def roc_hull(y: Values, score: Values) -> Values:
    """The corners of the upper convex hull of the ROC curve of `score` on targets `y` of 0 and 1, from (0, 0) to
    (1, 1): shape (corners, 2), false and true positive rates. Both classes must be there.

    They are where the blocks of an isotonic regression of y on the score end (Fawcett and Niculescu-Mizil 2007).
    """
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    hits = np.cumsum(y[order])[ends]
    seen = ends + 1.0
    count = np.diff(seen, prepend=0.0)
    fitted = isotonic_regression(np.diff(hits, prepend=0.0) / count, weights=count, increasing=False)
    last = fitted.blocks[1:] - 1
    corners = np.column_stack([(seen - hits)[last] / (len(y) - y.sum()), hits[last] / y.sum()])
    return np.vstack([np.zeros((1, 2)), corners])


def expected_maximum_profit(
    hull: Values,
    base_rate: float,
    *,
    value: float,
    offer: float,
    contact: float,
    take_up: float = 1.0,
    alpha: float = ALPHA,
    beta: float = BETA,
) -> tuple[float, float]:
    """The expected maximum profit per customer, and the share of customers contacted on average to reach it.

    `hull` as of `roc_hull`; `value` is what a kept customer is worth, `take_up` the share of contacted stayers who take
    the offer (the paper's 1).
    """
    positive, negative = base_rate * hull[:, 1], (1 - base_rate) * hull[:, 0]
    kept, wasted = value - offer, take_up * offer + contact
    if kept <= 0:
        # Nobody accepts so often that it pays; only what costs nothing loses nothing.
        return 0.0, 0.0
    # From which acceptance on the next corner is the better one: rising, as the hull is concave.
    more, cost = np.diff(positive), np.diff(negative) * wasted + np.diff(positive) * contact
    with np.errstate(divide="ignore", invalid="ignore"):
        from_here = np.where(more > 0, cost / (kept * more), np.where(cost > 0, np.inf, 0.0))
    edges = np.clip(np.concatenate([[0.0], np.maximum.accumulate(from_here), [1.0]]), 0.0, 1.0)
    weight = np.diff(betainc(alpha, beta, edges))
    mean = alpha / (alpha + beta) * np.diff(betainc(alpha + 1, beta, edges))
    profit = mean * kept * positive - weight * (contact * positive + wasted * negative)
    return float(profit.sum()), float(weight @ (positive + negative))
