"""Puts what a training found into the report and the model's card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.baseline import Rule
from tracer_engine.evaluation.curves import calibration_sentence, curves
from tracer_engine.evaluation.intervals import Comparison
from tracer_engine.evaluation.learning_curve import PartFit
from tracer_engine.evaluation.metrics import Values, high_risk_from, point_metrics, sigmoid
from tracer_engine.evaluation.segments import segments_sentence
from tracer_engine.evaluation.verdict import judge
from tracer_engine.explaining.effects import column_effects
from tracer_engine.explaining.importance import contributions_by_repeat, share_limits, shares_of
from tracer_engine.explaining.interactions import find_interactions
from tracer_engine.features.preparation import Preparation
from tracer_engine.features.wording import label_of, time_unit
from tracer_engine.learners.views import Views
from tracer_engine.planning import train_command
from tracer_engine.scoring.base_rate import spread_of
from tracer_engine.scoring.losses import measure_losses
from tracer_engine.scoring.model import Model
from tracer_engine.training.closer_look import curve_of, segments_of
from tracer_engine.types.blueprint import Blueprint
from tracer_engine.types.model import ModelCard, Phrase
from tracer_engine.types.plan import Plan
from tracer_engine.types.profile import Quality
from tracer_engine.types.report import (
    REPORT_FORMAT,
    Baseline,
    Effect,
    Importance,
    Interaction,
    LearnerResult,
    LearningCurve,
    OutOfTime,
    Report,
    Segmentation,
)
from tracer_engine.types.table import Table
from tracer_engine.version import VERSION

EXPLAINED_ROWS = 10_000  # importance and effects settle long before that many rows
SPREAD_ROWS = 2_000
EFFECTS = 8
MUCH = 0.1  # of all reasons: a column that carries so much and may know the answer is named in the verdict


@dataclass(kw_only=True, eq=False)
class Evidence:
    """All that was measured in a training, before it is put into words. `log_odds` are out of fold, cross-fitted.

    `left_aside` rows with a target were not trained on, because memory would not have held them; `unripe` warns of
    outcomes that may not have come about yet ("": nothing speaks for that).
    """

    y: Values
    log_odds: Values
    out_of_fold: dict[str, Values]
    rule: Rule
    comparison: Comparison
    weights: dict[str, float]
    learner_seconds: dict[str, float]
    threshold: float
    finished_early: bool
    folds: int
    copies: int = 0
    left_aside: int = 0
    seconds: float = 0.0
    learned_from_parts: tuple[str, list[PartFit]] | None = None
    halves: Values | None = None
    out_of_time: OutOfTime | None = None
    unripe: str = ""
    importance: tuple[Importance, ...] = ()
    effects: tuple[Effect, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    segments: tuple[Segmentation, ...] = ()
    learning_curve: LearningCurve | None = None

    def with_reasons(
        self, model: Model, views: Views, groups: NDArray[np.int64], plan: Plan, blueprint: Blueprint
    ) -> tuple[Evidence, Model]:
        """Add importance and effects, from the contributions of a sample of rows (the model's card learns them too),
        and how the model does in parts of the rows and with fewer of them.
        """
        rows = np.sort(np.random.default_rng(plan.seed).permutation(len(self.y))[:EXPLAINED_ROWS])
        sample = Views(model.preparation, views.prepared.take(rows))
        parts, repeats = contributions_by_repeat(model, sample)
        shares = shares_of(parts)
        limits = None if self.halves is None else share_limits(repeats, self.halves, groups[rows])
        order = np.argsort(-shares, kind="stable")
        sources = model.preparation.sources
        labels = {source: phrase.label for source, phrase in model.card.phrases.items()}
        self.importance = tuple(
            Importance(
                column=sources[i],
                label=labels[sources[i]],
                share=float(shares[i]),
                low=None if limits is None else float(limits[0][i]),
                high=None if limits is None else float(limits[1][i]),
            )
            for i in order
        )
        self.effects = tuple(
            column_effects(model.preparation, sample.prepared, parts, self.y[rows], int(i), labels[sources[i]])
            for i in order[:EFFECTS]
            if shares[i] > 0
        )
        if model.card.worth_using:
            alone = len(np.unique(groups)) / len(groups)
            self.interactions = find_interactions(
                model.preparation, sample.prepared, parts, self.y[rows], alone, labels, blueprint.wording
            )
        self.segments = segments_of(
            self.y, self.log_odds, groups, model.preparation, views.prepared, self.importance, plan, blueprint
        )
        self.learning_curve = curve_of(self.learned_from_parts, self.y, groups, self.comparison, blueprint)
        card = replace(model.card, importance={sources[i]: float(shares[i]) for i in order})
        weighed = replace(model, card=card)
        evenly = np.unique(np.linspace(0, len(rows) - 1, SPREAD_ROWS).astype(np.intp))
        some = Views(model.preparation, sample.prepared.take(evenly))
        card = replace(
            card,
            losses=measure_losses(weighed, sample.prepared, self.y[rows], plan.seed),
            spread=spread_of(self.log_odds, model.log_odds(some), card.base_rate),
        )
        return self, replace(model, card=card)


def build_card(
    table: Table, plan: Plan, blueprint: Blueprint, preparation: Preparation, evidence: Evidence
) -> ModelCard:
    """The model's card (importance is added once there is a model to ask)."""
    verdict = judge(
        evidence.comparison,
        len(evidence.y),
        evidence.rule.text,
        blueprint.wording,
        later=evidence.out_of_time,
    )
    return ModelCard(
        version=VERSION,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        source=table.source,
        blueprint=blueprint.key,
        schema_version=blueprint.schema_version,
        outcome=plan.outcome,
        wording=blueprint.wording,
        target=plan.target,
        positive=plan.positive,
        id=plan.id,
        effort=plan.effort,
        seed=plan.seed,
        rows=len(evidence.y),
        base_rate=float(evidence.y.mean()),
        threshold=evidence.threshold,
        worth_using=verdict.worth_using,
        columns={column.name: column.kind for column in preparation.inputs},
        roles=dict(plan.roles),
        importance={},
        metrics={name: interval.value for name, interval in evidence.comparison.model.items()},
        phrases=_phrases(plan, blueprint, preparation),
        high_risk=float(np.mean(sigmoid(evidence.log_odds) >= high_risk_from(float(evidence.y.mean())))),
        unripe=evidence.unripe,
    )


def _phrases(plan: Plan, blueprint: Blueprint, preparation: Preparation) -> dict[str, Phrase]:
    """How to speak of each source: as its role does; in a role of many columns each keeps its own name."""
    phrases = {column.name: Phrase(label=label_of(column.name)) for column in preparation.inputs}
    roles = {role.name: role for role in blueprint.roles}
    for name, columns in plan.roles.items():
        role = roles.get(name)
        for column in columns:
            if role is None or column not in phrases:
                continue
            label = as_one_word(label_of(column), role.name)
            if role.many:
                phrases[column] = Phrase(label=label, unit=role.unit)
            else:
                phrases[column] = Phrase(
                    label=label,
                    unit=role.unit,
                    high=role.high,
                    low=role.low,
                    level=role.level,
                    counted="" if role.unit else time_unit(column),
                )
    for feature in preparation.engineered:
        phrases[feature.name] = Phrase(
            label=feature.label, unit=feature.unit, high=feature.high_reason, low=feature.low_reason
        )
    return phrases


def as_one_word(label: str, role: str) -> str:
    """A label as the blueprint writes it where it is one word there: "Over time" of OverTime is "Overtime"."""
    return role.capitalize() if label.replace(" ", "").casefold() == role and " " in label else label


def build_report(
    table: Table, plan: Plan, blueprint: Blueprint, model: Model, evidence: Evidence, quality: Quality
) -> Report:
    """The report of a training."""
    comparison = evidence.comparison
    points = curves(evidence.y, evidence.log_odds, evidence.rule.log_odds)
    return Report(
        format=REPORT_FORMAT,
        version=VERSION,
        created=model.card.created,
        source=table.source,
        blueprint=blueprint.key,
        outcome=plan.outcome,
        question=blueprint.question,
        wording=blueprint.wording,
        target=plan.target,
        positive=plan.positive,
        id=plan.id,
        seed=plan.seed,
        effort=plan.effort,
        rows=len(evidence.y),
        rows_left_aside=evidence.left_aside,
        positives=int(evidence.y.sum()),
        base_rate=float(evidence.y.mean()),
        threshold=evidence.threshold,
        seconds=round(evidence.seconds, 2),
        finished_early=evidence.finished_early,
        excluded=plan.excluded,
        roles={role: ", ".join(columns) for role, columns in plan.roles.items()},
        engineered=tuple(
            {"name": feature.name, "label": feature.label, "wording": feature.wording}
            for feature in model.preparation.engineered
        ),
        metrics=comparison.model,
        baseline=Baseline(rule=evidence.rule.text, column=evidence.rule.column, metrics=comparison.rival),
        gain_over_rule=comparison.difference["roc_auc"],
        learners=_learners(evidence),
        importance=evidence.importance,
        effects=evidence.effects,
        findings=plan.findings,
        verdict=judge(
            comparison,
            len(evidence.y),
            evidence.rule.text,
            blueprint.wording,
            suspects=_suspects(plan, evidence),
            later=evidence.out_of_time,
        ),
        curves=points,
        quality=quality,
        receipt=table.receipt,
        notes=_notes(table, evidence, blueprint),
        command=train_command(table.source, plan),
        calibration_said=calibration_sentence(points.calibration, blueprint.wording),
        segments=evidence.segments,
        segments_said=segments_sentence(evidence.segments, blueprint.wording),
        learning_curve=evidence.learning_curve,
        interactions=evidence.interactions,
        out_of_time=evidence.out_of_time,
    )


def _suspects(plan: Plan, evidence: Evidence) -> dict[str, float]:
    """Columns that may know the answer but were kept, with their share of all reasons where that is large."""
    kept = {finding.column for finding in plan.findings if finding.code == "leak"} & set(plan.features)
    return {entry.column: entry.share for entry in evidence.importance if entry.column in kept and entry.share >= MUCH}


def _learners(evidence: Evidence) -> tuple[LearnerResult, ...]:
    results = []
    for name, log_odds in evidence.out_of_fold.items():
        metrics = point_metrics(evidence.y, log_odds)
        results.append(
            LearnerResult(
                name=name,
                weight=evidence.weights[name],
                roc_auc=metrics["roc_auc"],
                log_loss=metrics["log_loss"],
                seconds=round(evidence.learner_seconds[name], 2),
            )
        )
    return tuple(sorted(results, key=lambda result: -result.weight))


def _notes(table: Table, evidence: Evidence, blueprint: Blueprint) -> tuple[str, ...]:
    """What a reader must know to trust the figures."""
    entities = blueprint.wording.entities
    tested = (
        f"Tested on {entities} each model had not seen, {evidence.folds} times over. Settings, blend and percentages "
        f"used on a row were chosen without it."
    )
    notes = [
        tested,
        "Numbers outside the range seen in training are drawn to its edge where the model is a smooth curve.",
    ]
    if evidence.left_aside:
        rows = len(evidence.y)
        notes.insert(
            0,
            f"Memory did not hold all rows: the model was trained and tested on a random sample of {rows:,} of "
            f"{rows + evidence.left_aside:,}, with the same share of each outcome. All rows are scored.",
        )
    blank = table.rows - len(evidence.y) - evidence.left_aside
    if blank:
        notes.append(
            "1 row has no target: it is not trained on, but it is scored."
            if blank == 1
            else f"{blank:,} rows have no target: they are not trained on, but they are scored."
        )
    if evidence.copies:
        notes.append(
            f"{evidence.copies:,} {'row repeats' if evidence.copies == 1 else 'rows repeat'} another in every column "
            "learned from, whatever the columns left out say. Copies are kept together in the test, so that the result "
            "is not flattered."
        )
    if evidence.unripe:
        notes.insert(0, evidence.unripe)
    if evidence.finished_early:
        notes.append("The training was stopped before its end; the best so far was kept.")
    return tuple(notes)
