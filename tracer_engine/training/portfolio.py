"""Fits the portfolio: every learner on every fold, out of fold; then the chosen ones on all rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tracer_engine.errors import InputError
from tracer_engine.learners import all_learners
from tracer_engine.learners.contract import Halted, Learner, Member, Path, Settings, Task, Values
from tracer_engine.learners.spline_logistic import design_of
from tracer_engine.learners.views import Views
from tracer_engine.progress import LearnerScore, Progress, Step
from tracer_engine.training.blending import cross_fitted_scores, fit_blend
from tracer_engine.training.folds import stratified_group_folds
from tracer_engine.training.meter import Fit, Meter
from tracer_engine.training.pool import Pool
from tracer_engine.types.plan import Effort

MANY_ROWS = 20_000
FEW_ROWS = 4_000
WIDE = 1_000  # columns


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What an effort buys: how fine the steps are, and how often all is repeated with other folds and seeds.

    On many rows, where every round is dear and steps may be larger, `rate_on_many` counts, and a path ends when
    `patience` rounds no longer take the share `gain_on_many` off the loss.
    """

    rate: float
    patience: int
    repeats: int
    rate_on_many: float
    gain_on_many: float
    repeats_on_many: int


BUDGETS: dict[Effort, Budget] = {
    "quick": Budget(rate=1.0, patience=30, repeats=1, rate_on_many=1.7, gain_on_many=0.003, repeats_on_many=1),
    "balanced": Budget(rate=0.7, patience=40, repeats=2, rate_on_many=1.4, gain_on_many=0.003, repeats_on_many=1),
    "thorough": Budget(rate=0.5, patience=60, repeats=5, rate_on_many=0.7, gain_on_many=0.001, repeats_on_many=2),
}


def learners_for(effort: Effort, rows: int, columns: int = 1) -> list[Learner]:
    """The learners that an effort tries on so many rows, in their order; few rows are cheap but where they are wide."""

    def efforts(learner: Learner) -> tuple[str, ...]:
        if rows > MANY_ROWS:
            return learner.efforts_on_many
        few = rows <= FEW_ROWS and columns <= WIDE
        return (few and learner.efforts_on_few) or learner.efforts

    return [one for one in all_learners() if effort in efforts(one)]


def repeats_for(effort: Effort, rows: int, columns: int = 1) -> int:
    """How often all is repeated: small tables, where chance weighs most and time is no object, at least three times;
    large and wide ones, where every repeat is dear, less often.
    """
    budget = BUDGETS[effort]
    if rows > MANY_ROWS or columns > WIDE:
        return budget.repeats_on_many
    return max(budget.repeats, 3) if rows <= FEW_ROWS else budget.repeats


def settings_for(effort: Effort, rows: int, seed: int, columns: int = 1) -> Settings:
    """Settings of an effort: above 20,000 rows or 1,000 columns the steps are larger, and fewer."""
    budget = BUDGETS[effort]
    if rows <= MANY_ROWS and columns <= WIDE:
        return Settings(seed=seed, rate=budget.rate, patience=budget.patience, most_rounds=3000)
    return Settings(
        seed=seed,
        rate=budget.rate_on_many,
        patience=budget.patience,
        most_rounds=int(1000 / budget.rate_on_many),
        least_gain=budget.gain_on_many,
    )


@dataclass(kw_only=True, eq=False)
class Fitted:
    """One learner's result so far: summed out-of-fold log-odds over `repeats`, the setting chosen in each, seconds."""

    learner: Learner
    total: Values
    settings: list[int] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def out_of_fold(self) -> Values:
        """Mean out-of-fold log-odds, (rows,)."""
        return self.total / max(1, len(self.settings))


class Portfolio:
    """The fits of one training. `fit_folds` may end early; `members` then uses what is whole."""

    def __init__(
        self, views: Views, y: Values, groups: NDArray[np.int64], effort: Effort, seed: int, pool: Pool
    ) -> None:
        self.views, self.y, self.groups = views, y, groups
        self.effort, self.seed, self.pool = effort, seed, pool
        self.learners = learners_for(effort, len(y), views.sources)
        self.folds_count = int(min(5, y.sum(), len(y) - y.sum(), len(np.unique(groups))))
        self.folds = self._folds(0)
        self.fitted: dict[str, Fitted] = {}
        self.finished_early = False
        self.meter: Meter | None = None
        self._offsets: dict[tuple[str, int], list[Values]] = {}

    def _folds(self, repeat: int) -> NDArray[np.int8]:
        folds = stratified_group_folds(self.y, self.groups, self.folds_count, self.seed + 1000 * repeat)
        if any(len(np.unique(self.y[folds != fold])) < 2 for fold in range(self.folds_count)):
            raise InputError(
                "The rows of one outcome all belong to the same group, or nearly so: without that group there is "
                "nothing to learn from.",
                remedy="Keep rows together by another column, or by none.",
                options=("group",),
            )
        return folds

    def fit_folds(
        self, progress: Progress, rule: tuple[str, float] | None = None, ends_by: float | None = None
    ) -> None:
        """Fit all learners on all folds, cheap ones first, until done or told to finish early.

        `rule` is the rival to beat, in words, with its ROC AUC: the steps tell of it. Fits end in time for all that
        follows to be done at about `ends_by` of the monotonic clock.
        """
        design_of(self.views)
        repeats = repeats_for(self.effort, len(self.y), self.views.sources)
        fits = [Fit(learner.name, learner.cost, learner.seeded) for learner in self.learners] * repeats
        meter = self.meter = Meter(progress, fits, self.folds_count, len(self.y), ends_by)
        if rule is not None:
            meter.standing = replace(meter.standing, rule=rule[0], rule_roc_auc=rule[1])
        for repeat in range(repeats):
            folds = self.folds if repeat == 0 else self._folds(repeat)
            for learner in self.learners:
                meter.begin(may_stop=bool(self.fitted))
                if not self._fit_learner(learner, folds, repeat, meter):
                    self.finished_early = True
                    return
                self._tell_score(meter, learner.name, folds)
                if repeat == 0 or learner is self.learners[-1]:
                    self._tell_best(meter)
                meter.end()

    def _tell_score(self, meter: Meter, name: str, folds: NDArray[np.int8]) -> None:
        """Add a learner that is whole to what the meter tells."""
        out_of_fold = self.fitted[name].out_of_fold
        each = [
            _roc_auc(self.y[held], out_of_fold[held])
            for held in (folds == fold for fold in range(self.folds_count))
            if len(np.unique(self.y[held])) == 2
        ]
        score = LearnerScore(
            name=name,
            roc_auc=_roc_auc(self.y, out_of_fold),
            folds=tuple(each),
            repeats=len(self.fitted[name].settings),
        )
        others = [one for one in meter.standing.scores if one.name != name]
        meter.standing = replace(meter.standing, scores=(*others, score))

    def _tell_best(self, meter: Meter) -> None:
        """Add the blend of what is whole; cross-fitted, but not on many rows, where that only takes time."""
        names = list(self.fitted)
        members = np.column_stack([self.fitted[name].out_of_fold for name in names])
        blend = fit_blend(self.y, members)
        many = len(self.y) > MANY_ROWS
        scores = blend.log_odds(members) if many else cross_fitted_scores(self.y, members, self.folds)
        weights = sorted(zip(names, map(float, blend.weights), strict=True), key=lambda one: -one[1])
        meter.standing = replace(
            meter.standing,
            best_roc_auc=_roc_auc(self.y, scores),
            weights=tuple(one for one in weights if one[1] > 0),
        )

    def _fit_learner(self, learner: Learner, folds: NDArray[np.int8], repeat: int, meter: Meter) -> bool:
        """One learner on all folds of one repeat; False when told to stop before it was whole."""
        started = time.monotonic()
        settings = settings_for(self.effort, len(self.y), self.seed + repeat, self.views.sources)
        tasks = [self._task(learner, folds, fold, repeat, settings) for fold in range(self.folds_count)]
        paths: list[Path] = [learner.path(task) for task in tasks]
        if not self._run([path.extend for path in paths], meter.watch, meter.fold_done):
            return False
        length = int(np.median([len(path.curve) for path in paths]))
        short = [path for path in paths if len(path.curve) < length]
        if not self._run([partial(path.extend, length) for path in short], meter.watch):
            return False
        curves = np.array([path.curve[:length] for path in paths])
        fitted = self.fitted.get(learner.name) or Fitted(learner=learner, total=np.zeros(len(self.y)))
        for fold, (path, task) in enumerate(zip(paths, tasks, strict=True)):
            # The setting for a fold is chosen by the others, so that its rows are judged by what they did not choose.
            others = np.delete(curves, fold, axis=0) if len(curves) > 1 else curves
            setting = int(np.argmin(others.mean(axis=0)))
            fitted.total[task.held] += path.held_out(setting)
            if any(other.starts_from == learner.name for other in self.learners):
                self._offsets.setdefault((learner.name, repeat), []).append(path.everywhere(setting))
        fitted.settings.append(int(np.argmin(curves.mean(axis=0))))
        fitted.seconds += time.monotonic() - started
        self.fitted[learner.name] = fitted
        return True

    def _task(self, learner: Learner, folds: NDArray[np.int8], fold: int, repeat: int, settings: Settings) -> Task:
        offset = None
        if learner.starts_from is not None:
            offset = self._offsets[learner.starts_from, repeat][fold]
        return Task(
            views=self.views,
            y=self.y,
            train=np.flatnonzero(folds != fold),
            held=np.flatnonzero(folds == fold),
            settings=settings,
            halted=self.pool.halted,
            offset=offset,
        )

    def _run(
        self, jobs: list[Callable[[], None]], watch: Callable[[], bool], done: Callable[[], None] | None = None
    ) -> bool:
        """Run jobs on the pool; False when `watch` said to stop before all were done."""
        ended = 0
        try:
            for _ in self.pool.run(jobs, watch):
                ended += 1
                if done is not None:
                    done()
        except Halted:
            return False
        return ended == len(jobs)

    def members(self, weights: dict[str, float], progress: Progress) -> list[tuple[Member, float]]:
        """Fit on all rows every learner that has a weight, and return the members with the weight each adds by.

        The rounds are those that did best on average over all folds. A learner that starts from another brings that
        one in.
        """
        everything = np.arange(len(self.y))
        effective: dict[str, float] = {}
        for name, weight in weights.items():
            start = self.fitted[name].learner.starts_from
            for part in (name, start) if start else (name,):
                effective[part] = effective.get(part, 0.0) + weight
        made: list[tuple[Member, float]] = []
        jobs: list[tuple[str, int, float]] = [
            (name, repeat, weight / len(self.fitted[name].settings))
            for name, weight in effective.items()
            if weight > 0
            for repeat in range(len(self.fitted[name].settings) if self.fitted[name].learner.seeded else 1)
        ]
        offsets: dict[str, Values] = {}
        refits = _Refits(progress, len(jobs))
        for wave in (False, True):  # first those that others start from
            chosen = [job for job in jobs if (self.fitted[job[0]].learner.starts_from is not None) == wave]
            results = self._fit_all(chosen, everything, offsets, refits)
            for (name, _, weight), member in zip(chosen, results, strict=True):
                seeded = self.fitted[name].learner.seeded
                made.append((member, weight if seeded else effective[name]))
                offsets.setdefault(name, member.log_odds(self.views) if not wave else np.empty(0))
        return made

    def _fit_all(
        self, jobs: list[tuple[str, int, float]], rows: NDArray[np.intp], offsets: dict[str, Values], refits: _Refits
    ) -> list[Member]:
        def fit(name: str, repeat: int) -> Member:
            fitted = self.fitted[name]
            start = fitted.learner.starts_from
            task = Task(
                views=self.views,
                y=self.y,
                train=rows,
                held=rows[:0],
                settings=settings_for(self.effort, len(self.y), self.seed + repeat, self.views.sources),
                halted=self.pool.halted,
                offset=offsets[start] if start else None,
            )
            setting = fitted.settings[repeat]
            if not fitted.learner.seeded:
                setting = int(np.median(fitted.settings))
            return fitted.learner.fit(task, setting)

        results = {}
        for index, member in self.pool.run([partial(fit, name, repeat) for name, repeat, _ in jobs], refits.watch):
            results[index] = member
            refits.done += 1
        return [results[index] for index in range(len(jobs))]


class _Refits:
    """Tells of the fits on all rows."""

    def __init__(self, progress: Progress, count: int) -> None:
        self.progress, self.count, self.done = progress, count, 0

    def watch(self) -> bool:
        """What is chosen is fitted whole: finishing early means less was chosen."""
        text = f"Fitting on all rows, {self.done} of {self.count} done"
        self.progress(Step(stage="evaluate", fraction=self.done / max(1, self.count), text=text))
        return True


def _roc_auc(y: Values, log_odds: Values) -> float:
    from tracer_engine.evaluation.metrics import point_metrics

    return point_metrics(y, log_odds)["roc_auc"]
