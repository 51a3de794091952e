"""One cheap learner, fitted again on parts of the rows: what a learning curve and the columns' limits are made of."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.learning_curve import PartFit
from tracer_engine.evaluation.metrics import Values
from tracer_engine.explaining.importance import shares_of
from tracer_engine.learners.contract import Halted, Path, Task
from tracer_engine.learners.views import Views
from tracer_engine.progress import Progress, Step
from tracer_engine.training.portfolio import Fitted, Portfolio, settings_for

PARTS = (0.25, 0.5)  # and all
LEAST_ROWS, LEAST_EACH = 400, 60  # a quarter of them must still be something to learn from
PAIRS, LOOKED_AT = 4, 2_000  # divisions into halves; rows whose reasons are worked out for each
NEARLY = 0.75  # of what the best learner knows: a learner that knows less says little of the whole


def time_for_more(portfolio: Portfolio) -> bool:
    """Whether there is time for fits that only tell more of the model: nobody asked to finish early, and where an end
    was set there is as much time left again as what must follow takes.
    """
    meter = portfolio.meter
    late = meter is not None and meter.ends_by is not None and time.monotonic() + 2 * meter.after() > meter.ends_by
    return not portfolio.finished_early and not late


def nested_order(y: Values, groups: NDArray[np.int64], seed: int) -> Values:
    """A place in [0, 1) for each row, the same for all rows of a group: rows with a place below p are about a part p
    of all, with the same share of each outcome among rows that stand alone, and lie within those of any larger part.
    """
    _, first, group, size = np.unique(groups, return_index=True, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(size))
    kind = np.where(size == 1, y[first], 2.0)
    place = np.empty(len(size))
    for value in (0.0, 1.0, 2.0):
        mine = order[kind[order] == value]
        place[mine] = (np.arange(len(mine)) + 0.5) / max(1, len(mine))
    return place[group]


def chosen_learner(portfolio: Portfolio) -> Fitted | None:
    """The cheapest learner that starts from nothing and knows nearly as much as the best one."""
    y = portfolio.y
    rate = float(y.mean())
    blind = -(rate * np.log(rate) + (1 - rate) * np.log(1 - rate))
    known = {
        name: blind - float(np.mean(np.logaddexp(0.0, one.out_of_fold) - y * one.out_of_fold))
        for name, one in portfolio.fitted.items()
    }
    best = max(known.values())
    able = [
        one
        for name, one in portfolio.fitted.items()
        if one.learner.starts_from is None and (known[name] >= NEARLY * best or best <= 0)
    ]
    return min(able, key=lambda one: one.learner.cost, default=None)


def part_fits(portfolio: Portfolio, progress: Progress) -> tuple[str, list[PartFit]] | None:
    """The learner's name and its fits, fewest rows first; None where there are too few rows, or no time.

    The folds are those of the training, so what is tested on a row never saw it, nor its group. The last fit is the
    one of the training itself, where that was not a mean over several divisions into folds.
    """
    y = portfolio.y
    if not time_for_more(portfolio) or len(y) < LEAST_ROWS or min(y.sum(), len(y) - y.sum()) < LEAST_EACH:
        return None
    chosen = chosen_learner(portfolio)
    if chosen is None:
        return None
    place = nested_order(y, portfolio.groups, portfolio.seed)
    folds = portfolio.folds_count
    once = len(chosen.settings) == 1
    parts = PARTS if once else (*PARTS, 1.0)
    fits: list[PartFit] = []
    for number, part in enumerate(parts):
        step = Step(stage="evaluate", fraction=number / len(parts), text="Finding out whether more rows would help")
        log_odds = _fit_part(portfolio, chosen, place < part, partial(progress, step))
        if log_odds is None:
            return None
        fits.append(PartFit(rows=round((place < part).sum() * (folds - 1) / folds), log_odds=log_odds))
    if once:
        fits.append(PartFit(rows=round(len(y) * (folds - 1) / folds), log_odds=chosen.out_of_fold))
    return chosen.learner.name, fits


def _fit_part(
    portfolio: Portfolio, chosen: Fitted, within: NDArray[np.bool_], watch: Callable[[], bool]
) -> Values | None:
    """Out-of-fold log-odds (rows,) of fits on the rows `within`; None when told to stop."""
    settings = settings_for(portfolio.effort, len(portfolio.y), portfolio.seed, portfolio.views.sources)
    tasks = [
        Task(
            views=portfolio.views,
            y=portfolio.y,
            train=np.flatnonzero((portfolio.folds != fold) & within),
            held=np.flatnonzero(portfolio.folds == fold),
            settings=settings,
            halted=portfolio.pool.halted,
        )
        for fold in range(portfolio.folds_count)
    ]
    if any(len(np.unique(portfolio.y[task.train])) < 2 for task in tasks):
        return None
    paths: list[Path] = [chosen.learner.path(task) for task in tasks]
    length = max(chosen.settings) + 1
    try:
        done = sum(1 for _ in portfolio.pool.run([partial(path.extend, length) for path in paths], watch))
    except Halted:
        return None
    if done < len(paths):
        return None
    curves = np.array([path.curve[:length] for path in paths])
    log_odds = np.empty(len(portfolio.y))
    for fold, (path, task) in enumerate(zip(paths, tasks, strict=True)):
        # As in the training: the setting used on a fold is chosen by the others.
        others = np.delete(curves, fold, axis=0) if len(curves) > 1 else curves
        log_odds[task.held] = path.held_out(int(np.argmin(others.mean(axis=0))))
    return log_odds


def half_shares(portfolio: Portfolio, progress: Progress) -> Values | None:
    """What either half of the rows makes of the columns' shares in all reasons, (pairs of halves, 2, sources).

    The cheapest learner is fitted on both halves of a few divisions (which part no group); None where it cannot be, or
    where there is no time.
    """
    y, views = portfolio.y, portfolio.views
    free = [one for one in portfolio.fitted.values() if one.learner.starts_from is None]
    if not time_for_more(portfolio) or not free:
        return None
    chosen = min(free, key=lambda one: one.learner.cost)
    setting = int(np.median(chosen.settings))
    seeds = [portfolio.seed + 7000 + pair for pair in range(PAIRS)]
    first = [nested_order(y, portfolio.groups, seed) < 0.5 for seed in seeds]
    halves = [np.flatnonzero(rows) for one in first for rows in (one, ~one)]
    if any(len(np.unique(y[rows])) < 2 for rows in halves):
        return None
    looked_at = np.random.default_rng(portfolio.seed).permutation(len(y))[:LOOKED_AT]
    sample = Views(views.preparation, views.prepared.take(np.sort(looked_at)))
    settings = settings_for(portfolio.effort, len(y), portfolio.seed, views.sources)

    def shares(rows: NDArray[np.intp]) -> Values:
        task = Task(
            views=views, y=y, train=rows, held=rows[:0], settings=settings, halted=portfolio.pool.halted, offset=None
        )
        return shares_of(chosen.learner.fit(task, setting).contributions(sample)[1])

    step = Step(stage="evaluate", fraction=0.0, text="Finding out how sure the reasons are")
    found: dict[int, Values] = {}
    try:
        found.update(portfolio.pool.run([partial(shares, rows) for rows in halves], partial(progress, step)))
    except Halted:
        return None
    if len(found) < len(halves):
        return None
    return np.array([found[index] for index in range(len(halves))]).reshape(PAIRS, 2, -1)
