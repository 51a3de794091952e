"""What every route works with: the workspace, its jobs, the scorer, and whether the endpoint is closing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
import threading
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import cast

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from tracer_engine.endpoint.forms import FormField, Told, read_fields
from tracer_engine.endpoint.logs import RequestLog
from tracer_engine.endpoint.problems import Refusal, problem_of, refuse
from tracer_engine.endpoint.scoring import Bench, Scorer
from tracer_engine.endpoint.settings import EndpointSettings
from tracer_engine.endpoint.uploads import Form, receive_form
from tracer_engine.errors import InputError, TracerError
from tracer_engine.jobs import JobRunner
from tracer_engine.types.job import Job
from tracer_engine.workspace import RunEntry, Workspace


@dataclass(kw_only=True)
class Services:
    """Made once for each start of the endpoint."""

    settings: EndpointSettings
    workspace: Workspace
    runner: JobRunner
    log: RequestLog
    scorer: Scorer = field(init=False)
    profiler: Bench = field(init=False)
    streams: ThreadPoolExecutor = field(init=False)
    closing: threading.Event = field(default_factory=threading.Event)
    open_streams: int = 0

    def __post_init__(self) -> None:
        told = self.settings
        self.scorer = Scorer(at_once=told.scorings_at_once, most_waiting=told.most_scorings_waiting)
        self.profiler = Bench("profile", told.scorings_at_once, told.most_scorings_waiting)
        self.streams = ThreadPoolExecutor(told.most_event_streams, thread_name_prefix="events")

    def close(self) -> None:
        """Ends all that waits or scores for requests; the jobs are the runner's."""
        self.closing.set()
        self.scorer.close()
        self.profiler.close()
        self.streams.shutdown(wait=True, cancel_futures=True)

    def job(self, job_id: str) -> Job:
        """The job of that id. Raises Refusal (404)."""
        try:
            return self.runner.job(job_id)
        except InputError as error:
            raise refuse(404, error.message, error.remedy) from error

    def run(self, run_id: str) -> RunEntry:
        """The run of exactly that id. Raises Refusal (404), or InputError where it is damaged."""
        try:
            found = self.workspace.run_folder(run_id).name == run_id
        except InputError:
            found = False
        if not found:
            raise refuse(404, f"There is no run {run_id!r}.", "GET /v1/runs lists those there are.")
        return self.workspace.run(run_id)

    def is_writable(self) -> bool:
        """Whether a file can be made in the workspace at this moment."""
        try:
            # It never has a name, so that no kill can leave it behind.
            with tempfile.TemporaryFile(dir=self.workspace.path) as file:
                file.write(b"?")
        except OSError:
            return False
        return True


def services_of(request: Request) -> Services:
    """The services of the app that answers this request."""
    return cast("Services", request.app.state.services)


@contextlib.asynccontextmanager
async def received_form(request: Request, fields: Iterable[FormField]) -> AsyncIterator[tuple[Form, Told]]:
    """The form of a request and what its fields tell; its upload is removed at the end, unless it became a job's.

    What the engine refuses meanwhile names the file as the client does: that it was stored under says nothing to them.
    """
    runner = services_of(request).runner
    try:
        form = await receive_form(request, runner.new_upload)
        try:
            yield form, read_fields(form.fields, fields)
        except TracerError as error:
            stored = str(form.file)
            hide = {stored: form.source, stored.replace("\\", "/").rpartition("/")[2]: form.source}
            raise Refusal(problem_of(error, hide=hide)) from error
    finally:
        if place := getattr(request.state, "upload", None):
            await run_in_threadpool(runner.discard_upload, place)


def fingerprint_of(form: Form) -> str:
    """What tells whether two requests ask for the same: the file's content and every field."""
    fields: Mapping[str, Sequence[str]] = {name: form.fields[name] for name in sorted(form.fields)}
    return hashlib.sha256(json.dumps([form.sha256, fields]).encode("utf-8")).hexdigest()
