"""The verbs: the only way in for the window, the command line and the endpoint.

    read_table -> profile_table -> draft_plan -> train_run -> score_file

Synchronous and silent; every verb takes a `Progress`. Loaded when first asked for (PEP 562): a profile does not wait
for the learning libraries.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracer_engine.workflow.cards import export_card, export_summary, model_card
    from tracer_engine.workflow.cleaning import Cleaned, clean_file
    from tracer_engine.workflow.comparing import compare_runs
    from tracer_engine.workflow.exports import (
        export_everything,
        export_joblib,
        export_model,
        export_onnx,
        export_python,
        export_report_html,
        export_scores_csv,
        export_scores_xlsx,
    )
    from tracer_engine.workflow.models import inspect_model, load_model, model_path
    from tracer_engine.workflow.months import forget_scored, scored_before
    from tracer_engine.workflow.reading import (
        Look,
        draft_plan,
        look_at,
        profile_table,
        read_for_profile,
        read_table,
    )
    from tracer_engine.workflow.runs import RUN_FILES, delete_run, export_run, list_runs, rename_run, show_run
    from tracer_engine.workflow.scoring import explain_table, read_first, score_file, score_rows
    from tracer_engine.workflow.training import RISKIEST, train_run
    from tracer_engine.workflow.what_if import SCORED_CSV, what_if_file, what_if_rows

_HOMES = {
    "cards": ("export_card", "export_summary", "model_card"),
    "cleaning": ("Cleaned", "clean_file"),
    "comparing": ("compare_runs",),
    "exports": (
        "export_everything",
        "export_joblib",
        "export_model",
        "export_onnx",
        "export_python",
        "export_report_html",
        "export_scores_csv",
        "export_scores_xlsx",
    ),
    "models": ("inspect_model", "load_model", "model_path"),
    "months": ("forget_scored", "scored_before"),
    "reading": ("Look", "draft_plan", "look_at", "profile_table", "read_for_profile", "read_table"),
    "runs": ("RUN_FILES", "delete_run", "export_run", "list_runs", "rename_run", "show_run"),
    "scoring": ("explain_table", "read_first", "score_file", "score_rows"),
    "training": ("RISKIEST", "train_run"),
    "what_if": ("SCORED_CSV", "what_if_file", "what_if_rows"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "RISKIEST",
    "RUN_FILES",
    "SCORED_CSV",
    "Cleaned",
    "Look",
    "clean_file",
    "compare_runs",
    "delete_run",
    "draft_plan",
    "explain_table",
    "export_card",
    "export_everything",
    "export_joblib",
    "export_model",
    "export_onnx",
    "export_python",
    "export_report_html",
    "export_run",
    "export_scores_csv",
    "export_scores_xlsx",
    "export_summary",
    "forget_scored",
    "inspect_model",
    "list_runs",
    "load_model",
    "look_at",
    "model_card",
    "model_path",
    "profile_table",
    "read_first",
    "read_for_profile",
    "read_table",
    "rename_run",
    "score_file",
    "score_rows",
    "scored_before",
    "show_run",
    "train_run",
    "what_if_file",
    "what_if_rows",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'tracer_engine.workflow' has no attribute {name!r}")
    return getattr(importlib.import_module(f"tracer_engine.workflow.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
