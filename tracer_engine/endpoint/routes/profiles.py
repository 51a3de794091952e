from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from tracer_engine.endpoint.forms import body_schema, profile_fields
from tracer_engine.endpoint.models import Profile
from tracer_engine.endpoint.services import received_form, services_of
from tracer_engine.jobs import ChildWork, verbs
from tracer_engine.progress import Cancelled, Step
from tracer_engine.types.job import TrainRequest
from tracer_engine.types.profile import Profile as ProfileRecord

router = APIRouter(prefix="/v1/profiles", tags=["profiles"])

FIELDS = profile_fields()
SMALL = 16 << 20  # bytes; a larger table is looked at in a child process, which gives its memory back
SECONDS_BETWEEN_LOOKS = 0.2


@router.post(
    "",
    operation_id="profile",
    summary="What a table is like, and what Tracer would do with it",
    openapi_extra={
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": body_schema(FIELDS)}}}
    },
)
async def profile(request: Request) -> Profile:
    """How it was read, its columns, its quality, its findings, and the suggested target, roles and exclusions."""
    services = services_of(request)
    async with received_form(request, FIELDS) as (form, told):
        asked = TrainRequest(
            file=form.file, source=form.source, blueprint=told.one.get("blueprint"), reading=told.reading
        )

        def work(progress: Any) -> ProfileRecord:
            if form.size <= SMALL:
                return verbs.profile(asked, progress=progress)
            return _in_child(asked, progress)

        return Profile.of(await services.profiler.run(work, request.receive))


def _in_child(asked: TrainRequest, progress: Any) -> ProfileRecord:
    child = ChildWork(verbs.profile, (asked,))
    child.start()
    try:
        while child.wait(SECONDS_BETWEEN_LOOKS) is None:
            progress(Step(stage="profile", fraction=0.0))
    except Cancelled:
        child.cancel()
        child.wait()
        raise
    found: ProfileRecord = child.result()
    return found
