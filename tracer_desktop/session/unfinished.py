"""Trainings that were cut short: written down when they start, crossed out when they end.

While a training runs, this process holds a lock beside its record; a record whose lock is free is one whose program
was killed, or whose computer went off.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QIODevice, QLockFile, QSaveFile

from tracer_engine import Plan, TrainRequest

FOLDER = "unfinished"


@dataclass(frozen=True, kw_only=True)
class CutShort:
    """A training that never came to its end. `started` is ISO 8601 in UTC; `record` is the file it was read from."""

    record: Path
    request: TrainRequest
    started: str
    blueprint: str
    target: str
    positive: str

    @property
    def can_be_repeated(self) -> bool:
        """Whether the file it was trained on is still there."""
        return self.request.file.is_file()


class Unfinished:
    """The records of one workspace."""

    def __init__(self, workspace: Path) -> None:
        self._folder = workspace / FOLDER
        self._held: dict[Path, QLockFile] = {}
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="unfinished")
        self._begun: dict[Path, Future[None]] = {}

    def begin(self, request: TrainRequest, plan: Plan) -> Path:
        """Have it written down that a training begins; a disk that does not take it stops no training."""
        record = self._folder / f"{uuid.uuid4().hex}.json"
        told = {
            "format": 1,
            "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "request": request.to_dict(),
            "plan": {"blueprint": plan.blueprint, "target": plan.target, "positive": plan.positive},
        }
        # The disk is waited for, which is not for the window's thread.
        self._begun[record] = self._writer.submit(self._begin, record, told)
        return record

    def _begin(self, record: Path, told: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock_of(record)
        if not lock.tryLock(0):
            return
        self._held[record] = lock
        _write(record, told)

    def settle(self) -> None:
        """Wait until what was begun is written down."""
        for record in list(self._begun):
            self._begun.pop(record).result()

    def end(self, record: Path) -> None:
        """The training has ended, however it did."""
        self.settle()
        with contextlib.suppress(OSError):
            record.unlink(missing_ok=True)
        lock = self._held.pop(record, None)
        if lock is not None:
            lock.unlock()

    def found(self) -> list[CutShort]:
        """Those whose program is gone, newest first. What cannot be read is swept away."""
        self.settle()
        there = []
        for record in self._folder.glob("*.json"):
            if record in self._held:
                continue
            lock = _lock_of(record)
            if not lock.tryLock(0):
                continue
            one = _read(record)
            if one is None:
                with contextlib.suppress(OSError):
                    record.unlink(missing_ok=True)
            else:
                there.append(one)
            lock.unlock()
        return sorted(there, key=lambda one: one.started, reverse=True)

    def discard(self, one: CutShort) -> None:
        """Forget a training that was cut short."""
        self.end(one.record)


def _lock_of(record: Path) -> QLockFile:
    lock = QLockFile(str(record.with_suffix(".lock")))
    # A training may take hours: only a holder that is gone leaves the lock, never time.
    lock.setStaleLockTime(0)
    return lock


def _write(record: Path, told: dict[str, Any]) -> None:
    file = QSaveFile(str(record))
    if file.open(QIODevice.OpenModeFlag.WriteOnly):
        file.write(json.dumps(told, ensure_ascii=False).encode())
        file.commit()


def _read(record: Path) -> CutShort | None:
    try:
        told = json.loads(record.read_text(encoding="utf-8"))
        plan = told["plan"]
        return CutShort(
            record=record,
            request=TrainRequest.from_dict(told["request"]),
            started=str(told["started"]),
            blueprint=str(plan["blueprint"]),
            target=str(plan["target"]),
            positive=str(plan["positive"]),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
