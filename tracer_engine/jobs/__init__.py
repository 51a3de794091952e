"""Jobs: work done in a child process, queued in a workspace, with states that survive a restart."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracer_engine.jobs.child import ChildWork, Ending
    from tracer_engine.jobs.refusals import KeyConflict, QueueFull, UnknownJob
    from tracer_engine.jobs.runner import JobRunner

# Loaded when first asked for: the window starts children without knowing of queues and databases.
_HOME = {
    "ChildWork": "child",
    "Ending": "child",
    "JobRunner": "runner",
    **dict.fromkeys(("KeyConflict", "QueueFull", "UnknownJob"), "refusals"),
}

__all__ = ["ChildWork", "Ending", "JobRunner", "KeyConflict", "QueueFull", "UnknownJob"]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'tracer_engine.jobs' has no attribute {name!r}")
    return getattr(importlib.import_module(f"tracer_engine.jobs.{home}"), name)
