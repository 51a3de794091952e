"""Work of the window's thread that would keep its user waiting, a step at a time between turns of the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal


class Turns(QObject):
    """Takes steps, each in a turn of the event loop of its own: what is due meanwhile comes between two of them."""

    done = Signal()
    failed = Signal()
    """A step raised: what it raised goes to `sys.excepthook`."""

    def __init__(self, parent: QObject, *, breath_ms: int = 0) -> None:
        """`breath_ms`: what has less haste waits so long between two steps."""
        super().__init__(parent)
        self._breath = breath_ms
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._take_one)

    def take(self, steps: Iterator[None]) -> None:
        """Begin with the next turn of the event loop; steps that were left are given up."""
        self._steps = steps
        self._timer.start(self._breath)

    def stop(self) -> None:
        """Take no more steps."""
        self._timer.stop()

    def finish(self) -> None:
        """Take all steps that are left, now (for those who need the whole)."""
        while self._timer.isActive():
            self._take_one()

    def _take_one(self) -> None:
        steps, raised = self._steps, True
        try:
            is_last = next(steps, self) is self
            raised = False
        finally:
            if raised:
                self.stop()
                self.failed.emit()
        if is_last and steps is self._steps:
            self.stop()
            self.done.emit()
