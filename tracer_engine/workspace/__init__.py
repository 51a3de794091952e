"""The workspace: the folder that keeps every run."""

from __future__ import annotations

from tracer_engine.places import workspace_place
from tracer_engine.workspace.runs import RunEntry, RunFolder
from tracer_engine.workspace.workspace import (
    BrokenRun,
    Workspace,
    choose_workspace,
    open_workspace,
)

__all__ = [
    "BrokenRun",
    "RunEntry",
    "RunFolder",
    "Workspace",
    "choose_workspace",
    "open_workspace",
    "workspace_place",
]
