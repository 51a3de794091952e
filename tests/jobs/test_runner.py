"""The queue of a workspace: what is taken in is done, stopped, cancelled or found again, and never mixed up."""

from __future__ import annotations

import sqlite3
import stat
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.jobs.conftest import Jobs
from tests.jobs.small_verbs import summary, until
from tracer_engine.errors import InputError, StorageError
from tracer_engine.jobs import JobRunner, KeyConflict, QueueFull, UnknownJob
from tracer_engine.types.job import Job, TrainRequest

MakeJobs = Callable[..., Jobs]


def test_a_job_is_queued_then_done_and_its_run_is_kept(jobs: Jobs) -> None:
    job = jobs.submit("two words")
    assert (job.state, job.fraction, job.source, job.sequence) == ("queued", 0.0, "telco.csv", 0)

    done = jobs.ended(job)

    assert (done.state, done.fraction, done.error) == ("done", 1.0, None)
    assert done.started is not None
    assert done.ended is not None
    assert job.created <= done.started <= done.ended
    (entry,) = jobs.workspace.runs()
    assert (entry.id, entry.job, entry.rows) == (done.run_id, job.id, 2)


def test_its_changes_are_told_one_by_one_and_its_share_never_goes_back(jobs: Jobs) -> None:
    seen = [jobs.submit("x")]
    while not seen[-1].has_ended:
        change = jobs.runner.wait_change(seen[-1].id, seen[-1].sequence, 60)
        assert change is not None
        seen.append(change)

    assert [job.fraction for job in seen] == sorted(job.fraction for job in seen)
    assert [job.sequence for job in seen] == sorted({job.sequence for job in seen})
    assert "spline-logistic: ROC AUC 0.812 out of fold" in {job.text for job in seen}


def test_the_upload_goes_when_the_job_is_done(jobs: Jobs) -> None:
    first = jobs.submit("linger")
    jobs.begun(first)
    folder = jobs.workspace.path / "uploads" / first.id

    assert folder.is_dir()
    if sys.platform != "win32":
        rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
        assert set(rights.values()) == {0o600, 0o700}
    jobs.runner.stop(first.id)
    jobs.ended(first)

    assert jobs.uploads() == set()


@pytest.mark.parametrize(
    ("words", "kind", "kept"),
    [("refuse", "input", False), ("full", "storage", True), ("memory", "died", True), ("die", "died", True)],
)
def test_a_failed_job_says_why_and_the_next_one_is_done(jobs: Jobs, words: str, kind: str, kept: bool) -> None:
    failed, after = jobs.submit(words), jobs.submit("x")

    failed = jobs.ended(failed)

    assert failed.state == "failed"
    assert failed.error is not None
    assert failed.error.kind == kind
    assert failed.error.remedy
    assert jobs.ended(after).state == "done"
    # Where the file was not at fault, it is still of use.
    assert jobs.uploads() == ({failed.id} if kept else set())


def test_a_child_that_dies_while_it_writes_leaves_nothing(jobs: Jobs) -> None:
    failed = jobs.ended(jobs.submit("die-writing"))

    assert failed.state == "failed"
    assert list(jobs.workspace.runs_folder.iterdir()) == []
    assert {path.name for path in (jobs.workspace.path / "jobs").iterdir()} == {"owner.lock", "owner.json"}


def test_a_run_that_was_kept_before_the_child_died_is_the_jobs(jobs: Jobs) -> None:
    done = jobs.ended(jobs.submit("die-after"))

    assert done.state == "done"
    assert [entry.id for entry in jobs.workspace.runs()] == [done.run_id]


def test_a_stopped_job_keeps_the_best_so_far(jobs: Jobs) -> None:
    job = jobs.begun(jobs.submit("linger"))

    assert jobs.runner.stop(job.id).state == "stopping"
    assert jobs.runner.stop(job.id).state == "stopping"
    done = jobs.ended(job)

    assert done.state == "done"
    assert done.run_id is not None
    assert summary(jobs.workspace.run(done.run_id).path)["best"] == "the best so far"
    assert jobs.runner.stop(job.id) == done


def test_a_job_that_is_stopped_while_it_waits_is_done_in_the_shortest_way(jobs: Jobs) -> None:
    first, second = jobs.submit("linger"), jobs.submit("linger")

    assert jobs.runner.stop(second.id).state == "queued"
    jobs.runner.stop(first.id)

    assert jobs.ended(second).state == "done"


def test_a_cancelled_job_keeps_nothing(jobs: Jobs) -> None:
    job = jobs.begun(jobs.submit("linger"))

    assert jobs.runner.cancel(job.id).state == "stopping"
    cancelled = jobs.ended(job)

    assert (cancelled.state, cancelled.run_id, cancelled.error) == ("cancelled", None, None)
    assert jobs.uploads() == set()
    assert list(jobs.workspace.runs_folder.iterdir()) == []
    assert jobs.runner.cancel(job.id) == cancelled


def test_a_job_that_is_cancelled_after_it_was_stopped_keeps_nothing(jobs: Jobs) -> None:
    job = jobs.begun(jobs.submit("linger linger-after"))

    jobs.runner.stop(job.id)
    jobs.runner.cancel(job.id)

    assert jobs.ended(job).state in ("cancelled", "done")
    assert len(jobs.workspace.runs()) == (jobs.runner.job(job.id).state == "done")


def test_a_run_that_was_kept_before_the_cancel_goes_too(jobs: Jobs) -> None:
    job = jobs.submit("linger-after")
    jobs.wait_until(job, lambda now: now.stage == "write")
    assert len(jobs.workspace.runs()) == 1

    jobs.runner.cancel(job.id)

    assert jobs.ended(job).state == "cancelled"
    assert list(jobs.workspace.runs_folder.iterdir()) == []


def test_a_job_that_is_cancelled_while_it_waits_never_begins(jobs: Jobs) -> None:
    first, second = jobs.submit("linger"), jobs.submit("x")

    cancelled = jobs.runner.cancel(second.id)
    jobs.runner.stop(first.id)
    jobs.ended(first)

    assert (cancelled.state, cancelled.started) == ("cancelled", None)
    assert jobs.runner.job(second.id) == cancelled
    assert jobs.runner.queue_length() == 0


def test_a_job_that_died_can_be_started_again(jobs: Jobs) -> None:
    job = jobs.submit("die")
    failed = jobs.ended(job)
    (jobs.workspace.path / "uploads" / job.id / f"{job.id}.upload").write_text("x", encoding="utf-8")

    again = jobs.runner.restart(job.id)

    assert (again.id, again.state, again.error, again.fraction) == (job.id, "queued", None, 0.0)
    assert again.sequence > failed.sequence
    assert jobs.ended(again).state == "done"


@pytest.mark.parametrize("words", ["refuse", "x"])
def test_a_job_whose_file_is_of_no_more_use_cannot_be_started_again(jobs: Jobs, words: str) -> None:
    job = jobs.ended(jobs.submit(words))

    with pytest.raises(InputError):
        jobs.runner.restart(job.id)

    assert jobs.runner.job(job.id) == job


def test_a_file_of_the_users_own_stays(jobs: Jobs, tmp_path: Path) -> None:
    file = tmp_path / "telco.csv"
    file.write_text("x", encoding="utf-8")

    done = jobs.ended(jobs.runner.submit_train(TrainRequest(file=file, source="telco.csv")))
    jobs.runner.forget(done.id)

    assert file.read_text(encoding="utf-8") == "x"
    assert jobs.runner.jobs() == ()
    assert len(jobs.workspace.runs()) == 1


def test_an_upload_that_never_came_is_refused(jobs: Jobs) -> None:
    file = jobs.runner.new_upload()

    with pytest.raises(InputError, match="No file"):
        jobs.runner.submit_train(TrainRequest(file=file, source="telco.csv"))
    jobs.runner.discard_upload(file)

    assert jobs.runner.jobs() == ()
    assert jobs.uploads() == set()


def test_the_upload_of_a_job_cannot_be_discarded(jobs: Jobs) -> None:
    jobs.submit("linger")
    file = jobs.upload("x")
    job = jobs.runner.submit_train(TrainRequest(file=file, source="telco.csv"))

    jobs.runner.discard_upload(file)

    assert file.exists()
    jobs.runner.cancel(job.id)


def test_the_same_key_gives_the_same_job_and_another_fingerprint_is_refused(jobs: Jobs) -> None:
    first = jobs.submit("linger", idempotency_key="monday", fingerprint="f")

    second = jobs.submit("linger", idempotency_key="monday", fingerprint="f")

    assert second.id == first.id
    assert jobs.uploads() == {first.id}
    file = jobs.upload("x")
    with pytest.raises(KeyConflict):
        jobs.runner.submit_train(TrainRequest(file=file, source="telco.csv"), idempotency_key="monday", fingerprint="g")
    assert len(jobs.runner.jobs()) == 1


def test_the_same_key_from_many_threads_at_once_gives_one_job(jobs: Jobs) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = {job.id for job in pool.map(lambda _: jobs.submit("x", idempotency_key="monday"), range(16))}

    assert len(ids) == 1
    assert len(jobs.runner.jobs()) == 1


def test_no_more_jobs_wait_than_may(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(most_queued=2)
    jobs.begun(jobs.submit("linger"))
    waiting = [jobs.submit("x"), jobs.submit("x")]

    with pytest.raises(QueueFull, match="2 jobs are waiting"):
        jobs.submit("x")

    assert jobs.runner.queue_length() == 2
    jobs.runner.cancel(waiting[0].id)
    assert jobs.submit("x").state == "queued"


def test_many_jobs_queued_at_once_all_end_and_none_is_mixed_up(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(jobs_at_once=2)

    with ThreadPoolExecutor(8) as pool:
        queued = list(pool.map(lambda n: jobs.submit("word " * n, source=f"file-{n}.csv"), range(1, 13)))

    for n, job in enumerate(queued, start=1):
        done = jobs.ended(job)
        assert done.state == "done"
        assert done.run_id is not None
        told = summary(jobs.workspace.run(done.run_id).path)
        assert (told["rows"], told["source"], told["job"]) == (n, f"file-{n}.csv", job.id)
    assert len(jobs.workspace.runs()) == 12


def test_never_more_jobs_are_done_than_may_at_once(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(jobs_at_once=2)
    lingering = [jobs.submit("linger") for _ in range(3)]

    for job in lingering[:2]:
        jobs.begun(job)

    assert jobs.runner.job(lingering[2].id).state == "queued"
    assert jobs.runner.working() == 2


def test_nobody_waits_longer_than_told(jobs: Jobs) -> None:
    job = jobs.begun(jobs.submit("linger"))

    assert jobs.runner.wait_change(job.id, job.sequence + 10, 0.05) is None
    with pytest.raises(UnknownJob):
        jobs.runner.wait_change("nobody", 0, 0.05)


def test_closing_ends_all_waiting_and_interrupts_what_is_being_done(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    running, waiting = jobs.begun(jobs.submit("linger")), jobs.submit("x")
    told: list[Job | None] = []
    listener = threading.Thread(target=lambda: told.append(jobs.runner.wait_change(waiting.id, 99, 60)))
    listener.start()

    jobs.runner.close()
    listener.join(30)

    assert told == [None]
    with pytest.raises(StorageError):
        jobs.submit("x")
    jobs.runner.discard_upload(jobs.runner.new_upload())
    after = make_jobs()
    assert after.runner.job(running.id).state == "interrupted"
    assert after.ended(waiting).state == "done"
    (after.workspace.path / "uploads" / running.id / f"{running.id}.upload").write_text("x", encoding="utf-8")
    assert after.ended(after.runner.restart(running.id)).state == "done"


def test_closing_waits_as_long_as_told_for_what_is_being_done(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    job = jobs.begun(jobs.submit("linger"))
    jobs.runner.stop(job.id)

    jobs.runner.close(grace_seconds=30)

    assert make_jobs().runner.job(job.id).state == "done"


def test_a_second_owner_is_told_who_the_first_is_and_harms_nothing(jobs: Jobs) -> None:
    job = jobs.begun(jobs.submit("linger"))

    with pytest.raises(StorageError, match=r"Another Tracer \(process \d+\) already runs the jobs") as caught:
        JobRunner(jobs.workspace)

    assert "close it" in caught.value.remedy
    jobs.runner.stop(job.id)
    assert jobs.ended(job).state == "done"


def test_old_jobs_are_forgotten_and_their_runs_stay(make_jobs: MakeJobs) -> None:
    jobs = make_jobs(keep_jobs=2)
    done = [jobs.submit("x") for _ in range(4)]
    jobs.ended(done[-1])

    jobs.runner.close()
    jobs = make_jobs(keep_jobs=2)

    assert {job.id for job in jobs.runner.jobs()} == {job.id for job in done[2:]}
    assert len(jobs.workspace.runs()) == 4


def test_interrupted_jobs_are_forgotten_in_time_with_their_uploads(make_jobs: MakeJobs) -> None:
    jobs = make_jobs()
    jobs.begun(jobs.submit("linger"))
    jobs.runner.close()

    jobs = make_jobs(keep_days=0)

    assert jobs.runner.jobs() == ()
    assert jobs.uploads() == set()


def test_a_job_that_has_not_ended_cannot_be_forgotten(jobs: Jobs) -> None:
    job = jobs.begun(jobs.submit("linger"))

    with pytest.raises(InputError, match="is running"):
        jobs.runner.forget(job.id)

    jobs.runner.stop(job.id)
    jobs.ended(job)
    jobs.runner.forget(job.id)
    with pytest.raises(UnknownJob):
        jobs.runner.job(job.id)


def test_a_list_of_jobs_that_cannot_be_written_to_ends_no_job_and_no_queue(jobs: Jobs) -> None:
    first, second = jobs.begun(jobs.submit("linger")), jobs.submit("x")
    jobs.runner._store._ask("pragma busy_timeout = 10")
    another = sqlite3.connect(jobs.workspace.path / "index.sqlite", isolation_level=None)
    another.execute("begin exclusive")
    with pytest.raises(StorageError, match="cannot be used"):
        jobs.runner.stop(first.id)
    jobs.runner._working[first.id].finish_early()
    # Its end has been tried to be written, and will be again: who waits now is the dispatcher, and the job's watcher.
    until(lambda: jobs.workspace.runs() and len(jobs.runner._changed._waiters) == 2)  # type: ignore[attr-defined]

    assert jobs.runner.job(first.id).state == "running"
    another.execute("rollback")
    another.close()

    assert jobs.ended(first).state == "done"
    assert jobs.ended(second).state == "done"


def test_a_workspace_whose_list_of_jobs_is_damaged_is_let_go(jobs: Jobs, make_jobs: MakeJobs) -> None:
    jobs.runner.close()
    index = jobs.workspace.path / "index.sqlite"
    index.write_bytes(b"no list of jobs " * 400)

    with pytest.raises(StorageError, match="damaged"):
        JobRunner(jobs.workspace)
    index.unlink()

    again = make_jobs()
    assert again.ended(again.submit("x")).state == "done"
