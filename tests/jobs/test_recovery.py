"""What the next owner finds after the last one was killed, whatever it was doing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.jobs.conftest import Jobs
from tests.jobs.test_store import new_job
from tracer_engine.jobs import JobRunner
from tracer_engine.jobs.store import JobStore
from tracer_engine.types.job import TrainRequest
from tracer_engine.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[2]
MakeJobs = Callable[..., Jobs]
OWNER = """
import sys
from tests.jobs.conftest import Jobs
from tracer_engine.workspace import open_workspace
if __name__ == "__main__":
    jobs = Jobs(open_workspace())
    told = [jobs.submit(words) for words in sys.argv[1:]]
    jobs.upload("half sent")
    stage = "write" if "linger-after" in sys.argv else "train"
    jobs.wait_until(told[0], lambda now: now.stage == stage and now.fraction >= 0.5)
    print(*(job.id for job in told), flush=True)
    sys.stdin.read()
"""


def killed_with(script: Path, *words: str) -> list[str]:
    """The ids of the jobs of an owner that was killed while it did the first of them."""
    script.write_text(OWNER, encoding="utf-8")
    command = [sys.executable, str(script), *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=pipe, stdout=pipe, text=True
    ) as owner:
        assert owner.stdout is not None
        ids = owner.stdout.readline().split()
        owner.kill()
    return ids


def test_after_a_kill_no_job_runs_and_none_is_lost(make_jobs: MakeJobs, tmp_path: Path) -> None:
    first, second, third = killed_with(tmp_path / "owner.py", "linger", "two words", "x")

    jobs = make_jobs()

    interrupted = jobs.runner.job(first)
    assert (interrupted.state, interrupted.fraction, interrupted.text) == ("interrupted", 0.5, "Interrupted")
    assert jobs.ended(jobs.runner.job(second)).state == "done"
    assert jobs.ended(jobs.runner.job(third)).state == "done"
    # What was only half sent, and the run that was half written, are gone; what can be started again is there.
    assert jobs.uploads() == {first}
    assert {path.name for path in jobs.workspace.runs_folder.iterdir()} == {r.id for r in jobs.workspace.runs()}
    assert {path.name for path in (jobs.workspace.path / "jobs").iterdir()} == {"owner.lock", "owner.json"}
    again = jobs.begun(jobs.runner.restart(first))
    jobs.runner.stop(again.id)
    assert jobs.ended(again).state == "done"


def test_a_run_that_was_kept_before_the_kill_makes_its_job_done(make_jobs: MakeJobs, tmp_path: Path) -> None:
    (first,) = killed_with(tmp_path / "owner.py", "linger-after")

    jobs = make_jobs()

    done = jobs.runner.job(first)
    (entry,) = jobs.workspace.runs()
    assert (done.state, done.run_id, done.fraction) == ("done", entry.id, 1.0)
    assert jobs.uploads() == set()


@pytest.fixture
def workspace() -> Workspace:
    return open_workspace()


def left_as(workspace: Workspace, **changes: object) -> str:
    """A workspace with one job, as an owner that was killed left it."""
    job_id = "20261123-063012-00000001"
    file = workspace.path / "uploads" / job_id / f"{job_id}.upload"
    file.parent.mkdir(parents=True)
    file.write_text("x", encoding="utf-8")
    store = JobStore(workspace.path / "index.sqlite")
    store.add(new_job(job_id), TrainRequest(file=file, source="telco.csv"))
    if changes:
        store.change(job_id, **changes)
    store.close()
    return job_id


def keep_run(workspace: Workspace, job_id: str) -> None:
    with workspace.new_run("telco.csv") as folder:
        folder.write_summary(blueprint="churn", target="Churn", rows=1, roc_auc=None, job=job_id)


def test_a_cancel_that_was_acknowledged_holds_though_the_run_was_kept(
    workspace: Workspace, make_jobs: MakeJobs
) -> None:
    job_id = left_as(workspace, state="stopping", cancel=True)
    keep_run(workspace, job_id)

    jobs = make_jobs()

    assert jobs.runner.job(job_id).state == "cancelled"
    assert list(workspace.runs_folder.iterdir()) == []
    assert jobs.uploads() == set()


@pytest.mark.parametrize(("state", "after"), [("running", "interrupted"), ("stopping", "interrupted")])
def test_no_job_says_it_is_being_done_after_a_start(
    workspace: Workspace, make_jobs: MakeJobs, state: str, after: str
) -> None:
    job_id = left_as(workspace, state=state)

    assert make_jobs().runner.job(job_id).state == after


def test_a_job_whose_upload_is_gone_says_so(workspace: Workspace, make_jobs: MakeJobs) -> None:
    job_id = left_as(workspace)
    (workspace.path / "uploads" / job_id / f"{job_id}.upload").unlink()

    job = make_jobs().runner.job(job_id)

    assert job.state == "failed"
    assert job.error is not None
    assert job.error.message == "The file telco.csv of this job is no longer here."


def test_an_upload_that_outlived_its_job_is_swept(workspace: Workspace, make_jobs: MakeJobs) -> None:
    job_id = left_as(workspace, state="cancelled", ended="2026-11-23T06:31:00.000+00:00")

    jobs = make_jobs(keep_days=1e5)

    assert jobs.runner.job(job_id).state == "cancelled"
    assert jobs.uploads() == set()


def test_a_run_that_cannot_be_deleted_is_told_of_though_its_job_was_cancelled(workspace: Workspace) -> None:
    job_id = left_as(workspace, state="stopping", cancel=True)
    keep_run(workspace, job_id)
    workspace.runs_folder.chmod(0o500)
    if os.access(workspace.runs_folder, os.W_OK):
        pytest.skip("this user may write everywhere")

    with JobRunner(workspace) as runner:
        job = runner.job(job_id)

    workspace.runs_folder.chmod(0o700)
    assert job.state == "done"
    assert [entry.id for entry in workspace.runs()] == [job.run_id]
