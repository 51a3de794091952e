"""The main window: it puts the parts together and decides which page is shown when something happens."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from tracer_desktop.dialogs.message_dialog import tell
from tracer_desktop.dialogs.shortcuts_dialog import ShortcutsDialog
from tracer_desktop.main_window.actions import WindowActions
from tracer_desktop.main_window.announcer import Announcer
from tracer_desktop.main_window.drop_overlay import DropOverlay
from tracer_desktop.main_window.entries import sidebar_entries
from tracer_desktop.main_window.page_stack import PageStack, own_method
from tracer_desktop.main_window.place import keep_place, restore_place
from tracer_desktop.main_window.side_panel import SidePanel
from tracer_desktop.main_window.status_line import StatusLine
from tracer_desktop.operations.ending import ask_before_closing, cancel_training, stop_and_keep_best
from tracer_desktop.operations.guides import GUIDE, help_for
from tracer_desktop.operations.opening import choose_model, choose_table, dropped_path, open_path, open_recent
from tracer_desktop.operations.sample import open_sample
from tracer_desktop.pages.help_page import HelpPage
from tracer_desktop.pages.registry import RESULTS, why_not
from tracer_desktop.pages.start_page import StartPage
from tracer_desktop.plots.loading import plot_library
from tracer_desktop.preferences import GREATEST_ZOOM, LEAST_ZOOM, Mode, Recent
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import quiet_button
from tracer_desktop.widgets.numbers import percent
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import JobError

ZOOM_STEP = 0.1


class MainWindow(QMainWindow):
    """The window on one session. `drag_over` tells the pages what hangs over the window ("" when nothing does)."""

    drag_over = Signal(str)
    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._shown_path: Path | None = None
        self._closing_when_kept = False
        self._asked_run = False
        self._lost_strip: MessageStrip | None = None
        self.pages = PageStack(session)
        self.side = SidePanel(sidebar_entries())
        self.sidebar = self.side.list
        self.status = StatusLine(session)
        self.setStatusBar(self.status)
        self.overlay = DropOverlay(self.pages)
        self.menu = WindowActions(session, self.menuBar(), self)
        self.announcer = Announcer(session, self)
        self._lay_out()
        self._connect_menu()
        self._connect_session()
        self.setAcceptDrops(True)
        restore_place(self, session.state_file)
        self.show_page("start")
        self._on_changed()

    # ------------------------------------------------------------ pages

    def show_page(self, key: str) -> bool:
        """Show a page; False when it cannot be shown yet."""
        return bool(key) and self.pages.show_page(key)

    def open(self, path: Path) -> None:
        """Open a file handed over by the system or by a second start."""
        self.show_page(open_path(self.session, path, self))

    def open_run(self, run_id: str) -> None:
        """Open a run of the workspace ("newest": the latest), and show its verdict once it is there."""
        self._asked_run = True
        self.session.open_run(run_id)

    def show_help(self, file: str, part: str = "") -> None:
        """A page of the help."""
        self.show_page("help")
        page = self.pages.page
        if isinstance(page, HelpPage):
            page.show_part(file, part)

    def to_front(self) -> None:
        """Come to the front, also when minimised."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_bug(self, details: str) -> None:
        """Something Tracer did not foresee: tell it, and go on."""
        tell(
            self,
            self.tr("Something went wrong in Tracer, not in your file."),
            self.tr("You can go on working. What happened is in the log; it holds nothing of your data."),
            details=details,
        )

    # ------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self.setWindowTitle("Tracer")
        middle = QWidget()
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.side)
        right = QVBoxLayout()
        right.addWidget(self.pages)
        across.addLayout(right, 1)
        self.setCentralWidget(middle)
        self.menuBar().setAccessibleName(self.tr("Menu"))

    def _connect_menu(self) -> None:
        menu = self.menu
        slots = {
            "open": self._open,
            "score": self._score,
            "open model": self._open_model,
            "export": self._export,
            "close": self.session.close_table,
            "quit": self.close,
            "copy": self._copy,
            "find": self._find,
            "preferences": self.show_preferences,
            "zoom in": self._zoom_in,
            "zoom out": self._zoom_out,
            "zoom reset": self._zoom_reset,
            "train": self._train,
            "stop": self._stop,
            "cancel": self._cancel,
            "guide": self._guide,
            "what": self._what,
            "shortcuts": self.show_shortcuts,
            "about": self.show_about,
        }
        for name, slot in slots.items():
            menu.connect_to(name, slot)
        menu.page_wanted.connect(self.show_page)
        menu.recent_wanted.connect(self._open_recent)
        menu.sample_wanted.connect(self._open_sample)
        menu.mode_wanted.connect(self._set_mode)
        self.sidebar.chosen.connect(self.show_page)
        self.side.endpoint_wanted.connect(self._show_endpoint)
        self.pages.shown.connect(self._on_shown)
        self.pages.made.connect(self._on_made)
        self.pages.help_wanted.connect(self.show_help)

    def _connect_session(self) -> None:
        session = self.session
        session.table_opening.connect(self._on_opening)
        for signal in (session.table_opened, session.plan_changed, session.run_closed):
            signal.connect(self._on_changed)
        session.table_failed.connect(self._on_failed)
        session.table_closed.connect(self._on_changed)
        session.training_changed.connect(self._on_training)
        session.run_opened.connect(self._on_run)
        # By the time somebody looks at a result, matplotlib has been imported beside this thread.
        for signal in (session.training_changed, session.run_opened):
            signal.connect(plot_library().start)
        session.recent_changed.connect(self.menu.refresh_recent)
        session.engine_lost.connect(self._on_lost)
        session.endpoint.changed.connect(self._on_endpoint)

    # ------------------------------------------------------------ what happens

    def _on_made(self, page: Page) -> None:
        if isinstance(page, StartPage):
            page.guide_wanted.connect(self._guide)
            page.shortcuts_wanted.connect(self.show_shortcuts)
            self.drag_over.connect(page.show_drag)

    def _on_shown(self, key: str) -> None:
        self.sidebar.show_key(key)
        self.sidebar.set_news(key, "")
        if key in RESULTS:
            self.sidebar.set_news("verdict", "")
        self._on_changed()

    def _on_opening(self, path: Path) -> None:
        if path != self._shown_path:
            self._shown_path = path
            self.show_page("data")
        self._on_changed()

    def _on_failed(self, _error: object) -> None:
        self._on_changed()

    def _on_changed(self) -> None:
        session, key = self.session, self.pages.key
        if session.path is None:
            self._shown_path = None
        for entry in sidebar_entries():
            if entry.kind == "page":
                self.sidebar.set_why(entry.key, why_not(entry.key, session))
        if key and why_not(key, session):
            self.show_page("start")
            return
        self.menu.refresh(key)
        page = self.pages.page
        exports = own_method(page, "export") is not None
        finds = own_method(page, "find") is not None
        self.menu.disable("export", "" if exports else self.tr("There is nothing to export on this page."))
        self.menu.disable("find", "" if finds else self.tr("There is nothing to look through on this page."))
        name = session.path.name if session.path is not None else ""
        self.setWindowTitle(f"{name} – Tracer" if name else "Tracer")

    def _on_training(self) -> None:
        training = self.session.training
        running = training is not None and training.is_running
        self.sidebar.set_note("training", percent(training.fraction) if running and training is not None else "")
        self._on_changed()
        if running or training is None:
            return
        if self._closing_when_kept:
            QTimer.singleShot(0, self.close)
        elif training.state == "failed" and self.pages.key != "training":
            self.sidebar.set_news("training", self.tr("The training failed."))

    def _on_run(self) -> None:
        self._on_changed()
        training, run = self.session.training, self.session.run
        if self._asked_run:
            self._asked_run = not self.show_page("verdict")
        elif training is None or run is None or training.run_id != run.id:
            return
        if self.pages.key == "training":
            self.show_page("verdict")
        elif self.pages.key not in RESULTS:
            # Never taken away from what one is doing: the entry is marked, and a screen reader is told.
            self.sidebar.set_news("verdict", self.tr("The training is done; its results are here."))
            self.announcer.say(self.tr("The results are ready."))

    def _on_endpoint(self) -> None:
        self.side.set_endpoint(self.session.endpoint.port if self.session.endpoint.state == "on" else None)

    def _on_lost(self, error: JobError) -> None:
        if self._lost_strip is not None:
            self.pages.remove_strip(self._lost_strip)
        close = quiet_button(self.tr("Close"), name=self.tr("Close this message"))
        close.clicked.connect(self._forget_lost)
        self._lost_strip = MessageStrip("caution", error.message, error.remedy, [close])
        self.pages.add_strip(self._lost_strip)

    def _forget_lost(self) -> None:
        if self._lost_strip is not None:
            self.pages.remove_strip(self._lost_strip)
            self._lost_strip = None

    # ------------------------------------------------------------ what the menus do

    def _open(self) -> None:
        self.show_page(choose_table(self.session, self))

    def _open_model(self) -> None:
        self.show_page(choose_model(self.session, self))

    def _open_recent(self, recent: Recent) -> None:
        self.show_page(open_recent(self.session, recent, self))

    def _open_sample(self, stem: str) -> None:
        opening = open_sample(self.session, stem, self)
        opening.opened.connect(self.show_page)
        opening.start()

    def _score(self) -> None:
        self.show_page("score")

    def _show_endpoint(self) -> None:
        self.show_page("endpoint")

    def _export(self) -> None:
        export = own_method(self.pages.page, "export")
        if export is not None:
            export()

    def _find(self) -> None:
        find = own_method(self.pages.page, "find")
        if find is not None:
            find()

    def _copy(self) -> None:
        focus = QApplication.focusWidget()
        copy = getattr(focus, "copy", None)
        if copy is not None:
            copy()
        elif focus is not None:
            press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
            QApplication.sendEvent(focus, press)

    def _train(self) -> None:
        """On the training page the page knows what comes next; elsewhere the page is shown."""
        train = own_method(self.pages.page, "train")
        if self.pages.key == "training" and train is not None:
            train()
        else:
            self.show_page("training")

    def _stop(self) -> None:
        stop_and_keep_best(self.session)

    def _cancel(self) -> None:
        cancel_training(self.session, self)

    def _guide(self) -> None:
        self.show_help(GUIDE)

    def _what(self) -> None:
        self.show_help(*help_for(self.pages.key))

    def _zoom_in(self) -> None:
        self._zoom(theme().zoom + ZOOM_STEP)

    def _zoom_out(self) -> None:
        self._zoom(theme().zoom - ZOOM_STEP)

    def _zoom_reset(self) -> None:
        self._zoom(1.0)

    def _zoom(self, zoom: float) -> None:
        zoom = round(min(GREATEST_ZOOM, max(LEAST_ZOOM, zoom)), 2)
        theme().set_zoom(zoom)
        self.session.state_file.set_preferences(zoom=zoom)

    def _set_mode(self, mode: str) -> None:
        theme().set_mode(cast("Mode", mode))
        self.session.state_file.set_preferences(mode=mode)

    # ------------------------------------------------------------ dialogs

    def show_preferences(self) -> None:
        """Edit ▸ Preferences…"""
        from tracer_desktop.dialogs.preferences_dialog import PreferencesDialog

        dialog = PreferencesDialog(self.session, self)
        dialog.endpoint_wanted.connect(self._show_endpoint)
        dialog.exec()
        dialog.deleteLater()
        self.menu.set_mode(theme().mode)

    def show_shortcuts(self) -> None:
        """Help ▸ Keyboard shortcuts."""
        dialog = ShortcutsDialog(self.menu.menus, self)
        dialog.exec()
        dialog.deleteLater()

    def show_about(self) -> None:
        """Help ▸ About Tracer."""
        from tracer_desktop.dialogs.about_dialog import AboutDialog

        dialog = AboutDialog(self)
        dialog.exec()
        dialog.deleteLater()

    # ------------------------------------------------------------ events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, unless somebody inside had a use for it; it never ends a job."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.pages.go_back()
            event.accept()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if event.mimeData().hasUrls():
            path, why = dropped_path(event.mimeData().urls())
            self._tell_drag(self.tr("Drop to open {file}").format(file=path.name) if path else why)
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Still over the window."""
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self._tell_drag("")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped, or say why not."""
        self._tell_drag("")
        path, why = dropped_path(event.mimeData().urls())
        event.acceptProposedAction()
        if path is None:
            tell(self, self.tr("That cannot be opened."), why, kind="caution")
        else:
            self.open(path)

    def _tell_drag(self, text: str) -> None:
        self.drag_over.emit(text)
        # The first page has a place of its own that answers.
        self.overlay.show_drag("" if self.pages.key == "start" else text)

    def showEvent(self, event: QShowEvent) -> None:
        """The focus starts on the page, not on the sidebar."""
        super().showEvent(event)
        page = self.pages.page
        if page is not None:
            page.opened()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A training that goes on is not lost without a question."""
        if self.session.is_training and not self._may_close():
            event.ignore()
            return
        keep_place(self, self.session.state_file)
        event.accept()
        self.closed.emit()

    def _may_close(self) -> bool:
        training = self.session.training
        assert training is not None
        answer = ask_before_closing(self)
        if not self.session.is_training:
            # It ended by itself while the question stood there.
            return bool(answer)
        if answer == "keep":
            self._closing_when_kept = True
            self.show_page("training")
            training.finish_early()
            return False
        if answer == "cancel":
            training.cancel()
            return True
        self._closing_when_kept = False
        return False
