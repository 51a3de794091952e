from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from tracer_engine.endpoint.answers import FileAnswer, open_file
from tracer_engine.endpoint.forms import body_schema, train_fields
from tracer_engine.endpoint.models import RUN_ID, Deleted, Job, Run, Runs
from tracer_engine.endpoint.problems import refuse
from tracer_engine.endpoint.report_models import Report
from tracer_engine.endpoint.services import fingerprint_of, received_form, services_of
from tracer_engine.errors import StorageError
from tracer_engine.jobs import KeyConflict, QueueFull
from tracer_engine.types.job import TrainRequest

router = APIRouter(prefix="/v1/runs", tags=["runs"])

RunId = Annotated[str, Path(min_length=1, description="A run's id.", examples=[RUN_ID])]
TRAIN_FIELDS = train_fields()
CSV = "text/csv; charset=utf-8"
MODEL = "application/zip"
# The report has its pictures and styles in itself; a page made from somebody's data may do nothing else.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"
BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.post(
    "",
    operation_id="train",
    status_code=202,
    summary="Upload a table and train on it",
    openapi_extra={
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": body_schema(TRAIN_FIELDS)}}}
    },
    responses={202: {"headers": {"Location": {"description": "The job.", "schema": {"type": "string"}}}}},
)
async def train(
    request: Request,
    response: Response,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[\x21-\x7e]{1,255}$",
            description="The same key with the same file and fields gives the same job, not a second one.",
        ),
    ] = None,
) -> Job:
    """The training starts by itself; the answer is its job. Once that is `done`, its `run_id` names the run."""
    services = services_of(request)
    async with received_form(request, TRAIN_FIELDS) as (form, told):
        roles: dict[str, tuple[str, ...]] = {}
        for role, column in told.many.get("role", ()):
            roles[role] = (*roles.get(role, ()), column)
        names = ("target", "positive", "blueprint", "effort", "id", "group", "seed", "time_limit")
        asked = TrainRequest(
            file=form.file,
            source=form.source,
            roles=roles,
            exclude=told.many.get("exclude", ()),
            keep=told.many.get("keep", ()),
            reading=told.reading,
            **{name: told.one[name] for name in names if name in told.one},
        )
        try:
            job = await run_in_threadpool(
                services.runner.submit_train, asked, idempotency_key=idempotency_key, fingerprint=fingerprint_of(form)
            )
        except KeyConflict as error:
            raise refuse(409, error.message, error.remedy) from error
        except QueueFull as error:
            raise refuse(429, error.message, error.remedy, headers=(("retry-after", "60"),)) from error
    response.headers["location"] = f"/v1/jobs/{job.id}"
    return Job.of(job)


@router.get("", operation_id="list_runs", summary="The runs, newest first")
def list_runs(request: Request) -> Runs:
    """All runs of the workspace, also those of the command line."""
    return Runs(runs=[Run.of(entry) for entry in services_of(request).workspace.runs()])


@router.get("/{run_id}", operation_id="get_run", summary="One run")
def get_run(request: Request, run_id: RunId) -> Run:
    """What it was trained on, and how well it ranks."""
    return Run.of(services_of(request).run(run_id))


@router.delete("/{run_id}", operation_id="delete_run", summary="Delete a run with all its files")
def delete_run(request: Request, run_id: RunId) -> Deleted:
    """There is no way back."""
    services = services_of(request)
    folder = services.run(run_id).path
    try:
        return Deleted(deleted=[services.workspace.delete(run_id)])
    except StorageError:
        if folder.exists():
            raise
        raise refuse(404, f"There is no run {run_id!r}.", "It was deleted a moment ago.") from None


@router.get(
    "/{run_id}/model",
    operation_id="get_model",
    summary="The model file",
    response_class=StreamingResponse,
    responses={200: {"description": "A .tracer file.", "content": {MODEL: BINARY}}},
)
def get_model(request: Request, run_id: RunId) -> FileAnswer:
    """For `tracer score` and for every later version of Tracer."""
    path = services_of(request).run(run_id).path / "model.tracer"
    return FileAnswer(open_file(path, "The model"), media_type=MODEL, name="model.tracer")


@router.get(
    "/{run_id}/scores",
    operation_id="get_scores",
    summary="The training customers, scored out of fold",
    response_class=StreamingResponse,
    responses={200: {"description": "A CSV file.", "content": {CSV: BINARY}}},
)
def get_scores(request: Request, run_id: RunId) -> FileAnswer:
    """Every score is from a model that did not see the row."""
    path = services_of(request).run(run_id).path / "scores.csv"
    return FileAnswer(open_file(path, "The scored list"), media_type=CSV, name="scores.csv")


@router.get(
    "/{run_id}/report",
    operation_id="get_report",
    summary="How good the model is",
    response_model=Report,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
def get_report(
    request: Request,
    run_id: RunId,
    shape: Annotated[
        Literal["json", "html"], Query(alias="format", description="html: one page with pictures, for people.")
    ] = "json",
) -> FileAnswer:
    """As JSON, or as a page that needs nothing beside it."""
    folder = services_of(request).run(run_id).path
    if shape == "html":
        file = open_file(folder / "report.html", "The report")
        return FileAnswer(file, media_type="text/html", headers={"content-security-policy": REPORT_POLICY})
    return FileAnswer(open_file(folder / "report.json", "The report"), media_type="application/json")
