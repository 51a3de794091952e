"""The tables of the report on how far the model can be trusted: in parts of the rows, and with fewer rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tracer_engine.export.report_numbers import UNKNOWN, decimal_text, integer_text, percent_text
from tracer_engine.types.report import Interval, Report, Segment


@dataclass(frozen=True, kw_only=True)
class TextTable:
    """A table of texts; the first column is words, and so is the last where `remarks`."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    remarks: bool = False


def segment_tables(report: Report) -> list[TextTable]:
    """One table for each column the rows were parted by."""
    words = report.wording
    headings = (
        "",
        words.entities[:1].upper() + words.entities[1:],
        "Probability given",
        f"Really {words.acted}",
        "Ranking, ROC AUC",
        "",
    )
    return [
        TextTable(
            title=one.label,
            headings=headings,
            rows=tuple(_segment_row(segment) for segment in one.segments),
            remarks=True,
        )
        for one in report.segments
    ]


def _segment_row(segment: Segment) -> tuple[str, ...]:
    rate = segment.rate
    return (
        segment.value,
        integer_text(segment.rows),
        percent_text(segment.predicted, 1),
        f"{percent_text(rate.value, 1)} ({100 * rate.low:.1f} to {100 * rate.high:.1f})",
        _interval(segment.roc_auc),
        segment.note[:1].upper() + segment.note[1:],
    )


def learning_table(report: Report) -> TextTable | None:
    """What a learner made of fewer rows; None where that was not tried."""
    curve = report.learning_curve
    if curve is None:
        return None
    return TextTable(
        title="Would more rows help?",
        headings=("Learned from", "Ranking, ROC AUC", "Log loss"),
        rows=tuple(
            (
                f"{integer_text(one.rows)} {report.wording.entities}",
                _interval(one.roc_auc),
                decimal_text(one.log_loss, 3),
            )
            for one in curve.points
        ),
    )


def out_of_time_table(report: Report) -> TextTable | None:
    """Later rows judged both ways; None where no date puts the rows in order."""
    found = report.out_of_time
    if found is None:
        return None
    names = (("roc_auc", "Ranking, ROC AUC"), ("log_loss", "Log loss"), ("calibration_error", "Calibration error"))
    return TextTable(
        title="On a later period",
        headings=("", "Learned from earlier ones only", "Usual test, the same ones", "Difference"),
        rows=tuple(
            (
                name,
                _interval(found.metrics.get(key)),
                _interval(found.shuffled.get(key)),
                _interval(found.difference.get(key)),
            )
            for key, name in names
            if key in found.metrics
        ),
    )


def _interval(figure: Interval | None) -> str:
    if figure is None or not math.isfinite(figure.value):
        return UNKNOWN
    return f"{decimal_text(figure.value, 3)} ({decimal_text(figure.low, 3)} to {decimal_text(figure.high, 3)})"
