"""Python's garbage collector, kept to the window's thread.

It runs in whatever thread happens to allocate, and a widget that is part of a cycle and is taken apart outside the
window's thread takes the program along. So it is switched off, and called here by a timer.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

MILLISECONDS = 500
WHOLE_EVERY = 60
"""Turns of the timer between two looks at everything: those take tens of milliseconds."""


class GarbageKeeper(QObject):
    """Collects in the thread it lives in, until `close()`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._imports = 0
        self._settle()
        self._turns = 0
        self._timer = QTimer(self)
        self._timer.setInterval(MILLISECONDS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def pause(self) -> None:
        """Much is being imported beside this thread: to look through all of that would take tens of milliseconds."""
        self._imports += 1
        self._timer.stop()

    def go_on(self) -> None:
        """It is there, and stays."""
        self._imports -= 1
        if not self._imports:
            self._settle()
            self._timer.start()

    def close(self) -> None:
        """Hand collecting back to Python."""
        self._imports = -1
        self._timer.stop()
        if self._was_on:
            gc.enable()

    @staticmethod
    def _settle() -> None:
        """What is there by now (the libraries) stays; to look at it again and again would only cost time."""
        gc.freeze()

    def _collect(self) -> None:
        self._turns += 1
        young, middle, _ = gc.get_threshold()
        if self._turns % WHOLE_EVERY == 0:
            gc.collect(2)
        elif gc.get_count()[1] > middle:
            gc.collect(1)
        elif gc.get_count()[0] > young:
            gc.collect(0)
