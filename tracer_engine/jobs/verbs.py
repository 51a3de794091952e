"""What children are asked to do: the verbs of the workflow, put together as the command line does it.

The engine is imported inside: a program that only hands work out stays light.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from tracer_engine.errors import InputError, StorageError
from tracer_engine.progress import Progress, Step, portion
from tracer_engine.types.job import ExportKind, ScoreRequest, TrainRequest
from tracer_engine.types.receipt import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracer_engine.types.blueprint import AddedBlueprint
    from tracer_engine.types.browsing import CustomerQuery, Outlook
    from tracer_engine.types.campaign import Campaign, CampaignRequest
    from tracer_engine.types.profile import Profile
    from tracer_engine.types.scores import Scored
    from tracer_engine.types.table import Table


def train(request: TrainRequest, workspace: Path, job_id: str, *, progress: Progress) -> str:
    """Train as `tracer train` does; returns the id of the run, whose run.json names the job."""
    from tracer_engine import workflow
    from tracer_engine.workspace import open_workspace

    options = request.plan_options
    place = open_workspace(workspace)
    table = read(request, portion(progress, 0.0, 0.08))
    found = workflow.profile_table(table, options=options, progress=portion(progress, 0.08, 0.16))
    plan = workflow.draft_plan(table, found, options=options)
    run = workflow.train_run(
        table, plan, profile=found, workspace=place, job=job_id, progress=portion(progress, 0.16, 1.0)
    )
    return run.id


def profile(request: TrainRequest, *, progress: Progress) -> Profile:
    """The profile of the file, with what is suggested for it."""
    from tracer_engine import workflow

    table = read(request, portion(progress, 0.0, 0.5))
    return workflow.profile_table(table, options=request.plan_options, progress=portion(progress, 0.5, 1.0))


def score(request: ScoreRequest, workspace: Path | None = None, *, progress: Progress) -> Scored:
    """Score a file as `tracer score` does; an `out` that ends in .xlsx becomes a workbook."""
    from tracer_engine import workflow
    from tracer_engine.workspace import open_workspace

    return workflow.score_file(
        request.model,
        request.file,
        request.out,
        reasons=request.reasons,
        raw=request.raw,
        options=request.reading,
        matches=request.matches,
        base_rate=request.base_rate,
        marks=request.marks,
        workspace=open_workspace(workspace),
        progress=progress,
    )


def campaign(request: CampaignRequest, workspace: Path | None = None, *, progress: Progress) -> Campaign:
    """Plan a campaign and write its call list as `tracer campaign` does."""
    from tracer_engine.workflow.campaigns import write_campaign
    from tracer_engine.workspace import open_workspace

    return write_campaign(request, workspace=open_workspace(workspace), progress=progress)


def outlook(
    model: str, file: Path, reading: ReadingOptions, matches: Mapping[str, str], *, progress: Progress
) -> Outlook:
    """What scoring a file will be like, asked of a child when the file is large."""
    from tracer_engine.browsing import outlook as browsing

    return browsing.outlook(model, file, reading, matches, progress=progress)


def export(
    kind: ExportKind,
    source: str,
    out: Path,
    workspace: Path | None = None,
    listed: CustomerQuery | None = None,
    *,
    progress: Progress,
) -> str:
    """Write a run (or for models, scripts and cards also a model file) in another form.

    With `listed`, a scored list holds the rows that fit it, in its order; else everybody, in the file's order.
    Returns what the user must know about it, "" where there is nothing.
    """
    from tracer_engine import workflow
    from tracer_engine.workspace import open_workspace

    place = open_workspace(workspace)
    progress(Step(stage="write", fraction=0.0, text=f"Writing {out.name}"))
    warning = ""
    if listed is not None and kind in ("scores_csv", "scores_xlsx"):
        from tracer_engine.browsing.list_export import export_listed

        export_listed(
            source, listed, out, workbook=kind == "scores_xlsx", workspace=place, progress=portion(progress, 0.1, 1.0)
        )
    elif kind == "scores_xlsx":
        workflow.export_scores_xlsx(source, out, workspace=place, progress=progress)
    elif kind == "joblib":
        warning = workflow.export_joblib(source, out, workspace=place)
    elif kind == "onnx":
        warning = workflow.export_onnx(source, out, workspace=place)
    elif kind == "python":
        warning = workflow.export_python(source, out, workspace=place)
    elif kind == "card":
        workflow.export_card(source, out, workspace=place)
    elif kind == "summary":
        workflow.export_summary(source, out, workspace=place)
    elif kind == "model":
        workflow.export_model(source, out, workspace=place)
    elif kind == "report_html":
        workflow.export_report_html(source, out, workspace=place)
    elif kind == "everything":
        workflow.export_everything(source, out, workspace=place)
    else:
        workflow.export_scores_csv(source, out, workspace=place)
    progress(Step(stage="write", fraction=1.0, text="Written"))
    return warning


def read(request: TrainRequest, progress: Progress) -> Table:
    """The table in the stored file, under the name the client knows it by; so are errors about it."""
    from tracer_engine import workflow

    name = shown_name(request)

    def shown(text: str) -> str:
        return text.replace(str(request.file), name).replace(request.file.name, name)

    def told(step: Step, /) -> bool:
        return progress(replace(step, text=shown(step.text)))

    try:
        table = workflow.read_table(request.file, options=request.reading, thin=True, progress=told)
    except (InputError, StorageError) as error:
        raise type(error)(shown(error.message), remedy=shown(error.remedy)) from error
    return replace(table, source=name)


def shown_name(request: TrainRequest) -> str:
    """The client's file name without its folders, which are nobody's business."""
    return PurePath(request.source.replace("\\", "/")).name or request.file.name


def sample_job(folder: Path, rows: int, key: str = "churn", *, progress: Progress) -> dict[str, Path]:
    """Write the sample files of the blueprint `key` into `folder`; returns their paths by file stem."""
    from tracer_engine.blueprints import blueprint
    from tracer_engine.samples import write_blueprint_samples, write_samples

    progress(Step(stage="write", fraction=0.0, text="Making the sample files"))
    if key == "churn":
        return write_samples(folder, rows=rows)
    return write_blueprint_samples(folder, blueprint(key), rows=rows)


def add_blueprint(file: Path, *, progress: Progress) -> AddedBlueprint:
    """Take a blueprint's file into the workspace, as `tracer blueprints add` does."""
    from tracer_engine.workflow import blueprints

    progress(Step(stage="read", fraction=0.0, text=f"Checking {file.name}"))
    return blueprints.add_blueprint(file)


def clean(file: Path, reading: ReadingOptions, out: Path, *, progress: Progress) -> int:
    """Write the table as `tracer clean` does, and no other file; returns how many rows it has."""
    from tracer_engine import workflow

    _refuse_itself(file, out)
    return workflow.clean_file(file, out, options=reading, with_set_aside=False, progress=progress).rows


def set_aside(file: Path, reading: ReadingOptions, out: Path, *, progress: Progress) -> int:
    """Write the rows that cannot be read, as they stand in the file, to a CSV of their own; returns how many."""
    from tracer_engine import workflow
    from tracer_engine.export.set_aside import save_set_aside

    _refuse_itself(file, out)
    table = workflow.read_table(file, options=reading, progress=portion(progress, 0.0, 0.9))
    save_set_aside(out, table.set_aside)
    return len(table.set_aside)


def _refuse_itself(file: Path, out: Path) -> None:
    """What is read is never written over."""
    if out.exists() and file.exists() and out.samefile(file):
        raise InputError(f"The result would take the place of {file.name} itself.", remedy="Choose another name.")
