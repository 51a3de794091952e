"""Files a user gets are whole or not there: written aside, fsynced, and put in their place last.

On Linux a file has no name before it is whole, so that a killed program leaves nothing in the user's folder. Where a
file system cannot do that, and elsewhere, it is `.NAME.tracer-….tmp` beside its place, locked as long as its writer
lives; the next write into the folder removes those whose writer is dead.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tracer_engine.errors import StorageError

if sys.platform == "win32":
    import time

    # An open file cannot be removed there; between closing and renaming it is only told by its age.
    _SECONDS_TO_RENAME = 10.0
else:
    import fcntl

_TEMPORARY = re.compile(r"\..*\.tracer-[0-9a-f]{12}\.tmp", re.DOTALL)
_TOLD_IN_WORDS = re.compile(r"\[Errno (\d+)\]|\(os error (\d+)\)")
_FREE = "Free some space and try again; the old file, if there was one, is untouched."
_OTHER_PLACE = "Choose a folder you may write to, or close the program that holds the file."
_CAUSES = {
    errno.ENOSPC: ("the disk is full", _FREE),
    errno.EDQUOT: ("your disk quota is used up", _FREE),
    errno.EFBIG: ("it is larger than the disk or your limits allow", _FREE),
    errno.EACCES: ("access was denied", _OTHER_PLACE),
    errno.EPERM: ("access was denied", _OTHER_PLACE),
    errno.EROFS: ("the disk is read-only", "Choose another folder."),
    errno.ENOENT: ("its folder does not exist", "Check the path, or make the folder first."),
    errno.EISDIR: ("it is a folder", "Give a file name."),
    errno.ENOTDIR: ("a part of its path is a file, not a folder", "Check the path."),
    errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter name."),
}


def storage_error(error: OSError, path: Path | str, doing: str = "write") -> StorageError:
    """The StorageError that tells of `error`, met while trying to `doing` (a verb) `path`."""
    number = _number_of(error)
    otherwise = error.strerror or (os.strerror(number) if number else type(error).__name__)
    cause, remedy = _CAUSES.get(number, (otherwise, "Check the disk and the folder, then try again."))
    return StorageError(f"Could not {doing} {path}: {cause}.", remedy=remedy)


def _number_of(error: OSError) -> int:
    """The error's number; 0 where it has none. Errors that come out of polars tell it in words alone."""
    if error.errno is not None:
        return error.errno
    told = _TOLD_IN_WORDS.search(str(error))
    if told is None:
        return 0
    if told[2] and sys.platform == "win32":
        return OSError(0, "", None, int(told[2])).errno or 0  # a number of Windows' own: Python knows which that is
    return int(told[1] or told[2])


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut (does nothing where folders cannot be opened)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def settle(file: IO) -> None:  # type: ignore[type-arg]
    """Have the disk take all that was written to `file` so far: a full disk is met now, or not at all."""
    file.flush()
    if sys.platform == "darwin":
        # There, fsync returns when the drive has the data, not when it has kept them.
        with contextlib.suppress(OSError):
            fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
    os.fsync(file.fileno())


@contextlib.contextmanager
def durable_writer(path: Path | str, mode: str = "wb", encoding: str | None = None) -> Iterator[IO]:  # type: ignore[type-arg]
    """Open a file (0600) that takes the place of `path` on leaving without an error; a link is followed.

    On any error or cancel nothing is left of it and the old file stays whole. An OSError becomes a StorageError.
    """
    path = Path(path)
    draft = None
    try:
        place = _place_of(path)
        sweep_temporary_files(place.parent)
        draft = _nameless_draft(place) or _named_draft(place)
        file = os.fdopen(os.dup(draft.handle), mode, encoding=encoding, newline=None if "b" in mode else "")
        try:
            yield file
            settle(file)
        except BaseException:
            # What its buffer still holds is of no use, and no trouble with it may hide the error.
            with contextlib.suppress(OSError):
                file.close()
            raise
        file.close()
        draft.take(place)
        sync_folder(place.parent)
    except ConnectionError:
        # A reader of our output that went away is no trouble of the disk.
        raise
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        if draft is not None:
            draft.discard()


def write_durably(path: Path | str, data: bytes | str) -> None:
    """Write `data` (text as UTF-8, as it stands) to `path`, whole or not at all."""
    with durable_writer(path) as file:
        file.write(data.encode("utf-8") if isinstance(data, str) else data)


def sweep_temporary_files(folder: Path) -> None:
    """Remove the temporary files in `folder` that dead programs left; those of living ones stay."""
    left = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        left = [
            Path(entry.path)
            for entry in entries
            if _TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
        ]
    for path in left:
        with contextlib.suppress(OSError):
            _remove_if_left(path)


if sys.platform == "win32":

    def _lock(_handle: int) -> None:
        """Nothing to do: an open file cannot be removed."""

    def _remove_if_left(path: Path) -> None:
        if time.time() - path.stat().st_mtime > _SECONDS_TO_RENAME:
            path.unlink()
else:

    def _lock(handle: int) -> None:
        """Lock for as long as the process lives; where there are no locks nobody sweeps either."""
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)

    def _remove_if_left(path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
        finally:
            os.close(handle)


def _place_of(path: Path) -> Path:
    """Where the file will stand. Raises OSError where no ordinary file can, or where the old one is protected."""
    place = Path(os.path.realpath(path)) if path.is_symlink() else path
    try:
        kind = place.stat().st_mode
    except FileNotFoundError:
        return place
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(kind):
        raise OSError(errno.EINVAL, "it is a device or a pipe, not a file")
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return place


class _Draft:
    """A file that is being written: its handle, and its temporary name if it has one."""

    def __init__(self, handle: int, name: Path | None) -> None:
        self.handle = handle
        self.name = name

    def take(self, place: Path) -> None:
        """Take the place of `place`, whose folder it lies in; its content has been settled."""
        if self.name is None:
            self._take_name(_temporary_name(place))
        if self.name is None:
            self._copy_into(place)
            return
        if sys.platform == "win32":
            self._close()  # an open file cannot be renamed there
        self.name.replace(place)
        self.name = None

    def discard(self) -> None:
        """Leave nothing of it, unless it took its place."""
        self._close()
        if self.name is not None:
            with contextlib.suppress(OSError):
                self.name.unlink()

    def _take_name(self, name: Path) -> None:
        _lock(self.handle)
        # The descriptor is there for its sake alone: without one Python would link the link in /proc itself.
        with contextlib.suppress(OSError):
            os.link(f"/proc/self/fd/{self.handle}", name, src_dir_fd=self.handle, follow_symlinks=True)
            self.name = name

    def _copy_into(self, place: Path) -> None:
        """For file systems that make nameless files and then give them no name."""
        named = _named_draft(place)
        try:
            with os.fdopen(os.dup(self.handle), "rb") as source, os.fdopen(os.dup(named.handle), "wb") as target:
                source.seek(0)
                shutil.copyfileobj(source, target, 1 << 20)
                settle(target)
            named.take(place)
        finally:
            named.discard()

    def _close(self) -> None:
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


def _temporary_name(place: Path) -> Path:
    return place.with_name(f".{place.name[:48]}.tracer-{secrets.token_hex(6)}.tmp")


def _nameless_draft(place: Path) -> _Draft | None:
    """A draft without a name in the folder of `place`; None where there can be none."""
    if not hasattr(os, "O_TMPFILE"):
        return None
    try:
        return _Draft(os.open(place.parent, os.O_TMPFILE | os.O_RDWR, 0o600), None)
    except OSError:
        return None  # whatever it is, the draft with a name will meet it or do without


def _named_draft(place: Path) -> _Draft:
    """A draft with a temporary name beside `place`. Raises OSError."""
    while True:
        name = _temporary_name(place)
        draft = _Draft(os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), name)
        _lock(draft.handle)
        # Before it was locked a sweep may have taken it for one that was left.
        if name.exists():
            return draft
        draft.discard()
