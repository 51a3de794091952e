"""What is kept, in other forms: a workbook, a file for scikit-learn, plain copies."""

from __future__ import annotations

import shutil
from pathlib import Path

from tracer_engine.blueprints import all_blueprints
from tracer_engine.durable_files import durable_writer, settle, storage_error, write_durably
from tracer_engine.errors import InputError
from tracer_engine.export.workbooks import write_workbook
from tracer_engine.progress import Progress, silent
from tracer_engine.types.model import ModelCard
from tracer_engine.version import is_built
from tracer_engine.workflow.models import inspect_model, load_model, model_path
from tracer_engine.workflow.runs import RUN_FILES, copy_run
from tracer_engine.workspace import Workspace, open_workspace

DRAWN_ROWS = 2_000  # as many as `export.onnx_model` draws; said without loading it


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


def export_onnx(model: Path | str, out: Path | str, *, workspace: Workspace | None = None) -> str:
    """Write a model (a file, or a run's) as ONNX; returns what one must know to use it.

    Raises InputError where onnxruntime does not score as Tracer does, or the packages for it are not installed.
    """
    try:
        from tracer_engine.export.onnx_model import write_onnx
    except ImportError as error:
        raise InputError(
            "ONNX needs the packages onnx and onnxruntime, which are not here.", remedy=_how_to_get_onnx()
        ) from error

    source = model_path(model, workspace=workspace)
    worst = write_onnx(load_model(source), source, Path(out))
    return (
        f"Tried with onnxruntime on the golden rows and {DRAWN_ROWS:,} more: log-odds differ from Tracer's by at most "
        f"{worst:.1g}. Its inputs are the columns as they are: numbers as double (nan for missing), dates as days "
        'since 1970-01-01, texts spelt as in training ("" for missing). It gives no reasons and does not see whether '
        "a file has moved."
    )


def _how_to_get_onnx() -> str:
    if not is_built():
        return "Install them for the Python that runs Tracer: pip install onnx onnxruntime."
    # Together they would make it a tenth larger, for what few need.
    return (
        "The installed program leaves them out, and none can be added to it. Other programs can have their scores from "
        "`tracer score` or `tracer serve`, which need nothing more. For an ONNX file, give the model to a Tracer that "
        "runs from its source folder, in a Python with these two packages."
    )


def export_python(model: Path | str, out: Path | str, *, workspace: Workspace | None = None) -> str:
    """Write a script that scores with a model (a file, or a run's), and the model beside it, both or none; returns
    what one must know to use it.
    """
    from tracer_engine.export.score_script import model_beside, script_text

    source, script = model_path(model, workspace=workspace), Path(out)
    beside = model_beside(script)
    card = ModelCard.from_dict(inspect_model(source)["card"])
    blueprint = next((one for one in all_blueprints() if one.key == card.blueprint), None)
    question = blueprint.title if blueprint is not None else f"{card.target} = {card.positive}"
    try:
        data = source.read_bytes()
    except OSError as error:
        raise storage_error(error, source, "read") from error
    text = script_text(card, question, script.name, beside.name, data)
    if beside.exists() and beside.read_bytes() != data:
        raise InputError(
            f"{beside.name} is there already and is another file than the model of this script.",
            remedy="Give the script another name; its model is put beside it under the same one.",
        )
    with durable_writer(script) as file:
        file.write(text.encode("utf-8"))
        settle(file)
        if not beside.exists():
            write_durably(beside, data)
    return f"It needs {beside.name} beside it, and Python with Tracer's package; the window is not needed."


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
