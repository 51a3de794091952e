"""Trains a model by its plan: portfolio, blend, calibration, and the figures that judge it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tracer_engine.campaign.basis import campaign_basis
from tracer_engine.errors import InputError
from tracer_engine.evaluation.baseline import Rule, best_rule
from tracer_engine.evaluation.intervals import compare
from tracer_engine.evaluation.maturity import maturity_sentence
from tracer_engine.evaluation.metrics import Values, best_f1_threshold, point_metrics, sigmoid
from tracer_engine.features.preparation import Prepared, learn_preparation, prepare
from tracer_engine.learners.boosting import quieten
from tracer_engine.learners.views import Views
from tracer_engine.planning import positive_mask
from tracer_engine.progress import Progress, Step, portion, silent
from tracer_engine.scoring.model import Model
from tracer_engine.training.blending import cross_fitted_scores, fit_blend
from tracer_engine.training.groups import row_groups
from tracer_engine.training.later_period import Days, days_of_rows, later_period
from tracer_engine.training.meter import Countdown
from tracer_engine.training.part_fits import half_shares, part_fits
from tracer_engine.training.pool import Pool
from tracer_engine.training.portfolio import Portfolio
from tracer_engine.training.sampling import rows_that_fit, stratified_sample
from tracer_engine.training.summary import Evidence, build_card, build_report
from tracer_engine.types.blueprint import Blueprint
from tracer_engine.types.plan import Plan
from tracer_engine.types.profile import Quality
from tracer_engine.types.report import Report
from tracer_engine.types.table import Table

SLICE = 20_000  # rows that are not trained on are scored so many at a time


@dataclass(frozen=True, kw_only=True, eq=False)
class Trained:
    """What a training gives. `log_odds` holds a score for every row of the table: out of fold and cross-fitted where
    the row was trained on, else the model's own. `prepared` are all rows of the table.
    """

    model: Model
    report: Report
    log_odds: Values
    prepared: Prepared


def target_values(table: Table, plan: Plan) -> tuple[NDArray[np.intp], Values]:
    """The rows with a target (indices), and their target as 0 and 1."""
    column = table.column(plan.target)
    positive = positive_mask(table, plan.target, plan.positive)
    rows = np.flatnonzero(positive.is_not_null().to_numpy())
    y = positive.fill_null(value=False).to_numpy()[rows].astype(np.float64)
    if y.sum() < 2 or len(y) - y.sum() < 2:
        raise InputError(
            f"Column {column.name!r} of {table.source} has {int(y.sum())} rows with {plan.positive!r} and "
            f"{int(len(y) - y.sum())} without.",
            remedy="There must be some of each to learn from; check the target and its positive value.",
            options=("target", "positive"),
        )
    return rows, y


def train_model(
    table: Table,
    plan: Plan,
    blueprint: Blueprint,
    *,
    quality: Quality,
    progress: Progress = silent,
    threads: int | None = None,
) -> Trained:
    """Train on `table` as `plan` says.

    When `progress` answers False, the learners that are whole so far are blended, evaluated and kept. Where memory
    does not hold all rows, a sample is trained on; the report says so. Raises InputError when there is nothing to
    learn from, or memory for too little of it.
    """
    started = time.monotonic()
    quieten()
    rows, y = target_values(table, plan)
    progress(Step(stage="train", fraction=0.0, text="Preparing columns"))
    preparation = learn_preparation(table, plan, blueprint)
    decimals = {column.name: column.decimal for column in table.columns}
    prepared = prepare(preparation, table.frame, decimals, table.kept_values)
    pool = Pool(threads)
    try:
        fitting = rows_that_fit(preparation, len(rows), pool.threads)
        aside = len(rows) - fitting
        if aside:
            progress(Step(stage="train", fraction=0.01, text=f"{fitting:,} of {len(rows):,} rows fit into memory"))
            sample = stratified_sample(y, fitting, plan.seed)
            rows, y = rows[sample], y[sample]
        views = Views(preparation, prepared.take(rows))
        groups, copies = row_groups(table, plan, rows)
        with threadpool_limits(1):
            portfolio = Portfolio(views, y, groups, plan.effort, plan.seed, pool)
            progress(Step(stage="train", fraction=0.02, text="Looking for the best one-line rule"))
            rule = best_rule(preparation, views.prepared, y, portfolio.folds)
            rival = (rule.text, point_metrics(y, rule.log_odds)["roc_auc"])
            limit = plan.told.time_limit
            portfolio.fit_folds(portion(progress, 0.03, 0.72), rival, None if limit is None else started + limit)
            counting_down = _counting_down(progress, portfolio)
            days = days_of_rows(table, rows)
            evidence, model = _judge(table, plan, blueprint, portfolio, rule, days, counting_down)
    finally:
        pool.close()
    evidence.copies, evidence.left_aside, evidence.seconds = copies, aside, time.monotonic() - started
    report = build_report(table, plan, blueprint, model, evidence, quality)
    log_odds = np.empty(table.rows)
    log_odds[rows] = evidence.log_odds
    rest = np.setdiff1d(np.arange(table.rows), rows)
    for start in range(0, len(rest), SLICE):
        part = rest[start : start + SLICE]
        log_odds[part] = model.log_odds(Views(preparation, prepared.take(part)))
    return Trained(model=model, report=report, log_odds=log_odds, prepared=prepared)


def _counting_down(progress: Progress, portfolio: Portfolio) -> Progress:
    """A `Progress` for what comes after the fits, which says how long it is likely to take."""
    countdown = Countdown(portfolio.meter.after() if portfolio.meter else 0.0)

    def within(step: Step, /) -> bool:
        return progress(replace(step, seconds_left=countdown.left()))

    return within


def _judge(
    table: Table,
    plan: Plan,
    blueprint: Blueprint,
    portfolio: Portfolio,
    rule: Rule,
    days: Days | None,
    progress: Progress,
) -> tuple[Evidence, Model]:
    """Blend what is whole, fit it on all rows, and compare it with the best rule."""
    y, views = portfolio.y, portfolio.views
    preparation = views.preparation
    progress(Step(stage="evaluate", fraction=0.73, text="Blending and calibrating"))
    names = list(portfolio.fitted)
    out_of_fold = np.column_stack([portfolio.fitted[name].out_of_fold for name in names])
    scores = cross_fitted_scores(y, out_of_fold, portfolio.folds)
    blend = fit_blend(y, out_of_fold)
    progress(Step(stage="evaluate", fraction=0.76, text="Comparing with the best one-line rule"))
    comparison = compare(y, scores, rule.log_odds, portfolio.groups, plan.seed)
    weights = dict(zip(names, (float(weight) for weight in blend.weights), strict=True))
    learned = part_fits(portfolio, portion(progress, 0.77, 0.78))
    halves = half_shares(portfolio, portion(progress, 0.78, 0.79))
    later = later_period(
        portfolio, scores, comparison.model["roc_auc"], days, blueprint.wording, portion(progress, 0.79, 0.8)
    )
    members = portfolio.members(weights, portion(progress, 0.8, 0.93))
    evidence = Evidence(
        y=y,
        log_odds=scores,
        out_of_fold=dict(zip(names, out_of_fold.T, strict=True)),
        rule=rule,
        comparison=comparison,
        weights=weights,
        learner_seconds={name: portfolio.fitted[name].seconds for name in names},
        threshold=best_f1_threshold(y, sigmoid(scores)),
        finished_early=portfolio.finished_early,
        folds=portfolio.folds_count,
        learned_from_parts=learned,
        halves=halves,
        out_of_time=later,
        unripe="" if days is None else maturity_sentence(days.column, days.days, y, blueprint.wording),
    )
    progress(Step(stage="evaluate", fraction=0.95, text="Working out the reasons"))
    bare = Model(
        card=build_card(table, plan, blueprint, preparation, evidence),
        preparation=preparation,
        members=tuple(members),
        slope=blend.slope,
        intercept=blend.intercept,
        bends=blend.bends,
        basis=campaign_basis(y, scores, portfolio.groups, rule),
    )
    return evidence.with_reasons(bare, views, portfolio.groups, plan, blueprint)
