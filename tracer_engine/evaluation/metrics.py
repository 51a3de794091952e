"""The metrics, all able to count a row several times (or not at all), which is what a bootstrap draw does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

NAMES = ("roc_auc", "average_precision", "log_loss", "brier", "calibration_error", "top_decile_lift")
BINS = 10


def sigmoid(log_odds: Values) -> Values:
    """Probability of log-odds, without overflow."""
    result: Values = np.array(log_odds, dtype=np.float64)
    np.negative(result, out=result)
    np.logaddexp(0.0, result, out=result)
    np.negative(result, out=result)
    return np.exp(result, out=result)


def high_risk_from(base_rate: float) -> float:
    """The probability at which high risk begins: twice the base rate, at most 0.8."""
    return min(2 * base_rate, 0.8)


@dataclass(frozen=True, eq=False)
class Ranked:
    """Scores of one model put in order once, so that each bootstrap draw costs only sums.

    `order` sorts rows by falling score; `ends` are the positions of the last row of each run of equal scores.
    """

    y: Values
    log_odds: Values
    probability: Values
    loss: Values
    order: NDArray[np.intp]
    ends: NDArray[np.intp]
    bins: NDArray[np.intp]

    @staticmethod
    def of(y: Values, log_odds: Values) -> Ranked:
        """Rank scores `log_odds` (rows,) of targets `y` (rows,) of 0 and 1."""
        order = np.argsort(-log_odds, kind="stable")
        ordered = log_odds[order]
        ends = np.append(np.flatnonzero(np.diff(ordered) != 0), len(ordered) - 1)
        probability = sigmoid(log_odds)
        loss = np.logaddexp(0.0, log_odds) - y * log_odds
        bins = np.minimum((probability * BINS).astype(np.intp), BINS - 1)
        return Ranked(y, log_odds, probability, loss, order, ends, bins)

    def metrics(self, weight: Values) -> dict[str, float]:
        """All metrics when row i counts `weight[i]` times; nan where a class is absent."""
        w = weight[self.order]
        positive = np.cumsum(w * self.y[self.order])[self.ends]
        counted = np.cumsum(w)[self.ends]
        negative = counted - positive
        total, positives, negatives = counted[-1], positive[-1], negative[-1]
        result = dict.fromkeys(NAMES, float("nan"))
        result["log_loss"] = float(weight @ self.loss / total)
        result["brier"] = float(weight @ (self.probability - self.y) ** 2 / total)
        result["calibration_error"] = self._calibration_error(weight, float(total))
        if positives > 0 and negatives > 0:
            gained = np.diff(positive, prepend=0.0)
            before = np.concatenate([[0.0], positive[:-1]])
            passed = np.diff(negative, prepend=0.0)
            result["roc_auc"] = float(np.sum(passed * (before + gained / 2)) / (positives * negatives))
            precision = np.divide(positive, counted, out=np.zeros_like(positive), where=counted > 0)
            result["average_precision"] = float(np.sum(gained * precision) / positives)
            reached = np.interp(0.1 * total, np.concatenate([[0.0], counted]), np.concatenate([[0.0], positive]))
            result["top_decile_lift"] = float(reached / positives / 0.1)
        return result

    def _calibration_error(self, weight: Values, total: float) -> float:
        """Expected calibration error (Naeini et al. 2015) over ten bins of equal width."""
        predicted = np.bincount(self.bins, weight * self.probability, BINS)
        observed = np.bincount(self.bins, weight * self.y, BINS)
        return float(np.abs(predicted - observed).sum() / total)


def point_metrics(y: Values, log_odds: Values) -> Mapping[str, float]:
    """All metrics of `log_odds` (rows,) against `y` (rows,)."""
    return Ranked.of(y, log_odds).metrics(np.ones(len(y)))


def best_f1_threshold(y: Values, probability: Values) -> float:
    """The probability from which calling a row positive gives the best F1 (ties: the higher threshold)."""
    order = np.argsort(-probability, kind="stable")
    ordered = probability[order]
    hits = np.cumsum(y[order])
    called = np.arange(1, len(y) + 1)
    f1 = 2 * hits / (called + y.sum())
    f1[np.append(np.diff(ordered) == 0, False)] = -1.0  # a threshold cannot part equal scores
    best = int(np.argmax(f1))
    return float(ordered[best])
