"""The workspace: the folder that keeps every run."""

from __future__ import annotations

from tracer_engine.workspace.runs import RunEntry, RunFolder
from tracer_engine.workspace.workspace import BrokenRun, Workspace, open_workspace

__all__ = ["BrokenRun", "RunEntry", "RunFolder", "Workspace", "open_workspace"]
