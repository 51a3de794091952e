"""Jobs: work done in a child process, queued in a workspace, with states that survive a restart."""

from __future__ import annotations

from tracer_engine.jobs.child import ChildWork, Ending
from tracer_engine.jobs.refusals import KeyConflict, QueueFull, UnknownJob
from tracer_engine.jobs.runner import JobRunner

__all__ = ["ChildWork", "Ending", "JobRunner", "KeyConflict", "QueueFull", "UnknownJob"]
