"""Which rows a training takes when memory does not hold all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracer_engine.errors import InputError
from tracer_engine.evaluation.metrics import Values
from tracer_engine.features.preparation import Preparation
from tracer_engine.memory import SHARE, available_bytes, megabytes

FEWEST_ROWS = 500
"""A sample of fewer rows is not worth a training that was meant for more."""
_SPLINE_COLUMNS = 9


def training_bytes(preparation: Preparation, rows: int, threads: int) -> int:
    """About how much memory a training takes: every view of the rows, and a copy of the widest for each thread."""
    numbers = len(preparation.number_inputs) + len(preparation.engineered)
    levels = sum(len(column.levels) + 2 for column in preparation.category_inputs)
    design = _SPLINE_COLUMNS * numbers + levels
    # Measured on real tables, with what the libraries take for themselves.
    columns = design * (3 + threads) + 4 * (numbers + levels) + 6 * len(preparation.sources)
    return 8 * rows * columns


def rows_that_fit(preparation: Preparation, rows: int, threads: int) -> int:
    """How many of `rows` can be trained on in the memory there is. Raises InputError where it is too few."""
    available = available_bytes()
    needed = training_bytes(preparation, rows, threads)
    if available is None or needed <= SHARE * available:
        return rows
    fitting = int(rows * SHARE * available / needed)
    if fitting < min(FEWEST_ROWS, rows):
        raise InputError(
            f"Training on {rows:,} rows and {len(preparation.inputs):,} columns takes about {megabytes(needed)} of "
            f"memory, and {megabytes(available)} are free, enough for {fitting:,} rows.",
            remedy="Close other programs, leave columns out, or use a computer with more memory.",
            options=("exclude",),
        )
    return fitting


def stratified_sample(y: Values, count: int, seed: int) -> NDArray[np.intp]:
    """Indices of `count` rows, in order, with the same share of positives as `y`; the same ones for the same seed."""
    random = np.random.default_rng(seed)
    chosen = []
    for outcome in (0.0, 1.0):
        rows = np.flatnonzero(y == outcome)
        part = max(2, round(count * len(rows) / len(y)))
        chosen.append(random.permutation(rows)[:part])
    return np.sort(np.concatenate(chosen))
