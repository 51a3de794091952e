"""Whether the scores of a file can be relied on, and everything that speaks against it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from tracer_engine.evaluation.metrics import Values, high_risk_from, sigmoid
from tracer_engine.features import groups
from tracer_engine.scoring.base_rate import shares_in
from tracer_engine.scoring.drift import MOVED, carried
from tracer_engine.scoring.losses import lost_without
from tracer_engine.scoring.model import Model
from tracer_engine.scoring.passes import FirstPass
from tracer_engine.types.scores import ColumnCheck, Level

UNREAD = 0.05
"""Fewer cells than this share that are no numbers, where numbers are expected, are not worth a word."""
MUCH = 0.25
"""More of the ranking's worth than this cannot be lost."""
_CHANCE = 3.0
_WEIGHS_LITTLE = " It weighs little in the scores."


def verdict_on(model: Model, first: FirstPass) -> tuple[Level, tuple[str, ...]]:
    """Whether the scores of a file can be relied on, and what speaks against it.

    "stop" where the model was not worth using, or a quarter of what its ranking is worth is lost, "caution" where
    anything speaks against it. What weighs little makes no caution; where there is one it is told all the same.
    """
    if not len(first.log_odds):
        return "caution", ("There are no rows in this file, so there is nothing to score.",)
    causes: list[str] = []
    if not model.card.worth_using:
        causes.append(
            "In training this model proved not worth using: it told too little, or a one-line rule did better."
        )
    missing = first.matching.missing
    if missing:
        causes.append(told_missing(model, first))
    causes += [told_likely(needs, first.matching.columns[needs]) for needs in likely(first)]
    weighty, light = _unread(model, first)
    causes += weighty
    blanks = first.drift.more_blanks(model, missing)
    causes += _told_blanks(first, blanks)
    causes += first.drift.causes(model)
    light += _told_blanks(first, first.drift.more_blanks(model, missing, weighty=False))
    light += first.drift.causes(model, weighty=False)
    lost = lost_in(model, first)
    if lost < MUCH and (of_scores := told_scores(model, first)):
        causes.append(of_scores)
    stop = lost >= MUCH or not model.card.worth_using
    level: Level = "stop" if stop else "caution" if causes else "go"
    return level, (*causes, *(text + _WEIGHS_LITTLE for text in light)) if causes else ()


@dataclass(frozen=True, kw_only=True)
class JudgedFile:
    """A file against the model's training: column by column, and its scores."""

    columns: tuple[ColumnCheck, ...]
    score_drift: float | None


def judge_file(model: Model, first: FirstPass) -> JudgedFile:
    """Every column the model reads, the weightiest first, and how far the scores have moved."""
    drift, found = first.drift, first.matching
    columns = [
        ColumnCheck(
            needs=column.name,
            column=found.columns.get(column.name),
            how=found.how.get(column.name, "missing"),
            share=carried(model, [column.name]),
            loss=lost_without(model, [column.name]),
            unseen=drift.unmet[column.name],
            unseen_values=drift.most_frequent(column.name),
            outside=drift.outside[column.name],
            blank=drift.blank[column.name],
            drift=drift.index(column),
            p_value=drift.p_value(model, column),
        )
        for column in model.preparation.inputs
    ]
    return JudgedFile(
        columns=tuple(sorted(columns, key=lambda one: -one.share)), score_drift=score_index(model, first.log_odds)
    )


def lost_in(model: Model, first: FirstPass) -> float:
    """The share of the ranking's worth that is lost: by columns that are not there, and by more blanks in others."""
    missing = first.matching.missing
    blanks = first.drift.more_blanks(model, missing)
    return lost_without(model, missing) + sum(more * lost_without(model, [name]) for name, more in blanks.items())


def likely(first: FirstPass) -> list[str]:
    """The columns of the model that were found under another name without anybody saying so."""
    return [name for name, how in first.matching.how.items() if how == "likely"]


def told_likely(needs: str, there: str) -> str:
    """That a column was taken for another."""
    return f"{there} was taken for {needs}, by its name and its values: check that it is."


def told_missing(model: Model, first: FirstPass) -> str:
    """Which columns are not there, and what that costs."""
    missing, lost = first.matching.missing, lost_without(model, first.matching.missing)
    if len(missing) == len(model.preparation.inputs):
        return (
            f"None of the {len(missing)} columns the model reads is in this file ({_named(missing)}): it is about "
            "something else, and every row gets the same score."
        )
    many = len(missing) > 1
    them, were = ("them", "they were") if many else ("it", "it was")
    gone = f"{_named(missing)} {'are' if many else 'is'} not in this file. "
    if model.card.losses is None:
        gone += f"{'They carry' if many else 'It carries'} {100 * lost:.0f} % of the reasons; "
    else:
        gone += f"Without {them} the ranking loses {told_loss(model, lost)}; "
    return f"{gone}every row is scored as if {were} blank."


def told_loss(model: Model, lost: float) -> str:
    """A share of the ranking's worth in words."""
    auc = model.card.metrics.get("roc_auc", float("nan"))
    if lost < 0.01:
        return "next to nothing"
    if lost > 0.99:
        return "all of its worth"
    after = f" (ROC AUC {auc:.2f}, then about {auc - lost * (auc - 0.5):.2f})" if auc > 0.5 else ""
    return f"about {100 * min(lost, 1.0):.0f} % of its worth{after}"


def _named(missing: Collection[str]) -> str:
    return ", ".join(list(missing)[:5]) + (", …" if len(missing) > 5 else "")


def _unread(model: Model, first: FirstPass) -> tuple[list[str], list[str]]:
    """Columns whose type has changed: sentences on those that matter, and on those that do not."""
    dates = {column.name for column in model.preparation.inputs if column.kind == "date"}
    weighty: list[str] = []
    light: list[str] = []
    for name, share in first.unread.items():
        if share >= UNREAD:
            what = "dates" if name in dates else "numbers"
            text = f"{100 * share:.0f} % of the cells in {name} are no {what}; they are scored as missing."
            (weighty if carried(model, [name]) > 0 else light).append(text)
    return weighty, light


def _told_blanks(first: FirstPass, blanks: Collection[str]) -> list[str]:
    return [
        f"{name} is blank in {first.drift.blank[name]:,} of {first.drift.rows:,} rows, far more often than in training."
        for name in blanks
        if first.unread.get(name, 0.0) < UNREAD
    ]


def score_index(model: Model, log_odds: Values) -> float | None:
    """The population stability index of the scores against those of the training, out of fold or the model's own,
    whichever is nearer; None where those are not known.
    """
    spread = model.card.spread
    if spread is None or not len(log_odds) or len(spread.shares) < 2:
        return None
    now = shares_in(spread.edges, sigmoid(log_odds))
    return min(groups.stability_index(shares, now, len(log_odds)) for shares in (spread.shares, spread.fitted))


def scores_moved(model: Model, log_odds: Values) -> bool:
    """Whether the scores are spread otherwise than in training, beyond what chance does to so many rows."""
    index = score_index(model, log_odds)
    if index is None or model.card.spread is None:
        return False
    by_chance = (len(model.card.spread.shares) - 1) * (1 / len(log_odds) + 1 / max(1, model.card.rows))
    return index >= MOVED + _CHANCE * by_chance


def told_scores(model: Model, first: FirstPass) -> str:
    """What is to be said of the scores as a whole: they moved, or show another share of outcomes ("": nothing)."""
    told = []
    if scores_moved(model, first.log_odds) and model.card.high_risk is not None:
        high = float(np.mean(sigmoid(first.log_odds) >= high_risk_from(model.card.base_rate)))
        told.append(
            f"The scores have moved: {100 * high:.0f} % of the rows are at high risk; when the model was trained, "
            f"{100 * model.card.high_risk:.0f} % were."
        )
    rate = first.base_rate
    if rate is not None and rate.shifted:
        told.append(
            f"By the scores {100 * rate.expected:.0f} % of the rows have the outcome; when the model was trained, "
            f"{100 * rate.trained:.0f} % had it."
        )
        if rate.estimated is not None:
            told.append(f"If nothing but that share has changed, it is about {100 * rate.estimated:.0f} % now.")
    return " ".join(told)
