from __future__ import annotations

from fastapi import APIRouter, Request

from tracer_engine.endpoint.models import Health, HealthJobs, HealthWorkspace
from tracer_engine.endpoint.services import services_of
from tracer_engine.version import VERSION

router = APIRouter(tags=["endpoint"])


@router.get("/health", operation_id="health", summary="Whether the endpoint is well")
def health(request: Request) -> Health:
    """Alive, which version, whether the workspace can be written to, how long the queue is. Needs no token."""
    services = services_of(request)
    writable = services.is_writable()
    return Health(
        status="ok" if writable else "degraded",
        version=VERSION,
        workspace=HealthWorkspace(writable=writable),
        jobs=HealthJobs(queued=services.runner.queue_length(), running=services.runner.working()),
    )
