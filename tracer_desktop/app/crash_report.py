"""What Tracer did not foresee: told in a dialog and in the log, and the window lives on.

Nothing is ever sent: whoever wants help copies the report and chooses whom to give it to.
"""

from __future__ import annotations

import contextlib
import datetime
import platform
import re
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Signal

from tracer_desktop.app.last_end import LOG, rotate
from tracer_desktop.dialogs.message_dialog import tell
from tracer_desktop.widgets.buttons import quiet_button
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import __version__

if TYPE_CHECKING:
    from tracer_desktop.app.last_end import BadEnd
    from tracer_desktop.main_window import MainWindow

NOT_TOLD = "Extension modules:"
"""A line of a fault that lists every compiled module, and helps nobody."""


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
        sys.excepthook = self._take

    def close(self) -> None:
        """Hand `sys.excepthook` back."""
        sys.excepthook = self._before

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        details = details_of(kind, trace)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with contextlib.suppress(OSError):
            self._log.parent.mkdir(mode=0o700, exist_ok=True)
            rotate(self._log)
            with self._log.open("a", encoding="utf-8") as log:
                log.write(f"{now}\n{details}\n\n")
        self.happened.emit(details)


class LastEndTold(QObject):
    """A strip over the pages that says that the window before ended badly, until it is closed."""

    def __init__(self, window: MainWindow, end: BadEnd) -> None:
        super().__init__(window)
        self._window, self._end = window, end
        show = quiet_button(self.tr("Show the report"))
        show.clicked.connect(self.show_report)
        close = quiet_button(self.tr("Close"), name=self.tr("Close this message"))
        close.clicked.connect(self.close)
        cause = (
            self.tr("Something in Tracer broke down.")
            if end.is_fault
            else self.tr("It was ended from outside, or the computer was switched off or had no memory left.")
        )
        self.strip: MessageStrip | None = MessageStrip(
            "caution" if end.is_fault else "info",
            self.tr("The last time, Tracer did not end as it should."),
            cause + " " + self.tr("Runs that were kept are whole. Nothing about it was sent anywhere."),
            [show, close],
        )
        window.pages.add_strip(self.strip)

    def show_report(self) -> None:
        """What is known of it, to read and to copy."""
        tell(
            self._window,
            self.tr("What is known of the last end"),
            self.tr("It holds nothing of your data. Tracer sends it nowhere: copy it for whoever helps you."),
            kind="info",
            details=report_of(self._end),
        )

    def close(self) -> None:
        """Take the strip away."""
        if self.strip is not None:
            self._window.pages.remove_strip(self.strip)
            self.strip = None


def details_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """What the makers of Tracer need to find a mistake, and nothing of the user's data."""
    lines = [_program(), kind.__name__]
    lines += [
        f"  {_short(frame.filename)}, line {frame.lineno}, in {frame.name}" for frame in traceback.extract_tb(trace)
    ]
    return "\n".join(lines)


def report_of(end: BadEnd) -> str:
    """A bad end in the same words: no message of an error, and no folder above the program's own."""
    lines = [_program()]
    if end.opened:
        lines.append(f"The window opened on {end.opened} by Tracer {end.version} did not come to its end.")
    if not end.written:
        lines.append("It left nothing in the log.")
    lines += [
        re.sub(r'File "([^"]+)"', lambda found: f'File "{_short(found[1])}"', line)
        for line in end.written.splitlines()
        if not line.startswith(NOT_TOLD)
    ]
    return "\n".join(lines)


def _program() -> str:
    return f"Tracer {__version__}, Python {platform.python_version()}, Qt {qt_version}, {platform.platform()}"


def _short(path: str) -> str:
    """The path from the package down: the folders above may tell who somebody is."""
    parts = Path(path).parts
    for package in ("tracer_desktop", "tracer_engine", "site-packages"):
        if package in parts:
            return "/".join(parts[parts.index(package) :])
    return parts[-1] if parts else path
