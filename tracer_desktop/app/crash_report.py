"""What Tracer did not foresee: told in a dialog and in the log, and the window lives on."""

from __future__ import annotations

import contextlib
import datetime
import faulthandler
import platform
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Signal

from tracer_engine import __version__

LOG, CRASHES = "window.log", "window-crashes.log"
MOST_BYTES = 1 << 20


class CrashReporter(QObject):
    """Takes over `sys.excepthook` until `close()`. `happened` carries the details as text, in the window's thread.

    Neither the log nor the details hold the message of an error, which may quote a cell: only its kind and the places
    in the code it came through.
    """

    happened = Signal(str)

    def __init__(self, logs: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = logs / LOG
        self._before = sys.excepthook
        self._crashes: IO[str] | None = None
        with contextlib.suppress(OSError):
            logs.mkdir(mode=0o700, exist_ok=True)
            _shorten(logs / CRASHES)
            self._crashes = (logs / CRASHES).open("a", encoding="utf-8")
            faulthandler.enable(self._crashes)
        sys.excepthook = self._take

    def close(self) -> None:
        """Hand `sys.excepthook` back."""
        sys.excepthook = self._before
        if self._crashes is not None:
            faulthandler.disable()
            self._crashes.close()
            self._crashes = None

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        details = details_of(kind, trace)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with contextlib.suppress(OSError):
            _shorten(self._log)
            with self._log.open("a", encoding="utf-8") as log:
                log.write(f"{now}\n{details}\n\n")
        self.happened.emit(details)


def details_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """What the makers of Tracer need to find a mistake, and nothing of the user's data."""
    lines = [
        f"Tracer {__version__}, Python {platform.python_version()}, Qt {qt_version}, {platform.platform()}",
        kind.__name__,
    ]
    lines += [
        f"  {_short(frame.filename)}, line {frame.lineno}, in {frame.name}" for frame in traceback.extract_tb(trace)
    ]
    return "\n".join(lines)


def _short(path: str) -> str:
    """The path from the package down: the folders above may tell who somebody is."""
    parts = Path(path).parts
    for package in ("tracer_desktop", "tracer_engine", "site-packages"):
        if package in parts:
            return "/".join(parts[parts.index(package) :])
    return parts[-1] if parts else path


def _shorten(log: Path) -> None:
    """Begin anew where a log has grown too long."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > MOST_BYTES:
            log.unlink()
