from __future__ import annotations

import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tracer_engine.errors import StorageError
from tracer_engine.jobs.refusals import UnknownJob
from tracer_engine.jobs.store import SCHEMA_VERSION, JobStore
from tracer_engine.types.job import Job, JobError, TrainRequest

REQUEST = TrainRequest(file=Path("telco.csv"), source="telco.csv", exclude=("a", "b"))


def new_job(job_id: str) -> Job:
    return Job(id=job_id, kind="train", state="queued", created="2026-11-23T06:30:12.000+00:00", source="telco.csv")


def store_with(tmp_path: Path, *job_ids: str) -> JobStore:
    store = JobStore(tmp_path / "index.sqlite")
    for job_id in job_ids:
        store.add(new_job(job_id), REQUEST)
    return store


def test_a_job_is_found_again_by_the_next_program(tmp_path: Path) -> None:
    store = store_with(tmp_path, "a")
    error = JobError(message="It died.", remedy="Start it again.", kind="died")
    changed = store.change("a", state="failed", error=error, seconds_left=(1.0, 2.5), fraction=0.5, text="é")
    store.close()

    store = JobStore(tmp_path / "index.sqlite")

    assert store.job("a") == changed
    assert changed == replace(
        new_job("a"), state="failed", error=error, seconds_left=(1.0, 2.5), fraction=0.5, text="é", sequence=1
    )
    assert store.request("a") == REQUEST
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="rights are told otherwise there")
def test_only_the_owner_may_read_its_files(tmp_path: Path) -> None:
    store = store_with(tmp_path, "a")

    files = list(tmp_path.iterdir())

    assert {file.name for file in files} == {"index.sqlite", "index.sqlite-wal", "index.sqlite-shm"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    store.close()


def test_every_change_is_committed_in_full(tmp_path: Path) -> None:
    store = store_with(tmp_path)

    assert store._ask("pragma journal_mode")[0][0] == "wal"
    assert store._ask("pragma synchronous")[0][0] == 2
    store.close()


def test_every_change_grows_the_sequence_by_one(tmp_path: Path) -> None:
    store = store_with(tmp_path, "a")

    assert [store.change("a", text=text).sequence for text in ("x", "y", "y")] == [1, 2, 3]
    store.close()


def test_an_unknown_job_is_said_to_be_unknown(tmp_path: Path) -> None:
    store = store_with(tmp_path)

    for ask in (store.job, store.request, lambda job_id: store.change(job_id, text="x")):
        with pytest.raises(UnknownJob, match="'nobody'"):
            ask("nobody")
    store.close()


def test_the_queue_goes_by_turn_and_a_restarted_job_joins_its_end(tmp_path: Path) -> None:
    store = store_with(tmp_path, "a", "b")
    store.change("a", state="interrupted", run_id="r", ended="2026-11-23T06:31:00.000+00:00", cancel=True, fraction=0.7)

    again = store.queue_again("a")

    assert (again.state, again.run_id, again.ended, again.fraction) == ("queued", None, None, 0.0)
    assert store.wishes("a") == (False, False)
    turn = []
    while job := store.next_queued():
        turn.append(job.id)
        store.change(job.id, state="done")
    assert turn == ["b", "a"]
    assert [job.id for job in store.jobs()] == ["b", "a"]
    store.close()


def test_a_key_goes_with_its_job(tmp_path: Path) -> None:
    store = store_with(tmp_path)
    store.add(new_job("a"), REQUEST, key="monday", fingerprint="f")

    assert store.keyed("monday") == ("a", "f")
    assert store.keyed("tuesday") is None
    store.delete("a")

    assert store.keyed("monday") is None
    assert store.jobs() == ()
    store.close()


def test_ended_jobs_are_outlived_by_age_or_by_number(tmp_path: Path) -> None:
    store = store_with(tmp_path, "a", "b", "c", "d")
    for day, job_id in enumerate("abc", start=1):
        store.change(job_id, state="done", ended=f"2026-11-0{day}T00:00:00.000+00:00")

    assert set(store.outlived("2026-11-02T00:00:00", 10)) == {"a"}
    assert set(store.outlived("2026-01-01T00:00:00", 1)) == {"a", "b"}
    assert store.outlived("2026-01-01T00:00:00", 3) == ()
    store.close()


def test_many_threads_may_use_it(tmp_path: Path) -> None:
    store = store_with(tmp_path, "a")

    with ThreadPoolExecutor(8) as pool:
        sequences = list(pool.map(lambda n: store.change("a", text=str(n)).sequence, range(40)))

    assert store.job("a").sequence == 40
    assert max(sequences) == 40
    store.close()


def test_a_full_disk_is_told_plainly_and_changes_nothing(tmp_path: Path) -> None:
    store = store_with(tmp_path, "a")
    pages = store._ask("pragma page_count")[0][0]
    store._ask(f"pragma max_page_count = {pages}")

    with pytest.raises(StorageError, match="full") as caught:
        store.change("a", text="x" * 100_000)

    assert "room on the disk" in caught.value.remedy
    assert store.job("a") == new_job("a")
    assert store.change("a", text="y").text == "y"
    store.close()


def test_a_closed_list_is_told_plainly(tmp_path: Path) -> None:
    store = store_with(tmp_path, "a")
    store.close()

    with pytest.raises(StorageError, match="are closed"):
        store.job("a")


def test_jobs_of_a_newer_tracer_are_left_alone(tmp_path: Path) -> None:
    store_with(tmp_path, "a").close()
    connection = sqlite3.connect(tmp_path / "index.sqlite")
    connection.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = (tmp_path / "index.sqlite").read_bytes()

    with pytest.raises(StorageError, match="newer Tracer"):
        JobStore(tmp_path / "index.sqlite")

    assert (tmp_path / "index.sqlite").read_bytes() == before


@pytest.mark.parametrize("damage", [b"no database at all, but long enough to be read as the head of one" * 9, b""])
def test_a_damaged_list_is_told_plainly(tmp_path: Path, damage: bytes) -> None:
    store_with(tmp_path, "a", "b", "c").close()
    path = tmp_path / "index.sqlite"
    content = path.read_bytes()
    path.write_bytes(damage or content[:4096] + b"\xff" * (len(content) - 4096))

    with pytest.raises(StorageError, match="damaged") as caught:
        JobStore(path)

    assert "runs" in caught.value.remedy


def test_a_folder_in_its_place_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").mkdir()

    with pytest.raises(StorageError, match="cannot be used"):
        JobStore(tmp_path / "index.sqlite")
