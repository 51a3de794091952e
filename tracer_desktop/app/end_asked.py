"""An end that the system asks for is an orderly one: log off, shut down, Ctrl-C where the window was started.

Part of the start, so it imports little.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

NUMBERS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)]


class EndAsked(QObject):
    """Ends the event loop when a signal asks for it, until `close()`; nobody is asked whether work may be lost.

    Windows sends no signals and ends the program as soon as it has been told: `let_go` is called before that.
    """

    def __init__(self, app: QApplication, let_go: Callable[[], object]) -> None:
        super().__init__(app)
        self._app, self._let_go = app, let_go
        self._is_asked = self._session_ends = False
        app.commitDataRequest.connect(self._on_session_ends)
        app.aboutToQuit.connect(self._on_about_to_quit)
        self._before = {number: signal.signal(number, self._on_signal) for number in NUMBERS}
        self._pipe: tuple[int, int] | None = None
        if os.name == "posix":
            # Python runs its handlers between two steps of its own; a quiet window takes none unless it is woken.
            self._pipe = os.pipe()
            for end in self._pipe:
                os.set_blocking(end, False)
            self._woken_before = signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
            self._notifier = QSocketNotifier(self._pipe[0], QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._on_woken)

    def close(self) -> None:
        """Hand the signals back."""
        self._app.commitDataRequest.disconnect(self._on_session_ends)
        self._app.aboutToQuit.disconnect(self._on_about_to_quit)
        if self._pipe is not None:
            self._notifier.setEnabled(False)
            signal.set_wakeup_fd(self._woken_before)
            for end in self._pipe:
                os.close(end)
            self._pipe = None
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._is_asked = True
        if self._pipe is None:
            self._app.exit(0)

    def _on_woken(self) -> None:
        assert self._pipe is not None
        with contextlib.suppress(BlockingIOError):
            os.read(self._pipe[0], 64)
        if self._is_asked:
            # Not `quit`, which would ask each window, and a window may ask its user.
            self._app.exit(0)

    def _on_session_ends(self) -> None:
        self._session_ends = True

    def _on_about_to_quit(self) -> None:
        if self._session_ends:
            self._let_go()
