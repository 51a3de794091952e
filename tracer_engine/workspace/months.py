"""Scored files as the workspace remembers them: hashed ids, scores and main reasons, never a cell."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import time
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tracer_engine.durable_files import durable_writer, storage_error, write_durably
from tracer_engine.errors import InputError
from tracer_engine.types.scores import RememberedRows, ScoredFile
from tracer_engine.workspace.siphash import KEY_BYTES, siphash
from tracer_engine.workspace.workspace import Workspace

FOLDER = "months"
ENDING = ".month"
ANSWERS = "answers.json"
SALT = "salt"
MOST_MONTHS = 24
_MALFORMED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


def memory_folder(workspace: Workspace, model: str) -> Path:
    """Where the files scored with a model (told by its key) are remembered: with its run, where that is kept here, so
    that both go together; else among the models of elsewhere. It need not be there yet.
    """
    for entry in workspace.runs():
        if entry.model == model:
            return entry.path / FOLDER
    return workspace.path / FOLDER / model


def hashed(workspace: Workspace, ids: pl.Series) -> NDArray[np.uint64]:
    """Ids as numbers that tell nothing without the workspace's salt, which is made at the first use."""
    return siphash(ids.str.strip_chars(), _salt(workspace)[:KEY_BYTES])


def _salt(workspace: Workspace) -> bytes:
    path = workspace.path / SALT
    try:
        if not path.exists():
            write_durably(path, secrets.token_hex(32) + "\n")
            path.chmod(0o600)
        salt = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise storage_error(error, path, "read") from error
    except ValueError:
        salt = b""
    if len(salt) < KEY_BYTES:
        raise InputError(f"{path} is damaged.", remedy="Remove it: customers are then followed from the next file on.")
    return salt


def remember(folder: Path, told: ScoredFile, rows: RememberedRows) -> None:
    """Keep a scored file; one with the same content makes place for it, and so do the oldest beyond 24.

    Raises StorageError where the disk stands in the way.
    """
    about = np.frombuffer(json.dumps(asdict(told), ensure_ascii=False).encode("utf-8"), dtype=np.uint8)
    before = _files(folder)
    # The clock's nanoseconds part what was scored within one second, the token what was scored by two processes.
    stamp = told.created.replace(":", "").replace("-", "")[:15]
    name = f"{stamp}-{time.time_ns()}-{secrets.token_hex(4)}{ENDING}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with durable_writer(folder / name) as file:
            np.savez(file, told=about, ids=rows.ids, probability=rows.probability, reason=rows.reason)
        (folder / name).chmod(0o600)
        for path in before:
            known = _told(path)
            if known is None or known.sha256 == told.sha256:
                path.unlink(missing_ok=True)
        for path in _files(folder)[MOST_MONTHS:]:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(error, folder, "remember the scores in") from error


def remembered(folder: Path) -> tuple[ScoredFile, ...]:
    """The scored files that are remembered, newest first."""
    return tuple(told for told in map(_told, _files(folder)) if told is not None)


def file_before(folder: Path, sha256: str) -> tuple[ScoredFile, RememberedRows] | None:
    """The newest remembered file with other content than this, and its rows; None where there is none."""
    for path in _files(folder):
        told = _told(path)
        if told is not None and told.sha256 != sha256:
            with contextlib.suppress(*_MALFORMED):
                return told, _rows(path, told)
    return None


def file_with(folder: Path, sha256: str) -> tuple[ScoredFile, RememberedRows] | None:
    """The remembered file with this content, and its rows; None where there is none."""
    for path in _files(folder):
        told = _told(path)
        if told is not None and told.sha256 == sha256:
            with contextlib.suppress(*_MALFORMED):
                return told, _rows(path, told)
    return None


def forget(folder: Path) -> int:
    """Remove all that is remembered there, answers included; returns how many files it was. Raises StorageError."""
    count = len(_files(folder))
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise storage_error(error, folder, "forget what is in") from error
    return count


def count_remembered(workspace: Workspace) -> int:
    """How many scored files are remembered in a workspace, of all models together."""
    return sum(len(_files(folder)) for folder in _all_folders(workspace))


def forget_remembered(workspace: Workspace) -> int:
    """Forget all that is remembered of scored files, of all models; returns how many files it was. Raises StorageError.

    What lies in the recycle bin with its run is out of reach.
    """
    return sum(forget(folder) for folder in _all_folders(workspace))


def _all_folders(workspace: Workspace) -> list[Path]:
    """The folders of models whose runs are here, readable or not, and of models of elsewhere."""
    runs = [path / FOLDER for path in _folders(workspace.runs_folder)]
    return [path for path in runs if path.is_dir()] + _folders(workspace.path / FOLDER)


def _folders(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise storage_error(error, folder, "read") from error


def answers(folder: Path) -> dict[str, Any]:
    """What the user said about this model's files: "matches", columns by the model's names, and "id"."""
    try:
        found = json.loads((folder / ANSWERS).read_text(encoding="utf-8"))
        return {
            "matches": {str(needs): str(there) for needs, there in found.get("matches", {}).items()},
            "id": str(found.get("id") or ""),
        }
    except (OSError, ValueError, AttributeError):
        return {"matches": {}, "id": ""}


def keep_answers(folder: Path, matches: Mapping[str, str], id_column: str) -> None:
    """Keep what the user said, beside what was said before. Raises StorageError."""
    before = answers(folder)
    now = {"matches": before["matches"] | dict(matches), "id": id_column or before["id"]}
    if now == before:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder, "write to") from error
    write_durably(folder / ANSWERS, json.dumps(now, indent=1, ensure_ascii=False) + "\n")


def _files(folder: Path) -> list[Path]:
    """Newest first: their names begin with their time."""
    try:
        return sorted((path for path in folder.iterdir() if path.suffix == ENDING), key=lambda path: path.name)[::-1]
    except OSError:
        return []


def _told(path: Path) -> ScoredFile | None:
    try:
        with np.load(path, allow_pickle=False) as archive:
            told = json.loads(archive["told"].tobytes().decode("utf-8"))
        return ScoredFile(**told | {name: tuple(told[name]) for name in ("reasons", "causes")})
    except _MALFORMED:
        return None


def _rows(path: Path, told: ScoredFile) -> RememberedRows:
    with np.load(path, allow_pickle=False) as archive:
        rows = RememberedRows(ids=archive["ids"], probability=archive["probability"], reason=archive["reason"])
    if len(rows.probability) != told.rows or len(rows.reason) != told.rows or len(rows.ids) not in (0, told.rows):
        raise ValueError("rows that do not belong together")
    return rows
