"""A button that puts text on the clipboard and says so for a moment."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QWidget

from tracer_desktop.widgets.buttons import Button

COPIED_MS = 2500


class CopyButton(Button):
    """Says “Copied” after it has copied, and then again what it copies."""

    def __init__(
        self, text: str, kind: str, *, icon: str | None = None, name: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, kind, icon=icon, name=name, parent=parent)
        self._before: tuple[str, str, str | None] | None = None
        self._own_icon = icon
        self._timer = QTimer(self, interval=COPIED_MS, singleShot=True)
        self._timer.timeout.connect(self.say_again)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, and say so."""
        QGuiApplication.clipboard().setText(text)
        self.say_copied()

    def say_copied(self) -> None:
        """“Copied”, for a moment."""
        if self._before is None:
            # Nothing beside it moves while it says less.
            self._before = (self.text(), self.accessibleName(), self._own_icon)
            self.setMinimumWidth(self.width())
            self.set_text(self.tr("Copied"))
            if self._own_icon is not None:
                self.set_icon("check")
        self._timer.start()

    def say_again(self) -> None:
        """What it copies, as before."""
        self._timer.stop()
        if self._before is not None:
            text, name, icon = self._before
            self._before = None
            self.setMinimumWidth(0)
            self.setText(text)
            self.setAccessibleName(name)
            self.set_icon(icon)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes back finds it as it was."""
        super().hideEvent(event)
        self.say_again()
