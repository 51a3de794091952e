"""Files a user gets are whole or not there: written to a temporary name, fsynced, renamed last."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tracer_engine.errors import StorageError


def storage_error(error: OSError, path: Path | str, doing: str = "write") -> StorageError:
    """The StorageError that tells of `error`, met while trying to `doing` (a verb) `path`."""
    remedies = {
        errno.ENOSPC: (
            "the disk is full",
            "Free some space and try again; the old file, if there was one, is untouched.",
        ),
        errno.EDQUOT: ("your disk quota is used up", "Free some space and try again; the old file is untouched."),
        errno.EACCES: (
            "access was denied",
            "Choose a folder you may write to, or close the program that holds the file.",
        ),
        errno.EPERM: (
            "access was denied",
            "Choose a folder you may write to, or close the program that holds the file.",
        ),
        errno.EROFS: ("the disk is read-only", "Choose another folder."),
        errno.ENOENT: ("its folder does not exist", "Check the path, or make the folder first."),
        errno.EISDIR: ("it is a folder", "Give a file name."),
        errno.ENOTDIR: ("a part of its path is a file, not a folder", "Check the path."),
        errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter name."),
    }
    cause, remedy = remedies.get(
        error.errno or 0, (error.strerror or type(error).__name__, "Check the disk and the folder, then try again.")
    )
    return StorageError(f"Could not {doing} {path}: {cause}.", remedy=remedy)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut (does nothing where folders cannot be opened)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def durable_writer(path: Path | str, mode: str = "wb", encoding: str | None = None) -> Iterator[IO]:  # type: ignore[type-arg]
    """Open a temporary file beside `path` (0600); on leaving without an error it takes `path`'s place.

    On any error or cancel the temporary file is removed and the old file stays whole. An OSError becomes a
    StorageError.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(6)}.tmp")
    newline = None if "b" in mode else ""
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        raise storage_error(error, path) from error
    try:
        try:
            with os.fdopen(handle, mode, encoding=encoding, newline=newline) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as error:
            raise storage_error(error, path) from error
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def write_durably(path: Path | str, data: bytes | str) -> None:
    """Write `data` (text as UTF-8, as it stands) to `path`, whole or not at all."""
    with durable_writer(path) as file:
        file.write(data.encode("utf-8") if isinstance(data, str) else data)
