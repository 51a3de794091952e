"""L2-penalised logistic regression on splines of numbers and indicators of levels.

Numbers are clipped to their training range, so that one wild cell cannot run away with the score. Fitted, each source
column is one function of its value: a cubic B-spline (de Boor 1978) or a table by level, which makes scoring and
reasons cheap and exact.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline

from tracer_engine.learners.contract import Halted, Learner, Task, Values, log_loss
from tracer_engine.learners.views import Views

NAME = "spline-logistic"
PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # C of scikit-learn: small is a strong penalty
KNOTS = 6
MOST_STEPS = 12  # a whole number with at most so many values is a set of levels
DEGREE = 3


@dataclass(frozen=True, kw_only=True)
class Term:
    """The columns one source gives to the design. `kind`: "spline" (knots), "steps" (values), "levels" (a count)."""

    source: int
    kind: str
    points: Values
    usual: float
    width: int


def design_terms(views: Views) -> list[Term]:
    """How each source enters the design, from the rows alone (never the target)."""
    terms = []
    for source in range(views.numbers):
        values = views.prepared.numbers[:, source]
        present = values[~np.isnan(values)]
        if present.size == 0:
            continue
        distinct = np.unique(present[:: max(1, present.size // 200_000)])
        usual = float(np.median(present))
        # (One value alone, whole or not, has no room for a curve.)
        if distinct.size == 1 or (distinct.size <= MOST_STEPS and np.all(distinct == np.round(distinct))):
            terms.append(Term(source=source, kind="steps", points=distinct, usual=usual, width=distinct.size + 1))
            continue
        knots = np.unique(np.quantile(present, np.linspace(0, 1, KNOTS)))
        padded = np.concatenate([[knots[0]] * DEGREE, knots, [knots[-1]] * DEGREE])
        terms.append(Term(source=source, kind="spline", points=padded, usual=usual, width=len(padded) - DEGREE))
    for position, levels in enumerate(views.levels):
        source = views.numbers + position
        terms.append(Term(source=source, kind="levels", points=np.empty(0), usual=levels, width=levels + 2))
    return terms


def design_block(term: Term, views: Views) -> Values:
    """Columns of one term, (rows, width); the last is the missing flag (of levels: the one before last is "other")."""
    block = np.zeros((views.rows, term.width))
    if term.kind == "levels":
        codes = views.prepared.codes[:, term.source - views.numbers]
        column = np.where(codes < 0, term.width - 1, codes)
        block[np.arange(views.rows), column] = 1.0
        return block
    values, missing = _filled(term, views)
    if term.kind == "steps":
        block[np.arange(views.rows), _nearest(term.points, values)] = 1.0
        block[missing, :-1] = 0.0
    else:
        basis = BSpline.design_matrix(values, term.points, DEGREE)
        block[:, :-1] = basis.toarray()
    block[missing, -1] = 1.0
    return block


def _filled(term: Term, views: Views) -> tuple[Values, NDArray[np.bool_]]:
    values = views.prepared.numbers[:, term.source]
    missing = np.isnan(values)
    return np.clip(np.where(missing, term.usual, values), term.points[0], term.points[-1]), missing


def _nearest(points: Values, values: Values) -> NDArray[np.intp]:
    middles = (points[1:] + points[:-1]) / 2
    return np.searchsorted(middles, values)


@dataclass(frozen=True)
class Design:
    """The standardised design of all rows, and what was subtracted and divided by."""

    terms: list[Term]
    matrix: Values
    mean: Values
    scale: Values


def design_of(views: Views) -> Design:
    """The design of `views`, kept with them: every fold and penalty uses the same one."""
    kept: Design | None = views.kept.get("spline design")
    if kept is not None:
        return kept
    terms = design_terms(views)
    matrix = np.hstack([design_block(term, views) for term in terms]) if terms else np.zeros((views.rows, 0))
    mean = matrix.mean(axis=0)
    scale = matrix.std(axis=0)
    scale[scale < 1e-9] = np.inf  # a column that never varies gets no say
    matrix -= mean
    matrix /= scale
    design = Design(terms, matrix, mean, scale)
    views.kept["spline design"] = design
    return design


class _Regression:
    """Fits for one penalty after the other, each starting from the one before."""

    def __init__(self, columns: int) -> None:
        from sklearn.linear_model import LogisticRegression

        solver = "newton-cholesky" if columns <= 1500 else "lbfgs"
        self._model = LogisticRegression(solver=solver, max_iter=200, tol=1e-4, warm_start=True)

    def fit(self, x: Values, y: Values, penalty: float) -> tuple[Values, float]:
        """Coefficients (columns,) and intercept."""
        from sklearn.exceptions import ConvergenceWarning

        self._model.set_params(C=penalty)
        with warnings.catch_warnings():
            # A fit that has not quite settled is still judged on the held-out rows like every other.
            warnings.simplefilter("ignore", ConvergenceWarning)
            warnings.filterwarnings("ignore", message=".*[Ll]inear system|.*Hessian|.*ill-conditioned")
            self._model.fit(x, y)
        return np.array(self._model.coef_[0]), float(self._model.intercept_[0])


class SplineLogisticPath:
    """Fits along the penalties, strong to weak; the path ends when two in a row brought nothing."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.curve: list[float] = []
        self._design = design_of(task.views)
        self._regression = _Regression(self._design.matrix.shape[1])
        self._fits: list[tuple[Values, float]] = []

    def extend(self, length: int | None = None) -> None:
        """Fit `length` penalties, or until two in a row brought nothing."""
        train, y = self._design.matrix[self.task.train], self.task.y
        wanted = len(PENALTIES) if length is None else min(length, len(PENALTIES))
        while len(self.curve) < wanted:
            if self.task.halted():
                raise Halted
            self._fits.append(self._regression.fit(train, y[self.task.train], PENALTIES[len(self.curve)]))
            self.curve.append(log_loss(y[self.task.held], self.held_out(len(self.curve))))
            if length is None and len(self.curve) - 1 - int(np.argmin(self.curve)) >= 2:
                return

    def held_out(self, setting: int) -> Values:
        """Log-odds of the held-out rows at penalty number `setting`."""
        coefficients, intercept = self._fits[setting]
        return np.asarray(self._design.matrix[self.task.held] @ coefficients + intercept)

    def everywhere(self, setting: int) -> Values:
        """Log-odds of all rows."""
        coefficients, intercept = self._fits[setting]
        return np.asarray(self._design.matrix @ coefficients + intercept)


class SplineLogisticMember:
    """The fitted regression, as one function of the value for each source."""

    name = NAME

    def __init__(self, terms: list[Term], constant: float, weights: Values) -> None:
        self.terms = terms
        self.constant = constant
        self.weights = weights

    def log_odds(self, views: Views) -> Values:
        """Shape (rows,)."""
        total = np.full(views.rows, self.constant)
        for values, _ in self._parts(views):
            total += values
        return total

    def contributions(self, views: Views) -> tuple[float, Values]:
        """The constant, and (rows, sources)."""
        parts = np.zeros((views.rows, views.sources))
        for values, source in self._parts(views):
            parts[:, source] += values
        return self.constant, parts

    def _parts(self, views: Views) -> list[tuple[Values, int]]:
        parts, start = [], 0
        for term in self.terms:
            weights = self.weights[start : start + term.width]
            start += term.width
            if term.kind == "levels":
                codes = views.prepared.codes[:, term.source - views.numbers]
                parts.append((weights[np.where(codes < 0, term.width - 1, codes)], term.source))
                continue
            values, missing = _filled(term, views)
            if term.kind == "steps":
                result = weights[_nearest(term.points, values)]
                result = np.where(missing, weights[-1], result)
            else:
                result = BSpline(term.points, weights[:-1], DEGREE)(values)
                result = result + np.where(missing, weights[-1], 0.0)
            parts.append((result, term.source))
        return parts

    def to_files(self) -> Mapping[str, Any]:
        """The terms as plain data, the weights as an array."""
        terms = [
            {"source": t.source, "kind": t.kind, "points": t.points.tolist(), "usual": t.usual, "width": t.width}
            for t in self.terms
        ]
        return {"terms": {"constant": self.constant, "terms": terms}, "weights": self.weights}


def fit(task: Task, setting: int) -> SplineLogisticMember:
    """Fit on all training rows with penalty number `setting`."""
    design = design_of(task.views)
    regression = _Regression(design.matrix.shape[1])
    coefficients, intercept = regression.fit(design.matrix[task.train], task.y[task.train], PENALTIES[setting])
    # Undo the standardisation: weights act on the plain columns, and the mean goes into the constant.
    weights = coefficients / design.scale
    return SplineLogisticMember(design.terms, intercept - float(weights @ design.mean), weights)


def load(files: Mapping[str, Any]) -> SplineLogisticMember:
    """The member stored by `to_files`."""
    stored = files["terms"]
    terms = [
        Term(
            source=int(t["source"]),
            kind=str(t["kind"]),
            points=np.asarray(t["points"], dtype=np.float64),
            usual=float(t["usual"]),
            width=int(t["width"]),
        )
        for t in stored["terms"]
    ]
    weights = np.asarray(files["weights"], dtype=np.float64)
    for term in terms:
        knots = term.width + DEGREE if term.kind == "spline" else term.width - 1 if term.kind == "steps" else 0
        if term.source < 0 or term.width < 2 or len(term.points) != knots or np.any(np.diff(term.points) < 0):
            raise ValueError(f"a term of the {NAME} does not hold together")
    if weights.shape != (sum(term.width for term in terms),):
        raise ValueError(f"the {NAME} has not as many weights as its terms need")
    return SplineLogisticMember(terms, float(stored["constant"]), weights)


LEARNER = Learner(name=NAME, cost=1, path=SplineLogisticPath, fit=fit, load=load, seeded=False)
