"""A short piece of work in a thread of the program itself: reading a few files, drawing pages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

# Who asked may be gone before the work is done; a task lives until its own thread has told it the end.
_running: set[ThreadTask] = set()


class ThreadTask(QObject):
    """Calls `act` in a thread; `done` tells what it returned, in the window's thread. `act` answers for its errors."""

    done = Signal(object)
    _came = Signal(object)

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self._act = act
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin; returns at once."""
        _running.add(self)
        QThreadPool.globalInstance().start(self._work)

    def _work(self) -> None:
        """In the thread."""
        value: object = None
        try:
            value = self._act()
        finally:
            self._came.emit(value)

    def _on_came(self, value: object) -> None:
        self.done.emit(value)
        _running.discard(self)
