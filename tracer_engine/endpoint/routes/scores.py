from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from python_multipart.multipart import parse_options_header

from tracer_engine.endpoint.answers import FileAnswer, open_file
from tracer_engine.endpoint.forms import SCORE_FIELDS, body_schema
from tracer_engine.endpoint.models import RUN_ID, ScoreRequest, Scores
from tracer_engine.endpoint.problems import refuse, unusable
from tracer_engine.endpoint.services import received_form, services_of
from tracer_engine.endpoint.uploads import receive_bytes
from tracer_engine.types.scores import Scored
from tracer_engine.workspace import RunEntry

router = APIRouter(prefix="/v1/runs", tags=["scores"])

CSV = "text/csv; charset=utf-8"
RunId = Annotated[str, Path(min_length=1, description="A run's id.", examples=[RUN_ID])]
TOLD = {
    "Tracer-Verdict": {
        "description": "Whether the scores can be relied on: go, caution or stop.",
        "schema": {"type": "string", "enum": ["go", "caution", "stop"]},
    },
    "Tracer-Rows": {"description": "Rows scored.", "schema": {"type": "integer"}},
    "Tracer-Rows-Set-Aside": {"description": "Rows that could not be read.", "schema": {"type": "integer"}},
}


@router.post(
    "/{run_id}/scores",
    operation_id="score",
    summary="Score a file, or a few rows, with the run's model",
    response_model=Scores,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {"schema": body_schema(SCORE_FIELDS)},
                "application/json": {"schema": ScoreRequest.model_json_schema()},
            },
        }
    },
    responses={
        200: {
            "description": "For a file the scored CSV, for rows their scores.",
            "content": {CSV: {"schema": {"type": "string", "format": "binary"}}},
            "headers": TOLD,
        }
    },
)
async def score(request: Request, run_id: RunId) -> Response:
    """A file comes back as the scored CSV: all its columns, then the scores. Rows come back as JSON, with reasons.

    Columns are matched by name, whatever their case, spaces and marks; the target need not be there. Why the verdict is
    what it is, and what changed since the file before, is told under `months`.
    """
    kind = parse_options_header(request.headers.get("content-type"))[0]
    if kind not in (b"multipart/form-data", b"application/json"):
        raise refuse(
            415, "The body is neither multipart/form-data nor application/json.", "Send a file or rows, and say which."
        )
    entry = await run_in_threadpool(services_of(request).run, run_id)
    return await (_score_rows if kind == b"application/json" else _score_file)(request, entry)


async def _score_rows(request: Request, entry: RunEntry) -> Response:
    services = services_of(request)
    body = await receive_bytes(request, services.settings.most_json_bytes)
    try:
        asked = ScoreRequest.model_validate_json(body)
    except ValidationError as error:
        raise unusable(error, 'Send {"rows": [{"COLUMN": value, …}, …], "reasons": 3}.') from error
    most = services.settings.most_json_rows
    if len(asked.rows) > most:
        raise refuse(413, f"There are {len(asked.rows):,} rows, and {most:,} are the most.", "Send them as a file.")
    scored = await services.scorer.score_rows(entry, asked.rows, asked.reasons)
    return Response(
        Scores.of(scored).model_dump_json(),
        media_type="application/json",
        headers={"Tracer-Verdict": scored.verdict_level, "Tracer-Rows": str(len(scored.scores))},
    )


async def _score_file(request: Request, entry: RunEntry) -> Response:
    services = services_of(request)
    async with received_form(request, SCORE_FIELDS) as (form, told):
        out = form.file.with_name("scored.csv")
        scored = await services.scorer.score_file(
            entry,
            form.file,
            out,
            reasons=told.one.get("reasons", 3),
            raw=told.one.get("raw", False),
            options=told.reading,
            receive=request.receive,
            matches=dict(told.many.get("match", ())),
            base_rate=told.one.get("base_rate"),
            id_column=told.one.get("id"),
            campaign=told.one.get("campaign"),
            marks=told.one.get("marks", False),
            source=form.source,
            workspace=services.workspace,
        )
        # The table and its scores go with the answer, not before it.
        upload, request.state.upload = request.state.upload, None
        return FileAnswer(
            open_file(out, "The scored list"),
            media_type=CSV,
            name="scored.csv",
            headers=_told(scored),
            at_end=lambda: services.runner.discard_upload(upload),
        )


def _told(scored: Scored) -> dict[str, str]:
    return {
        "Tracer-Verdict": scored.verdict_level,
        "Tracer-Rows": str(scored.rows),
        "Tracer-Rows-Set-Aside": str(scored.rows_set_aside),
    }
