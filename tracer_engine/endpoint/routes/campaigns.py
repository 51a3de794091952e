from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from python_multipart.multipart import parse_options_header

from tracer_engine.endpoint.answers import FileAnswer, open_file
from tracer_engine.endpoint.campaign_models import CAMPAIGN_FIELDS, Campaign, told_campaign
from tracer_engine.endpoint.forms import body_schema
from tracer_engine.endpoint.models import RUN_ID
from tracer_engine.endpoint.problems import refuse
from tracer_engine.endpoint.services import received_form, services_of

router = APIRouter(prefix="/v1/runs", tags=["campaigns"])

CSV = "text/csv; charset=utf-8"


@router.post(
    "/{run_id}/campaigns",
    operation_id="plan_campaign",
    summary="Plan whom to contact, under limits, in money",
    response_model=Campaign,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": body_schema(CAMPAIGN_FIELDS)}},
        }
    },
    responses={
        200: {
            "description": "The campaign with its list; with format=csv, or Accept: text/csv, the list alone.",
            "content": {CSV: {"schema": {"type": "string", "format": "binary"}}},
            "headers": {
                "Tracer-Verdict": {
                    "description": "Whether the scores can be relied on: go, caution or stop.",
                    "schema": {"type": "string", "enum": ["go", "caution", "stop"]},
                },
                "Tracer-Campaign": {"description": "The campaign's id.", "schema": {"type": "string"}},
            },
        }
    },
)
async def plan_campaign(
    request: Request,
    run_id: Annotated[str, Path(min_length=1, description="A run's id.", examples=[RUN_ID])],
    format: Annotated[  # noqa: A002 - it is called so
        Literal["json", "csv"] | None, Query(description="json (the default), or csv for the list alone.")
    ] = None,
) -> Response:
    """The same list, gain and interval as `tracer campaign` gives for the file. The campaign is kept in the workspace,
    so that it can be measured when outcomes come back. Costs and values not told are the blueprint's.
    """
    services = services_of(request)
    if parse_options_header(request.headers.get("content-type"))[0] != b"multipart/form-data":
        raise refuse(415, "The body is not multipart/form-data.", "Send the table as the field `file`.")
    wants_csv = format == "csv" or (format is None and _prefers_csv(request.headers.get("accept", "")))
    entry = await run_in_threadpool(services.run, run_id)
    async with received_form(request, CAMPAIGN_FIELDS) as (form, told):
        out = form.file.with_name("call-list.csv")
        campaign = await services.scorer.plan_campaign(
            entry,
            form.file,
            told_campaign(told),
            out if wants_csv else None,
            source=form.source,
            workspace=services.workspace,
            preset=told.one.get("preset", "tracer"),
            reasons=told.one.get("reasons", 3),
            all_columns=told.one.get("all_columns", False),
            raw=told.one.get("raw", False),
            id_column=told.one.get("id"),
            matches=dict(told.many.get("match", ())),
            options=told.reading,
            receive=request.receive,
        )
        headers = {"Tracer-Verdict": campaign.verdict_level, "Tracer-Campaign": campaign.id}
        if not wants_csv:
            body = await run_in_threadpool(lambda: Campaign.of(campaign).model_dump_json())
            return Response(body, media_type="application/json", headers=headers)
        # The table and the list go with the answer, not before it.
        upload, request.state.upload = request.state.upload, None
        return FileAnswer(
            open_file(out, "The call list"),
            media_type=CSV,
            name="call-list.csv",
            headers=headers,
            at_end=lambda: services.runner.discard_upload(upload),
        )


def _prefers_csv(accept: str) -> bool:
    """Whether an Accept header names CSV and no JSON."""
    kinds = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return "text/csv" in kinds and not kinds & {"application/json", "*/*", "application/*"}
