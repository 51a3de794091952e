"""The jobs of a workspace: taken in, queued, done one after the other in children, and found again after any end."""

from __future__ import annotations

import contextlib
import datetime
import secrets
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from tracer_engine.errors import InputError, StorageError
from tracer_engine.jobs import verbs
from tracer_engine.jobs.child import ChildWork, Ending, Verb
from tracer_engine.jobs.ownership import Ownership
from tracer_engine.jobs.recovery import Recovery, moment
from tracer_engine.jobs.refusals import KeyConflict, QueueFull, UnknownJob
from tracer_engine.jobs.store import JobStore
from tracer_engine.jobs.uploads import Uploads
from tracer_engine.progress import Step
from tracer_engine.types.job import Job, JobError, TrainRequest
from tracer_engine.workspace import Workspace

INDEX = "index.sqlite"
SECONDS_BETWEEN_STEPS = 0.25
SECONDS_TO_TRY_AGAIN = 1.0
NOT_STARTED = JobError(
    message="The job could not be started: too much is being done at once.",
    remedy="Close other programs, then start it again.",
    kind="died",
)


class JobRunner:
    """Owns the jobs of a workspace until it is closed. Its methods are quick, and any thread may call them.

    jobs_at_once: children at a time · most_queued: jobs that may wait · keep_days, keep_jobs: ended jobs older, or
    more, than that are forgotten, with their uploads; runs are never · train: the verb that does a training.
    Raises StorageError when another program owns the jobs, or the disk stands in the way.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        jobs_at_once: int = 1,
        most_queued: int = 200,
        keep_days: float = 30.0,
        keep_jobs: int = 1000,
        train: Verb = verbs.train,
    ) -> None:
        self.workspace = workspace
        self._train = train
        self._jobs_at_once, self._most_queued = jobs_at_once, most_queued
        self._keep_days, self._keep_jobs = keep_days, keep_jobs
        self._working: dict[str, ChildWork] = {}
        self._told_at: dict[str, float] = {}
        self._closing = False
        self._interrupting = False
        self._changed = threading.Condition(threading.RLock())
        self._owned = Ownership(workspace.path / "jobs")
        try:
            self._uploads = Uploads(workspace.path / "uploads")
            self._store = JobStore(workspace.path / INDEX)
            try:
                self._recovery = Recovery(workspace, self._store, self._uploads)
                self._recovery.after_last_owner(self._owned)
                self._forget_outlived()
            except BaseException:
                self._store.close()
                raise
        except BaseException:
            self._owned.release()
            raise
        self._dispatcher = threading.Thread(target=self._dispatch, name="job dispatcher", daemon=True)
        self._dispatcher.start()

    def __enter__(self) -> JobRunner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------ taking in

    def new_upload(self) -> Path:
        """Where the next upload may be written: a file that is not there yet, in a folder of its own (0700).

        Hand it to `submit_train` in the request, or to `discard_upload`.
        """
        return self._uploads.new(_new_job_id())

    def discard_upload(self, file: Path) -> None:
        """Remove an upload that came to nothing; one that has become a job's stays."""
        job_id = self._uploads.job_of(file)
        # When it cannot be known whose it is, it is left to the next start.
        with self._changed, contextlib.suppress(StorageError):
            if job_id is not None and not self._knows(job_id):
                self._uploads.remove(job_id)

    def submit_train(
        self, request: TrainRequest, *, idempotency_key: str | None = None, fingerprint: str | None = None
    ) -> Job:
        """Queue a training; it is on the disk when this returns.

        With a key that was used before, the job it was used for is returned, and the new upload is removed; when the
        fingerprint is another one, KeyConflict is raised. Raises QueueFull, InputError or StorageError; the upload
        then stays, to be sent again or discarded.
        """
        with self._changed:
            self._refuse_when_closing()
            if (earlier := self._earlier(idempotency_key, fingerprint)) is not None:
                self.discard_upload(request.file)
                return earlier
            if (queued := self._store.count("queued")) >= self._most_queued:
                raise QueueFull(queued)
        job_id = self._uploads.job_of(request.file)
        if job_id is not None:
            self._uploads.make_lasting(request.file)
        job = Job(
            id=job_id or _new_job_id(), kind="train", state="queued", created=moment(), source=verbs.shown_name(request)
        )
        with self._changed:
            self._refuse_when_closing()
            # Somebody else may have come in between with the same key.
            if (earlier := self._earlier(idempotency_key, fingerprint)) is not None:
                self.discard_upload(request.file)
                return earlier
            self._store.add(job, request, key=idempotency_key, fingerprint=fingerprint or "")
            self._changed.notify_all()
        return job

    def _earlier(self, key: str | None, fingerprint: str | None) -> Job | None:
        known = self._store.keyed(key) if key is not None else None
        if known is None:
            return None
        if known[1] != (fingerprint or ""):
            raise KeyConflict
        return self._store.job(known[0])

    def _refuse_when_closing(self) -> None:
        if self._closing:
            raise StorageError(
                "Tracer is being closed and takes no new jobs.", remedy="Start it again, then try once more."
            )

    # ------------------------------------------------------------ looking

    def job(self, job_id: str) -> Job:
        """The job as it is now. Raises UnknownJob (an InputError)."""
        return self._store.job(job_id)

    def jobs(self) -> tuple[Job, ...]:
        """All jobs, newest first."""
        return self._store.jobs()

    def queue_length(self) -> int:
        """How many jobs wait for their turn."""
        return self._store.count("queued")

    def working(self) -> int:
        """How many jobs are being done."""
        return len(self._working)

    def wait_change(self, job_id: str, after_sequence: int, timeout: float) -> Job | None:
        """The job as soon as its sequence is past `after_sequence`; None after `timeout` seconds, or on closing."""
        end = time.monotonic() + timeout
        with self._changed:
            while True:
                if self._closing and job_id not in self._working:
                    return None
                job = self._store.job(job_id)
                if job.sequence > after_sequence:
                    return job
                left = end - time.monotonic()
                if left <= 0 or self._closing:
                    return None
                self._changed.wait(left)

    # ------------------------------------------------------------ wishes

    def stop(self, job_id: str) -> Job:
        """Have it finish early and keep the best so far; one that still waits is then done in the shortest way."""
        with self._changed:
            job = self._store.job(job_id)
            if job.state == "queued":
                return self._tell(job_id, finish_early=True, text="Will finish early")
            if job.state == "running":
                job = self._tell(job_id, state="stopping", finish_early=True, text="Finishing early")
                if work := self._working.get(job_id):
                    work.finish_early()
            return job

    def cancel(self, job_id: str) -> Job:
        """Have nothing of it kept: its process is ended, its upload removed. One that has ended stays as it is."""
        with self._changed:
            job = self._store.job(job_id)
            if job.state in ("queued", "interrupted"):
                job = self._tell(job_id, state="cancelled", ended=moment(), cancel=True, text="Cancelled")
                self._uploads.remove(job_id)
            elif job.state in ("running", "stopping"):
                if not self._store.wishes(job_id)[1]:
                    job = self._tell(job_id, state="stopping", cancel=True, text="Cancelling", seconds_left=None)
                if work := self._working.get(job_id):
                    work.cancel()
            return job

    def restart(self, job_id: str) -> Job:
        """Queue a job again that was interrupted, failed or was cancelled. Raises InputError when that cannot be."""
        with self._changed:
            self._refuse_when_closing()
            job = self._store.job(job_id)
            if not job.has_ended or job.state == "done":
                raise InputError(
                    f"The job {job_id} is {job.state} and cannot be started again.",
                    remedy="Only a job that failed, was cancelled or was interrupted can.",
                )
            if not self._store.request(job_id).file.is_file():
                raise InputError(
                    f"The file of the job {job_id} is no longer here.", remedy="Send it again as a new job."
                )
            if (queued := self._store.count("queued")) >= self._most_queued:
                raise QueueFull(queued)
            job = self._store.queue_again(job_id)
            self._changed.notify_all()
            return job

    def forget(self, job_id: str) -> None:
        """Delete a job that has ended, and its upload; its run stays. Raises InputError while it has not."""
        with self._changed:
            job = self._store.job(job_id)
            if not job.has_ended or job_id in self._working:
                raise InputError(f"The job {job_id} is {job.state}.", remedy="Cancel it first.")
            self._store.delete(job_id)
            self._uploads.remove(job_id)
            self._changed.notify_all()

    def close(self, grace_seconds: float = 0.0) -> None:
        """Take no more jobs, give those being done `grace_seconds` to end, interrupt the rest, let the workspace go.

        Jobs that wait keep their place in the queue.
        """
        end = time.monotonic() + grace_seconds
        with self._changed:
            if self._closing:
                return
            self._closing = True
            self._changed.notify_all()
        self._dispatcher.join()
        with self._changed:
            while self._working and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)
            self._interrupting = True
            works = list(self._working.values())
        for work in works:
            work.cancel()
        for work in works:
            work.wait()
        self._store.close()
        self._owned.release()

    # ------------------------------------------------------------ doing

    def _tell(self, job_id: str, **changes: Any) -> Job:
        """Change a job on the disk, then let everybody know."""
        with self._changed:
            job = self._store.change(job_id, **changes)
            self._changed.notify_all()
            return job

    def _dispatch(self) -> None:
        with self._changed:
            while not self._closing:
                try:
                    job = self._store.next_queued() if len(self._working) < self._jobs_at_once else None
                    if job is None:
                        self._changed.wait()
                    else:
                        self._begin(job)
                except (StorageError, OSError):
                    # A full disk passes, and so do too many open files; the job keeps its place meanwhile.
                    self._changed.wait(SECONDS_TO_TRY_AGAIN)

    def _begin(self, job: Job) -> None:
        work = ChildWork(
            self._train,
            (self._store.request(job.id), self.workspace.path, job.id),
            on_step=partial(self._on_step, job.id),
            on_end=partial(self._on_end, job.id),
            holding=self._owned.child_lock(job.id),
        )
        if self._store.wishes(job.id)[0]:
            work.finish_early()
        self._tell(job.id, state="running", started=moment(), stage="read", text="Starting")
        self._working[job.id] = work
        self._told_at[job.id] = time.monotonic()
        try:
            work.start()
        except RuntimeError:
            # No more threads may be had.
            self._working.pop(job.id)
            self._recovery.settle(job.id, None, NOT_STARTED)
            self._changed.notify_all()

    def _on_step(self, job_id: str, step: Step) -> None:
        with self._changed, contextlib.suppress(StorageError):
            # What cannot be written down now will be with the next step.
            job = self._store.job(job_id)
            now = time.monotonic()
            if job.stage == step.stage and not step.learner and now - self._told_at[job_id] < SECONDS_BETWEEN_STEPS:
                return
            self._told_at[job_id] = now
            changes: dict[str, Any] = {"stage": step.stage, "fraction": max(job.fraction, min(1.0, step.fraction))}
            if job.state == "running":
                value = "" if step.value is None else f": ROC AUC {step.value:.3f} out of fold"
                text = f"{step.learner}{value}" if step.learner else step.text
                changes |= {"seconds_left": step.seconds_left, "text": text}
            if any(getattr(job, name) != value for name, value in changes.items()):
                self._tell(job_id, **changes)

    def _on_end(self, job_id: str, ending: Ending) -> None:
        while True:
            try:
                self._end(job_id, ending)
            except StorageError:
                # The disk must hear of it first; were we to be closed meanwhile, the next start will find out.
                with self._changed:
                    if not self._interrupting:
                        self._changed.wait(SECONDS_TO_TRY_AGAIN)
                        continue
                    self._working.pop(job_id, None)
            break
        with contextlib.suppress(StorageError):
            self._forget_outlived()

    def _end(self, job_id: str, ending: Ending) -> None:
        """Write down how a job ended, and make room for the next. Raises StorageError."""
        if ending.state == "done":
            run_id: str | None = ending.value
        else:
            # It may have died, or been ended, with its run half written, or whole and not told of.
            self._owned.forget_child(job_id)
            run_id = self._recovery.run_left_by(job_id)
        with self._changed:
            # At once, so that nobody is told of the end of a job that is still in the way of its own restart.
            self._recovery.settle(job_id, run_id, ending.error)
            self._working.pop(job_id, None)
            self._told_at.pop(job_id, None)
            self._changed.notify_all()

    def _forget_outlived(self) -> None:
        with self._changed:
            self._recovery.forget_outlived(self._keep_days, self._keep_jobs)

    def _knows(self, job_id: str) -> bool:
        try:
            self._store.job(job_id)
        except UnknownJob:
            return False
        return True


def _new_job_id() -> str:
    return f"{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
