"""What children are asked to do: the verbs of the workflow, put together as the command line does it.

The engine is imported inside: a program that only hands work out stays light.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from tracer_engine.errors import InputError, StorageError
from tracer_engine.progress import Progress, Step, portion
from tracer_engine.types.job import TrainRequest

if TYPE_CHECKING:
    from tracer_engine.types.profile import Profile
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


def read(request: TrainRequest, progress: Progress) -> Table:
    """The table in the stored file, under the name the client knows it by; so are errors about it."""
    from tracer_engine import workflow

    name = shown_name(request)

    def shown(text: str) -> str:
        return text.replace(str(request.file), name).replace(request.file.name, name)

    def told(step: Step, /) -> bool:
        return progress(replace(step, text=shown(step.text)))

    try:
        table = workflow.read_table(request.file, options=request.reading, progress=told)
    except (InputError, StorageError) as error:
        raise type(error)(shown(error.message), remedy=shown(error.remedy)) from error
    return replace(table, source=name)


def shown_name(request: TrainRequest) -> str:
    """The client's file name without its folders, which are nobody's business."""
    return PurePath(request.source.replace("\\", "/")).name or request.file.name
