from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool

from tracer_engine.endpoint.models import RUN_ID
from tracer_engine.endpoint.months_models import Forgotten, Months
from tracer_engine.endpoint.services import services_of

router = APIRouter(prefix="/v1/runs", tags=["scores"])

RunId = Annotated[str, Path(min_length=1, description="A run's id.", examples=[RUN_ID])]


@router.get("/{run_id}/months", operation_id="get_months", summary="The files scored with the run's model")
async def get_months(request: Request, run_id: RunId) -> Months:
    """Newest first, with their verdicts; what changed between the last two, and what the model's age asks for.

    Ids are remembered hashed, with scores and main reasons; no cell is.
    """
    services = services_of(request)
    entry = await run_in_threadpool(services.run, run_id)
    return Months.of(await services.scorer.scored_before(entry, services.workspace))


@router.delete("/{run_id}/months", operation_id="forget_months", summary="Forget the files scored with the run's model")
async def forget_months(request: Request, run_id: RunId) -> Forgotten:
    """There is no way back; what was said about their columns is forgotten, too."""
    services = services_of(request)
    entry = await run_in_threadpool(services.run, run_id)
    return Forgotten(forgotten=await services.scorer.forget_scored(entry, services.workspace))
