"""What a test on later rows says beside the usual one."""

from __future__ import annotations

from tracer_engine.evaluation.intervals import Comparison
from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.features.wording import share_text
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.report import Interval, OutOfTime

LEAST_WORSE = 0.01  # of ROC AUC; and of percentages, as a share
FAR = 0.03


def out_of_time(
    column: str,
    since: str,
    rows_before: int,
    y: Values,
    log_odds: Values,
    judged: Comparison,
    usual: Interval,
    wording: Wording,
) -> OutOfTime:
    """The result for later rows with targets `y` and `log_odds` (rows,) of a model of the `rows_before` earlier ones.

    `judged` compares these scores (as the model) with those of the usual test (as the rival), on the same rows;
    `usual` is the ROC AUC of the usual test on all rows. Where time itself tells rows apart, that one is high and says
    nothing of rows that are all from one period.
    """
    then, change = judged.model["roc_auc"], judged.difference["roc_auc"]
    worse = (change.high < 0 and change.value <= -LEAST_WORSE) or then.high < usual.low - LEAST_WORSE
    how = (
        f"learned from {rows_before:,} {wording.entities} before {since}, its ranking (ROC AUC) of the {len(y):,} "
        f"since then is {_interval(then)}; the usual test says {_interval(judged.rival['roc_auc'])} of the same ones "
        f"and {usual.value:.3f} of all"
    )
    given, came = float(sigmoid(log_odds).mean()), float(y.mean())
    text = _said(how, worse, then, change)
    if judged.difference["log_loss"].low > 0 and abs(given - came) >= FAR:
        text += (
            f" The percentages do not keep: {share_text(given)} on average were given, {share_text(came)} "
            f"{wording.acted}."
        )
    return OutOfTime(
        column=column,
        since=since,
        rows_before=rows_before,
        rows_after=len(y),
        metrics=judged.model,
        shuffled=judged.rival,
        difference=judged.difference,
        worse=worse,
        text=text,
    )


def _said(how: str, worse: bool, then: Interval, change: Interval) -> str:
    if worse:
        return f"On a later period it does clearly worse: {how}. Expect the lower figure, and train again often."
    if then.low <= 0.5:
        return f"On a later period its ranking cannot be told from guessing: {how}."
    if change.low > 0:
        return f"On a later period it does no worse: {how}."
    return f"On a later period it holds: {how}; the difference may be chance."


def _interval(figure: Interval) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"
