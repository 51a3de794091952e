"""Files that hang over the window, and are dropped on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from tracer_desktop.dialogs.message_dialog import tell
from tracer_desktop.main_window.drop_overlay import DropOverlay
from tracer_desktop.operations.opening import dropped_path

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from tracer_desktop.main_window.window import MainWindow


class Dropping(QObject):
    """Says what dropping does while a file hangs over the window, and opens what was dropped."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.overlay = DropOverlay(window.pages)

    def enter(self, event: QDragEnterEvent) -> None:
        """Say what dropping would do."""
        if event.mimeData().hasUrls():
            path, why = dropped_path(event.mimeData().urls())
            self._tell(self.tr("Drop to open {file}").format(file=path.name) if path else why)
            event.acceptProposedAction()

    def leave(self) -> None:
        """Nothing hangs there any more."""
        self._tell("")

    def drop(self, event: QDropEvent) -> None:
        """Open it, or say why not."""
        self._tell("")
        path, why = dropped_path(event.mimeData().urls())
        event.acceptProposedAction()
        if path is None:
            tell(self._window, self.tr("That cannot be opened."), why, kind="caution")
        else:
            self._window.open(path)

    def _tell(self, text: str) -> None:
        self._window.drag_over.emit(text)
        # The first page has a place of its own that answers.
        self.overlay.show_drag("" if self._window.pages.key == "start" else text)
