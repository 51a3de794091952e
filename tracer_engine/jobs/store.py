"""The jobs of a workspace in SQLite: every change is on the disk before anybody is told of it."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tracer_engine.errors import StorageError
from tracer_engine.jobs.refusals import UnknownJob
from tracer_engine.types.job import ENDED, Job, JobError, TrainRequest

SCHEMA_VERSION = 1
BUSY_MILLISECONDS = 2000
_SCHEMA = """
create table jobs (
    place integer primary key autoincrement,
    id text not null unique,
    kind text not null,
    state text not null,
    stage text not null,
    fraction real not null,
    seconds_low real,
    seconds_high real,
    text text not null,
    run_id text,
    error text,
    created text not null,
    started text,
    ended text,
    source text not null,
    sequence integer not null,
    request text not null,
    queued_as integer not null,
    finish_early integer not null default 0,
    cancel integer not null default 0
) strict;
create index jobs_by_state on jobs (state, queued_as);
create table idempotency_keys (
    key text primary key,
    fingerprint text not null,
    job_id text not null references jobs (id) on delete cascade
) strict;
create index keys_by_job on idempotency_keys (job_id);
"""
_SELECT = (
    "select id, kind, state, stage, fraction, seconds_low, seconds_high, text, run_id, error, created, started, ended, "
    "source, sequence from jobs "
)
_INSERT = (
    "insert into jobs (id, kind, state, stage, fraction, text, created, source, sequence, request, queued_as) "
    "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (select coalesce(max(queued_as), 0) + 1 from jobs))"
)
_CHANGEABLE = frozenset(
    {
        "state",
        "stage",
        "fraction",
        "seconds_left",
        "text",
        "run_id",
        "error",
        "started",
        "ended",
        "queued_as",
        "finish_early",
        "cancel",
    }
)


class JobStore:
    """The jobs in one SQLite file (made if need be, 0600). Any thread may use it. All methods raise StorageError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        try:
            # SQLite gives its other files the rights of this one.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise _trouble(path, error.strerror or str(error)) from error
        with self._told():
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        for pragma in (
            "journal_mode = wal",
            "synchronous = full",
            "foreign_keys = on",
            f"busy_timeout = {BUSY_MILLISECONDS}",
        ):
            self._connection.execute(f"pragma {pragma}")
        version = int(self._connection.execute("pragma user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise StorageError(
                f"The jobs in {self._path} were written by a newer Tracer.",
                remedy="Use that one, or give this one another workspace by TRACER_HOME.",
            )
        if version == 0:
            with self._change():
                for statement in _SCHEMA.split(";\n"):
                    self._connection.execute(statement)
                self._connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
        damage = self._connection.execute("pragma quick_check(1)").fetchone()[0]
        if damage != "ok":
            raise sqlite3.DatabaseError(damage)

    def close(self) -> None:
        """Close the file; nothing may be asked of it any more."""
        with self._told(), self._lock:
            self._connection.close()

    # ------------------------------------------------------------ asking

    def job(self, job_id: str) -> Job:
        """The job as it is now. Raises UnknownJob."""
        rows = self._ask(_SELECT + "where id = ?", (job_id,))
        if not rows:
            raise UnknownJob(job_id)
        return _job(rows[0])

    def jobs(self) -> tuple[Job, ...]:
        """All jobs, newest first."""
        return tuple(map(_job, self._ask(_SELECT + "order by place desc")))

    def next_queued(self) -> Job | None:
        """The job whose turn it is."""
        rows = self._ask(_SELECT + "where state = 'queued' order by queued_as limit 1")
        return _job(rows[0]) if rows else None

    def in_state(self, *states: str) -> tuple[Job, ...]:
        """The jobs in one of these states, oldest first."""
        marks = ", ".join("?" * len(states))
        return tuple(map(_job, self._ask(f"{_SELECT}where state in ({marks}) order by place", states)))

    def count(self, state: str) -> int:
        """How many jobs are in this state."""
        return int(self._ask("select count(*) from jobs where state = ?", (state,))[0][0])

    def request(self, job_id: str) -> TrainRequest:
        """What was asked for. Raises UnknownJob."""
        rows = self._ask("select request from jobs where id = ?", (job_id,))
        if not rows:
            raise UnknownJob(job_id)
        return TrainRequest.from_dict(json.loads(rows[0][0]))

    def wishes(self, job_id: str) -> tuple[bool, bool]:
        """Whether it is to finish early, and whether it is cancelled."""
        rows = self._ask("select finish_early, cancel from jobs where id = ?", (job_id,))
        return (bool(rows[0][0]), bool(rows[0][1])) if rows else (False, False)

    def keyed(self, key: str) -> tuple[str, str] | None:
        """The job and the fingerprint known under an idempotency key."""
        rows = self._ask("select job_id, fingerprint from idempotency_keys where key = ?", (key,))
        return (rows[0][0], rows[0][1]) if rows else None

    def outlived(self, before: str, most: int) -> tuple[str, ...]:
        """Ended jobs that ended before that time (ISO), or that are not among the newest `most`."""
        marks = ", ".join(f"'{state}'" for state in sorted(ENDED))
        rows = self._ask(
            f"select id from (select id, ended, row_number() over (order by ended desc, place desc) as n from jobs "  # noqa: S608
            f"where state in ({marks})) where n > ? or ended < ?",
            (most, before),
        )
        return tuple(row[0] for row in rows)

    # ------------------------------------------------------------ changing

    def add(self, job: Job, request: TrainRequest, *, key: str | None = None, fingerprint: str = "") -> None:
        """Take in a new job at the end of the queue, and the key it came with."""
        asked = json.dumps(request.to_dict(), ensure_ascii=False)
        with self._told(), self._change():
            self._connection.execute(
                _INSERT,
                (
                    *(job.id, job.kind, job.state, job.stage, job.fraction, job.text, job.created, job.source),
                    *(job.sequence, asked),
                ),
            )
            if key is not None:
                self._connection.execute("insert into idempotency_keys values (?, ?, ?)", (key, fingerprint, job.id))

    def change(self, job_id: str, **changes: Any) -> Job:
        """Change a job and return it as it is then. Raises UnknownJob."""
        assert changes.keys() <= _CHANGEABLE, changes
        columns = _as_columns(changes)
        assignments = ", ".join(f"{name} = ?" for name in columns)
        with self._told(), self._change():
            self._connection.execute(
                f"update jobs set {assignments}, sequence = sequence + 1 where id = ?",  # noqa: S608
                (*columns.values(), job_id),
            )
        return self.job(job_id)

    def queue_again(self, job_id: str) -> Job:
        """Put an ended job at the end of the queue, as if it were new."""
        last = int(self._ask("select coalesce(max(queued_as), 0) from jobs")[0][0])
        return self.change(
            job_id,
            state="queued",
            stage="",
            fraction=0.0,
            seconds_left=None,
            text="",
            run_id=None,
            error=None,
            started=None,
            ended=None,
            queued_as=last + 1,
            finish_early=False,
            cancel=False,
        )

    def delete(self, job_id: str) -> None:
        """Forget a job and its keys."""
        with self._told(), self._change():
            self._connection.execute("delete from jobs where id = ?", (job_id,))

    def _ask(self, question: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._told(), self._lock:
            return self._connection.execute(question, values).fetchall()

    @contextlib.contextmanager
    def _change(self) -> Iterator[None]:
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield
                self._connection.execute("commit")
            except BaseException:
                # After some errors (a full disk) SQLite has rolled back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("rollback")
                raise

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError as error:
            raise StorageError("The jobs are closed.", remedy="Start the endpoint or Tracer again.") from error
        except sqlite3.OperationalError as error:
            raise _trouble(self._path, str(error)) from error
        except sqlite3.DatabaseError as error:
            raise StorageError(
                f"The list of jobs in {self._path} is damaged: {error}.",
                remedy="Move that file away and start again; the runs are folders of their own, and are safe.",
            ) from error


def _trouble(path: Path, why: str) -> StorageError:
    return StorageError(
        f"The list of jobs in {path} cannot be used: {why}.",
        remedy="Check that there is room on the disk and that you may write there, then try again.",
    )


def _as_columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(changes)
    if "seconds_left" in columns:
        low, high = columns.pop("seconds_left") or (None, None)
        columns |= {"seconds_low": low, "seconds_high": high}
    if (error := columns.get("error")) is not None:
        columns["error"] = json.dumps(asdict(error), ensure_ascii=False)
    return columns


def _job(row: Sequence[Any]) -> Job:
    job_id, kind, state, stage, fraction, low, high, text, run_id, error, *times, source, sequence = row
    created, started, ended = times
    return Job(
        id=job_id,
        kind=kind,
        state=state,
        stage=stage,
        fraction=fraction,
        seconds_left=None if low is None else (low, high),
        text=text,
        run_id=run_id,
        error=None if error is None else JobError(**json.loads(error)),
        created=created,
        started=started,
        ended=ended,
        source=source,
        sequence=sequence,
    )
