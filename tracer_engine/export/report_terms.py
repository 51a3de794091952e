"""The terms of the report in plain words, told with the words of its question."""

from __future__ import annotations

from tracer_engine.export.report_numbers import decimal_text, percent_text, with_article
from tracer_engine.types.report import Report


def terms(report: Report) -> list[tuple[str, str]]:
    """Each term with what it means, in the order in which the report uses them."""
    words = report.wording
    rows, actors, act, acted = words.entities, words.actors, words.act, words.acted
    one = with_article(words.entity)
    return [
        (
            "Probability",
            (
                f"How likely the model thinks it is that {one} will {act}. If the percentages can be believed, "
                f"then of 100 {rows} given 30 %, about 30 {act}."
            ),
        ),
        (
            f"{actors[:1].upper()}{actors[1:]} in the top 10 %, times chance",
            (
                f"Put all {rows} in order, most likely to {act} first, and take the first tenth. This says how "
                f"many times as many {actors} are in it as in a tenth taken at random; it is also called the lift."
            ),
        ),
        (
            "Ranking, ROC AUC",
            (
                f"Take one who {acted} and one who {words.not_acted}: how often does the first get the higher score? "
                "1 is always, 0.5 is guessing."
            ),
        ),
        (
            "Percentages off by, calibration error",
            (
                f"Sort {rows} into groups by the percentage given and compare it with how many really {acted}. This is "
                "the average distance, in percentage points."
            ),
        ),
        (
            "Log loss and Brier score",
            (
                "Two ways to mark percentages. Both punish being wrong, and being sure and wrong most of all. "
                "0 is perfect; compare them with the rule's, not with other data."
            ),
        ),
        (
            "Average precision",
            (
                f"How pure the list stays as one goes down it. At random it is the share of all who {acted}, "
                f"here {percent_text(report.base_rate)}."
            ),
        ),
        (
            "95 % interval",
            (
                f"With other {rows} of the same kind the figure would come out a little different. The interval says "
                "within which range, 95 times out of 100."
            ),
        ),
        (
            "The one-line rule",
            (
                "The best list one can make from a single column, without any model. A model that does not beat it is "
                "not worth its trouble."
            ),
        ),
        (
            "Gains",
            f"How many of all {actors} are reached when one goes down the list to a given point.",
        ),
        (
            "Push, log-odds",
            (
                f"What a value adds to the score. +0.7 about doubles the odds that {one} will {act}, "
                "\u22120.7 about halves them; what all columns push adds up to the score."
            ),
        ),
        (
            "Threshold",
            (
                "The probability from which on the scored list says \u201cyes\u201d, here "
                f"{decimal_text(report.threshold, 3)}. "
                "It strikes the best balance between finding and being right; your capacity may ask for another."
            ),
        ),
        (
            "Learner, blend",
            (
                "A learner is one way to learn from a table. The model is a weighted sum of a few of them, because "
                "together they err less."
            ),
        ),
    ]
