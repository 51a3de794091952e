"""The portfolio: all learners on all folds, honestly, and what is kept of it when it ends early."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.small_runs import customers, write_table
from tracer_engine.blueprints import blueprint
from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import point_metrics
from tracer_engine.features.preparation import Preparation, learn_preparation, prepare
from tracer_engine.ingest import read_table
from tracer_engine.learners import all_learners
from tracer_engine.learners.contract import Task, Values
from tracer_engine.learners.views import Views
from tracer_engine.planning import draft_plan
from tracer_engine.progress import Cancelled, Progress, Step, silent
from tracer_engine.training.meter import Fit, Meter
from tracer_engine.training.pool import Pool
from tracer_engine.training.portfolio import Portfolio, learners_for, repeats_for, settings_for
from tracer_engine.workflow import profile_table

ROWS = 300


class Rows:
    """Sample customers, prepared."""

    def __init__(self, folder: Path) -> None:
        table = read_table(write_table(folder / "customers.csv", customers(ROWS)))
        plan = draft_plan(table, profile_table(table))
        self.preparation: Preparation = learn_preparation(table, plan, blueprint("churn"))
        self.prepared = prepare(self.preparation, table.frame, {})
        self.y: Values = (table.frame["Churn"] == "Yes").to_numpy().astype(np.float64)

    def portfolio(self, pool: Pool, groups: NDArray[np.int64] | None = None, y: Values | None = None) -> Portfolio:
        views = Views(self.preparation, self.prepared)
        return Portfolio(
            views, self.y if y is None else y, np.arange(ROWS) if groups is None else groups, "quick", 1, pool
        )


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return Rows(tmp_path_factory.mktemp("rows"))


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(2)
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def whole(rows: Rows) -> Iterator[tuple[Portfolio, list[Step]]]:
    """A portfolio whose folds are all fitted, and the steps it told."""
    steps: list[Step] = []

    def note(step: Step, /) -> bool:
        steps.append(step)
        return True

    pool = Pool(2)
    portfolio = rows.portfolio(pool)
    portfolio.fit_folds(note)
    yield portfolio, steps
    pool.close()


def stop_after(learners: int) -> Progress:
    """Asks to finish early once so many learners are whole."""
    done: list[str] = []

    def progress(step: Step, /) -> bool:
        if step.learner:
            done.append(step.learner)
        return len(done) < learners

    return progress


def test_every_learner_is_fitted_as_often_as_the_effort_says(whole: tuple[Portfolio, list[Step]]) -> None:
    portfolio, _ = whole

    assert list(portfolio.fitted) == [one.name for one in learners_for("quick", ROWS)]
    assert not portfolio.finished_early
    for fitted in portfolio.fitted.values():
        assert len(fitted.settings) == repeats_for("quick", ROWS)
        assert fitted.seconds > 0
        assert np.isfinite(fitted.out_of_fold).all()
        assert 0.6 < point_metrics(portfolio.y, fitted.out_of_fold)["roc_auc"] < 0.95


def test_steps_never_go_back_and_tell_of_every_learner(whole: tuple[Portfolio, list[Step]]) -> None:
    portfolio, steps = whole
    fractions = [step.fraction for step in steps]

    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    told = [step for step in steps if step.learner]
    assert {step.learner for step in told} == set(portfolio.fitted)
    assert all(step.value is not None and 0.5 < step.value < 1 for step in told)
    for step in steps:
        if step.seconds_left is not None:
            assert 0 <= step.seconds_left[0] <= step.seconds_left[1]


def test_out_of_fold_scores_of_noise_are_noise(rows: Rows, pool: Pool) -> None:
    """Over five noise targets, the mean out-of-fold AUC of every learner is about one half."""
    areas: dict[str, list[float]] = {}
    for seed in range(5):
        y = np.random.default_rng(seed).permutation(rows.y)
        portfolio = rows.portfolio(pool, y=y)
        portfolio.fit_folds(stop_after(2))
        for name, fitted in portfolio.fitted.items():
            areas.setdefault(name, []).append(point_metrics(y, fitted.out_of_fold)["roc_auc"])

    assert len(areas) >= 2
    for name, values in areas.items():
        assert 0.43 < np.mean(values) < 0.55, name


class Marked:
    """A path of three settings. Fold 0 says to do best at the last, by far; every other fold at the first.

    What it says of a held-out row is the number of the setting, so that the choice can be read from the scores.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.curve: list[float] = []

    def extend(self, length: int | None = None) -> None:
        self.curve = [1.0, 1.1, 0.0 if self.task.held[0] == 0 else 1.15]

    def held_out(self, setting: int) -> Values:
        return np.full(len(self.task.held), float(setting))

    def everywhere(self, setting: int) -> Values:
        return np.full(len(self.task.y), float(setting))


def test_the_setting_of_a_fold_is_chosen_by_the_other_folds(rows: Rows, pool: Pool) -> None:
    """Over all folds the last setting is best, thanks to fold 0; of fold 0 itself it may not decide."""
    learner = replace(all_learners()[0], name="marked", path=Marked)
    portfolio = rows.portfolio(pool)
    portfolio.learners = [learner]
    meter = Meter(silent, [Fit("marked", 1)], 5)
    meter.begin(may_stop=False)
    portfolio._fit_learner(learner, (np.arange(ROWS) % 5).astype(np.int8), 0, meter)

    chosen = portfolio.fitted["marked"].out_of_fold

    assert [set(chosen[fold::5]) for fold in range(5)] == [{0.0}, {2.0}, {2.0}, {2.0}, {2.0}]
    assert portfolio.fitted["marked"].settings == [2]


def test_finishing_early_keeps_what_is_whole(rows: Rows, pool: Pool) -> None:
    portfolio = rows.portfolio(pool)
    portfolio.fit_folds(stop_after(2))

    assert portfolio.finished_early
    assert len(portfolio.fitted) == 2
    assert {len(fitted.settings) for fitted in portfolio.fitted.values()} == {1}


def test_a_wish_to_stop_waits_for_the_first_learner(rows: Rows, pool: Pool) -> None:
    portfolio = rows.portfolio(pool)
    portfolio.fit_folds(lambda _step: False)

    assert list(portfolio.fitted) == ["spline-logistic"]
    assert portfolio.finished_early


def test_a_time_limit_that_is_over_keeps_the_first_learner(rows: Rows, pool: Pool) -> None:
    portfolio = rows.portfolio(pool)
    portfolio.fit_folds(silent, ends_by=time.monotonic())

    assert list(portfolio.fitted) == ["spline-logistic"]
    assert portfolio.finished_early


def test_a_cancel_is_raised_through(rows: Rows, pool: Pool) -> None:
    def cancel(_step: Step, /) -> bool:
        raise Cancelled

    with pytest.raises(Cancelled):
        rows.portfolio(pool).fit_folds(cancel)


def test_members_are_the_weighted_learners_with_those_they_start_from(whole: tuple[Portfolio, list[Step]]) -> None:
    portfolio, _ = whole
    weights = {"residual-trees": 0.6, "spline-logistic": 0.1, "trees-native": 0.3, "trees-random-deep": 0.0}

    members = portfolio.members(weights, silent)

    totals: dict[str, float] = {}
    for member, weight in members:
        totals[member.name] = totals.get(member.name, 0.0) + weight
    assert totals == pytest.approx({"spline-logistic": 0.7, "residual-trees": 0.6, "trees-native": 0.3})
    total = sum(weight * member.log_odds(portfolio.views) for member, weight in members)
    assert point_metrics(portfolio.y, np.asarray(total))["roc_auc"] > 0.8


def test_a_learner_of_no_weight_still_comes_when_another_starts_from_it(whole: tuple[Portfolio, list[Step]]) -> None:
    portfolio, _ = whole

    members = portfolio.members({"spline-logistic": 0.0, "residual-trees": 1.0}, silent)

    assert {member.name for member, _ in members} == {"spline-logistic", "residual-trees"}
    for name in ("spline-logistic", "residual-trees"):
        assert sum(weight for member, weight in members if member.name == name) == pytest.approx(1.0)


def test_folds_part_no_group_in_any_repeat(rows: Rows, pool: Pool) -> None:
    groups = np.random.default_rng(1).integers(0, 80, ROWS)
    portfolio = rows.portfolio(pool, groups=groups)

    for repeat in range(4):
        folds = portfolio._folds(repeat)
        assert all(len(np.unique(folds[groups == group])) == 1 for group in np.unique(groups))


def test_rows_of_one_outcome_that_are_all_in_one_group_are_refused(rows: Rows, pool: Pool) -> None:
    groups = np.where(rows.y == 1, 0, 1 + np.arange(ROWS) % 7)

    with pytest.raises(InputError, match="same group") as raised:
        rows.portfolio(pool, groups=groups)

    assert "group" in raised.value.options


def test_a_single_group_is_refused(rows: Rows, pool: Pool) -> None:
    with pytest.raises(InputError, match="same group"):
        rows.portfolio(pool, groups=np.zeros(ROWS, dtype=np.int64))


def test_more_effort_takes_finer_steps_and_more_repeats() -> None:
    settings = [settings_for(effort, 10_000, 1) for effort in ("quick", "balanced", "thorough")]

    assert [one.rate for one in settings] == sorted((one.rate for one in settings), reverse=True)
    assert [one.patience for one in settings] == sorted(one.patience for one in settings)
    repeats = [repeats_for(effort, 10_000) for effort in ("quick", "balanced", "thorough")]
    assert repeats == sorted(repeats)
    assert settings_for("quick", 100_000, 1).most_rounds < settings_for("quick", 1000, 1).most_rounds


def test_steps_tell_of_folds_rule_and_the_blend_that_could_be_kept(rows: Rows, pool: Pool) -> None:
    steps: list[Step] = []

    def note(step: Step, /) -> bool:
        steps.append(step)
        return sum(1 for one in steps if one.learner) < 2

    portfolio = rows.portfolio(pool)
    portfolio.fit_folds(note, ("Tenure: the lowest first", 0.7))

    told = [step.standing for step in steps if step.learner]
    assert told[0] is not None
    assert told[-1] is not None
    assert (told[0].rule, told[0].rule_roc_auc) == ("Tenure: the lowest first", 0.7)
    assert [len(one.folds) for one in told[-1].scores] == [5, 5]
    for score in told[-1].scores:
        assert score.roc_auc == point_metrics(portfolio.y, portfolio.fitted[score.name].out_of_fold)["roc_auc"]
        assert min(score.folds) <= score.roc_auc <= max(score.folds)
    assert told[-1].best_roc_auc == pytest.approx(max(one.roc_auc for one in told[-1].scores), abs=0.03)
    assert sum(weight for _, weight in told[-1].weights) == pytest.approx(1.0)


def test_fits_on_all_rows_are_told_one_by_one(whole: tuple[Portfolio, list[Step]]) -> None:
    portfolio, _ = whole
    steps: list[Step] = []

    def note(step: Step, /) -> bool:
        steps.append(step)
        return True

    portfolio.members({"spline-logistic": 0.5, "trees-native": 0.5}, note)

    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert all(0 <= fraction < 1 for fraction in fractions)
