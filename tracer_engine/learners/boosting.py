"""Gradient-boosted trees (LightGBM): the path over rounds, and the fitted member, shared by the tree learners."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any, Literal

import lightgbm
import numpy as np
from numpy.typing import NDArray

from tracer_engine.learners.contract import EVERY_EFFORT, Halted, Learner, Settings, Task, Values
from tracer_engine.learners.tree_checks import checked_trees
from tracer_engine.learners.tree_reasons import TreeReasons
from tracer_engine.learners.tree_scores import TreeScores
from tracer_engine.learners.views import View, Views

ViewName = Literal["codes", "one_hot"]

MANY_ROWS = 4096  # from which on making tables of the trees pays

# Log loss that no decision could tell from none: an easy target would shrink it for thousands of rounds more.
ENOUGH = 0.002

STEADY = 150  # rounds with steps of one length, where `Settings.rate` is 1
STRIDE = 50  # rounds between two lengths


class _Silent:
    """A logger that says nothing."""

    def info(self, message: str) -> None:
        """Say nothing."""

    warning = info


lightgbm.register_logger(_Silent())


def quieten() -> None:
    """Keep LightGBM quiet in the calling thread.

    Its log level jumps back whenever a model is read, so it is given a logger without a voice; and which logger native
    code calls is known to each thread alone, which the public interface tells only the thread that imports it.
    """
    library = lightgbm.basic._LIB  # type: ignore[attr-defined]  # noqa: SLF001
    library.LGBM_RegisterLogCallback(library.callback)


FIXED = {
    "objective": "binary",
    "metric": "binary_logloss",
    "num_threads": 1,  # threads inside a fit, next to other fits, cost up to ten times the time
    "deterministic": True,
    "force_row_wise": True,
    "feature_pre_filter": False,
    "verbosity": -1,
}


def parameters(own: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """LightGBM's parameters for a learner's own ones under these settings."""
    rate = own["learning_rate"] * settings.rate
    return {**FIXED, **own, "learning_rate": rate, "seed": settings.seed}


def lengthen_steps(booster: lightgbm.Booster, own: Mapping[str, Any], settings: Settings, done: int) -> None:
    """Let steps grow with the rounds `done`: twice the first ones' length after 300 rounds, three times after 450.

    What still gains then is no noise but far away: longer steps lose nothing there, and take half the time.
    """
    steady = STEADY / settings.rate
    if done % STRIDE == 0 and done > steady:
        booster.reset_parameter({"learning_rate": parameters(own, settings)["learning_rate"] * done / steady})


FINE_BINS, COARSE_BINS = 255, 31
WIDE = 1_000


def _bins(columns: int) -> int:
    """Bins a column is cut into: few where columns are many, since the time for a split grows with both."""
    return FINE_BINS if columns <= WIDE else COARSE_BINS


def _view(views: Views, name: ViewName) -> View:
    view: View = getattr(views, name)
    return view


def _all_rows(views: Views, name: ViewName, own: Mapping[str, Any]) -> lightgbm.Dataset:
    """All rows, binned once for all folds and kept with the views (bins know nothing of the target)."""
    kept: dict[str, lightgbm.Dataset] = views.kept.setdefault("binned", {})
    key = f"{name} {own.get('min_data_in_bin', 3)}"
    if key not in kept:
        view = _view(views, name)
        binning = {**FIXED, "max_bin": _bins(view.matrix.shape[1]), "min_data_in_bin": own.get("min_data_in_bin", 3)}
        dataset = lightgbm.Dataset(
            view.matrix, categorical_feature=list(view.categorical), params=binning, free_raw_data=False
        )
        kept[key] = dataset.construct()
    return kept[key]


def dataset(task: Task, name: ViewName, own: Mapping[str, Any], rows: NDArray[np.intp]) -> lightgbm.Dataset:
    """The given rows of the task, binned as all are, with target and offset."""
    part = _all_rows(task.views, name, own).subset(np.sort(rows).tolist())
    part.construct()
    part.set_label(task.y[np.sort(rows)])
    if task.offset is not None:
        part.set_init_score(task.offset[np.sort(rows)])
    return part


class BoostingPath:
    """Rounds of boosting on one fold."""

    def __init__(self, task: Task, view: ViewName, own: Mapping[str, Any]) -> None:
        self.task = task
        self.view = view
        self._own = own
        self.curve: list[float] = []
        self._booster = lightgbm.Booster(parameters(own, task.settings), dataset(task, view, own, task.train))
        self._matrix = np.ascontiguousarray(_view(task.views, view).matrix[task.held])
        self._offset = 0.0 if task.offset is None else task.offset[task.held]
        self._booster.add_valid(dataset(task, view, own, task.held), "held")

    def extend(self, length: int | None = None) -> None:
        """Add rounds up to `length`, or until `patience` of them brought nothing."""
        settings = self.task.settings
        wanted = settings.most_rounds if length is None else length
        while len(self.curve) < wanted:
            if self.task.halted():
                raise Halted
            lengthen_steps(self._booster, self._own, settings, len(self.curve))
            finished = self._booster.update()
            self.curve.append(float(self._booster.eval_valid()[0][2]))
            if finished:  # no split is left that gains anything: further rounds change nothing
                self.curve.extend([self.curve[-1]] * max(0, wanted - len(self.curve) if length else 0))
                return
            if length is None and (self.curve[-1] < ENOUGH or self._settled()):
                return

    def _settled(self) -> bool:
        """Whether the last `patience` rounds brought no more than `least_gain` of what they started with."""
        patience = self.task.settings.patience
        if len(self.curve) <= patience:
            return False
        before = min(self.curve[:-patience])
        return before - min(self.curve[-patience:]) <= self.task.settings.least_gain * before

    def held_out(self, setting: int) -> Values:
        """Log-odds of the held-out rows after `setting` + 1 rounds."""
        raw = self._booster.predict(self._matrix, raw_score=True, num_iteration=setting + 1)
        return np.asarray(raw, dtype=np.float64) + self._offset

    def everywhere(self, setting: int) -> Values:
        """Log-odds of all rows after `setting` + 1 rounds."""
        matrix = _view(self.task.views, self.view).matrix
        raw = self._booster.predict(matrix, raw_score=True, num_iteration=setting + 1)
        return np.asarray(raw, dtype=np.float64) + (0.0 if self.task.offset is None else self.task.offset)


class BoostingMember:
    """Fitted trees. Where they start from another learner, `log_odds` is only what the trees add to it."""

    def __init__(self, name: str, view: ViewName, text: str) -> None:
        self.name = name
        self.view: ViewName = view
        self.text = checked_trees(text)
        self._making = Lock()
        self._reasons: TreeReasons | None = None
        self._scores: TreeScores | None = None
        self._booster = lightgbm.Booster(model_str=self.text)

    def log_odds(self, views: Views) -> Values:
        """Shape (rows,): the trees' own part. For many rows by tables, which give the very same numbers sooner."""
        if views.rows >= MANY_ROWS:
            scores = self._scores_for(views)
            if scores.small:
                return scores.log_odds(views)
        matrix = _view(views, self.view).matrix
        if not len(matrix):
            return np.zeros(0)
        return np.asarray(self._booster.predict(matrix, raw_score=True, num_threads=1), dtype=np.float64)

    def contributions(self, views: Views) -> tuple[float, Values]:
        """Shapley values of the sources (see tree_reasons): the constant, and (rows, sources)."""
        view = _view(views, self.view)
        reasons = self._reasons_for(view)
        return reasons.constant, reasons.contributions(view.matrix, views.sources)

    def _scores_for(self, views: Views) -> TreeScores:
        """Made at the first call, whichever thread it comes from, and kept."""
        with self._making:
            if self._scores is None:
                self._scores = TreeScores(self.text, self.view, views)
            return self._scores

    def _reasons_for(self, view: View) -> TreeReasons:
        """Made at the first call, whichever thread it comes from, and kept."""
        with self._making:
            if self._reasons is None:
                self._reasons = TreeReasons(self.text, view.source)
            return self._reasons

    def to_files(self) -> Mapping[str, Any]:
        """The trees in LightGBM's text format, as `tree_checks` writes them."""
        return {"trees": self.text}


def fit_trees(name: str, view: ViewName, own: Mapping[str, Any], task: Task, setting: int) -> BoostingMember:
    """Fit `setting` + 1 rounds on the training rows."""
    booster = lightgbm.Booster(parameters(own, task.settings), dataset(task, view, own, task.train))
    for done in range(setting + 1):
        if task.halted():
            raise Halted
        lengthen_steps(booster, own, task.settings, done)
        if booster.update():
            break
    return BoostingMember(name, view, booster.model_to_string())


def tree_learner(
    name: str,
    view: ViewName,
    own: Mapping[str, Any],
    *,
    cost: int,
    starts_from: str | None = None,
    efforts: tuple[str, ...] = EVERY_EFFORT,
    efforts_on_few: tuple[str, ...] = (),
    efforts_on_many: tuple[str, ...] = EVERY_EFFORT,
) -> Learner:
    """The record of a learner that boosts trees on a view with LightGBM's parameters `own`; the rest as in Learner."""
    return Learner(
        name=name,
        cost=cost,
        path=lambda task: BoostingPath(task, view, own),
        fit=lambda task, setting: fit_trees(name, view, own, task, setting),
        load=lambda files: BoostingMember(name, view, files["trees"]),
        starts_from=starts_from,
        efforts=efforts,
        efforts_on_few=efforts_on_few,
        efforts_on_many=efforts_on_many,
    )
