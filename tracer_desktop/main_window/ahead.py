"""What is done before anybody asks, in the moments the window has nothing to do: pages are imported, built, updated."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from tracer_desktop.main_window.page_stack import PageStack
from tracer_desktop.pages.registry import PAGES, RESULTS, page_class
from tracer_desktop.plots.loading import plot_library
from tracer_desktop.session import Session
from tracer_engine import all_blueprints

BREATH_MS = 15
"""Between two pieces of work; each is a moment's, so that nobody waits for it."""


class Ahead(QObject):
    """Imports beside the window's thread; builds in it, a part of a page at a time."""

    begun = Signal()
    ready = Signal()
    """All that pages need is imported."""
    _imported = Signal()

    def __init__(self, pages: PageStack, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._pages, self._session = pages, session
        self._wanted: list[str] = []
        self._closed = False
        self._timer = QTimer(self, interval=BREATH_MS)
        self._timer.timeout.connect(self._go_on)
        self._imported.connect(self._on_imported, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._import, name="pages-ahead", daemon=True)

    @property
    def is_at_rest(self) -> bool:
        """Whether there is nothing to do before something else happens."""
        return bool(self._wanted) and not self._timer.isActive()

    def start(self) -> None:
        """Begin; returns at once."""
        self.begun.emit()
        self._thread.start()

    def close(self) -> None:
        """Begin nothing more, and wait for what is being imported."""
        self._closed = True
        self._timer.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _import(self) -> None:
        for key in PAGES:
            if self._closed:
                return
            page_class(key)
        all_blueprints()
        self._imported.emit()

    def _on_imported(self) -> None:
        if self._closed:
            return
        self.ready.emit()
        session = self._session
        self._wanted = ["data", "training"]
        for signal in (session.table_opened, session.plan_changed, session.training_changed, session.run_opened):
            signal.connect(self._on_news)
        self._on_news()

    def _on_news(self) -> None:
        if self._closed:
            return
        session = self._session
        if (session.is_training or session.run is not None) and RESULTS[0] not in self._wanted:
            self._wanted += RESULTS
        self._timer.start()

    def _go_on(self) -> None:
        if plot_library().is_loading:
            # Each step out of Qt would wait for Python's lock: what takes 15 ms alone takes 50 beside an import.
            return
        if not any(self._pages.prepare(key) for key in self._wanted):
            self._timer.stop()
