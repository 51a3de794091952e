"""One program owns the jobs of a workspace; the next one is told which."""

from __future__ import annotations

import contextlib
import json
import os
import time
from pathlib import Path

from tracer_engine.durable_files import storage_error, write_durably
from tracer_engine.errors import StorageError
from tracer_engine.workspace.locks import held_lock

SECONDS_TO_WAIT_FOR_A_CHILD = 30.0
_SECONDS_BETWEEN_TRIES = 0.05


class Ownership:
    """The folder `jobs` of a workspace: who owns the jobs, and which children still live.

    Raises StorageError when another program owns them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held = contextlib.ExitStack()
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            if not self._held.enter_context(held_lock(folder / "owner.lock")):
                raise StorageError(
                    f"Another Tracer{self._owner()} already runs the jobs of the workspace {folder.parent}.",
                    remedy="Use that one, or close it first; or set TRACER_HOME to another folder.",
                )
        except OSError as error:
            raise storage_error(error, folder, "lock the jobs in") from error
        try:
            write_durably(folder / "owner.json", json.dumps({"process": os.getpid()}) + "\n")
        except BaseException:
            self._held.close()
            raise

    def release(self) -> None:
        """Let the next program have them."""
        with contextlib.suppress(OSError):
            (self.folder / "owner.json").unlink()
        self._held.close()

    def child_lock(self, job_id: str) -> Path:
        """The lock a job's child holds as long as it lives."""
        return self.folder / f"{job_id}.lock"

    def forget_child(self, job_id: str) -> None:
        """Remove the lock of a child that has ended, which a killed one leaves behind."""
        with contextlib.suppress(OSError), held_lock(self.child_lock(job_id)):
            pass

    def wait_for_children(self) -> None:
        """Wait until no child of an owner before us lives; they end by themselves as soon as they see it gone."""
        end = time.monotonic() + SECONDS_TO_WAIT_FOR_A_CHILD
        for lock in self.folder.glob("*.lock"):
            if lock.name == "owner.lock":
                continue
            while time.monotonic() < end:
                with held_lock(lock) as free:
                    if free:
                        break
                time.sleep(_SECONDS_BETWEEN_TRIES)

    def _owner(self) -> str:
        try:
            return f" (process {int(json.loads((self.folder / 'owner.json').read_text(encoding='utf-8'))['process'])})"
        except (OSError, ValueError, KeyError, TypeError):
            return ""
