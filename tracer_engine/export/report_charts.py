"""The charts of the report, drawn from its numbers and worded by its question.

Each function gives None where the report holds nothing to draw: the page then says so in words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from markupsafe import Markup, escape

from tracer_engine.export.charts import (
    Chart,
    Frame,
    axes,
    curve,
    dot,
    even_ticks,
    fitted,
    lines_of_text,
    nice_end,
    picture,
    rectangle,
    segment,
    text,
    text_width,
)
from tracer_engine.export.report_numbers import count_text, integer_text, percent_text
from tracer_engine.types.report import CalibrationBin, GainPoint, Interval, Report

TENTH = 0.1
MOST_TABLE_ROWS = 21
FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
SQUARE = {"width": 500.0, "height": 390.0}

_Point = TypeVar("_Point")


def reached_at(gains: Sequence[GainPoint], share: float) -> tuple[float, float] | None:
    """Share of the positives reached by the model and by the rule in the top `share`, read off the curve."""
    points = sorted(gains, key=lambda point: point.share)
    if not points or not math.isfinite(share):
        return None
    before = GainPoint(share=0.0, reached=0.0, rule_reached=0.0)
    for point in points:
        if point.share >= share:
            width = point.share - before.share
            part = (share - before.share) / width if width else 1.0
            return (
                before.reached + part * (point.reached - before.reached),
                before.rule_reached + part * (point.rule_reached - before.rule_reached),
            )
        before = point
    return before.reached, before.rule_reached


def gains_chart(report: Report) -> Chart | None:
    """Whom one reaches: the share of the positives against the share of the list taken, best first."""
    words, gains = report.wording, report.curves.gains
    at_tenth = reached_at(gains, TENTH)
    if at_tenth is None:
        return None
    frame = Frame(**SQUARE)
    summary = (
        f"The {percent_text(TENTH)} of {words.entities} ranked first hold {percent_text(at_tenth[0])} of all "
        f"{words.actors}. The one-line rule reaches {percent_text(at_tenth[1])}, chance {percent_text(TENTH)}."
    )
    floor, ceiling = frame.y(0), frame.y(1)
    model = [(0.0, 0.0), *((point.share, point.reached) for point in gains)]
    rule = [(0.0, 0.0), *((point.share, point.rule_reached) for point in gains)]
    parts = [
        rectangle(frame.x(0), ceiling, frame.x(TENTH) - frame.x(0), floor - ceiling, "chosen"),
        _unit_axes(frame, f"share of {words.entities}, most likely to {words.act} first"),
        segment(frame.x(0), floor, frame.x(1), ceiling, "chance"),
        curve(_pixels(frame, rule), "rule-line"),
        curve(_pixels(frame, model), "model-line"),
        segment(frame.x(TENTH), floor, frame.x(TENTH), ceiling, "cut-off"),
        dot(frame.x(TENTH), frame.y(at_tenth[0])),
        text(frame.x(TENTH) + 10, floor - 12, _tenth_words(report, at_tenth[0]), "note"),
        *_gains_labels(frame, gains),
    ]
    title = f"Gains: {words.actors} you reach"
    return Chart(
        title=title,
        summary=summary,
        svg=picture("gains", frame.width, frame.height, title, summary, parts),
        headings=(f"{_capital(words.entities)} taken", f"{_capital(words.actors)} reached", "By the rule", "By chance"),
        rows=tuple(
            (
                percent_text(point.share, 0),
                percent_text(point.reached, 1),
                percent_text(point.rule_reached, 1),
                percent_text(point.share, 1),
            )
            for point in _thinned([point for point in gains if point.share > 0])
        ),
        text_columns=0,
    )


def _tenth_words(report: Report, reached: float) -> str:
    rows = count_text(round(report.rows * TENTH), report.wording.entity, report.wording.entities)
    return f"{rows}, {percent_text(reached)} of {report.wording.actors}"


def _gains_labels(frame: Frame, gains: Sequence[GainPoint]) -> list[str]:
    """The names of the three lines: the better one labelled above, the other below, chance at the far end."""
    parts = [text(frame.x(0.76) + 8, frame.y(0.76) + 24, "at random", "chance-name")]
    above, below = reached_at(gains, 0.30), reached_at(gains, 0.42)
    if above is None or below is None:
        return parts
    model_leads = above[0] >= above[1]
    upper, lower = max(above), min(*below, 0.42 if min(below) - 0.42 < 0.12 else 1.0)
    names = (("Tracer", "model-name"), ("the rule", "rule-name"))
    top, bottom = names if model_leads else names[::-1]
    parts.append(text(frame.x(0.30) - 8, frame.y(upper) - 9, top[0], top[1], "end"))
    parts.append(text(frame.x(0.42) + 8, frame.y(lower) + 20, bottom[0], bottom[1]))
    return parts


def calibration_chart(report: Report) -> Chart | None:
    """Can one believe the percentages: what was given against what came true, in groups of equal size."""
    words = report.wording
    bins = [group for group in report.curves.calibration if math.isfinite(group.predicted + group.observed)]
    if not bins:
        return None
    end = _percent_end(max(max(group.predicted, group.observed, group.observed_high) for group in bins))
    frame = Frame(**SQUARE, x_end=end, y_end=end)
    example = calibration_example(bins)
    said = calibration_sentence(report, example)
    summary = f"{_capital(said)}."
    ticks = even_ticks(end)
    parts = [
        axes(
            frame,
            x_ticks=ticks,
            y_ticks=ticks,
            x_text=percent_text,
            y_text=percent_text,
            x_title="probability given",
        ),
        segment(frame.x(0), frame.y(0), frame.x(end), frame.y(end), "chance"),
        text(frame.x(end * 0.93) - 10, frame.y(end * 0.93) - 8, "perfect", "chance-name", "end"),
        *_callout(frame, example, report),
    ]
    for group in bins:
        x = frame.x(group.predicted)
        if math.isfinite(group.observed_low + group.observed_high):
            high = min(group.observed_high, end)
            parts.append(segment(x, frame.y(max(group.observed_low, 0)), x, frame.y(high), "interval"))
    parts += [dot(frame.x(group.predicted), frame.y(group.observed)) for group in bins]
    title = "Calibration: can you believe the percentages?"
    return Chart(
        title=title,
        summary=summary,
        svg=picture("calibration", frame.width, frame.height, title, summary, parts),
        headings=(_capital(words.entities), "Probability given", f"Really {words.acted}", "95 % interval"),
        rows=tuple(
            (
                integer_text(group.rows),
                percent_text(group.predicted, 1),
                percent_text(group.observed, 1),
                f"{percent_text(group.observed_low, 1)} to {percent_text(group.observed_high, 1)}",
            )
            for group in bins
        ),
        text_columns=0,
    )


def calibration_example(bins: Sequence[CalibrationBin]) -> CalibrationBin:
    """The group that is told in words: the last but one, which is high and yet not the extreme."""
    return bins[-2] if len(bins) > 2 else bins[-1]


def calibration_sentence(report: Report, group: CalibrationBin) -> str:
    """What one group says, in words: "of 704 customers given 59 %, 59 % left"."""
    words = report.wording
    rows = count_text(group.rows, words.entity, words.entities)
    return f"of {rows} given {percent_text(group.predicted)}, {percent_text(group.observed)} {words.acted}"


def _callout(frame: Frame, group: CalibrationBin, report: Report) -> list[str]:
    """The sentence about one group, in the empty corner across the diagonal, and a thin line to its dot."""
    to_x, to_y = frame.x(group.predicted), frame.y(group.observed)
    far_right = group.predicted > 0.45 * frame.x_end
    lines = fitted(calibration_sentence(report, group), 190, most_lines=3)
    x, y = (
        (frame.x(0.30 * frame.x_end), frame.y(0.85 * frame.y_end))
        if far_right
        else (
            frame.x(0.72 * frame.x_end),
            frame.y(0.16 * frame.y_end),
        )
    )
    half = max(text_width(line) for line in lines) / 2
    start_x = x + half * 0.7 if far_right else x - half * 0.5
    edge = 8.0 + 7.5 * len(lines)
    start_y = y + edge - 2 if far_right else y - edge - 4
    length = math.hypot(to_x - start_x, to_y - start_y) or 1.0
    stop = max(length - 9, 0) / length
    leader = segment(start_x, start_y, start_x + (to_x - start_x) * stop, start_y + (to_y - start_y) * stop, "leader")
    return [leader, lines_of_text(x, y + 4, lines, "note-quiet", "middle")]


def histogram_chart(report: Report) -> Chart | None:
    """Who is at risk: how many rows were given which probability, split by what really happened."""
    words, bins = report.wording, report.curves.histogram
    if not any(group.positives + group.negatives for group in bins):
        return None
    highest = max(group.positives + group.negatives for group in bins)
    x_end = max(group.high for group in bins if group.positives + group.negatives) or 1.0
    frame = Frame(width=800, height=320, top=46, left=60, x_end=x_end, y_end=nice_end(highest))
    parts = [
        axes(
            frame,
            x_ticks=even_ticks(x_end, 10),
            y_ticks=even_ticks(frame.y_end, 4, whole=True),
            x_text=percent_text,
            y_text=integer_text,
            x_title=f"probability given; height: number of {words.entities}",
            x_grid=False,
        )
    ]
    for group in bins:
        x, width = frame.x(group.low) + 1, frame.x(group.high) - frame.x(group.low) - 2
        lower, upper = frame.y(group.positives), frame.y(group.positives + group.negatives)
        parts.append(rectangle(x, upper, width, lower - upper, "bar-rest"))
        parts.append(rectangle(x, lower, width, frame.y(0) - lower, "bar-model"))
    parts += _histogram_key(frame, report)
    summary = (
        f"Every {words.entity} stands at the probability given, those who {words.acted} at the foot, in blue: "
        f"the further right, the larger the blue part should be."
    )
    title = f"{_capital(words.entities)} by probability"
    return Chart(
        title=title,
        summary=summary,
        svg=picture("histogram", frame.width, frame.height, title, summary, parts),
        headings=("Probability", _capital(words.acted), _capital(words.not_acted), f"Share who {words.acted}"),
        rows=tuple(
            (
                f"{percent_text(group.low, 0)} to {percent_text(group.high, 0)}",
                integer_text(group.positives),
                integer_text(group.negatives),
                percent_text(group.positives / (group.positives + group.negatives), 1)
                if group.positives + group.negatives
                else "none",
            )
            for group in bins
        ),
    )


def _histogram_key(frame: Frame, report: Report) -> list[str]:
    """The names of the two colours, in the strip above the bars, and the line from which on Tracer says yes."""
    words = report.wording
    after = frame.left + 18 + text_width(words.acted, 13) + 28
    parts = [
        rectangle(frame.left, 9, 12, 12, "bar-model"),
        text(frame.left + 18, 19, words.acted, "model-name"),
        rectangle(after, 9, 12, 12, "bar-rest"),
        text(after + 18, 19, words.not_acted, "rule-name"),
    ]
    if 0 < report.threshold <= frame.x_end:
        x = frame.x(report.threshold)
        left_side = x > frame.x(frame.x_end * 0.75)
        parts.append(segment(x, frame.y(0), x, 30, "cut-off"))
        label = f"predicted \u201cyes\u201d from {percent_text(report.threshold)} on"
        parts.append(text(x + (-8 if left_side else 8), 40, label, "note", "end" if left_side else "start"))
    return parts


def roc_chart(report: Report) -> Chart | None:
    """The ROC curve: positives found against others taken along."""
    words = report.wording
    title = "ROC: right ones against wrong ones"
    summary = (
        f"Going down the list, the share of {words.actors} found (upwards) against the share of those who "
        f"{words.not_acted} taken along (to the right)."
    )
    return _unit_curve(
        "roc", title, summary, report.curves.roc, f"share of those who {words.not_acted}", (0.0, 0.0, 1.0, 1.0)
    )


def precision_recall_chart(report: Report) -> Chart | None:
    """The precision-recall curve, with the base rate as what chance gives."""
    words, rate = report.wording, report.base_rate
    title = "Precision and recall: how pure the list is"
    summary = (
        f"The share of {words.actors} found (to the right) against how many of those taken really {words.acted} "
        f"(upwards). At random it is {percent_text(rate)}."
    )
    return _unit_curve(
        "precision-recall",
        title,
        summary,
        report.curves.precision_recall,
        f"share of {words.actors} found",
        (0.0, rate, 1.0, rate),
    )


def _unit_curve(
    key: str,
    title: str,
    summary: str,
    points: Sequence[tuple[float, float]],
    x_title: str,
    chance: tuple[float, float, float, float],
) -> Chart | None:
    if len(points) < 2:
        return None
    frame = Frame(**SQUARE)
    middle = (chance[1] + (chance[3] - chance[1]) * 0.76, 0.76)
    down = 24 if chance[1] != chance[3] else (-8 if chance[1] < 0.08 else 18)
    parts = [
        _unit_axes(frame, x_title),
        segment(frame.x(chance[0]), frame.y(chance[1]), frame.x(chance[2]), frame.y(chance[3]), "chance"),
        curve(_pixels(frame, points), "model-line"),
        text(frame.x(middle[1]) + 8, frame.y(middle[0]) + down, "at random", "chance-name"),
    ]
    headings = ("Others taken along", "Found") if key == "roc" else ("Found", "Of those taken, right")
    return Chart(
        title=title,
        summary=summary,
        svg=picture(key, frame.width, frame.height, title, summary, parts),
        headings=headings,
        rows=tuple((percent_text(x, 1), percent_text(y, 1)) for x, y in _thinned(points)),
        text_columns=0,
    )


def whisker(key: str, label: str, model: Interval, rule: float | None, sentence: str) -> Markup:
    """A headline number on a line of its own: interval as band, value as dot, the rival as tick."""
    figures = (model.value, model.low, model.high, rule)
    known = [value for value in figures if value is not None and math.isfinite(value)]
    if not math.isfinite(model.value):
        return Markup()
    low, high = min(known), max(known)
    spread = (high - low) or abs(high) or 1.0
    start, end, width = low - 0.18 * spread, high + 0.18 * spread, 208.0

    def place(value: float) -> float:
        return 4 + (value - start) / (end - start) * (width - 8)

    parts = [rectangle(2, 9, width - 4, 2, "track", radius=1)]
    if math.isfinite(model.low + model.high):
        parts.append(rectangle(place(model.low), 7, place(model.high) - place(model.low), 6, "band", radius=3))
    if rule is not None and math.isfinite(rule):
        parts.append(rectangle(place(rule) - 1, 3, 2, 14, "rival-tick"))
    parts.append(dot(place(model.value), 10, "value-dot", 4.5))
    return picture(f"whisker-{escape(key)}", width, 20, label, sentence, parts)


def _unit_axes(frame: Frame, x_title: str) -> str:
    return axes(frame, x_ticks=FIFTHS, y_ticks=FIFTHS, x_text=percent_text, y_text=percent_text, x_title=x_title)


def _pixels(frame: Frame, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(frame.x(x), frame.y(y)) for x, y in points]


def _percent_end(highest: float) -> float:
    """The end of a percent axis that holds `highest`: all of it, unless the data fill less than a half."""
    return next((end for end in (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5) if highest <= end), 1.0)


def _thinned(points: Sequence[_Point], most: int = MOST_TABLE_ROWS) -> list[_Point]:
    """At most `most` points, evenly taken, first and last among them."""
    if len(points) <= most:
        return list(points)
    return [points[round(index * (len(points) - 1) / (most - 1))] for index in range(most)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
