"""A file must stay as it is while it is read, else the table would be mixed of two."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import polars as pl

from tracer_engine.durable_files import storage_error
from tracer_engine.errors import InputError, TracerError

T = TypeVar("T")


class SteadyFile:
    """Remembers size and time of writing of a file, and tells when they are no longer the same.

    Of what is no ordinary file (a pipe), nothing can be told.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._before = _state_of(self._path)

    def check(self) -> None:
        """Raise InputError where the file was changed, replaced, cut or deleted since."""
        now = _state_of(self._path)
        if self._before is None or now == self._before:
            return
        if now is None:
            what = "was deleted or moved away"
        elif now.size < self._before.size:
            what = f"was cut from {self._before.size:,} to {now.size:,} bytes"
        else:
            what = "changed"
        raise InputError(
            f"{self._path.name} {what} while it was being read.",
            remedy="Wait until whatever writes it is done, or give a copy of it.",
        )

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Whatever goes wrong inside is told as a change where there was one, else as trouble with reading."""
        try:
            yield
        except (OSError, TracerError, ValueError, LookupError, pl.exceptions.PolarsError) as error:
            try:
                self.check()
            except InputError as change:
                raise change from error
            if isinstance(error, OSError):
                raise storage_error(error, self._path, "read") from error
            raise
        self.check()

    def watch(self, parts: Iterable[T]) -> Iterator[T]:
        """The parts read from the file, with a check after each."""
        left = iter(parts)
        while True:
            with self.reading():
                part = next(left, None)
            if part is None:
                return
            yield part


@dataclass(frozen=True)
class _State:
    """What tells a change. Not the number of the file on the disk: some network disks hand out new ones."""

    size: int
    written: int


def _state_of(path: Path) -> _State | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return _State(seen.st_size, seen.st_mtime_ns) if stat.S_ISREG(seen.st_mode) else None
