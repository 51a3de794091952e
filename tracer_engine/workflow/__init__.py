"""The verbs: the only way in for the window, the command line and the endpoint.

    read_table -> profile_table -> draft_plan -> train_run -> score_file

Synchronous, silent, without threads of their own; every verb takes a `Progress`.
"""

from tracer_engine.workflow.exports import (
    export_everything,
    export_joblib,
    export_model,
    export_report_html,
    export_scores_csv,
    export_scores_xlsx,
)
from tracer_engine.workflow.models import inspect_model, load_model, model_path
from tracer_engine.workflow.runs import RUN_FILES, delete_run, export_run, list_runs, rename_run, show_run
from tracer_engine.workflow.scoring import explain_table, read_first, score_file, score_rows
from tracer_engine.workflow.training import RISKIEST, Look, draft_plan, look_at, profile_table, read_table, train_run

__all__ = [
    "RISKIEST",
    "RUN_FILES",
    "Look",
    "delete_run",
    "draft_plan",
    "explain_table",
    "export_everything",
    "export_joblib",
    "export_model",
    "export_report_html",
    "export_run",
    "export_scores_csv",
    "export_scores_xlsx",
    "inspect_model",
    "list_runs",
    "load_model",
    "look_at",
    "model_path",
    "profile_table",
    "read_first",
    "read_table",
    "rename_run",
    "score_file",
    "score_rows",
    "show_run",
    "train_run",
]
