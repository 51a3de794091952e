"""Columns that work together: what they do to the score jointly, beyond what each does alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from tracer_engine.evaluation.metrics import Values, sigmoid
from tracer_engine.explaining.effects import ANY_OTHER, value_groups
from tracer_engine.features.preparation import Preparation, Prepared
from tracer_engine.features.wording import share_text
from tracer_engine.types.blueprint import Wording
from tracer_engine.types.report import Interaction

SOURCES = 8  # the strongest ones, in pairs
GROUPS = 4
LEAST_SHARE = 0.02  # of all reasons
LEAST_STRENGTH, LEAST_PART = 0.1, 0.06  # in log-odds, and of the spread of the whole score
LEAST_ROWS = 30
RARER = "a rarer one"  # what is none of the most frequent levels
CHANCE = 0.01  # that any pair at all is told where there is none
MOST = 3
ECHO = 0.6  # of a stronger pair
WINDOW = 0.02  # of the rows: what counts as the same value of a number


@dataclass(frozen=True, kw_only=True, eq=False)
class _Pair:
    first: int
    second: int
    effect: Values
    rows: Values
    hits: Values
    strength: float


def find_interactions(
    preparation: Preparation,
    prepared: Prepared,
    parts: Values,
    y: Values,
    alone: float,
    labels: dict[str, str],
    wording: Wording,
) -> tuple[Interaction, ...]:
    """The strongest pairs of sources, at most three; none where they do not matter.

    `parts` (rows, sources) are the contributions. A source that works alone contributes the same to all rows with the
    same value; where another one has a hand in it, its contribution varies with that one's value, and half of the joint
    effect is in each of the two (Shapley). A pair is told only where the outcomes themselves show it, too: a likelihood
    ratio test of the rates `y` in the cells of the two, against effects that just add up, strict enough for all pairs.
    `alone` is the share of rows that are nobody's copy.
    """
    size = np.abs(parts).mean(axis=0)
    spread = float(parts.sum(axis=1).std())
    if not size.sum() > 0 or not spread > 0:
        return ()
    ranked = [int(i) for i in np.argsort(-size, kind="stable")[:SOURCES] if size[i] >= LEAST_SHARE * size.sum()]
    groups = {source: value_groups(preparation, prepared, source, GROUPS, GROUPS) for source in ranked}
    rest = {source: _beyond_own_value(prepared, parts[:, source], source) for source in ranked}
    made_of = {source: _made_of(preparation, source) for source in ranked}
    pairs = [(a, b) for a, b in combinations(ranked, 2) if not made_of[a] & made_of[b]]
    told = []
    for first, second in pairs:
        cells = groups[first][0], groups[second][0], len(groups[first][1]), len(groups[second][1])
        pair = _joint(first, second, cells, rest[first] + rest[second], y)
        matters = pair.strength >= max(LEAST_STRENGTH, LEAST_PART * spread)
        if matters and _chance(pair, alone) < CHANCE / len(pairs):
            told.append(pair)
    told.sort(key=lambda pair: -pair.strength)
    found: list[Interaction] = []
    for pair in _without_echoes(told, made_of)[:MOST]:
        columns = preparation.sources[pair.first], preparation.sources[pair.second]
        named = labels[columns[0]], labels[columns[1]]
        if text := _said(pair, named, (groups[pair.first][1], groups[pair.second][1]), wording):
            found.append(Interaction(columns=columns, labels=named, strength=pair.strength, text=text))
    return tuple(found)


def _made_of(preparation: Preparation, source: int) -> frozenset[str]:
    """The columns a source is made of."""
    name = preparation.sources[source]
    feature = next((one for one in preparation.engineered if one.name == name), None)
    if feature is None:
        return frozenset({name})
    return frozenset({*feature.single.values(), *(column for columns in feature.many.values() for column in columns)})


def _without_echoes(told: list[_Pair], made_of: dict[int, frozenset[str]]) -> list[_Pair]:
    """Pairs, without those that are likely to say what a stronger one says, with other figures of the same two columns
    or with a column that goes along with one of them: weak beside a pair with a column in common.
    """
    kept: list[_Pair] = []
    for pair in told:
        mine = made_of[pair.first], made_of[pair.second]
        for one in kept:
            a, b = made_of[one.first], made_of[one.second]
            same = (mine[0] & a and mine[1] & b) or (mine[0] & b and mine[1] & a)
            touching = (mine[0] | mine[1]) & (a | b)
            if same or (touching and pair.strength < ECHO * one.strength):
                break
        else:
            kept.append(pair)
    return kept


def _beyond_own_value(prepared: Prepared, part: Values, source: int) -> Values:
    """What is left of a source's contribution when what its own value alone does is taken away."""
    numbers = prepared.numbers.shape[1]
    if source >= numbers:
        return part - _level_means(prepared.codes[:, source - numbers].astype(np.intp) + 1, part)
    values = prepared.numbers[:, source]
    distinct, place = np.unique(values, return_inverse=True)
    if len(distinct) <= 1 / WINDOW:
        return part - _level_means(place, part)
    # The mean over neighbours in order of value; equal values share one mean.
    order = np.argsort(values, kind="stable")
    half = max(1, int(WINDOW * len(values) / 2))
    summed = np.concatenate([[0.0], np.cumsum(part[order])])
    at = np.arange(len(values))
    low, high = np.maximum(0, at - half), np.minimum(len(values), at + half + 1)
    smooth = np.empty(len(values))
    smooth[order] = (summed[high] - summed[low]) / (high - low)
    return part - _level_means(place, smooth)


def _level_means(level: NDArray[np.intp], values: Values) -> Values:
    """For each row the mean of `values` over rows of its level."""
    return np.asarray((np.bincount(level, values) / np.maximum(1, np.bincount(level)))[level])


def _joint(
    first: int,
    second: int,
    cells: tuple[NDArray[np.intp], NDArray[np.intp], int, int],
    joint: Values,
    y: Values,
) -> _Pair:
    """The joint effect in each cell of two groupings, (groups, groups), freed of what adds up; 0 where rows are few."""
    a, b, wide, deep = cells
    cell, shape = a * deep + b, (wide, deep)
    rows = np.bincount(cell, minlength=wide * deep).reshape(shape).astype(np.float64)
    hits = np.bincount(cell, y, minlength=wide * deep).reshape(shape).astype(np.float64)
    mean = np.bincount(cell, joint, minlength=wide * deep).reshape(shape) / np.maximum(1, rows)
    weight = np.where(rows >= LEAST_ROWS, rows, 0.0)
    for _ in range(50):  # weighted row and column means, taken away in turn
        mean = mean - _means(mean, weight, 1)[:, None]
        mean = mean - _means(mean, weight, 0)[None, :]
    effect = np.where(weight > 0, mean, 0.0)
    strength = float(np.sqrt((weight * effect**2).sum() / max(1.0, weight.sum())))
    return _Pair(first=first, second=second, effect=effect, rows=weight, hits=hits, strength=strength)


def _means(values: Values, weight: Values, axis: int) -> Values:
    total = weight.sum(axis=axis)
    return np.asarray((values * weight).sum(axis=axis) / np.where(total > 0, total, 1.0))


def _chance(pair: _Pair, alone: float) -> float:
    """The p-value of "their effects on the outcome just add up", 1 where the model says otherwise than the outcomes."""
    used = pair.rows > 0
    a, b = np.nonzero(used)
    degrees = int(used.sum() - len(np.unique(a)) - len(np.unique(b)) + 1)
    if degrees < 1:
        return 1.0
    rows, hits = pair.rows[used], pair.hits[used]
    expected = _additive_rates(a, b, rows, hits)
    if float(pair.effect[used] @ (hits - rows * expected)) <= 0:
        return 1.0
    rate = np.clip(hits / rows, 1e-9, 1 - 1e-9)
    ratio = hits * np.log(rate / expected) + (rows - hits) * np.log((1 - rate) / (1 - expected))
    return float(chi2.sf(2 * alone * ratio.sum(), degrees))


def _additive_rates(a: NDArray[np.intp], b: NDArray[np.intp], rows: Values, hits: Values) -> Values:
    """Rates of cells by a logistic regression on the two groupings (Newton's method, a ridge too small to matter)."""
    design = np.hstack([a[:, None] == np.unique(a), b[:, None] == np.unique(b)]).astype(np.float64)
    at = np.zeros(design.shape[1])
    ridge = 1e-3
    for _ in range(30):
        p = sigmoid(design @ at)
        gradient = design.T @ (rows * p - hits) + ridge * at
        hessian = (design * (rows * p * (1 - p))[:, None]).T @ design + ridge * np.eye(len(at))
        step = np.linalg.solve(hessian, gradient)
        at = at - np.clip(step, -4, 4)
        if np.abs(step).max() < 1e-8:
            break
    return np.clip(sigmoid(design @ at), 1e-9, 1 - 1e-9)


def _said(pair: _Pair, labels: tuple[str, str], names: tuple[list[str], list[str]], wording: Wording) -> str:
    """The pair in one sentence, by the four corners that show it best; "" where no four have rows enough."""
    best: tuple[float, tuple[int, int, int, int]] | None = None
    effect, rows = pair.effect, pair.rows
    for a0, a1 in combinations(range(rows.shape[0]), 2):
        for b0, b1 in combinations(range(rows.shape[1]), 2):
            fewest = min(rows[a1, b1], rows[a1, b0], rows[a0, b1], rows[a0, b0])
            beyond = effect[a1, b1] - effect[a1, b0] - effect[a0, b1] + effect[a0, b0]
            telling = abs(float(beyond)) * np.sqrt(float(fewest))
            if fewest > 0 and (best is None or telling > best[0]):
                best = (telling, (a0, a1, b0, b1))
    if best is None:
        return ""
    a0, a1, b0, b1 = best[1]

    def rate(a: int, b: int) -> str:
        return share_text(float(pair.hits[a, b] / rows[a, b]))

    firsts, seconds = ([RARER if name == ANY_OTHER else name for name in each] for each in names)
    with_second = f"a rarer {labels[1]}" if seconds[b1] == RARER else f"{labels[1]} {seconds[b1]}"
    return (
        f"{labels[0]} and {labels[1]} work together: where {labels[0]} is {firsts[a1]}, {rate(a1, b1)} "
        f"{wording.acted} with {with_second} and {rate(a1, b0)} with {seconds[b0]}; where {labels[0]} is "
        f"{firsts[a0]}, {rate(a0, b1)} and {rate(a0, b0)}."
    )
