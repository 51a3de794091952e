"""Would more rows help? Told from one learner that was fitted on parts of the rows, all tested on the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.intervals import interval_of
from tracer_engine.evaluation.metrics import Values
from tracer_engine.evaluation.ranking_error import Z, mean_error, roc_auc_interval
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.report import LearningCurve, LearningPoint

WORTH = 0.01  # of the log loss: what twice as many rows must promise to be worth the trouble
SLOWING = (0.25, 0.75)  # each doubling brings this part of what the one before brought, at least and at most
LEAST_RISE, MUCH_RISE = 0.001, 0.005  # of ROC AUC: less is told in log loss; more is not called little


@dataclass(frozen=True, kw_only=True, eq=False)
class PartFit:
    """What a learner that learned from `rows` rows, on average over the folds, says of all: `log_odds` (rows,)."""

    rows: int
    log_odds: Values


def learning_curve(
    learner: str,
    fits: Sequence[PartFit],
    y: Values,
    groups: NDArray[np.int64],
    wording: Wording,
    *,
    knows: bool,
    wider: float = 1.0,
) -> LearningCurve:
    """The answer from `fits`, fewest rows first, each with twice the rows of the one before.

    All are judged on the same rows, so the step from one to the next is paired. What the next doubling may bring is
    the last step, slowed down as the last was against the one before. `knows`: whether the whole model knows anything;
    where it does not, getting nearer to the average is no reason to want more rows.
    """
    losses = [np.logaddexp(0.0, fit.log_odds) - y * fit.log_odds for fit in fits]
    points = tuple(
        LearningPoint(
            rows=fit.rows,
            roc_auc=roc_auc_interval(y, fit.log_odds, groups, wider=wider),
            log_loss=float(loss.mean()),
        )
        for fit, loss in zip(fits, losses, strict=True)
    )
    last, error = mean_error(losses[-2] - losses[-1], groups)
    before = float((losses[-3] - losses[-2]).mean()) if len(losses) > 2 else 0.0
    slowing = float(np.clip(last / before, *SLOWING)) if before > 0 else float(np.mean(SLOWING))
    gain = interval_of(last, Z * wider * error)
    rise = points[-1].roc_auc.value - points[-2].roc_auc.value
    worth = WORTH * points[-1].log_loss
    outlook: Literal["rising", "flat", "unclear"] = "unclear"
    if knows and gain.low > 0 and last * slowing >= worth:
        outlook = "rising"
    elif knows and gain.high * slowing < 2 * worth and rise * slowing < MUCH_RISE:
        outlook = "flat"
    text = _said(points, outlook, slowing, learner, wording) if knows else _knows_nothing(points, wording)
    return LearningCurve(learner=learner, points=points, outlook=outlook, gain=gain, text=text)


def _said(points: Sequence[LearningPoint], outlook: str, slowing: float, learner: str, wording: Wording) -> str:
    half, full = points[-2], points[-1]
    rise = full.roc_auc.value - half.roc_auc.value
    by_ranking = rise >= LEAST_RISE or outlook != "rising"
    # Measured on one learner, so these are not the figures of the model, which blends several.
    what = f"ranking (ROC AUC of {learner} alone)" if by_ranking else f"log loss (of {learner} alone)"
    first, then = (half.roc_auc.value, full.roc_auc.value) if by_ranking else (half.log_loss, full.log_loss)
    went = f"from {half.rows:,} to {full.rows:,} {wording.entities} learned from, its {what} went from"
    went = f"{went} {first:.3f} to {then:.3f}"
    if outlook == "rising":
        step = max(slowing * abs(then - first), 0.001)
        return (
            f"More rows would help: {went}, and it has not levelled off. Twice as many may bring about {step:.3f} more."
        )
    if outlook == "flat":
        return f"More rows would hardly help: {went}. More telling columns would do more."
    return f"Whether more rows would help cannot be told: {went}, which may be chance."


def _knows_nothing(points: Sequence[LearningPoint], wording: Wording) -> str:
    span = f"from {points[0].rows:,} or from {points[-1].rows:,} {wording.entities}"
    return (
        f"More rows of the same columns give no hope yet: learned {span}, the model knows no more than the average. "
        "Other columns are more likely to help."
    )
