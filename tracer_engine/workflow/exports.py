"""What is kept, in other forms: a workbook, a file for scikit-learn, plain copies."""

from __future__ import annotations

import shutil
from pathlib import Path

from tracer_engine.durable_files import durable_writer, storage_error
from tracer_engine.export.workbooks import write_workbook
from tracer_engine.progress import Progress, silent
from tracer_engine.workflow.models import inspect_model, model_path
from tracer_engine.workflow.runs import RUN_FILES, copy_run
from tracer_engine.workspace import Workspace, open_workspace


def export_scores_xlsx(
    run_id: str, out: Path | str, *, workspace: Workspace | None = None, progress: Progress = silent
) -> None:
    """Write the scored list of a run as a workbook.

    Raises InputError where there is no such run, or more rows than a workbook holds; StorageError.
    """
    scores = _file_of(run_id, "scores", workspace)
    outcome = inspect_model(scores.with_name(RUN_FILES["model"]))["card"]["outcome"]
    write_workbook(scores, Path(out), outcome=outcome, progress=progress)


def export_joblib(model: Path | str, out: Path | str, *, workspace: Workspace | None = None) -> str:
    """Write a model (a file, or a run's) as an estimator of scikit-learn; returns what one must know to load it."""
    from tracer_engine.export.estimator import WARNING, write_joblib

    write_joblib(model_path(model, workspace=workspace), Path(out))
    return WARNING


def export_model(model: Path | str, out: Path | str, *, workspace: Workspace | None = None) -> None:
    """Copy a model file, or the model of a run, once it has proved whole."""
    source = model_path(model, workspace=workspace)
    inspect_model(source)
    _copy(source, out)


def export_report_html(run_id: str, out: Path | str, *, workspace: Workspace | None = None) -> None:
    """Copy the report of a run: one page that needs nothing beside it."""
    _copy(_file_of(run_id, "report_html", workspace), out)


def export_scores_csv(run_id: str, out: Path | str, *, workspace: Workspace | None = None) -> None:
    """Copy the scored list of a run."""
    _copy(_file_of(run_id, "scores", workspace), out)


def export_everything(run_id: str, folder: Path | str, *, workspace: Workspace | None = None) -> None:
    """Copy model, report and scores of a run to `folder`, as `tracer train --out` writes them: all, or none."""
    entry = (workspace or open_workspace()).run(run_id)
    copy_run({key: entry.path / name for key, name in RUN_FILES.items()}, folder)


def _copy(source: Path, out: Path | str) -> None:
    """Copy a file, whole or not at all."""
    try:
        file = source.open("rb")
    except OSError as error:
        raise storage_error(error, source, "read") from error
    with file, durable_writer(out) as copy:
        shutil.copyfileobj(file, copy, 1 << 20)


def _file_of(run_id: str, part: str, workspace: Workspace | None) -> Path:
    return (workspace or open_workspace()).run(run_id).path / RUN_FILES[part]
