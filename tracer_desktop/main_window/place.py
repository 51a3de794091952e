"""The window's place on the screen, kept from one start to the next."""

from __future__ import annotations

import base64

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QMainWindow

from tracer_desktop.preferences import StateFile

LEAST_SIZE, FIRST_SIZE = QSize(1080, 680), QSize(1280, 800)


def restore_place(window: QMainWindow, state_file: StateFile) -> None:
    """Where it was when it was closed, else the first size."""
    window.setMinimumSize(LEAST_SIZE)
    saved = state_file.state.geometry
    if not saved or not window.restoreGeometry(QByteArray(base64.b64decode(saved))):
        window.resize(FIRST_SIZE)


def keep_place(window: QMainWindow, state_file: StateFile) -> None:
    """For the next start."""
    saved = base64.b64encode(window.saveGeometry().data()).decode()
    state_file.change(lambda state: state._replace(geometry=saved))
