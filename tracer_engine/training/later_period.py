"""Trained on the earlier rows, tested on the later ones: what a shuffled test cannot show is that times change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.intervals import Comparison, compare
from tracer_engine.evaluation.metrics import Values
from tracer_engine.evaluation.out_of_time import out_of_time
from tracer_engine.explaining.reasons import day_text
from tracer_engine.features.wording import label_of
from tracer_engine.learners.contract import Halted, Path, Task
from tracer_engine.profiling import values_of
from tracer_engine.progress import Progress, Step
from tracer_engine.training.blending import fit_blend
from tracer_engine.training.part_fits import time_for_more
from tracer_engine.training.portfolio import Portfolio, settings_for
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.report import Interval, OutOfTime
from tracer_engine.types.table import Table

# Words for the day on which a row was true. A day that belongs to somebody's life (birth, sign-up, last order) orders
# the people, not the rows: those who came late are others, and a test on them would say nothing of times to come.
OF_THE_ROW = frozenset(
    {"snapshot", "observation", "observed", "reporting", "extract", "extracted", "extraction", "period", "asof"}
)
ALONE = frozenset({"month", "period", "quarter", "week", "year month", "as of", "as of date", "report date"})
LATER = 0.22  # of the rows, about
LEAST_LATER, MOST_LATER = 0.1, 0.4
LEAST_EACH = 30  # of either outcome, in both parts
LEAST_KNOWN = 0.95  # of the rows must have a date


@dataclass(frozen=True, kw_only=True, eq=False)
class Days:
    """The column that puts the rows in order, and its days since 1970-01-01, (rows,), nan where missing."""

    column: str
    days: Values


def days_of_rows(table: Table, rows: NDArray[np.intp]) -> Days | None:
    """The first date column whose name says that it is the day on which a row was true; None without one."""
    for column in table.columns:
        if column.kind != "date" or not _of_the_row(column.name):
            continue
        values = values_of(table, column)
        if values is None:
            continue
        days = np.asarray(values.cast(float).fill_null(float("nan")).to_numpy(), dtype=np.float64)[rows]
        if np.isfinite(days).mean() >= LEAST_KNOWN:
            return Days(column=column.name, days=days)
    return None


def _of_the_row(name: str) -> bool:
    words = label_of(name).lower()
    return words in ALONE or bool(OF_THE_ROW & set(words.split())) or words.startswith("as of ")


def first_later_day(days: Values, y: Values) -> float | None:
    """The day from which on rows are held back for the test: about a fifth of them; None where that cannot be done."""
    known = np.isfinite(days)
    distinct, counts = np.unique(days[known], return_counts=True)
    if len(distinct) < 2:
        return None
    share = np.cumsum(counts[::-1])[::-1] / known.sum()  # of rows on that day or later
    day = float(distinct[int(np.argmin(np.abs(share - LATER)))])
    later = known & (days >= day)
    fits = LEAST_LATER <= later.sum() / known.sum() <= MOST_LATER
    enough = all(
        min(y[rows].sum(), len(y[rows]) - y[rows].sum()) >= LEAST_EACH for rows in (later, known & (days < day))
    )
    return day if fits and enough else None


def later_period(
    portfolio: Portfolio, scores: Values, usual: Interval, found: Days | None, wording: Wording, progress: Progress
) -> OutOfTime | None:
    """How good the model is on later rows when it learned from the earlier ones alone, beside `scores`, the out-of-fold
    log-odds (rows,) of the usual test on the same rows, and its ROC AUC (`usual`). None without a date, without rows
    enough, or without time.

    Weights and calibration are those of the earlier rows too; no group of rows is in both parts.
    """
    day = None if found is None or not time_for_more(portfolio) else first_later_day(found.days, portfolio.y)
    if found is None or day is None:
        return None
    later = np.flatnonzero(found.days >= day)
    apart = ~np.isin(portfolio.groups, portfolio.groups[later])
    earlier = np.flatnonzero((found.days < day) & apart)
    y = portfolio.y
    if len(np.unique(y[earlier])) < 2:
        return None
    step = Step(stage="evaluate", fraction=0.0, text="Testing on a later period")
    log_odds = _fitted_on(portfolio, earlier, later, partial(progress, step))
    if log_odds is None:
        return None
    judged: Comparison = compare(y[later], log_odds, scores[later], portfolio.groups[later], portfolio.seed)
    return out_of_time(found.column, day_text(day), len(earlier), y[later], log_odds, judged, usual, wording)


def _fitted_on(
    portfolio: Portfolio, earlier: NDArray[np.intp], later: NDArray[np.intp], watch: Callable[[], bool]
) -> Values | None:
    """Log-odds (later rows,) of a blend that knows the earlier rows only; None when told to stop."""
    names = list(portfolio.fitted)
    out_of_fold = np.column_stack([portfolio.fitted[name].out_of_fold for name in names])
    blend = fit_blend(portfolio.y[earlier], out_of_fold[earlier])
    weights = {name: float(weight) for name, weight in zip(names, blend.weights, strict=True) if weight > 0}
    starts = {portfolio.fitted[name].learner.starts_from for name in weights} - {None}
    everywhere: dict[str, Values] = {}
    total = np.zeros(len(later))
    for wave in (False, True):  # first those that others start from
        jobs = [
            (name, repeat)
            for name in names
            if (name in weights or name in starts) and (portfolio.fitted[name].learner.starts_from is not None) == wave
            for repeat in range(len(portfolio.fitted[name].settings) if portfolio.fitted[name].learner.seeded else 1)
        ]
        paths = [_path(portfolio, name, repeat, earlier, later, everywhere) for name, repeat in jobs]
        lengths = [_setting(portfolio, name, repeat) + 1 for name, repeat in jobs]
        try:
            extend = [partial(path.extend, length) for path, length in zip(paths, lengths, strict=True)]
            done = sum(1 for _ in portfolio.pool.run(extend, watch))
        except Halted:
            return None
        if done < len(paths):
            return None
        for (name, repeat), path, length in zip(jobs, paths, lengths, strict=True):
            times = sum(one == name for one, _ in jobs)
            total += weights.get(name, 0.0) / times * path.held_out(length - 1)
            if name in starts and repeat == 0:
                everywhere[name] = path.everywhere(length - 1)
    return blend.calibrated(total)


def _setting(portfolio: Portfolio, name: str, repeat: int) -> int:
    fitted = portfolio.fitted[name]
    return fitted.settings[repeat] if fitted.learner.seeded else int(np.median(fitted.settings))


def _path(
    portfolio: Portfolio,
    name: str,
    repeat: int,
    earlier: NDArray[np.intp],
    later: NDArray[np.intp],
    everywhere: dict[str, Values],
) -> Path:
    learner = portfolio.fitted[name].learner
    return learner.path(
        Task(
            views=portfolio.views,
            y=portfolio.y,
            train=earlier,
            held=later,
            settings=settings_for(portfolio.effort, len(portfolio.y), portfolio.seed + repeat, portfolio.views.sources),
            halted=portfolio.pool.halted,
            offset=everywhere[learner.starts_from] if learner.starts_from else None,
        )
    )
