from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from python_multipart.multipart import parse_options_header

from tracer_engine.endpoint.models import RUN_ID
from tracer_engine.endpoint.problems import refuse, unusable
from tracer_engine.endpoint.services import services_of
from tracer_engine.endpoint.uploads import receive_bytes
from tracer_engine.endpoint.what_if_models import SegmentWhatIf, WhatIfRequest

router = APIRouter(prefix="/v1/runs", tags=["scores"])


@router.post(
    "/{run_id}/what-if",
    operation_id="what_if",
    summary="A few rows as they are, and with fields one can act on set otherwise",
    response_model=SegmentWhatIf,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": WhatIfRequest.model_json_schema()}},
        }
    },
)
async def what_if(
    request: Request,
    run_id: Annotated[str, Path(min_length=1, description="A run's id.", examples=[RUN_ID])],
) -> Response:
    """What the model expects of them, and how many rows of the training are like them. No promise: see `caution`."""
    services = services_of(request)
    if parse_options_header(request.headers.get("content-type"))[0] != b"application/json":
        raise refuse(415, "The body is not application/json.", "Send JSON, and say so.")
    entry = await run_in_threadpool(services.run, run_id)
    body = await receive_bytes(request, services.settings.most_json_bytes)
    try:
        asked = WhatIfRequest.model_validate_json(body)
    except ValidationError as error:
        raise unusable(error, 'Send {"rows": [{"COLUMN": value, …}, …], "set": {"FIELD": value, …}}.') from error
    most = services.settings.most_json_rows
    if len(asked.rows) > most:
        raise refuse(413, f"There are {len(asked.rows):,} rows, and {most:,} are the most.", "Send fewer of them.")
    found = await services.scorer.what_if(entry, asked.rows, asked.set)
    return Response(SegmentWhatIf.of(found).model_dump_json(), media_type="application/json")
