"""A lock held by a living process: it goes when the process goes, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, wait: bool) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(handle: int, wait: bool) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _is_file_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _open_locked(path: Path, wait: bool) -> int | None:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _lock(handle, wait):
            os.close(handle)
            return None
        # The last holder removes the file: what was locked may be a file that nobody else can see any more.
        if _is_file_at(handle, path):
            return handle
        os.close(handle)


@contextlib.contextmanager
def held_lock(path: Path, *, wait: bool = False) -> Iterator[bool]:
    """Holds the lock file `path` (made if need be, 0600, removed at the end) and yields whether it could be had.

    With `wait`, waits until it is free. Raises OSError where the file cannot be opened.
    """
    handle = _open_locked(path, wait)
    if handle is None:
        yield False
        return
    try:
        yield True
    finally:
        # Removed while still held, so that no second holder loses his file; Windows only lets go of a closed one.
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(handle)
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                path.unlink()
