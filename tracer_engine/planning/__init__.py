"""From a table and its profile to a plan: which target, which columns, what is left out and why."""

from tracer_engine.planning.command import train_command
from tracer_engine.planning.outcome import positive_mask, target_counts
from tracer_engine.planning.plan import draft_plan
from tracer_engine.planning.suggestion import suggest

__all__ = ["draft_plan", "positive_mask", "suggest", "target_counts", "train_command"]
