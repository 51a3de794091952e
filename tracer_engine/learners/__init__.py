"""The portfolio: every module of this package that holds a `LEARNER` record is a learner."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from tracer_engine.learners.contract import Learner


@cache
def all_learners() -> tuple[Learner, ...]:
    """Every learner found, cheap ones first."""
    modules = [importlib.import_module(f"{__name__}.{entry.name}") for entry in pkgutil.iter_modules(__path__)]
    found = [module.LEARNER for module in modules if hasattr(module, "LEARNER")]
    return tuple(sorted(found, key=lambda learner: (learner.cost, learner.name)))
