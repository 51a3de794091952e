"""How a job comes to its last state, also when whoever did it was killed, and what goes with it then."""

from __future__ import annotations

import contextlib
import datetime
from dataclasses import dataclass
from typing import Any

from tracer_engine.errors import InputError, StorageError
from tracer_engine.jobs.ownership import Ownership
from tracer_engine.jobs.store import JobStore
from tracer_engine.jobs.uploads import Uploads
from tracer_engine.types.job import Job, JobError
from tracer_engine.workspace import Workspace
from tracer_engine.workspace.runs import sweep_leftovers


def moment(*, days_ago: float = 0.0) -> str:
    """Now, or so many days ago: ISO 8601 in UTC, always as long, so that texts compare as times do."""
    then = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days_ago)
    return then.isoformat(timespec="milliseconds")


def can_be_restarted(job: Job) -> bool:
    """Whether its upload is still of use: the work was not done, and the file was not at fault."""
    return job.state == "interrupted" or (job.state == "failed" and job.error is not None and job.error.kind != "input")


@dataclass(frozen=True)
class Recovery:
    """Puts jobs, runs and uploads of a workspace in order with each other. Raises StorageError."""

    workspace: Workspace
    store: JobStore
    uploads: Uploads

    def settle(self, job_id: str, run_id: str | None, error: JobError | None) -> Job:
        """Give a job its last state, by its run, if it has one, and its error; with neither it was interrupted."""
        # First, so that a kill in between leaves no run of a job that says it was cancelled.
        if self.store.wishes(job_id)[1] and self._is_gone(run_id):
            last: dict[str, Any] = {"state": "cancelled", "text": "Cancelled"}
        elif run_id is not None:
            last = {"state": "done", "run_id": run_id, "fraction": 1.0, "text": "Kept"}
        elif error is not None:
            last = {"state": "failed", "error": error, "text": error.message}
        else:
            last = {"state": "interrupted", "text": "Interrupted"}
        job = self.store.change(job_id, **last, ended=moment(), seconds_left=None)
        if not can_be_restarted(job):
            self.uploads.remove(job_id)
        return job

    def _is_gone(self, run_id: str | None) -> bool:
        """Delete the run of a cancelled job, if it kept one; False when that cannot be done, and it is still there."""
        if run_id is None:
            return True
        with contextlib.suppress(InputError, StorageError):
            self.workspace.delete(run_id)
        return not (self.workspace.runs_folder / run_id).exists()

    def run_left_by(self, job_id: str) -> str | None:
        """The run of a job whose child ended without telling of it, if it kept one; what it left half-written goes."""
        sweep_leftovers(self.workspace.runs_folder)
        return self._runs_by_job().get(job_id)

    def after_last_owner(self, owned: Ownership) -> None:
        """Put right what the last owner could not: no job is left that says it is being done."""
        owned.wait_for_children()
        sweep_leftovers(self.workspace.runs_folder)
        unsettled = self.store.in_state("running", "stopping")
        runs = self._runs_by_job() if unsettled else {}
        for job in unsettled:
            self.settle(job.id, runs.get(job.id), None)
        for job in self.store.in_state("queued"):
            if not self.store.request(job.id).file.is_file():
                error = JobError(
                    message=f"The file {job.source} of this job is no longer here.",
                    remedy="Send it again as a new job.",
                    kind="input",
                )
                self.settle(job.id, None, error)
        wanting = {job.id for job in self.store.jobs() if not job.has_ended or can_be_restarted(job)}
        self.uploads.sweep(wanting.__contains__)

    def forget_outlived(self, keep_days: float, keep_jobs: int) -> None:
        """Delete ended jobs that are older, or more, than are kept, with their uploads; their runs stay."""
        for job_id in self.store.outlived(moment(days_ago=keep_days), keep_jobs):
            self.store.delete(job_id)
            self.uploads.remove(job_id)

    def _runs_by_job(self) -> dict[str, str]:
        """The runs of the workspace that jobs have made: run ids by job id."""
        return {entry.job: entry.id for entry in self.workspace.runs() if entry.job}
