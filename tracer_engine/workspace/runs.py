"""Run folders: how they are named, what is read of them, and how a new one comes into being."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracer_engine.durable_files import storage_error, sync_folder, write_durably
from tracer_engine.errors import InputError, StorageError
from tracer_engine.progress import Cancelled
from tracer_engine.workspace.locks import held_lock

SUMMARY = "run.json"
FORMAT = 1
UNFINISHED = ".new-"
LEAVING = ".gone-"
LONGEST_NAME = 120
REMOVALS = 20
SECONDS_BETWEEN_REMOVALS = 0.05


class NewerRunError(ValueError):
    """A run of a version that came after this one; it says so, without a full stop."""


@dataclass(frozen=True, kw_only=True)
class RunEntry:
    """One kept run, as its folder tells it. `created` is an ISO 8601 time in UTC; `path` is the run's folder.

    `name` is what people call it: the name it was given, else that of its source without the ending. `job` is the id
    of the job it was made by, if it was made by one; `model` the key its model is known by wherever its file lies.
    """

    id: str
    created: str
    blueprint: str
    target: str
    rows: int
    roc_auc: float | None
    path: Path
    name: str = ""
    job: str | None = None
    model: str = ""


@dataclass(frozen=True, kw_only=True)
class RunFolder:
    """A run that is being written: its id, where its files go now, and where they will stand once it is done."""

    id: str
    created: str
    path: Path
    final_path: Path

    def write_summary(self, *, blueprint: str, target: str, rows: int, roc_auc: float | None, **more: Any) -> None:
        """Writes run.json, which makes the folder a run; `more` must be writable as JSON."""
        summary = {
            "format": FORMAT,
            "id": self.id,
            "created": self.created,
            "blueprint": blueprint,
            "target": target,
            "rows": rows,
            "roc_auc": roc_auc,
        }
        write_durably(self.path / SUMMARY, json.dumps(summary | more, indent=2, ensure_ascii=False) + "\n")


def new_run_id(source: str, now: datetime.datetime) -> str:
    """A readable id that sorts by time, such as 20261123-063012-telco-3f2a."""
    words = re.sub(r"[^a-z0-9]+", "-", Path(source).stem.casefold()).strip("-")[:24].strip("-") or "table"
    return f"{now:%Y%m%d-%H%M%S}-{words}-{secrets.token_hex(2)}"


@contextlib.contextmanager
def write_new_run(runs_folder: Path, source: str) -> Iterator[RunFolder]:
    """Yields a folder to write into; it becomes a run on leaving, and is removed on an error or a cancel.

    A lock beside it tells other programs that it is being written. Raises StorageError when the disk stands in the way.
    """
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    run_id = new_run_id(source, now)
    folder, final = runs_folder / f"{UNFINISHED}{run_id}", runs_folder / run_id
    try:
        with held_lock(_lock_path(folder), wait=True):
            try:
                folder.mkdir(mode=0o700)
                yield RunFolder(id=run_id, created=now.isoformat(), path=folder, final_path=final)
                if not (folder / SUMMARY).is_file():
                    raise StorageError(
                        f"The run {run_id} was not kept: its summary {SUMMARY} is missing.",
                        remedy="Train again; if it happens twice, tell the people who make Tracer.",
                    )
                _make_lasting(folder)
                folder.rename(final)
            except BaseException:
                _remove_for_sure(folder)
                raise
            sync_folder(runs_folder)
        # Gone already, but where the disk knows no locks.
        with contextlib.suppress(OSError):
            _lock_path(folder).unlink()
    except ConnectionError:
        # A reader of our output that went away is no trouble of the disk.
        raise
    except OSError as error:
        raise storage_error(error, final, "keep the run in") from error


def _remove_for_sure(folder: Path) -> None:
    """Removes an unfinished folder, even where a signal or a file just being written comes between."""
    for _ in range(REMOVALS):
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(SECONDS_BETWEEN_REMOVALS)
        except (Cancelled, KeyboardInterrupt):
            # The user cancels once more, or an error and a cancel met: the folder has to go all the same.
            continue


def _lock_path(folder: Path) -> Path:
    """The lock beside an unfinished folder; not in it, where Windows would not let the folder be renamed."""
    return folder.with_name(folder.name + ".lock")


def _make_lasting(folder: Path) -> None:
    """Sets every file to 0600 and every folder to 0700, and has the disk take them before the rename."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.chmod(0o700)
            sync_folder(path)
        else:
            path.chmod(0o600)
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def sweep_leftovers(runs_folder: Path) -> None:
    """Removes what killed programs left behind: unfinished runs whose lock is free, and half-deleted ones."""
    for folder in list(runs_folder.glob(f"{LEAVING}*")):
        shutil.rmtree(folder, ignore_errors=True)
    for lock in list(runs_folder.glob(f"{UNFINISHED}*.lock")):
        with contextlib.suppress(OSError), held_lock(lock) as free:
            if free:
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
    for folder in list(runs_folder.glob(f"{UNFINISHED}*")):
        # A folder is made after its lock: one without a lock belongs to nobody.
        if folder.is_dir() and not _lock_path(folder).exists():
            shutil.rmtree(folder, ignore_errors=True)


def delete_run_folder(folder: Path) -> None:
    """Deletes a run: renamed away first, so that a half-deleted run is never listed. Raises StorageError."""
    leaving = folder.with_name(f"{LEAVING}{folder.name}-{secrets.token_hex(2)}")
    try:
        folder.rename(leaving)
        sync_folder(folder.parent)
        try:
            shutil.rmtree(leaving)
        except FileNotFoundError:
            # Another program that is starting sweeps it at the same time.
            shutil.rmtree(leaving, ignore_errors=True)
            if leaving.exists():
                raise
    except OSError as error:
        raise storage_error(error, folder, "delete the run in") from error


def rename_run_folder(folder: Path, name: str) -> None:
    """Writes the name of a run into its run.json. Raises InputError for a name that is none, StorageError."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise InputError(
            f"A run cannot be called {name[:40]!r}.", remedy=f"Give a name of 1 to {LONGEST_NAME} letters and digits."
        )
    path = folder / SUMMARY
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise storage_error(error, path, "read") from error
    write_durably(path, json.dumps(summary | {"name": plain}, indent=2, ensure_ascii=False) + "\n")


def _name_in(run_id: str) -> str:
    """The words between time and random end of an id: "telco" of 20261123-063012-telco-3f2a."""
    return re.sub(r"^\d{8}-\d{6}-|-[0-9a-f]{4}$", "", run_id) or run_id


def read_entry(folder: Path) -> RunEntry:
    """What run.json in `folder` says. Raises ValueError, in words, where it cannot be used."""
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValueError(f"{SUMMARY} is missing") from error
    except OSError as error:
        raise ValueError(f"{SUMMARY} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"{SUMMARY} is damaged") from error
    if isinstance(summary, dict) and isinstance(found := summary.get("format"), int) and found > FORMAT:
        raise NewerRunError(f"it was kept by a newer Tracer (format {found}; this one reads up to {FORMAT})")
    try:
        roc_auc = summary["roc_auc"]
        return RunEntry(
            id=folder.name,
            created=str(summary["created"]),
            blueprint=str(summary["blueprint"]),
            target=str(summary["target"]),
            rows=int(summary["rows"]),
            roc_auc=None if roc_auc is None else float(roc_auc),
            path=folder,
            name=str(summary.get("name") or Path(str(summary.get("source") or "")).stem or _name_in(folder.name)),
            job=summary.get("job"),
            model=str(summary.get("model") or ""),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{SUMMARY} is incomplete") from error
