from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from tracer_engine.endpoint.card_models import Card
from tracer_engine.endpoint.models import RUN_ID
from tracer_engine.endpoint.routes.runs import REPORT_POLICY
from tracer_engine.endpoint.services import services_of

router = APIRouter(prefix="/v1/runs", tags=["runs"])


@router.get(
    "/{run_id}/card",
    operation_id="get_card",
    summary="The model card",
    response_model=Card,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
def get_card(
    request: Request,
    run_id: Annotated[str, Path(min_length=1, description="A run's id.", examples=[RUN_ID])],
    shape: Annotated[
        Literal["json", "html", "summary"],
        Query(alias="format", description="html: one page for auditors; summary: one page of A4 for whoever decides."),
    ] = "json",
) -> Response:
    """What was learned from what, how good it is, how it is used, and what has moved since."""
    from tracer_engine.export.card_html import render_card, render_summary
    from tracer_engine.workflow import model_card

    services = services_of(request)
    card = model_card(services.run(run_id).id, workspace=services.workspace)
    if shape == "json":
        return Response(Card.of(card).model_dump_json(), media_type="application/json")
    page = render_card(card) if shape == "html" else render_summary(card)
    return Response(page, media_type="text/html", headers={"content-security-policy": REPORT_POLICY})
