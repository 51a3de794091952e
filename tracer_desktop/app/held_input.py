"""What is pressed in the first moments of the window: held until there is somebody to answer, then delivered."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

_HELD = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd,
)


class HeldInput(QObject):
    """Stands before a window that is shown, until `release()`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._handle = window, window.windowHandle()
        self.held: list[QEvent] = []
        self._handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep a copy of what was pressed; all else goes its way."""
        if event.type() not in _HELD:
            return False
        self.held.append(event.clone())
        return True

    def release(self) -> None:
        """Deliver what was held, in its order, and hold nothing more."""
        self._handle.removeEventFilter(self)
        held, self.held = self.held, []
        for event in held:
            # A shortcut is looked for before a key reaches the window, and then there was none yet.
            if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_shortcut(event)):
                QCoreApplication.postEvent(self._handle, event)

    def _is_shortcut(self, event: QKeyEvent) -> bool:
        keys = QKeySequence(event.keyCombination())
        for action in self._window.actions():
            if action.isEnabled() and keys in action.shortcuts():
                action.trigger()
                return True
        return False
