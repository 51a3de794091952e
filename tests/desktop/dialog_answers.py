"""Answering dialogs that run their own event loop, as a user does: by pressing their buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

D = TypeVar("D", bound=QDialog)


def when_shown(kind: type[D], act: Callable[[D], object]) -> list[D]:
    """Do something to the next dialog of this kind as soon as it is there; the list then holds it."""
    seen: list[D] = []
    timer = QTimer(QApplication.instance())
    timer.setInterval(10)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and dialog.isVisible():
            timer.stop()
            timer.deleteLater()
            seen.append(dialog)
            act(dialog)

    timer.timeout.connect(look)
    timer.start()
    return seen
