from __future__ import annotations

from dataclasses import replace

import pytest

from tests.export.sample_reports import LATER
from tracer_engine.blueprints import blueprint
from tracer_engine.evaluation.intervals import Comparison
from tracer_engine.evaluation.verdict import judge
from tracer_engine.types.report import Interval, Verdict

WORDING = blueprint("churn").wording
GOOD = {
    "roc_auc": Interval(value=0.84, low=0.82, high=0.86),
    "top_decile_lift": Interval(value=3.2, low=2.9, high=3.5),
    "calibration_error": Interval(value=0.02, low=0.01, high=0.03),
}
COMPARISON = Comparison(
    model=GOOD,
    rival=GOOD,
    difference={"roc_auc": Interval(value=0.06, low=0.04, high=0.08)},
    gain_over_base_rate=Interval(value=0.1, low=0.08, high=0.12),
)


def judged(rows: int = 1000, over_rule: Interval | None = None, **changes: Interval) -> Verdict:
    comparison = replace(COMPARISON, model=GOOD | {name: v for name, v in changes.items() if name in GOOD})
    if "gain" in changes:
        comparison = replace(comparison, gain_over_base_rate=changes["gain"])
    if over_rule is not None:
        comparison = replace(comparison, difference={"roc_auc": over_rule})
    return judge(comparison, rows, "Tenure: the lowest first", WORDING)


def test_a_clear_model_is_worth_using_and_told_in_customers() -> None:
    verdict = judged()

    assert verdict.worth_using
    assert verdict.headline == "This model is worth using"
    for words in ("100 customers", "32 %", "will leave", "3.2 times", "clearly better than the one-line rule"):
        assert words in verdict.text


def test_a_ranking_that_may_be_chance_is_not_worth_using() -> None:
    verdict = judged(roc_auc=Interval(value=0.53, low=0.48, high=0.58))

    assert not verdict.worth_using
    assert verdict.headline == "This model is not worth using"
    assert "cannot be told from guessing" in verdict.text


def test_percentages_no_better_than_the_average_are_not_worth_using() -> None:
    verdict = judged(gain=Interval(value=0.001, low=-0.002, high=0.004))

    assert not verdict.worth_using
    assert "no better than giving every customer the average" in verdict.text


def test_a_ranking_that_is_gone_on_a_later_period_is_not_worth_using_and_one_that_fell_is_told() -> None:
    gone = replace(LATER, metrics={"roc_auc": Interval(value=0.52, low=0.47, high=0.57)})
    few = replace(gone, worse=False)
    told = [judge(COMPARISON, 1000, "Tenure: the lowest first", WORDING, later=later) for later in (gone, LATER, few)]

    assert [verdict.worth_using for verdict in told] == [False, True, True]
    assert told[0].headline == "This model does not hold on a later period"
    assert told[1].headline == "Check one thing before you use this model"
    assert told[1].text.startswith(
        "On a later period it ranks clearly worse: ROC AUC 0.82 (0.80 to 0.84) since 2026-05-01, 0.84 in the usual"
    )
    assert "later period" not in told[2].text


def test_a_model_beaten_by_one_line_is_not_worth_using() -> None:
    verdict = judged(over_rule=Interval(value=-0.05, low=-0.08, high=-0.02))

    assert not verdict.worth_using
    assert "Tenure: the lowest first" in verdict.text
    assert "Use the rule" in verdict.text


def test_a_model_level_with_the_rule_is_worth_using_but_the_rule_is_named() -> None:
    verdict = judged(over_rule=Interval(value=0.01, low=-0.01, high=0.03))

    assert verdict.worth_using
    assert "about as well" in verdict.text
    assert "Tenure: the lowest first" in verdict.text


def test_rough_percentages_are_for_ranking_only() -> None:
    rough = judged(calibration_error=Interval(value=0.12, low=0.08, high=0.16))

    assert rough.worth_using
    assert "Use it to rank, not to count" in rough.text
    assert "12 points" in rough.text
    assert "not to count" not in judged().text


@pytest.mark.parametrize("rows", [4, 12])
def test_a_small_table_speaks_of_one_customer(rows: int) -> None:
    assert "the 1 customer on top" in judged(rows=rows).text


def test_the_reach_is_never_more_than_everybody() -> None:
    assert "100 %" in judged(top_decile_lift=Interval(value=10.4, low=9.0, high=11.0)).text
