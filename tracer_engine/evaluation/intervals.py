"""95 % intervals by a bootstrap over groups, the same draws for model and rule, so that differences are paired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.metrics import NAMES, Ranked, Values
from tracer_engine.types.report import Interval


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Metrics of a model and of its rival with intervals, and paired differences (model minus rival)."""

    model: Mapping[str, Interval]
    rival: Mapping[str, Interval]
    difference: Mapping[str, Interval]
    gain_over_base_rate: Interval
    """Log loss of always saying the base rate, minus the model's: above 0 the model knows something."""


def draws_for(rows: int) -> int:
    """How many bootstrap draws: enough for stable 95 % limits, fewer where rows make each one dear."""
    return int(np.clip(6_000_000 // max(rows, 1), 120, 600))


def compare(y: Values, model: Values, rival: Values, groups: NDArray[np.int64], seed: int) -> Comparison:
    """Compare two sets of out-of-fold log-odds (rows,) on targets `y`; rows of one group are drawn together."""
    random = np.random.default_rng(seed)
    _, group = np.unique(groups, return_inverse=True)
    count = int(group.max()) + 1
    ranked, against = Ranked.of(y, model), Ranked.of(y, rival)
    point, point_rival = ranked.metrics(np.ones(len(y))), against.metrics(np.ones(len(y)))
    base = _base_rate_loss(y, np.ones(len(y)))
    drawn, drawn_rival, drawn_gain = [], [], []
    for _ in range(draws_for(len(y))):
        weight = np.bincount(random.integers(0, count, count), minlength=count).astype(np.float64)[group]
        sample = ranked.metrics(weight)
        drawn.append([sample[name] for name in NAMES])
        other = against.metrics(weight)
        drawn_rival.append([other[name] for name in NAMES])
        drawn_gain.append(_base_rate_loss(y, weight) - sample["log_loss"])
    a, b = np.array(drawn), np.array(drawn_rival)
    wider = widening(point["roc_auc"], a[:, NAMES.index("roc_auc")])
    return Comparison(
        model={name: _interval(point[name], a[:, i], name, wider) for i, name in enumerate(NAMES)},
        rival={name: _interval(point_rival[name], b[:, i], name) for i, name in enumerate(NAMES)},
        difference={
            name: _interval(point[name] - point_rival[name], a[:, i] - b[:, i], wider=wider)
            for i, name in enumerate(NAMES)
        },
        gain_over_base_rate=_interval(base - point["log_loss"], np.array(drawn_gain), wider=wider),
    )


def widening(value: float, draws: Values) -> float:
    """By how much intervals of cross-validated figures are wider than the bootstrap of the scores says.

    A bootstrap holds the models fixed. But what fold i has by chance also went into the models that judge fold j, and
    the other way round, so every pair of folds counts twice: where there is no signal the variance is double (for a
    score linear in the folds' chance effects b_i, the figure is the sum over i of b_i times the sum of the other b_j,
    that is twice the sum over pairs, with twice the variance of as many independent products). Where the signal is
    strong the models hardly depend on chance, and the factor goes to 1; z is the distance of `value`, a ROC AUC, from
    chance in standard errors.
    """
    return widened_by(value, float(np.nanstd(draws)))


def widened_by(value: float, error: float) -> float:
    """As `widening`, for a ROC AUC with the standard error `error`."""
    if not np.isfinite(value) or not error > 0:
        return 1.0
    z = (value - 0.5) / error
    return float(np.sqrt(1 + 1 / (1 + (z / 4) ** 2)))


def _base_rate_loss(y: Values, weight: Values) -> float:
    rate = float(np.clip(weight @ y / weight.sum(), 1e-12, 1 - 1e-12))
    return float(-(rate * np.log(rate) + (1 - rate) * np.log(1 - rate)))


_LIMITS = {
    "roc_auc": (0.0, 1.0),
    "average_precision": (0.0, 1.0),
    "log_loss": (0.0, np.inf),
    "brier": (0.0, 1.0),
    "calibration_error": (0.0, 1.0),
    "top_decile_lift": (0.0, 10.0),
}


def _interval(value: float, draws: Values, name: str = "", wider: float = 1.0) -> Interval:
    """Percentile limits, moved by the draws' bias (a calibration error, say, is larger in every draw) and widened."""
    kept = draws[np.isfinite(draws)]
    if not kept.size or not np.isfinite(value):
        return Interval(value=value, low=value, high=value)
    low, high = value + wider * (np.quantile(kept, [0.025, 0.975]) - kept.mean())
    least, most = _LIMITS.get(name, (-np.inf, np.inf))
    return Interval(value=float(value), low=float(max(least, min(low, value))), high=float(min(most, max(high, value))))


def interval_of(value: float, half: float) -> Interval:
    """The interval that reaches as far to either side."""
    return Interval(value=value, low=value - half, high=value + half)


def wilson(hits: float, rows: float, z: float = 1.959964) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927), or another one with its `z`."""
    if rows == 0:
        return 0.0, 1.0
    share = hits / rows
    middle = (share + z * z / (2 * rows)) / (1 + z * z / rows)
    half = z * np.sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows)) / (1 + z * z / rows)
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))
