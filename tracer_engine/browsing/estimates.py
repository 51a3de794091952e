"""How long a training is likely to take, told before it begins."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache

import lightgbm
import numpy as np

from tracer_engine.learners.boosting import quieten
from tracer_engine.training.pool import threads_to_use
from tracer_engine.training.portfolio import MANY_ROWS, learners_for, repeats_for
from tracer_engine.types.browsing import EffortEstimate
from tracer_engine.types.plan import Effort

FOLDS = 5
LOW, HIGH = 0.7, 1.5
# What a quick training took of one core, for each time that all is fitted: measured on six tables of 1,500 to 72,000
# rows, where it was 0.8 to 1.3 of this. Careful efforts take smaller steps.
_SECONDS, _SECONDS_A_ROW, _SECONDS_A_CELL, _GROWTH = 3.0, 7e-4, 1e-5, 0.1
_CARE: Mapping[Effort, float] = {"quick": 1.0, "balanced": 1.2, "thorough": 1.45}
_CARE_OF_MANY: Mapping[Effort, float] = {"quick": 1.0, "balanced": 1.25, "thorough": 1.7}
_START_SECONDS = 2.5
_GAIN_OF_THREADS = 0.85
# The small fit took this long on the computer of those measurements.
_REFERENCE_SECONDS = 0.040


def estimates(rows: int, features: int) -> tuple[EffortEstimate, ...]:
    """For each effort the seconds that training on a table of this size takes on this computer, as it is now."""
    growing = rows * (_SECONDS_A_ROW + _SECONDS_A_CELL * features)
    once = _SECONDS + growing * max(1.0, rows / MANY_ROWS) ** _GROWTH
    at_once = min(threads_to_use(), FOLDS) ** _GAIN_OF_THREADS
    found = []
    for effort, care in (_CARE_OF_MANY if rows > MANY_ROWS else _CARE).items():
        repeats = repeats_for(effort, rows, features)
        seconds = _START_SECONDS + once * care * repeats * slowness() / at_once
        fits = FOLDS * len(learners_for(effort, rows)) * repeats
        found.append(EffortEstimate(effort=effort, seconds=(LOW * seconds, HIGH * seconds), fits=fits))
    return tuple(found)


@lru_cache(maxsize=1)
def slowness() -> float:
    """How many times slower this computer is than that of the measurements, by a small fit; tried once."""
    quieten()
    random = np.random.default_rng(1)
    cells = random.normal(size=(4_000, 12))
    outcome = (cells[:, 0] + random.normal(size=len(cells)) > 0).astype(np.float64)
    best = min(_seconds_to_fit(cells, outcome) for _ in range(3))
    return min(6.0, max(0.3, best / _REFERENCE_SECONDS))


def _seconds_to_fit(cells: np.ndarray, outcome: np.ndarray) -> float:
    settings = {"objective": "binary", "num_leaves": 16, "num_threads": 1, "verbose": -1}
    began = time.perf_counter()
    lightgbm.train(settings, lightgbm.Dataset(cells, outcome, params={"verbose": -1}), 40)
    return time.perf_counter() - began
