"""The standard error of a ROC AUC, or of a mean, without a bootstrap; rows of one group count together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from tracer_engine.evaluation.metrics import Values
from tracer_engine.types.report import Interval

Z = 1.959964


def roc_auc_error(y: Values, log_odds: Values, groups: NDArray[np.int64]) -> tuple[float, float]:
    """ROC AUC of `log_odds` (rows,) against `y` (0/1) and its standard error; nan where an outcome is absent.

    DeLong et al. 1988, in the form for rows that come in groups (Obuchowski 1997): what each row adds is summed by
    group before it is squared.
    """
    positive = y == 1
    hits, others = int(positive.sum()), int((~positive).sum())
    if not hits or not others:
        return float("nan"), float("nan")
    rank = rankdata(log_odds)
    part = np.empty(len(y))
    part[positive] = (rank[positive] - rankdata(log_odds[positive])) / others
    part[~positive] = 1 - (rank[~positive] - rankdata(log_odds[~positive])) / hits
    value = float(part[positive].mean())
    influence = (part - value) / np.where(positive, hits, others)
    return value, _error(influence, groups)


def mean_error(values: Values, groups: NDArray[np.int64]) -> tuple[float, float]:
    """The mean of `values` (rows,) and its standard error."""
    mean = float(values.mean())
    return mean, _error((values - mean) / len(values), groups)


def _error(influence: Values, groups: NDArray[np.int64]) -> float:
    """The standard error of a figure to which each row adds its `influence`."""
    _, group = np.unique(groups, return_inverse=True)
    sums = np.bincount(group, influence)
    return float(np.sqrt(len(sums) / max(1, len(sums) - 1) * (sums @ sums)))


def roc_auc_interval(
    y: Values, log_odds: Values, groups: NDArray[np.int64], *, wider: float = 1.0, z: float = Z
) -> Interval:
    """ROC AUC with its interval, on the scale of log-odds so that it stays between 0 and 1.

    `wider`: by how much it is wider because the models depend on chance too (see `intervals.widening`). A perfect or
    wholly wrong order gets the limit that three rows in n still allow.
    """
    value, error = roc_auc_error(y, log_odds, groups)
    if not np.isfinite(value):
        return Interval(value=value, low=value, high=value)
    fewest = float(min(y.sum(), len(y) - y.sum()))
    if value in (0.0, 1.0):
        return Interval(value=value, low=max(0.0, value - 3 / fewest), high=min(1.0, value + 3 / fewest))
    middle = np.log(value / (1 - value))
    half = z * wider * error / (value * (1 - value))
    low, high = 1 / (1 + np.exp(-(middle + np.array([-half, half]))))
    return Interval(value=value, low=float(low), high=float(high))


def roc_auc_limits(value: float, positives: int, negatives: int) -> tuple[float, float]:
    """About the 95 % limits of a ROC AUC of which no more than the numbers of rows are known (Hanley and McNeil 1982).

    On the scale of log-odds, as above; 0 and 1 where nothing can be told.
    """
    if not 0 < value < 1 or min(positives, negatives) < 1:
        return 0.0, 1.0
    square = value * value
    spread = (positives - 1) * (value / (2 - value) - square) + (negatives - 1) * (2 * square / (1 + value) - square)
    error = np.sqrt((value - square + spread) / (positives * negatives))
    middle, half = np.log(value / (1 - value)), Z * error / (value - square)
    return float(1 / (1 + np.exp(half - middle))), float(1 / (1 + np.exp(-half - middle)))
