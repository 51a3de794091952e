"""What has changed between two files scored with one model: who is new on the list, who climbed, fell and left."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tracer_engine.types.model import ModelCard
from tracer_engine.types.scores import RememberedRows, ScoredFile, Since

MOST_REASONS = 5
OLD = 183
"""Days after which a model is old, whatever else is known."""
RISEN = 0.1
"""A column's drift that is worth a word where it has risen from file to file."""
FILES_TO_RISE = 3


def since(then: ScoredFile, before: RememberedRows, now: ScoredFile, rows: RememberedRows) -> Since:
    """What has changed since the file `then`, of which `before` is remembered. The list is those predicted yes."""
    listed = rows.probability >= np.float32(now.threshold)
    was_listed = before.probability >= np.float32(then.threshold)
    told = Since(then=then, rows=now.rows, listed=now.listed, expected=now.expected)
    told = replace(told, reasons=_reasons(then, before, was_listed, now, rows, listed))
    if not len(rows.ids) or not len(before.ids):
        return told
    place = _places_then(before, rows)
    known = place >= 0
    listed_then = np.zeros(len(place), dtype=np.bool_)
    listed_then[known] = was_listed[place[known]]
    stayed = listed & listed_then
    gone = was_listed & ~np.isin(before.ids, rows.ids)
    return replace(
        told,
        both=int(np.count_nonzero(known)),
        new=int(np.count_nonzero(listed & ~known)),
        climbed=int(np.count_nonzero(listed & known & ~listed_then)),
        stayed=int(np.count_nonzero(stayed)),
        fell=int(np.count_nonzero(~listed & listed_then)),
        left=int(np.count_nonzero(gone)),
        other_reason=_other_reason(then, before, now, rows, place, stayed),
    )


def _places_then(before: RememberedRows, rows: RememberedRows) -> np.ndarray:
    """For each row of a file, where it stood in the file before (rows,); -1 where it was not there."""
    if not len(before.ids):
        return np.full(len(rows.ids), -1, dtype=np.intp)
    order = np.argsort(before.ids, kind="stable")
    at = np.minimum(np.searchsorted(before.ids[order], rows.ids), len(order) - 1)
    return np.where(before.ids[order][at] == rows.ids, order[at], -1)


def _reasons(
    then: ScoredFile,
    before: RememberedRows,
    was_listed: np.ndarray,
    now: ScoredFile,
    rows: RememberedRows,
    listed: np.ndarray,
) -> tuple[tuple[str, int, int], ...]:
    """Main reasons of the listed rows, now and then, those that lead most rows now first; none where none are known."""
    counted = []
    for names, reason, chosen in ((now.reasons, rows.reason, listed), (then.reasons, before.reason, was_listed)):
        places = Counter(reason[chosen & (reason >= 0)].tolist())
        counted.append(Counter({names[place]: count for place, count in places.items() if place < len(names)}))
    if not all(counted):
        return ()
    ordered = sorted(counted[0] | counted[1], key=lambda name: (-counted[0][name], -counted[1][name], name))
    return tuple((name, counted[0][name], counted[1][name]) for name in ordered[:MOST_REASONS])


def _other_reason(
    then: ScoredFile,
    before: RememberedRows,
    now: ScoredFile,
    rows: RememberedRows,
    place: np.ndarray,
    stayed: np.ndarray,
) -> int | None:
    """How many of those who stayed are on the list for another main reason; None where reasons are not known."""
    if then.reasons != now.reasons:
        return None
    a, b = rows.reason[stayed], before.reason[place[stayed]]
    known = (a >= 0) & (b >= 0)
    return int(np.count_nonzero(a[known] != b[known])) if known.any() or not stayed.any() else None


def ageing(card: ModelCard, files: Sequence[ScoredFile], today: datetime.datetime) -> str:
    """What the age of a model asks for, in a sentence or two; "" for nothing.

    `files` are those scored with it, newest first.
    """
    try:
        days = (today - datetime.datetime.fromisoformat(card.created)).days
    except (ValueError, TypeError):
        return ""
    age = f"The model was trained {told_days(days)} ago"
    drifts = [one.column_drift for one in files if one.column_drift is not None][:FILES_TO_RISE]
    rising = len(drifts) == FILES_TO_RISE and drifts == sorted(drifts, reverse=True) and drifts[0] >= RISEN
    rising = rising and drifts[0] >= 1.5 * drifts[-1]
    if rising:
        steps = ", ".join(f"{drift:.2f}" for drift in reversed(drifts))
        return f"{age}, and its files move away from what it learned from: drift {steps}. Train again on a newer table."
    if days >= OLD:
        return f"{age}. Train again on a newer table, and compare the two."
    return ""


def told_days(days: int) -> str:
    """A length of time in the unit that fits it."""
    if days < 1:
        return "less than a day"
    for unit, length, least in (("year", 365.25, 2), ("month", 30.44, 2), ("week", 7.0, 2)):
        count = int(days / length)
        if count >= least:
            return f"{count} {unit}s"
    return f"{days} day" if days == 1 else f"{days} days"
