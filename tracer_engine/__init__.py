"""Tracer's engine: from a file of customers to a model, an honest report and a scored list.

The names below are all that front ends use. They are loaded when first asked for (PEP 562), so that showing a window
or a help page does not wait for the learning libraries; types, progress and errors load no third-party package.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from tracer_engine.version import VERSION

if TYPE_CHECKING:
    from tracer_engine.blueprints import all_blueprints, blueprint
    from tracer_engine.errors import InputError, StorageError, TracerError
    from tracer_engine.progress import Cancelled, Progress, Step, portion, silent
    from tracer_engine.types.plan import Plan, PlanOptions
    from tracer_engine.types.profile import Finding, Profile
    from tracer_engine.types.receipt import ReadingOptions, Receipt
    from tracer_engine.types.report import Interval, Report
    from tracer_engine.types.run import Run
    from tracer_engine.types.scores import Scored
    from tracer_engine.types.table import Column, Table
    from tracer_engine.workflow import (
        delete_run,
        draft_plan,
        explain_table,
        export_run,
        inspect_model,
        list_runs,
        load_model,
        profile_table,
        read_table,
        score_file,
        score_rows,
        show_run,
        train_run,
    )
    from tracer_engine.workspace import Workspace, open_workspace

__version__ = VERSION

_HOME = {
    "all_blueprints": "blueprints",
    "blueprint": "blueprints",
    **dict.fromkeys(("InputError", "StorageError", "TracerError"), "errors"),
    **dict.fromkeys(("Cancelled", "Progress", "Step", "portion", "silent"), "progress"),
    **dict.fromkeys(("Plan", "PlanOptions"), "types.plan"),
    **dict.fromkeys(("Finding", "Profile"), "types.profile"),
    **dict.fromkeys(("ReadingOptions", "Receipt"), "types.receipt"),
    **dict.fromkeys(("Interval", "Report"), "types.report"),
    "Run": "types.run",
    "Scored": "types.scores",
    **dict.fromkeys(("Column", "Table"), "types.table"),
    **dict.fromkeys(
        (
            "delete_run",
            "draft_plan",
            "explain_table",
            "export_run",
            "inspect_model",
            "list_runs",
            "load_model",
            "profile_table",
            "read_table",
            "score_file",
            "score_rows",
            "show_run",
            "train_run",
        ),
        "workflow",
    ),
    **dict.fromkeys(("Workspace", "open_workspace"), "workspace"),
}

__all__ = [
    "Cancelled",
    "Column",
    "Finding",
    "InputError",
    "Interval",
    "Plan",
    "PlanOptions",
    "Profile",
    "Progress",
    "ReadingOptions",
    "Receipt",
    "Report",
    "Run",
    "Scored",
    "Step",
    "StorageError",
    "Table",
    "TracerError",
    "Workspace",
    "__version__",
    "all_blueprints",
    "blueprint",
    "delete_run",
    "draft_plan",
    "explain_table",
    "export_run",
    "inspect_model",
    "list_runs",
    "load_model",
    "open_workspace",
    "portion",
    "profile_table",
    "read_table",
    "score_file",
    "score_rows",
    "show_run",
    "silent",
    "train_run",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'tracer_engine' has no attribute {name!r}")
    return getattr(importlib.import_module(f"tracer_engine.{home}"), name)


def __dir__() -> list[str]:
    return list(__all__)
