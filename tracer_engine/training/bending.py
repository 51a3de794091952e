"""Bends of a calibration: where a straight line through the log-odds leaves a bow, six straight pieces follow it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tracer_engine.scoring.bends import Bends
from tracer_engine.training.regression import Regression, drawn_regression

Values = NDArray[np.float64]

KNOTS_AT = (0.1, 0.3, 0.5, 0.7, 0.9)  # of all that the rows can tell of the calibration
BELIEF = 10.0  # how many rows' worth of it there is in a first piece with slope 1
BELIEFS = (3.0, 10.0, 30.0, 100.0, 300.0, 3000.0)  # … and, one after another, in pieces of the same slope
FLATTEST, STEEPEST = 0.1, 5.0
GROUPS = 1_000


def bend(y: Values, straight: Values) -> tuple[float, float, Bends]:
    """Slope, intercept and bends for log-odds (rows,) that had their Platt step.

    A logistic regression on a rising line of pieces (a linear spline), each piece's slope drawn towards that of the one
    before. How strongly is not chosen: the lines of all `BELIEFS` are averaged by the evidence for each (Laplace's
    approximation, MacKay 1992), so that few rows, or a line that was straight, are left nearly as they were. The knots
    part what the rows can tell, p (1 - p) each, into like shares.
    """
    hits, counts, places = _grouped(y, straight)
    p = 1 / (1 + np.exp(-np.clip(places, -500, 500)))
    told = np.cumsum(counts * p * (1 - p))
    if not told[-1] > 0:
        return 1.0, 0.0, Bends()
    # Rounded, as means of like scores differ in their last digits, and no piece can be as short as that.
    knots = np.unique(places[np.searchsorted(told, np.asarray(KNOTS_AT) * told[-1])].round(6))
    design = _pieces(places, knots)
    found = [_line(hits, counts, design, belief) for belief in BELIEFS]
    evidence = np.array([one for _, one in found])
    shares = np.exp(evidence - evidence.max())
    slopes = shares @ np.array([one.at for one, _ in found]) / shares.sum()
    intercept, slope = float(slopes[-1]), float(slopes[0])
    changes = np.diff(slopes[:-1]) / slope
    moved = slope * knots + intercept  # where slope and intercept take the knots
    return slope, intercept, Bends(knots=tuple(map(float, moved)), changes=tuple(map(float, changes)))


def _grouped(y: Values, straight: Values) -> tuple[Values, Values, Values]:
    """Outcomes, rows and mean log-odds of at most `GROUPS` neighbours each: as good as the rows, and soon summed."""
    order = np.argsort(straight, kind="stable")
    cuts = np.unique(np.linspace(0, len(y), min(GROUPS, len(y)) + 1).astype(int))[:-1]
    counts = np.diff(np.r_[cuts, len(y)]).astype(np.float64)
    return np.add.reduceat(y[order], cuts), counts, np.add.reduceat(straight[order], cuts) / counts


def _pieces(places: Values, knots: Values) -> Values:
    """How far each place has come on each piece, and a constant: (places, knots + 2)."""
    between = [np.clip(places, one, other) - one for one, other in pairwise(knots)]
    first, last = np.minimum(places, knots[0]), np.maximum(places - knots[-1], 0.0)
    return np.column_stack([first, *between, last, np.ones(len(places))])


def _line(hits: Values, counts: Values, design: Values, belief: float) -> tuple[Regression, float]:
    """The line drawn towards a straight one by `belief`, and the logarithm of the evidence for that belief."""
    terms = design.shape[1]
    roots = np.diag(np.r_[np.sqrt(BELIEF), np.full(terms - 2, np.sqrt(belief)), 1.0])
    for piece in range(1, terms - 1):
        roots[piece, piece - 1] = -np.sqrt(belief)
    penalty = roots.T @ roots
    low, high = np.full(terms, FLATTEST), np.full(terms, STEEPEST)
    low[-1], high[-1] = -np.inf, np.inf
    start = np.r_[np.ones(terms - 1), 0.0]
    found = drawn_regression(hits, counts, design, start=start, penalty=penalty, low=low, high=high)
    room = np.linalg.slogdet(penalty)[1] - np.linalg.slogdet(found.information + penalty)[1]
    return found, found.likelihood + float(room) / 2
