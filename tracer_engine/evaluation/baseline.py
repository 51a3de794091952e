"""The rival every model must beat: the best rule that one line can say, found automatically."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tracer_engine.evaluation.metrics import Ranked, Values
from tracer_engine.features.preparation import Preparation, Prepared
from tracer_engine.features.wording import number_text

GROUPS = 10
BELIEF = 20.0  # a group's rate is drawn towards the base rate as if by so many more rows


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One column, its groups in order of their rate: in words, and as out-of-fold log-odds (rows,).

    `rates` are those of its groups over all rows, that of missing cells last: the ranges of a number between `edges`
    (an edge belongs to the group below it), or the levels of a category, in the order of their codes, and all others.
    """

    text: str
    column: str
    log_odds: Values
    edges: tuple[float, ...] = ()
    rates: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Grouping:
    column: str
    group: NDArray[np.intp]
    names: list[str]
    ordered: bool
    inner: tuple[float, ...] = ()


def best_rule(preparation: Preparation, prepared: Prepared, y: Values, folds: NDArray[np.int8]) -> Rule:
    """The one-column rule with the best out-of-fold ROC AUC; the rates a row gets come from the other folds."""
    best: tuple[float, _Grouping, Values] | None = None
    for grouping in _groupings(preparation, prepared):
        log_odds = _cross_fitted(grouping, y, folds)
        value = Ranked.of(y, log_odds).metrics(np.ones(len(y)))["roc_auc"]
        if best is None or value > best[0]:
            best = (value, grouping, log_odds)
    if best is None:
        rate = float(np.clip(y.mean(), 1e-6, 1 - 1e-6))
        return Rule(
            text="No rule: every column is the same for all",
            column="",
            log_odds=np.full(len(y), np.log(rate / (1 - rate))),
        )
    _, grouping, log_odds = best
    rates = _rates(grouping, y, np.ones(len(y), dtype=np.bool_))
    return Rule(
        text=_words(grouping, y),
        column=grouping.column,
        log_odds=log_odds,
        edges=grouping.inner,
        rates=tuple(map(float, rates)),
    )


def _groupings(preparation: Preparation, prepared: Prepared) -> list[_Grouping]:
    found = []
    for position, column in enumerate(preparation.number_inputs):
        values = prepared.numbers[:, position]
        missing = np.isnan(values)
        if missing.all():
            continue
        edges = np.unique(np.quantile(values[~missing], np.linspace(0, 1, GROUPS + 1)))
        group = np.searchsorted(edges[1:-1], values, side="left") if len(edges) > 2 else np.zeros(len(values), np.intp)
        few = len(edges) <= 3
        if few:  # (0 and 1, say): each value is its own group
            edges = np.unique(values[~missing])[:GROUPS]
            group = np.clip(np.searchsorted(edges, values), 0, len(edges) - 1)
            names = [number_text(edge) for edge in edges]
        else:
            names = [f"{number_text(a)} to {number_text(b)}" for a, b in pairwise(edges)]
        group = np.where(missing, len(names), group)
        inner = tuple(map(float, edges[1:-1] if not few else edges[:-1]))
        found.append(_Grouping(column.name, group, [*names, "missing"], True, inner))
    for position, column in enumerate(preparation.category_inputs):
        codes = prepared.codes[:, position]
        group = np.where(codes < 0, len(column.levels) + 1, codes)
        found.append(_Grouping(column.name, group, [*column.labels, "any other", "missing"], False))
    return found


def _rates(grouping: _Grouping, y: Values, rows: NDArray[np.bool_]) -> Values:
    size = len(grouping.names)
    count = np.bincount(grouping.group[rows], minlength=size)
    hits = np.bincount(grouping.group[rows], y[rows], minlength=size)
    base = float(np.clip(y[rows].mean(), 1e-6, 1 - 1e-6))
    return np.asarray((hits + BELIEF * base) / (count + BELIEF))


def _cross_fitted(grouping: _Grouping, y: Values, folds: NDArray[np.int8]) -> Values:
    log_odds = np.empty(len(y))
    for fold in np.unique(folds):
        held = folds == fold
        rate = _rates(grouping, y, ~held)[grouping.group[held]]
        log_odds[held] = np.log(rate / (1 - rate))
    return log_odds


def _words(grouping: _Grouping, y: Values) -> str:
    """The rule as one line: "Tenure: the lowest first", "Contract: Month-to-month first, then One year"."""
    rates = _rates(grouping, y, np.ones(len(y), dtype=np.bool_))
    count = np.bincount(grouping.group, minlength=len(rates))
    real = np.flatnonzero(count[:-1] > 0)
    if grouping.ordered and len(real) > 2:
        steps = np.diff(rates[real])
        if np.sum(steps > 0) >= 0.75 * len(steps):
            return f"{grouping.column}: the highest first"
        if np.sum(steps < 0) >= 0.75 * len(steps):
            return f"{grouping.column}: the lowest first"
    order = [index for index in np.argsort(-rates, kind="stable") if count[index] > 0]
    first = [grouping.names[index] for index in order[:2]]
    return f"{grouping.column}: {first[0]} first" + (f", then {first[1]}" if len(order) > 2 else "")
