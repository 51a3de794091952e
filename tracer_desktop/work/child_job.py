"""One long piece of work in a child process of its own: a training, the scoring of a file, an export."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from tracer_engine import ChildWork, Ending, Step


class ChildJob(QObject):
    """A verb of the engine in its own process. Signals are emitted in the window's thread.

    Exactly one of `done`, `failed` and `cancelled` is told, then `ended`.
    """

    stepped = Signal(object)
    """A `Step`."""
    done = Signal(object)
    """What the verb returned."""
    failed = Signal(object)
    """A `JobError`."""
    cancelled = Signal()
    ended = Signal()

    _step_came = Signal(object)
    _end_came = Signal(object)

    def __init__(self, verb: Callable[..., Any], *arguments: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._step_came.connect(self._on_step, Qt.ConnectionType.QueuedConnection)
        self._end_came.connect(self._on_end, Qt.ConnectionType.QueuedConnection)
        self._work = ChildWork(verb, arguments, on_step=self._step_came.emit, on_end=self._end_came.emit)
        self.has_ended = False
        self.stopping = False

    @property
    def pid(self) -> int | None:
        """The child's process id, once it has one."""
        return self._work.pid

    def start(self) -> None:
        """Begin; returns at once."""
        self._work.start()

    def finish_early(self) -> None:
        """Have the work end soon with the best so far."""
        self.stopping = True
        self._work.finish_early()

    def cancel(self) -> None:
        """End the child; nothing is kept."""
        self.stopping = True
        self._work.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait, without events, until the child has gone (when the program leaves); False when it has not."""
        return self._work.wait(seconds) is not None

    def _on_step(self, step: Step) -> None:
        self.stepped.emit(step)

    def _on_end(self, ending: Ending) -> None:
        # The watcher may still be on its way out of emitting: whoever deletes this object now must not come before it.
        self._work.wait()
        self.has_ended = True
        if ending.state == "done":
            self.done.emit(ending.value)
        elif ending.state == "failed":
            self.failed.emit(ending.error)
        else:
            self.cancelled.emit()
        self.ended.emit()
