"""What the window does when something happens in the session: which page is shown, what is marked, what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from tracer_desktop.main_window.entries import sidebar_entries
from tracer_desktop.main_window.page_stack import own_method
from tracer_desktop.operations.ending import ask_before_closing
from tracer_desktop.pages.registry import RESULTS, why_not
from tracer_desktop.plots.loading import plot_library
from tracer_desktop.widgets.buttons import quiet_button
from tracer_desktop.widgets.numbers import percent
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.work.turns import Turns
from tracer_engine import JobError

if TYPE_CHECKING:
    from tracer_desktop.main_window.window import MainWindow


class Conduct(QObject):
    """Follows the session of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._shown_path: Path | None = None
        self._shown_run = ""
        self._closing_when_kept = False
        self._asked_run = False
        self._turns = Turns(self)
        self.lost_strip: MessageStrip | None = None
        session = window.session
        session.table_opening.connect(self._on_opening)
        for signal in (session.table_opened, session.plan_changed, session.run_closed, session.table_closed):
            signal.connect(self.refresh)
        session.table_failed.connect(self._on_failed)
        session.training_changed.connect(self._on_training)
        session.run_opened.connect(self._on_run)
        # By the time somebody looks at a result, matplotlib has been imported beside this thread.
        for signal in (session.training_changed, session.run_opened):
            signal.connect(plot_library().start)
        session.recent_changed.connect(window.menu.refresh_recent)
        session.engine_lost.connect(self._on_lost)
        session.endpoint.changed.connect(self._on_endpoint)
        window.pages.shown.connect(self._on_shown)
        self.refresh()

    def open_run(self, run_id: str) -> None:
        """Open a run, and show its verdict once it is there."""
        self._asked_run = True
        self._session.open_run(run_id)

    def refresh(self) -> None:
        """Say anew what can be shown and done."""
        window, session, key = self._window, self._session, self._window.pages.key
        if session.path is None:
            self._shown_path = None
        self._refresh_entries()
        if key and why_not(key, session):
            window.show_page("start")
            return
        window.menu.refresh(key)
        page = window.pages.page
        exports = own_method(page, "export") is not None
        finds = own_method(page, "find") is not None
        window.menu.disable("export", "" if exports else self.tr("There is nothing to export on this page."))
        window.menu.disable("find", "" if finds else self.tr("There is nothing to look through on this page."))
        name = session.path.name if session.path is not None else ""
        window.setWindowTitle(f"{name} – Tracer" if name else "Tracer")

    def _refresh_entries(self) -> None:
        run = self._session.run
        entities = run.card.wording.entities if run is not None else ""
        for entry in sidebar_entries():
            if entry.kind == "page":
                self._window.sidebar.set_why(entry.key, why_not(entry.key, self._session))
            if entry.key == "customers":
                # The list is called what the run is about: employees, invoices.
                text = entities[:1].upper() + entities[1:] or entry.text
                self._window.sidebar.set_text(entry.key, text)
                self._window.menu.actions[f"page {entry.key}"].setText(text)

    # ------------------------------------------------------------ what happens

    def _on_shown(self, key: str) -> None:
        sidebar = self._window.sidebar
        # First what can be shown: Qt marks no entry that it still holds for disabled.
        self._refresh_entries()
        sidebar.show_key(key)
        sidebar.set_news(key, "")
        if key in RESULTS:
            sidebar.set_news("verdict", "")
        self.refresh()

    def _on_opening(self, path: Path) -> None:
        if path != self._shown_path:
            self._shown_path = path
            self._window.pages.clear_endings()
            self._window.show_page("data")
        self.refresh()

    def _on_failed(self, _error: object) -> None:
        self.refresh()

    def _on_training(self) -> None:
        window, training = self._window, self._session.training
        running = training is not None and training.is_running
        window.sidebar.set_note("training", percent(training.fraction) if running and training is not None else "")
        self.refresh()
        if running or training is None:
            return
        if self._closing_when_kept:
            QTimer.singleShot(0, window.close)
        elif training.state == "failed" and window.pages.key != "training":
            window.sidebar.set_news("training", self.tr("The training failed."))

    def _on_run(self) -> None:
        self.refresh()
        window, training, run = self._window, self._session.training, self._session.run
        if run is not None and run.id != self._shown_run:
            self._shown_run = run.id
            window.pages.clear_endings()
        if self._asked_run:
            self._asked_run = bool(why_not("verdict", self._session))
            self._show_soon("verdict")
        elif training is None or run is None or training.run_id != run.id:
            return
        if window.pages.key == "training":
            self._show_soon("verdict")
        elif window.pages.key not in RESULTS:
            # Never taken away from what one is doing: the entry is marked, and a screen reader is told.
            window.sidebar.set_news("verdict", self.tr("The training is done; its results are here."))
            window.announcer.say(self.tr("The results are ready."))

    def _show_soon(self, key: str) -> None:
        """Show a page once it has taken up what is new, a turn each, unless the user has gone elsewhere meanwhile."""
        pages, here = self._window.pages, self._window.pages.key

        def steps() -> Iterator[None]:
            while pages.key == here and pages.prepare(key):
                yield
            if pages.key == here:
                self._window.show_page(key)

        if not why_not(key, self._session):
            self._turns.take(steps())

    def _on_endpoint(self) -> None:
        endpoint = self._session.endpoint
        self._window.side.set_endpoint(endpoint.port if endpoint.state == "on" else None)

    def _on_lost(self, error: JobError) -> None:
        self.forget_lost()
        close = quiet_button(self.tr("Close"), name=self.tr("Close this message"))
        close.clicked.connect(self.forget_lost)
        self.lost_strip = MessageStrip("caution", error.message, error.remedy, [close])
        self._window.pages.add_strip(self.lost_strip)

    def forget_lost(self) -> None:
        """Take the message about the engine away."""
        if self.lost_strip is not None:
            self._window.pages.remove_strip(self.lost_strip)
            self.lost_strip = None

    # ------------------------------------------------------------ closing

    def may_close(self) -> bool:
        """Whether the window may be closed: a training that goes on is not lost without a question."""
        training = self._session.training
        if training is None or not training.is_running:
            return True
        answer = ask_before_closing(self._window)
        if not self._session.is_training:
            # It ended by itself while the question stood there.
            return bool(answer)
        if answer == "keep":
            self._closing_when_kept = True
            self._window.show_page("training")
            training.finish_early()
            return False
        if answer == "cancel":
            training.cancel()
            return True
        self._closing_when_kept = False
        return False
