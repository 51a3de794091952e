"""How the model does in parts of the rows: a good figure over all may hide a part where it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from tracer_engine.evaluation.intervals import wilson
from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.evaluation.ranking_error import roc_auc_interval
from tracer_engine.features.wording import share_text
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.report import Interval, Segment, Segmentation

LEAST_ROWS, LEAST_EACH = 50, 10  # with fewer rows, or fewer of either outcome, there is nothing to judge
LEAST_OFF = 0.02  # a smaller distance of percentages is none that matters
TOLD = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Parting:
    """Rows parted by one column: `group` (rows,) points into `names`."""

    column: str
    label: str
    group: NDArray[np.intp]
    names: Sequence[str]


def judge_segments(
    y: Values, log_odds: Values, groups: NDArray[np.int64], partings: Sequence[Parting], *, wider: float = 1.0
) -> tuple[Segmentation, ...]:
    """Each part judged alone, by out-of-fold, cross-fitted `log_odds` (rows,) of targets `y`.

    Percentages count as off when they lie outside an interval wide enough for all parts together (Bonferroni), since
    of many parts some are off by chance. Partings with fewer than two parts that can be judged are left out.
    """
    ready = [parting for parting in partings if sum(_enough(y, rows) for rows, _ in _parts(parting)) > 1]
    judged = sum(_enough(y, rows) for parting in ready for rows, _ in _parts(parting))
    strict = float(norm.ppf(1 - 0.025 / max(1, judged)))
    return tuple(
        Segmentation(
            column=parting.column,
            label=parting.label,
            segments=tuple(
                _segment(name, y[rows], log_odds[rows], groups[rows], wider, strict) for rows, name in _parts(parting)
            ),
        )
        for parting in ready
    )


def _parts(parting: Parting) -> list[tuple[NDArray[np.bool_], str]]:
    parts = [(parting.group == index, name) for index, name in enumerate(parting.names)]
    return [(rows, name) for rows, name in parts if rows.any()]


def _enough(y: Values, rows: NDArray[np.bool_]) -> bool:
    count, hits = int(rows.sum()), float(y[rows].sum())
    return count >= LEAST_ROWS and min(hits, count - hits) >= LEAST_EACH


def _segment(name: str, y: Values, log_odds: Values, groups: NDArray[np.int64], wider: float, strict: float) -> Segment:
    rows, hits = len(y), int(y.sum())
    alone = len(np.unique(groups))  # copies of a row tell no more than one
    rate, predicted = hits / rows, float(sigmoid(log_odds).mean())
    low, high = wilson(rate * alone, alone)
    judged = _enough(y, np.ones(rows, dtype=np.bool_))
    auc = roc_auc_interval(y, log_odds, groups, wider=wider) if judged else None
    return Segment(
        value=name,
        rows=rows,
        positives=hits,
        rate=Interval(value=rate, low=low, high=high),
        predicted=predicted,
        roc_auc=auc,
        judged=judged,
        note=_note(predicted, rate, wilson(rate * alone, alone, strict), auc),
    )


def _note(predicted: float, rate: float, limits: tuple[float, float], auc: Interval | None) -> str:
    if auc is None:
        return "too few to judge"
    notes = []
    if abs(predicted - rate) >= LEAST_OFF and not limits[0] <= predicted <= limits[1]:
        way = "high" if predicted > rate else "low"
        notes.append(f"percentages about {100 * abs(predicted - rate):.0f} points too {way}")
    if auc.low <= 0.5:
        notes.append("ranking not told from guessing")
    return "; ".join(notes)


def segments_sentence(segmentations: Sequence[Segmentation], wording: Wording) -> str:
    """What the parts say together: where not to trust the model, or that there is no such place; "" without parts."""
    found = [(one.label, segment) for one in segmentations for segment in one.segments]
    judged = [(label, segment) for label, segment in found if segment.judged]
    if not judged:
        return ""
    many = f"{len(judged)} groups of {wording.entities}"
    off = [(label, segment) for label, segment in judged if segment.note.startswith("percentages")]
    guessing = [(label, segment) for label, segment in judged if segment.note.endswith("guessing")]
    if 2 * len(guessing) >= len(judged):
        # True percentages are no merit of a model that gives all about the same.
        text = f"In {len(guessing)} of {many} the ranking cannot be told from guessing."
    else:
        text = f"{_percentages(off, many, wording)} {_ranking(guessing)}"
    few = len(found) - len(judged)
    return text + (f" {few} {'is' if few == 1 else 'are'} too small to judge." if few else "")


def _percentages(off: list[tuple[str, Segment]], many: str, wording: Wording) -> str:
    if not off:
        return f"In none of {many} are the percentages clearly off."
    most = sorted(off, key=lambda one: -abs(one[1].predicted - one[1].rate.value) * one[1].rows)
    said = "; ".join(_off(label, segment, wording) for label, segment in most[:TOLD])
    return f"In {len(off)} of {many} the percentages are clearly off. Most: {said}."


def _ranking(guessing: list[tuple[str, Segment]]) -> str:
    if not guessing:
        return "Within each of them the ranking is better than guessing."
    largest = sorted(guessing, key=lambda one: -one[1].rows)
    said = "; ".join(f"{label}, {segment.value}" for label, segment in largest[:TOLD])
    more = f"; and {len(guessing) - TOLD} more" if len(guessing) > TOLD else ""
    return f"Within some the ranking cannot be told from guessing: {said}{more}."


def _off(label: str, segment: Segment, wording: Wording) -> str:
    rows = f"{segment.rows:,} {wording.entities}"
    given, came = share_text(segment.predicted), share_text(segment.rate.value)
    return f"{label}, {segment.value} ({rows} given {given} on average, {came} {wording.acted})"


def columns_to_part_by(
    importance: Sequence[tuple[str, float]], roles: Mapping[str, str], sensitive: frozenset[str], most: int = 4
) -> list[str]:
    """Columns worth parting by: first those that play a role, by their share of all reasons, then the others; and all
    that say who somebody is (`sensitive`), however little they weigh. `roles` maps columns to their roles.
    """
    ranked = sorted((entry for entry in importance if entry[1] > 0), key=lambda one: (one[0] not in roles, -one[1]))
    chosen = [column for column, _ in ranked[:most]]
    return chosen + [column for column, _ in importance if column in sensitive and column not in chosen]
