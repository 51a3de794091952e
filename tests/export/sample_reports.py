"""Sample reports to render and look at: a model worth using, and one that is not."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tracer_engine.types.blueprint import Wording
from tracer_engine.types.profile import Excluded, Finding, Quality
from tracer_engine.types.receipt import Receipt, Repair
from tracer_engine.types.report import (
    Baseline,
    CalibrationBin,
    Curves,
    Effect,
    EffectPoint,
    GainPoint,
    HistogramBin,
    Importance,
    Interaction,
    Interval,
    LearnerResult,
    LearningCurve,
    LearningPoint,
    OutOfTime,
    Report,
    Segment,
    Segmentation,
    Verdict,
)

CHURN = Wording(
    entity="customer",
    entities="customers",
    act="leave",
    acted="left",
    actor="leaver",
    actors="leavers",
    not_acted="stayed",
    risk="risk of leaving",
)
ATTRITION = Wording(
    entity="employee",
    entities="employees",
    act="resign",
    acted="resigned",
    actor="resigner",
    actors="resigners",
    not_acted="remained",
    risk="risk of resigning",
)


def scored(rows: int, base: float, strength: float) -> list[tuple[float, bool]]:
    """(probability, outcome) of rows whose probabilities are true, spread by `strength` in log-odds."""
    chance = random.Random(11)
    middle = math.log(base / (1 - base)) - 0.32 * strength
    out = []
    for _ in range(rows):
        probability = 1 / (1 + math.exp(-chance.gauss(middle, strength)))
        out.append((probability, chance.random() < probability))
    return sorted(out, reverse=True)


def curves_of(rows: Sequence[tuple[float, bool]], rule: Callable[[float], float]) -> Curves:
    """All points a report holds, of scored rows; `rule` gives what the rival reaches at a share."""
    count, positives = len(rows), sum(outcome for _, outcome in rows)
    reached, gains, roc, precision = 0, [], [(0.0, 0.0)], []
    for index, (_, outcome) in enumerate(rows, start=1):
        reached += outcome
        if index % max(count // 100, 1) == 0 or index == count:
            share = index / count
            gains.append(GainPoint(share=share, reached=reached / positives, rule_reached=rule(share)))
            roc.append(((index - reached) / (count - positives), reached / positives))
            precision.append((reached / positives, reached / index))
    groups = 10 if count >= 200 else 4
    calibration = []
    for group in range(groups):
        part = rows[::-1][group * count // groups : (group + 1) * count // groups]
        observed = sum(outcome for _, outcome in part) / len(part)
        half = 1.96 * math.sqrt(max(observed * (1 - observed), 0.02) / len(part))
        calibration.append(
            CalibrationBin(
                predicted=sum(probability for probability, _ in part) / len(part),
                observed=observed,
                observed_low=max(observed - half, 0.0),
                observed_high=min(observed + half, 1.0),
                rows=len(part),
            )
        )
    histogram = tuple(
        HistogramBin(
            low=low / 20,
            high=(low + 1) / 20,
            positives=sum(outcome for probability, outcome in rows if int(probability * 20) == low),
            negatives=sum(not outcome for probability, outcome in rows if int(probability * 20) == low),
        )
        for low in range(20)
    )
    return Curves(
        gains=tuple(gains),
        roc=tuple(roc),
        precision_recall=tuple(precision),
        calibration=tuple(calibration),
        histogram=histogram,
    )


def near(value: float, half: float) -> Interval:
    return Interval(value=value, low=value - half, high=value + half)


EFFECTS = (
    Effect(
        column="Contract",
        label="Contract",
        points=(
            EffectPoint(value="Month-to-month", push=0.62, rate=0.427, rows=3875),
            EffectPoint(value="One year", push=-0.41, rate=0.113, rows=1473),
            EffectPoint(value="Two year", push=-1.08, rate=0.028, rows=1695),
        ),
    ),
    Effect(
        column="tenure",
        label="Months as a customer",
        points=(
            EffectPoint(value="0 to 1", push=1.31, rate=0.6, rows=624),
            EffectPoint(value="2 to 6", push=0.77, rate=0.44, rows=846),
            EffectPoint(value="7 to 12", push=0.33, rate=0.36, rows=705),
            EffectPoint(value="13 to 24", push=0.02, rate=0.29, rows=1024),
            EffectPoint(value="25 to 48", push=-0.31, rate=0.2, rows=1594),
            EffectPoint(value="49 to 72", push=-0.9, rate=0.095, rows=2250),
        ),
    ),
    Effect(
        column="InternetService",
        label="Internet service",
        points=(
            EffectPoint(value="Fiber optic", push=0.44, rate=0.419, rows=3096),
            EffectPoint(value="DSL", push=-0.12, rate=0.19, rows=2421),
            EffectPoint(value="No", push=-0.66, rate=0.074, rows=1526),
        ),
    ),
    Effect(
        column="PaymentMethod",
        label="Payment method",
        points=(
            EffectPoint(value="Electronic check", push=0.19, rate=0.453, rows=2365),
            EffectPoint(value="Mailed check", push=-0.05, rate=0.191, rows=1612),
            EffectPoint(value="Bank transfer (automatic)", push=-0.1, rate=0.167, rows=1544),
            EffectPoint(value="Credit card (automatic)", push=-0.14, rate=0.152, rows=1522),
        ),
    ),
)
SEGMENTS = (
    Segmentation(
        column="Contract",
        label="Contract",
        segments=(
            Segment(
                value="Month-to-month",
                rows=3875,
                positives=1655,
                rate=Interval(value=0.427, low=0.412, high=0.443),
                predicted=0.391,
                roc_auc=near(0.76, 0.015),
                judged=True,
                note="percentages about 4 points too low",
            ),
            Segment(
                value="One year",
                rows=1473,
                positives=166,
                rate=Interval(value=0.113, low=0.098, high=0.13),
                predicted=0.111,
                roc_auc=near(0.723, 0.04),
                judged=True,
                note="",
            ),
            Segment(
                value="missing",
                rows=11,
                positives=0,
                rate=Interval(value=0.0, low=0.0, high=0.26),
                predicted=0.02,
                roc_auc=None,
                judged=False,
                note="too few to judge",
            ),
        ),
    ),
)
LEARNING = LearningCurve(
    learner="spline-logistic",
    points=(
        LearningPoint(rows=1408, roc_auc=near(0.842, 0.01), log_loss=0.42),
        LearningPoint(rows=2817, roc_auc=near(0.846, 0.01), log_loss=0.415),
        LearningPoint(rows=5634, roc_auc=near(0.849, 0.01), log_loss=0.412),
    ),
    outlook="flat",
    gain=near(0.003, 0.002),
    text="More rows would hardly help: from 2,817 to 5,634 customers learned from, its ranking (ROC AUC of "
    "spline-logistic alone) went from 0.846 to 0.849. More telling columns would do more.",
)
LATER = OutOfTime(
    column="snapshot_date",
    since="2026-05-01",
    rows_before=5282,
    rows_after=1761,
    metrics={"roc_auc": near(0.82, 0.02), "log_loss": near(0.44, 0.02), "calibration_error": near(0.04, 0.01)},
    shuffled={"roc_auc": near(0.85, 0.02), "log_loss": near(0.41, 0.02), "calibration_error": near(0.01, 0.01)},
    difference={"roc_auc": near(-0.03, 0.01), "log_loss": near(0.03, 0.01)},
    worse=True,
    text="On a later period it does clearly worse: of the customers since 2026-05-01 ranking falls from 0.85 to 0.82.",
)
NO_CLOSER_LOOK: Mapping[str, Any] = {  # as in the reports of early versions
    "calibration_said": "",
    "segments": (),
    "segments_said": "",
    "learning_curve": None,
    "interactions": (),
    "out_of_time": None,
}
COLUMNS = (
    ("Contract", 0.21),
    ("Months as a customer", 0.19),
    ("InternetService", 0.12),
    ("MonthlyCharges", 0.09),
    ("TotalCharges", 0.08),
    ("PaymentMethod", 0.06),
    ("OnlineSecurity", 0.05),
    ("TechSupport", 0.05),
    ("PaperlessBilling", 0.04),
    ("StreamingMovies", 0.03),
    ("StreamingTV", 0.02),
    ("MultipleLines", 0.02),
    ("SeniorCitizen", 0.015),
    ("OnlineBackup", 0.015),
    ("Dependents", 0.01),
)


def good_report() -> Report:
    """A model worth using, of 7,043 customers."""
    rows = scored(7043, 0.265, 1.75)
    positives = sum(outcome for _, outcome in rows)
    return Report(
        format=1,
        version="0.1.0",
        created="2026-07-03T14:05:09+00:00",
        source="telco.csv",
        blueprint="churn",
        outcome="churn",
        question="Which customers will leave?",
        wording=CHURN,
        target="Churn",
        positive="Yes",
        id="customerID",
        seed=1,
        effort="balanced",
        rows=len(rows),
        positives=positives,
        base_rate=positives / len(rows),
        threshold=0.3412,
        seconds=21.4,
        finished_early=False,
        command="tracer train telco.csv --target Churn --positive Yes --blueprint churn --id customerID",
        excluded=(
            Excluded(column="customerID", reason="It is the id: a different value in every row."),
            Excluded(
                column="ChurnReason",
                reason="It knows the answer: filled in for every customer who left and for none who stayed.",
            ),
        ),
        roles={"tenure": "tenure", "monthly_charge": "MonthlyCharges", "contract": "Contract"},
        engineered=(
            {
                "name": "charge_per_month",
                "label": "Average charge so far",
                "wording": "All that was paid, divided by the months as a customer.",
            },
            {
                "name": "services",
                "label": "Number of services",
                "wording": "How many of the extra services are booked.",
            },
        ),
        metrics={
            "roc_auc": Interval(value=0.8503, low=0.8418, high=0.8597),
            "average_precision": near(0.667, 0.019),
            "log_loss": Interval(value=0.4101, low=0.3981, high=0.4212),
            "brier": near(0.1329, 0.004),
            "calibration_error": Interval(value=0.0062, low=0.0041, high=0.0131),
            "top_decile_lift": Interval(value=2.87, low=2.76, high=3.0),
        },
        baseline=Baseline(
            rule="Contract: Month-to-month first",
            column="Contract",
            metrics={
                "roc_auc": near(0.780, 0.01),
                "average_precision": near(0.49, 0.02),
                "log_loss": near(0.482, 0.01),
                "brier": near(0.16, 0.004),
                "calibration_error": near(0.041, 0.006),
                "top_decile_lift": near(2.31, 0.1),
            },
        ),
        gain_over_rule=Interval(value=0.0703, low=0.0611, high=0.0795),
        learners=(
            LearnerResult(name="spline logistic regression", weight=0.42, roc_auc=0.8474, log_loss=0.4131, seconds=2.1),
            LearnerResult(name="gradient-boosted trees", weight=0.23, roc_auc=0.8461, log_loss=0.4149, seconds=8.9),
            LearnerResult(name="boosted residual", weight=0.35, roc_auc=0.8492, log_loss=0.4112, seconds=7.7),
        ),
        importance=tuple(
            Importance(column=name, label=name, share=share, low=0.8 * share, high=1.2 * share)
            for name, share in COLUMNS
        ),
        effects=EFFECTS,
        findings=(
            Finding(
                code="missing",
                severity="info",
                column="TotalCharges",
                message="11 cells in TotalCharges are blank, all in a first month.",
                remedy="Read as missing, not as zero. They are kept.",
            ),
            Finding(
                code="leak",
                severity="error",
                column="ChurnReason",
                message="ChurnReason knows the answer. It is filled in for every customer who left.",
                remedy="Left out. On the day you score new customers it will be empty.",
            ),
            Finding(
                code="duplicate-rows",
                severity="warning",
                column=None,
                message="22 customers repeat another one, customerID aside.",
                remedy="Kept together in the test, so the result is not flattered.",
            ),
        ),
        verdict=Verdict(
            worth_using=True,
            headline="This model is worth using",
            text="Call the 704 customers on top of the list and you reach 29 % of those who will leave, 2.9 times as "
            "many as calling at random and clearly more than the month-to-month rule.",
        ),
        curves=curves_of(
            rows, lambda share: min(1.0, share * 1.62) if share < 0.55 else 0.891 + (share - 0.55) * 0.242
        ),
        quality=Quality(score=94, parts={"completeness": 99, "consistency": 97, "duplicates": 88}),
        receipt=Receipt(
            encoding="utf-8",
            delimiter=",",
            quote='"',
            rows_kept=7043,
            rows_set_aside=1,
            repairs=(
                Repair(
                    row=1204,
                    problem="22 cells, the header has 21",
                    action="set aside",
                    text="7590-VHVEG,Female,0,Yes,No,1,No,No phone service,DSL,No,Yes,12 High Street, Leeds",
                ),
            ),
            notes=("2 column names had spaces around them, which were taken off.",),
        ),
        notes=("No date column, so not tested on a later month.",),
        calibration_said="Of 100 customers scored near 59 %, 59 left (95 % interval 55 to 63, from 704 customers).",
        segments=SEGMENTS,
        segments_said="In 1 of 2 groups of customers the percentages are clearly off. 1 is too small to judge.",
        learning_curve=LEARNING,
        interactions=(
            Interaction(
                columns=("Contract", "InternetService"),
                labels=("Contract", "Internet service"),
                strength=0.21,
                text="Contract and Internet service work together: where Contract is Two year, 7.1 % left with "
                "Internet service Fiber optic and 0.8 % with No; where Contract is Month-to-month, 55 % and 19 %.",
            ),
        ),
        out_of_time=LATER,
    )


def poor_report() -> Report:
    """A model of 60 employees that is not worth using."""
    rows = scored(60, 0.3, 0.25)
    positives = sum(outcome for _, outcome in rows)
    return replace(
        good_report(),
        source="staff of the northern branch, second try.csv",
        blueprint="attrition",
        command="tracer train staff.csv --target Resigned --positive 1 --blueprint attrition",
        outcome="attrition",
        question="Which employees will resign?",
        wording=ATTRITION,
        target="has resigned",
        positive="1",
        id=None,
        effort="quick",
        rows=len(rows),
        positives=positives,
        base_rate=positives / len(rows),
        threshold=0.29,
        seconds=0.7,
        finished_early=True,
        excluded=(),
        roles={},
        engineered=(),
        metrics={
            "roc_auc": Interval(value=0.541, low=0.391, high=0.688),
            "average_precision": Interval(value=0.35, low=0.2, high=0.55),
            "log_loss": Interval(value=0.634, low=0.55, high=0.72),
            "brier": Interval(value=0.22, low=0.18, high=0.27),
            "calibration_error": Interval(value=0.081, low=0.04, high=0.19),
            "top_decile_lift": Interval(value=1.1, low=0.0, high=2.4),
        },
        baseline=Baseline(
            rule="overtime: yes first",
            column="overtime",
            metrics={"roc_auc": near(0.56, 0.13), "log_loss": near(0.62, 0.08), "top_decile_lift": near(1.3, 1.0)},
        ),
        gain_over_rule=Interval(value=-0.019, low=-0.12, high=0.08),
        learners=(
            LearnerResult(name="spline logistic regression", weight=1, roc_auc=0.54, log_loss=0.63, seconds=0.5),
        ),
        importance=(
            Importance(column="overtime", label="overtime", share=0.7),
            Importance(column="age", label="age", share=0.3),
        ),
        effects=(
            Effect(
                column="overtime",
                label="overtime",
                points=(
                    EffectPoint(value="yes", push=0.11, rate=0.36, rows=22),
                    EffectPoint(value="no", push=-0.06, rate=0.27, rows=38),
                ),
            ),
        ),
        findings=(),
        verdict=Verdict(
            worth_using=False,
            headline="This model is not worth using",
            text="It finds 1.1 times as many resigners as chance, and the interval includes none at all (0.0 to 2.4). "
            "The one-line rule does as well.",
        ),
        curves=curves_of(rows, lambda share: min(1.0, share * 1.15)),
        quality=Quality(score=71, parts={}),
        receipt=Receipt(encoding="cp1252", delimiter=";", quote='"', decimal=",", rows_kept=60),
        notes=(),
        **NO_CLOSER_LOOK,
    )


def riskiest(count: int = 20) -> list[Mapping[str, object]]:
    return [
        {
            "rank": place,
            "id": f"{7216 - 37 * place}-EWTRS",
            "probability": 0.94 - place * 0.008,
            "reasons": ["Became a customer only 1 month ago", "Has no contract", "Pays 108 a month, more than most"],
        }
        for place in range(1, count + 1)
    ]
