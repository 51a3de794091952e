"""The charts of what drives the scores: how much each column weighs, and which way its values push."""

from __future__ import annotations

import math

from tracer_engine.export.charts import (
    Chart,
    fitted,
    lines_of_text,
    picture,
    rectangle,
    segment,
    text,
    text_width,
)
from tracer_engine.export.report_numbers import UNKNOWN, integer_text, percent_text, shortened, signed_text
from tracer_engine.types.report import Effect, EffectPoint, Importance, Report

MOST_DRIVERS = 12
MOST_VALUES = 10


def importance_chart(report: Report) -> Chart | None:
    """How much each column weighs in all reasons, the heaviest first, the rest as one bar."""
    ranked = sorted(report.importance, key=lambda entry: -entry.share)
    if not ranked:
        return None
    row, left, right, width = 29.0, 236.0, 60.0, 800.0
    longest = max(entry.high if entry.high is not None else entry.share for entry in ranked[:MOST_DRIVERS]) or 1.0
    parts = []
    for index, entry in enumerate(ranked[:MOST_DRIVERS]):
        middle = 6 + row * (index + 0.5)
        length = entry.share / longest * (width - left - right)
        names = fitted(shortened(entry.label or entry.column, 56), left - 16, 12, 2)
        parts.append(lines_of_text(left - 12, middle + 4, names, "bar-name", "end", 13))
        parts.append(rectangle(left, middle - 9, length, 18, "bar-model", radius=2))
        end = left + length
        if entry.low is not None and entry.high is not None:
            end = left + entry.high / longest * (width - left - right)
            parts.append(segment(left + entry.low / longest * (width - left - right), middle, end, middle, "limits"))
        parts.append(text(max(end, left + length) + 8, middle + 4, percent_text(entry.share, 1), "bar-value"))
    drawn = 12 + row * len(ranked[:MOST_DRIVERS])
    parts.append(segment(left, 4, left, drawn - 4, "zero-line"))
    height = drawn
    if rest := ranked[MOST_DRIVERS:]:
        # Together they may outweigh every single one: as a bar they would squeeze the others, so they are told.
        height += row
        others = "1 other column" if len(rest) == 1 else f"{integer_text(len(rest))} other columns together"
        parts.append(text(left - 12, height - row / 2, others, "note-quiet", "end"))
        together = percent_text(sum(entry.share for entry in rest), 1)
        parts.append(text(left + 8, height - row / 2, together, "bar-value"))
    top = ", ".join(shortened(entry.label or entry.column) for entry in ranked[:3])
    summary = f"What weighs most in the scores: {top}. The shares of all columns add up to {percent_text(1.0)}."
    known = any(entry.low is not None for entry in ranked)
    if known:
        summary += " Lines: 95\u00a0% intervals, how far a share may move had others been learned from."
    title = "What the scores are made of"
    return Chart(
        title=title,
        summary=summary,
        svg=picture("drivers", width, height, title, summary, parts),
        headings=("Column", "Share of all reasons", *(("95\u00a0% interval",) if known else ())),
        rows=tuple(
            (
                _both_names(entry.column, entry.label),
                percent_text(entry.share, 1),
                *((_limits(entry),) if known else ()),
            )
            for entry in ranked
        ),
    )


def _limits(entry: Importance) -> str:
    if entry.low is None or entry.high is None:
        return UNKNOWN
    return f"{percent_text(entry.low, 1)} to {percent_text(entry.high, 1)}"


def _both_names(column: str, label: str) -> str:
    return f"{label} ({column})" if label and label.casefold() != column.casefold() else column


def effect_chart(report: Report, effect: Effect, number: int) -> Chart | None:
    """What each value of one column does to the score, and how many of those really had the outcome."""
    points = [point for point in effect.points if math.isfinite(point.push)]
    if not points:
        return None
    shown = points[:MOST_VALUES]
    words, row, top, width = report.wording, 31.0, 30.0, 500.0
    left = min(160.0, 18 + max(text_width(point.value) for point in shown))
    plot_end = 366.0
    reach = max((abs(point.push) for point in shown), default=0.0) or 1.0
    spread_low = max((-point.push for point in shown if point.push < 0), default=0.0)
    spread_high = max((point.push for point in shown if point.push > 0), default=0.0)
    signs = 42.0 * ((spread_low > 0) + 1)
    room = plot_end - left - signs
    scale = room / ((spread_low + spread_high) or reach)
    zero = left + (42 if spread_low else 0) + spread_low * scale
    height = top + row * len(shown) + 8
    parts = [
        text(width - 78, 14, words.acted, "tick", "end"),
        text(width - 2, 14, words.entities, "tick", "end"),
        segment(zero, top - 4, zero, height - 4, "zero-line"),
    ]
    places = 1 if any(0 < point.rate < 0.0995 for point in shown) else 0
    for index, point in enumerate(shown):
        middle = top + row * (index + 0.5)
        parts.append(
            lines_of_text(
                left - 10, middle + 4, fitted(shortened(point.value, 40), left - 14, 12, 2), "bar-name", "end", 13
            )
        )
        parts.append(_push(zero, middle, point, scale))
        parts.append(text(width - 78, middle + 4, percent_text(point.rate, places), "bar-value", "end"))
        parts.append(text(width - 2, middle + 4, integer_text(point.rows), "tick", "end"))
    summary = _effect_sentence(report, points)
    title = shortened(effect.label or effect.column)
    return Chart(
        title=title,
        summary=summary,
        svg=picture(f"effect-{number}", width, height, title, summary, parts),
        headings=("Value", "Push, log-odds", f"Really {words.acted}", words.entities[:1].upper() + words.entities[1:]),
        rows=tuple(
            (point.value, signed_text(point.push, 2), percent_text(point.rate, 1), integer_text(point.rows))
            for point in points
        ),
    )


def _push(zero: float, middle: float, point: EffectPoint, scale: float) -> str:
    """A bar to the right pushes towards the outcome (filled), to the left away from it (outline)."""
    length = abs(point.push) * scale
    if point.push >= 0:
        bar = rectangle(zero, middle - 8, length, 16, "push-up")
        return bar + text(zero + length + 5, middle + 4, signed_text(point.push, 2), "tick")
    bar = rectangle(zero - length, middle - 8, length, 16, "push-down")
    return bar + text(zero - length - 5, middle + 4, signed_text(point.push, 2), "tick", "end")


def _effect_sentence(report: Report, points: list[EffectPoint]) -> str:
    words = report.wording
    # A handful of rows is no example to give, unless there is nothing else.
    enough = sum(point.rows for point in points) / 100
    telling = [point for point in points if point.rows >= enough] or points
    most = max(telling, key=lambda point: point.push)
    least = min(telling, key=lambda point: point.push)
    if most is least:
        return f"Of those with \u201c{shortened(most.value, 40)}\u201d, {percent_text(most.rate)} {words.acted}."
    all_of_them = min(point.push for point in points) == least.push and max(point.push for point in points) == most.push
    of_many = "" if all_of_them else f"Of values that at least 1 % of {words.entities} have, "
    return (
        f"{of_many}\u201c{shortened(most.value, 40)}\u201d pushes most towards it ({percent_text(most.rate)} "
        f"{words.acted}), \u201c{shortened(least.value, 40)}\u201d least ({percent_text(least.rate)} {words.acted})."
    )
