from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jobs import small_verbs
from tracer_engine.jobs import JobRunner
from tracer_engine.types.job import Job, TrainRequest
from tracer_engine.workspace import Workspace, open_workspace

SECONDS = 60.0


class Jobs:
    """A runner of small trainings, and words for what tests do with it."""

    def __init__(self, workspace: Workspace, **settings: Any) -> None:
        self.workspace = workspace
        self.runner = JobRunner(workspace, **({"train": small_verbs.train} | settings))

    def upload(self, words: str) -> Path:
        file = self.runner.new_upload()
        file.write_text(words, encoding="utf-8")
        return file

    def submit(self, words: str, *, source: str = "telco.csv", **keys: str) -> Job:
        return self.runner.submit_train(TrainRequest(file=self.upload(words), source=source), **keys)

    def wait_until(self, job: Job, met: Callable[[Job], bool]) -> Job:
        end = time.monotonic() + SECONDS
        now = self.runner.job(job.id)
        while not met(now):
            assert time.monotonic() < end, now
            later = self.runner.wait_change(job.id, now.sequence, SECONDS)
            assert later is not None, now
            now = later
        return now

    def ended(self, job: Job) -> Job:
        return self.wait_until(job, lambda now: now.has_ended)

    def begun(self, job: Job) -> Job:
        """The job once it has learned something, and so listens."""
        return self.wait_until(job, lambda now: now.fraction >= 0.5)

    def uploads(self) -> set[str]:
        return {path.name for path in (self.workspace.path / "uploads").iterdir()}


@pytest.fixture
def make_jobs() -> Iterator[Callable[..., Jobs]]:
    """Makes runners, in the test's own workspace, and closes them."""
    made: list[Jobs] = []

    def make(**settings: Any) -> Jobs:
        made.append(Jobs(open_workspace(), **settings))
        return made[-1]

    yield make
    for jobs in made:
        jobs.runner.close()


@pytest.fixture
def jobs(make_jobs: Callable[..., Jobs]) -> Jobs:
    return make_jobs()
