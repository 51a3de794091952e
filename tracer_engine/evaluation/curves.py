"""Points of the charts, from out-of-fold, cross-fitted scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.intervals import wilson
from tracer_engine.evaluation.metrics import Ranked, Values, sigmoid
from tracer_engine.features.wording import share_text
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.report import CalibrationBin, Curves, GainPoint, HistogramBin

POINTS = 101
NEARLY_ALL = 0.95


def curves(y: Values, model: Values, rival: Values) -> Curves:
    """All curves of a model's and its rival's log-odds (rows,) on targets `y`."""
    ranked, against = Ranked.of(y, model), Ranked.of(y, rival)
    shares = np.linspace(0, 1, POINTS)
    reached, reached_rival = _reached(ranked, shares), _reached(against, shares)
    return Curves(
        gains=tuple(
            GainPoint(share=float(s), reached=float(a), rule_reached=float(b))
            for s, a, b in zip(shares, reached, reached_rival, strict=True)
        ),
        roc=_roc(ranked),
        precision_recall=_precision_recall(ranked),
        calibration=calibration(y, sigmoid(model)),
        histogram=_histogram(y, sigmoid(model)),
    )


def _cumulated(ranked: Ranked) -> tuple[Values, Values]:
    """Rows and positives up to the end of each run of equal scores, from 0."""
    positive = np.cumsum(ranked.y[ranked.order])[ranked.ends]
    counted = (ranked.ends + 1).astype(np.float64)
    return np.concatenate([[0.0], counted]), np.concatenate([[0.0], positive])


def _reached(ranked: Ranked, shares: Values) -> Values:
    counted, positive = _cumulated(ranked)
    return np.asarray(np.interp(shares * counted[-1], counted, positive) / max(positive[-1], 1.0))


def _thin(count: int) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, count - 1, min(count, 201)).round().astype(np.intp))


def _roc(ranked: Ranked) -> tuple[tuple[float, float], ...]:
    counted, positive = _cumulated(ranked)
    negative = counted - positive
    keep = _thin(len(counted))
    x, y = negative / max(negative[-1], 1.0), positive / max(positive[-1], 1.0)
    return tuple((float(x[i]), float(y[i])) for i in keep)


def _precision_recall(ranked: Ranked) -> tuple[tuple[float, float], ...]:
    counted, positive = _cumulated(ranked)
    counted, positive = counted[1:], positive[1:]
    keep = _thin(len(counted))
    return tuple((float(positive[i] / max(positive[-1], 1.0)), float(positive[i] / counted[i])) for i in keep)


def calibration(y: Values, probability: Values, groups: int = 10) -> tuple[CalibrationBin, ...]:
    """Groups of equal size by falling probability, lowest first."""
    order = np.argsort(probability, kind="stable")
    bins = []
    for rows in np.array_split(order, min(groups, len(order))):
        hits = float(y[rows].sum())
        low, high = wilson(hits, len(rows))
        bins.append(
            CalibrationBin(
                predicted=float(probability[rows].mean()),
                observed=hits / len(rows),
                observed_low=low,
                observed_high=high,
                rows=len(rows),
            )
        )
    return tuple(bins)


def calibration_sentence(bins: Sequence[CalibrationBin], wording: Wording) -> str:
    """What the highest group says that is not the extreme: neither the last one nor near 100 %, where there is another;
    "" without groups.
    """
    if not bins:
        return ""
    below = bins[:-1] if len(bins) > 2 else bins[-1:]
    group = next((one for one in reversed(below) if one.predicted < NEARLY_ALL), below[-1])
    one, many = wording.entity, wording.entities
    return (
        f"Of 100 {many} scored near {share_text(group.predicted)}, {100 * group.observed:.0f} {wording.acted} "
        f"(95 % interval {100 * group.observed_low:.0f} to {100 * group.observed_high:.0f}, "
        f"from {group.rows:,} {one if group.rows == 1 else many})."
    )


def _histogram(y: Values, probability: Values, bins: int = 20) -> tuple[HistogramBin, ...]:
    edges = np.linspace(0, 1, bins + 1)
    index = np.minimum((probability * bins).astype(np.intp), bins - 1)
    positives = np.bincount(index, y, bins)
    counts = np.bincount(index, minlength=bins)
    return tuple(
        HistogramBin(
            low=float(edges[i]),
            high=float(edges[i + 1]),
            positives=int(positives[i]),
            negatives=int(counts[i] - positives[i]),
        )
        for i in range(bins)
    )
