"""Is the model worth using? The conclusion, and the sentences that give its grounds."""

from __future__ import annotations

from collections.abc import Mapping

from tracer_engine.evaluation.intervals import Comparison
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.report import Interval, OutOfTime, Verdict

ROUGH_CALIBRATION = 0.05  # percentages off by more than this are for ranking, not for counting

CHECK = "Check one thing before you use this model"
AS_IT_WAS = "What it learned was true once and is no longer; train on later rows only."


def judge(
    comparison: Comparison,
    rows: int,
    rule: str,
    wording: Wording,
    suspects: Mapping[str, float] | None = None,
    later: OutOfTime | None = None,
) -> Verdict:
    """The verdict on out-of-fold figures; `suspects` are columns that may know the answer, and their share of reasons.

    Worth using: the interval of ROC AUC lies above chance, the model's probabilities beat always saying the base rate
    beyond doubt, the one-line rule is not clearly better, and on a `later` period, where that was tried, the ranking
    did not fall so clearly that it cannot be told from guessing.
    """
    lift, auc = comparison.model["top_decile_lift"], comparison.model["roc_auc"]
    gain, over_rule = comparison.gain_over_base_rate, comparison.difference["roc_auc"]
    knows = auc.low > 0.5 and gain.low > 0
    beaten = over_rule.high < 0
    if not knows or beaten:
        return Verdict(
            worth_using=False, headline="This model is not worth using", text=_against(lift, auc, rule, beaten, wording)
        )
    if later is not None and later.worse and later.metrics["roc_auc"].low <= 0.5:
        return Verdict(
            worth_using=False, headline="This model does not hold on a later period", text=f"{later.text} {AS_IT_WAS}"
        )
    top = max(1, round(rows / 10))
    text = (
        f"Start with the {top:,} {wording.entities if top > 1 else wording.entity} on top of the list and you reach "
        f"{min(lift.value * 10, 100):.0f} % of those who will {wording.act}, {lift.value:.1f} times as many as "
        "choosing at random"
    )
    if over_rule.low > 0:
        text += f", and the ranking is clearly better than the one-line rule ({rule})."
    else:
        text += f". The one-line rule ({rule}) ranks about as well: use it where a rule is easier to explain."
    if comparison.model["calibration_error"].low > ROUGH_CALIBRATION:
        points = comparison.model["calibration_error"].value * 100
        text += f" Use it to rank, not to count: the percentages are about {points:.0f} points off."
    if later is not None and later.worse:
        then = later.metrics["roc_auc"]
        text = (
            f"On a later period it ranks clearly worse: ROC AUC {then.value:.2f} ({then.low:.2f} to {then.high:.2f}) "
            f"since {later.since}, {auc.value:.2f} in the usual test. Expect the lower figure. {text}"
        )
    if not suspects:
        doubtful = later is not None and later.worse
        return Verdict(worth_using=True, headline=CHECK if doubtful else "This model is worth using", text=text)
    named = " and ".join(f"{column} ({100 * share:.0f} % of all reasons)" for column, share in suspects.items())
    doubt = (
        f"{named} may know the answer: check first that it is known on the day you score new {wording.entities}. If it "
        "is not, leave it out and train again; what follows is flattered. "
    )
    return Verdict(worth_using=True, headline=CHECK, text=doubt + text)


def _against(lift: Interval, auc: Interval, rule: str, beaten: bool, wording: Wording) -> str:
    text = (
        f"Among the tenth it ranks highest it finds {lift.value:.1f} times as many {wording.actors} as chance "
        f"({lift.low:.1f} to {lift.high:.1f})"
    )
    if beaten:
        return f"{text}, and the one-line rule ({rule}) does clearly better. Use the rule."
    if auc.low <= 0.5:
        return (
            f"{text}; its ranking, ROC AUC {auc.value:.2f} ({auc.low:.2f} to {auc.high:.2f}), cannot be told from "
            f"guessing. These columns say too little about who will {wording.act}."
        )
    return (
        f"{text}, but its percentages are no better than giving every {wording.entity} the average. "
        f"More rows or more telling columns may help."
    )
