"""How the window before this one ended: a mark stands in the logs' folder for as long as a window is open.

A window that finds the mark of another is told what that one left in the logs. Part of the start, so it imports little.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import time
from pathlib import Path
from typing import IO, NamedTuple

from tracer_engine import __version__

LOG, CRASHES, MARK = "window.log", "window-crashes.log", "window-open.json"
MOST_BYTES = 1 << 20
MOST_TOLD = 20_000
FAULT = ("Fatal Python error", "Windows fatal exception")


class BadEnd(NamedTuple):
    """A window that never came to its end: when it was opened (ISO 8601, UTC), by which version, and what it wrote."""

    opened: str
    version: str
    written: str

    @property
    def is_fault(self) -> bool:
        """Whether it broke down by itself; else it was ended from outside, or the computer was."""
        return any(word in self.written for word in FAULT)


class OpenMark:
    """Set from the start to `close()`; faults of the program are written to a file of their own meanwhile.

    `before` is the end of the window before, where it was a bad one. A folder that cannot be written to is left alone.
    """

    def __init__(self, logs: Path) -> None:
        self._mark = logs / MARK
        self._crashes: IO[str] | None = None
        self.before = _bad_end(logs)
        with contextlib.suppress(OSError):
            logs.mkdir(mode=0o700, exist_ok=True)
            for name in (LOG, CRASHES):
                rotate(logs / name)
            self._crashes = (logs / CRASHES).open("a", encoding="utf-8")
            faulthandler.enable(self._crashes)
            sizes = {name: _size(logs / name) for name in (LOG, CRASHES)}
            opened = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            self._mark.write_text(json.dumps({"opened": opened, "version": __version__, "sizes": sizes}))

    def close(self) -> None:
        """The window has come to its end."""
        with contextlib.suppress(OSError):
            self._mark.unlink(missing_ok=True)
        if self._crashes is not None:
            faulthandler.disable()
            self._crashes.close()
            self._crashes = None


def rotate(log: Path) -> None:
    """Begin a log anew where it has grown too long; the one before is kept as `NAME.1.log`."""
    if _size(log) > MOST_BYTES:
        log.replace(log.with_suffix(".1.log"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _bad_end(logs: Path) -> BadEnd | None:
    try:
        told = json.loads((logs / MARK).read_text(encoding="utf-8"))
        sizes = {name: int(told["sizes"][name]) for name in (LOG, CRASHES)}
        opened, version = str(told["opened"]), str(told["version"])
    except OSError:
        return None
    except (ValueError, KeyError, TypeError):
        # Cut short itself: there was a window, and no more is known.
        return BadEnd("", "", "")
    return BadEnd(opened, version, "\n".join(filter(None, (_tail(logs / name, size) for name, size in sizes.items()))))


def _tail(log: Path, start: int) -> str:
    """What was written after the first `start` bytes, at most its last part."""
    try:
        with log.open("rb") as read:
            read.seek(max(start, _size(log) - MOST_TOLD))
            return read.read().decode("utf-8", errors="replace").strip()
    except OSError:
        return ""
