from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request
from starlette.responses import StreamingResponse

from tracer_engine.endpoint.models import JOB_ID, Job, Jobs
from tracer_engine.endpoint.problems import refuse
from tracer_engine.endpoint.services import Services, services_of
from tracer_engine.errors import InputError
from tracer_engine.jobs import QueueFull
from tracer_engine.types.job import Job as JobRecord

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

JobId = Annotated[str, Path(min_length=1, description="A job's id.", examples=[JOB_ID])]
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_SIGNS = 15.0  # a comment now and then: else a client that has gone would never be noticed
MOST_JOBS = 1000
LAST_SEEN = re.compile(r"[0-9]{1,15}", re.ASCII)


@router.get("", operation_id="list_jobs", summary="The jobs, newest first")
def list_jobs(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST_JOBS, description="How many at most.")] = MOST_JOBS,
) -> Jobs:
    """Jobs that ended long ago are forgotten after a while; the runs they made stay."""
    return Jobs(jobs=[Job.of(job) for job in services_of(request).runner.jobs()[:limit]])


@router.get("/{job_id}", operation_id="get_job", summary="One job")
def get_job(request: Request, job_id: JobId) -> Job:
    """Its state, how much of it is done, and, once it is done, the id of its run."""
    return Job.of(services_of(request).job(job_id))


@router.post("/{job_id}/stop", operation_id="stop_job", summary="Finish early and keep the best so far")
def stop_job(request: Request, job_id: JobId) -> Job:
    """The job goes on to `stopping` and soon to `done`. One that has ended stays as it is."""
    services = services_of(request)
    services.job(job_id)
    return Job.of(services.runner.stop(job_id))


@router.post("/{job_id}/restart", operation_id="restart_job", summary="Start again what failed or was interrupted")
def restart_job(request: Request, job_id: JobId) -> Job:
    """Queues the job again. 409 where it has not ended, is done, or its file is gone."""
    services = services_of(request)
    services.job(job_id)
    try:
        return Job.of(services.runner.restart(job_id))
    except QueueFull as error:
        raise refuse(429, error.message, error.remedy) from error
    except InputError as error:
        raise refuse(409, error.message, error.remedy) from error


@router.delete("/{job_id}", operation_id="cancel_job", summary="Cancel a job and keep nothing of it")
def cancel_job(request: Request, job_id: JobId) -> Job:
    """The job itself stays in the list, as `cancelled`. One that has ended stays as it is."""
    services = services_of(request)
    services.job(job_id)
    return Job.of(services.runner.cancel(job_id))


@router.get(
    "/{job_id}/events",
    operation_id="watch_job",
    summary="The job's changes as they come (server-sent events)",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "An event `job` with the job as its data, now and after every change, until it has ended.",
            "content": {"text/event-stream": {}},
        }
    },
)
async def watch_job(
    request: Request,
    job_id: JobId,
    last_event_id: Annotated[str | None, Header(description="The id of the last event that came.")] = None,
) -> StreamingResponse:
    """Ends with the job. A client that lost the connection tells the id of the last event it has seen."""
    services = services_of(request)
    loop = asyncio.get_running_loop()
    if services.open_streams >= services.settings.most_event_streams:
        raise refuse(429, "Too many event streams are open.", "Close one, or ask for the job itself now and then.")
    job = await loop.run_in_executor(None, services.job, job_id)
    # As browsers have it: an id that is none of ours is as good as none.
    seen = int(last_event_id) if LAST_SEEN.fullmatch(last_event_id or "") else -1  # type: ignore[arg-type]
    return StreamingResponse(_events(services, job, seen), media_type="text/event-stream")


async def _events(services: Services, job: JobRecord, seen: int) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    services.open_streams += 1
    try:
        spoke = time.monotonic()
        while True:
            if job.sequence > seen:
                seen, spoke = job.sequence, time.monotonic()
                data = json.dumps(Job.of(job).model_dump(mode="json"), ensure_ascii=False)
                yield f"id: {seen}\nevent: job\ndata: {data}\n\n"
            elif time.monotonic() - spoke >= SECONDS_BETWEEN_SIGNS:
                spoke = time.monotonic()
                yield ": still here\n\n"
            if job.has_ended or services.closing.is_set():
                return
            try:
                changed = await loop.run_in_executor(
                    services.streams,
                    services.runner.wait_change,
                    job.id,
                    max(seen, job.sequence),
                    SECONDS_BETWEEN_LOOKS,
                )
            except InputError:
                return  # forgotten meanwhile
            job = changed or job
    finally:
        services.open_streams -= 1
