from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from python_multipart.multipart import parse_options_header

from tracer_engine.endpoint.forms import body_schema
from tracer_engine.endpoint.models import RUN_ID
from tracer_engine.endpoint.outcome_models import CAMPAIGN_ID, OUTCOME_FIELDS, CampaignOutcome, Campaigns
from tracer_engine.endpoint.problems import refuse
from tracer_engine.endpoint.services import received_form, services_of

router = APIRouter(prefix="/v1/runs", tags=["campaigns"])

RunId = Annotated[str, Path(min_length=1, description="A run's id.", examples=[RUN_ID])]


@router.get("/{run_id}/campaigns", operation_id="get_campaigns", summary="The campaigns planned with the run's model")
async def get_campaigns(request: Request, run_id: RunId) -> Campaigns:
    """Newest first, wherever they were planned; with what was measured, and what they did together."""
    services = services_of(request)
    entry = await run_in_threadpool(services.run, run_id)
    return Campaigns.of(await services.scorer.campaign_history(entry, services.workspace))


@router.post(
    "/{run_id}/campaigns/{campaign_id}/outcomes",
    operation_id="measure_campaign",
    summary="Bring outcomes back: what a campaign did",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": body_schema(OUTCOME_FIELDS)}},
        }
    },
)
async def measure_campaign(
    request: Request,
    run_id: RunId,
    campaign_id: Annotated[str, Path(min_length=1, description="A campaign's id.", examples=[CAMPAIGN_ID])],
) -> CampaignOutcome:
    """The file says who has the outcome by now. The answer is what `tracer campaign --outcomes` gives for it; it is
    kept in place of an earlier one, and told together with the other campaigns of the model.
    """
    services = services_of(request)
    if parse_options_header(request.headers.get("content-type"))[0] != b"multipart/form-data":
        raise refuse(415, "The body is not multipart/form-data.", "Send the table as the field `file`.")
    entry = await run_in_threadpool(services.run, run_id)
    if not await services.scorer.has_campaign(entry, campaign_id, services.workspace):
        raise refuse(
            404,
            f"No campaign {campaign_id!r} was planned with this run's model.",
            "GET /v1/runs/ID/campaigns lists those there are.",
        )
    async with received_form(request, OUTCOME_FIELDS) as (form, told):
        outcome = await services.scorer.measure_campaign(
            campaign_id,
            form.file,
            id_column=told.one.get("id"),
            target=told.one.get("target"),
            positive=told.one.get("positive"),
            options=told.reading,
            workspace=services.workspace,
            receive=request.receive,
        )
    return CampaignOutcome.of(outcome)
