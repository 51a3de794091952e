"""`tracer-desktop --photograph PNG`: open the window as ever, keep a picture of it, and close it.

For those who build and measure Tracer: the picture can be looked at where there is no screen. A JSON file beside it
tells when the window came (a windowed program of Windows cannot print).
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer

if TYPE_CHECKING:
    from tracer_desktop.app.start import Running

MILLISECONDS = 300
"""What the last step of the start has changed is laid out and drawn by then."""


class Photograph(QObject):
    """Waits until a window is whole. Its times are in seconds since 1970: the first picture, and all the rest."""

    def __init__(self, running: Running, out: Path) -> None:
        super().__init__(running.window)
        self._window, self._out = running.window, out
        # Some platforms paint within `show`: then it has been just now.
        self._painted = self._whole = time.time()
        running.window.painted.connect(self._on_painted)
        running.arrived.connect(self._on_whole)

    def _on_painted(self) -> None:
        # A timer of zero comes after the paint event and all that belongs to it.
        QTimer.singleShot(0, self._note_painted)

    def _note_painted(self) -> None:
        self._painted = time.time()

    def _on_whole(self) -> None:
        self._whole = time.time()
        QTimer.singleShot(MILLISECONDS, self._take)

    def _take(self) -> None:
        from tracer_desktop.widgets.strips import MessageStrip

        saved = self._window.grab().save(str(self._out))
        strips = [strip.title.text() for strip in self._window.findChildren(MessageStrip) if strip.isVisible()]
        told = {"painted": self._painted, "whole": self._whole, "strips": strips, "saved": saved}
        self._out.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")
        self._window.close()
        # Offscreen, closing the last window does not end the program on every system.
        QCoreApplication.quit()
