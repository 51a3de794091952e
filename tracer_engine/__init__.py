"""Tracer's engine: from a file of customers to a model, an honest report and a scored list.

The names below are all that front ends use. They are loaded when first asked for (PEP 562), so that showing a window
or a help page does not wait for the learning libraries; types, progress and errors load no third-party package.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from tracer_engine.version import VERSION, is_built

if TYPE_CHECKING:
    from tracer_engine.blueprints import all_blueprints, blueprint
    from tracer_engine.campaign.money import money_text
    from tracer_engine.endpoint import Endpoint, EndpointSettings, read_settings
    from tracer_engine.errors import InputError, StorageError, TracerError
    from tracer_engine.export.receipts import save_receipt
    from tracer_engine.jobs.child import ChildWork, Ending
    from tracer_engine.jobs.desk import Desk, Question
    from tracer_engine.jobs.verbs import add_blueprint as add_blueprint_job
    from tracer_engine.jobs.verbs import campaign as campaign_job
    from tracer_engine.jobs.verbs import clean as clean_job
    from tracer_engine.jobs.verbs import export as export_job
    from tracer_engine.jobs.verbs import outlook as outlook_job
    from tracer_engine.jobs.verbs import sample_job
    from tracer_engine.jobs.verbs import score as score_job
    from tracer_engine.jobs.verbs import set_aside as set_aside_job
    from tracer_engine.jobs.verbs import train as train_job
    from tracer_engine.places import workspace_place
    from tracer_engine.progress import Cancelled, LearnerScore, Progress, Stage, Standing, Step, portion, silent
    from tracer_engine.types.blueprint import (
        AddedBlueprint,
        Blueprint,
        Role,
        Wording,
    )
    from tracer_engine.types.browsing import (
        Check,
        ColumnFacts,
        Contribution,
        ContributionGroup,
        CustomerDetail,
        CustomerPage,
        CustomerQuery,
        CustomerRow,
        CutOffs,
        Drift,
        EffortEstimate,
        Found,
        Match,
        OpenedModel,
        OpenedRun,
        OpenedTable,
        Outlook,
        Peek,
        Relation,
        RelationBin,
        TablePage,
        WhatIfField,
    )
    from tracer_engine.types.campaign import (
        CallRow,
        Campaign,
        CampaignCurve,
        CampaignPlan,
        CampaignRequest,
        CampaignSettings,
        CampaignView,
        ControlAdvice,
        Emp,
        OpenedCampaign,
        Play,
        RuleGain,
        ValueColumn,
    )
    from tracer_engine.types.card import CardDocument, CardSection
    from tracer_engine.types.job import (
        ExportKind,
        JobError,
        ScoreRequest,
        TrainRequest,
    )
    from tracer_engine.types.model import (
        ModelCard,
    )
    from tracer_engine.types.outcomes import (
        CampaignHistory,
        CampaignOutcome,
        EarlierCampaign,
        GroupOutcome,
        PooledOutcome,
    )
    from tracer_engine.types.plan import Effort, Plan, PlanOptions
    from tracer_engine.types.profile import Finding, Profile, Quality, worst_first
    from tracer_engine.types.receipt import ReadingOptions, Receipt, Repair, read_receipt
    from tracer_engine.types.report import Interval, Report
    from tracer_engine.types.run import Run, RunComparison
    from tracer_engine.types.scores import Scored, ScoredFile, ShareWithOutcome, Since
    from tracer_engine.types.table import Column, Table
    from tracer_engine.types.what_if import Alike, SegmentWhatIf, WhatIf
    from tracer_engine.workflow import (
        delete_run,
        draft_plan,
        explain_table,
        export_joblib,
        export_model,
        export_report_html,
        export_run,
        export_scores_csv,
        export_scores_xlsx,
        inspect_model,
        list_runs,
        load_model,
        profile_table,
        read_table,
        rename_run,
        score_file,
        score_rows,
        show_run,
        train_run,
        what_if_file,
        what_if_rows,
    )
    from tracer_engine.workflow.blueprints import (
        BlueprintCheck,
        add_blueprint,
        blueprint_versions,
        check_blueprint,
        new_blueprint,
        remove_blueprint,
    )
    from tracer_engine.workspace import RunEntry, Workspace, choose_workspace, open_workspace
    from tracer_engine.workspace.months import count_remembered, forget_remembered
    from tracer_engine.workspace.remembering import Remembering, remembering, set_remembering

__version__ = VERSION

_HOME = {
    "all_blueprints": "blueprints",
    "blueprint": "blueprints",
    **dict.fromkeys(("InputError", "StorageError", "TracerError"), "errors"),
    "money_text": "campaign.money",
    "save_receipt": "export.receipts",
    **dict.fromkeys(
        ("Cancelled", "LearnerScore", "Progress", "Stage", "Standing", "Step", "portion", "silent"), "progress"
    ),
    **dict.fromkeys(
        (
            "Check",
            "ColumnFacts",
            "Contribution",
            "ContributionGroup",
            "CustomerDetail",
            "CustomerPage",
            "CustomerQuery",
            "CustomerRow",
            "CutOffs",
            "Drift",
            "EffortEstimate",
            "Found",
            "Match",
            "OpenedModel",
            "OpenedRun",
            "OpenedTable",
            "Outlook",
            "Peek",
            "Relation",
            "RelationBin",
            "TablePage",
            "WhatIfField",
        ),
        "types.browsing",
    ),
    **dict.fromkeys(
        (
            "CallRow",
            "Campaign",
            "CampaignCurve",
            "CampaignPlan",
            "CampaignRequest",
            "CampaignSettings",
            "CampaignView",
            "ControlAdvice",
            "Emp",
            "OpenedCampaign",
            "Play",
            "RuleGain",
            "ValueColumn",
        ),
        "types.campaign",
    ),
    **dict.fromkeys(("CardDocument", "CardSection"), "types.card"),
    **dict.fromkeys(("ExportKind", "JobError", "ScoreRequest", "TrainRequest"), "types.job"),
    **dict.fromkeys(("ModelCard",), "types.model"),
    **dict.fromkeys(("AddedBlueprint", "Blueprint", "Role", "Wording"), "types.blueprint"),
    **dict.fromkeys(
        ("CampaignHistory", "CampaignOutcome", "EarlierCampaign", "GroupOutcome", "PooledOutcome"), "types.outcomes"
    ),
    **dict.fromkeys(("Effort", "Plan", "PlanOptions"), "types.plan"),
    **dict.fromkeys(("Finding", "Profile", "Quality", "worst_first"), "types.profile"),
    **dict.fromkeys(("ReadingOptions", "Receipt", "Repair", "read_receipt"), "types.receipt"),
    **dict.fromkeys(("Interval", "Report"), "types.report"),
    **dict.fromkeys(("Run", "RunComparison"), "types.run"),
    **dict.fromkeys(("Scored", "ScoredFile", "ShareWithOutcome", "Since"), "types.scores"),
    **dict.fromkeys(("Column", "Table"), "types.table"),
    **dict.fromkeys(("Alike", "SegmentWhatIf", "WhatIf"), "types.what_if"),
    **dict.fromkeys(
        (
            "delete_run",
            "draft_plan",
            "explain_table",
            "export_joblib",
            "export_model",
            "export_report_html",
            "export_run",
            "export_scores_csv",
            "export_scores_xlsx",
            "inspect_model",
            "list_runs",
            "load_model",
            "profile_table",
            "read_table",
            "rename_run",
            "score_file",
            "score_rows",
            "show_run",
            "train_run",
            "what_if_file",
            "what_if_rows",
        ),
        "workflow",
    ),
    **dict.fromkeys(
        (
            "BlueprintCheck",
            "add_blueprint",
            "blueprint_versions",
            "check_blueprint",
            "new_blueprint",
            "remove_blueprint",
        ),
        "workflow.blueprints",
    ),
    **dict.fromkeys(("RunEntry", "Workspace", "choose_workspace", "open_workspace"), "workspace"),
    **dict.fromkeys(("count_remembered", "forget_remembered"), "workspace.months"),
    **dict.fromkeys(("Remembering", "remembering", "set_remembering"), "workspace.remembering"),
    "workspace_place": "places",
    "add_blueprint_job": "jobs.verbs:add_blueprint",
    "campaign_job": "jobs.verbs:campaign",
    "clean_job": "jobs.verbs:clean",
    "export_job": "jobs.verbs:export",
    "outlook_job": "jobs.verbs:outlook",
    "sample_job": "jobs.verbs",
    "score_job": "jobs.verbs:score",
    "set_aside_job": "jobs.verbs:set_aside",
    "train_job": "jobs.verbs:train",
    **dict.fromkeys(("Endpoint", "EndpointSettings", "read_settings"), "endpoint"),
    **dict.fromkeys(("ChildWork", "Ending"), "jobs.child"),
    **dict.fromkeys(("Desk", "Question"), "jobs.desk"),
}

__all__ = [
    "AddedBlueprint",
    "Alike",
    "Blueprint",
    "BlueprintCheck",
    "CallRow",
    "Campaign",
    "CampaignCurve",
    "CampaignHistory",
    "CampaignOutcome",
    "CampaignPlan",
    "CampaignRequest",
    "CampaignSettings",
    "CampaignView",
    "Cancelled",
    "CardDocument",
    "CardSection",
    "Check",
    "ChildWork",
    "Column",
    "ColumnFacts",
    "Contribution",
    "ContributionGroup",
    "ControlAdvice",
    "CustomerDetail",
    "CustomerPage",
    "CustomerQuery",
    "CustomerRow",
    "CutOffs",
    "Desk",
    "Drift",
    "EarlierCampaign",
    "Effort",
    "EffortEstimate",
    "Emp",
    "Ending",
    "Endpoint",
    "EndpointSettings",
    "ExportKind",
    "Finding",
    "Found",
    "GroupOutcome",
    "InputError",
    "Interval",
    "JobError",
    "LearnerScore",
    "Match",
    "ModelCard",
    "OpenedCampaign",
    "OpenedModel",
    "OpenedRun",
    "OpenedTable",
    "Outlook",
    "Peek",
    "Plan",
    "PlanOptions",
    "Play",
    "PooledOutcome",
    "Profile",
    "Progress",
    "Quality",
    "Question",
    "ReadingOptions",
    "Receipt",
    "Relation",
    "RelationBin",
    "Remembering",
    "Repair",
    "Report",
    "Role",
    "RuleGain",
    "Run",
    "RunComparison",
    "RunEntry",
    "ScoreRequest",
    "Scored",
    "ScoredFile",
    "SegmentWhatIf",
    "ShareWithOutcome",
    "Since",
    "Stage",
    "Standing",
    "Step",
    "StorageError",
    "Table",
    "TablePage",
    "TracerError",
    "TrainRequest",
    "ValueColumn",
    "WhatIf",
    "WhatIfField",
    "Wording",
    "Workspace",
    "__version__",
    "add_blueprint",
    "add_blueprint_job",
    "all_blueprints",
    "blueprint",
    "blueprint_versions",
    "campaign_job",
    "check_blueprint",
    "choose_workspace",
    "clean_job",
    "count_remembered",
    "delete_run",
    "draft_plan",
    "explain_table",
    "export_job",
    "export_joblib",
    "export_model",
    "export_report_html",
    "export_run",
    "export_scores_csv",
    "export_scores_xlsx",
    "forget_remembered",
    "inspect_model",
    "is_built",
    "list_runs",
    "load_model",
    "money_text",
    "new_blueprint",
    "open_workspace",
    "outlook_job",
    "portion",
    "profile_table",
    "read_receipt",
    "read_settings",
    "read_table",
    "remembering",
    "remove_blueprint",
    "rename_run",
    "sample_job",
    "save_receipt",
    "score_file",
    "score_job",
    "score_rows",
    "set_aside_job",
    "set_remembering",
    "show_run",
    "silent",
    "train_job",
    "train_run",
    "what_if_file",
    "what_if_rows",
    "workspace_place",
    "worst_first",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'tracer_engine' has no attribute {name!r}")
    module, _, other_name = home.partition(":")
    return getattr(importlib.import_module(f"tracer_engine.{module}"), other_name or name)


def __dir__() -> list[str]:
    return list(__all__)
