"""What the menus do."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from tracer_desktop.main_window.page_stack import own_method
from tracer_desktop.operations.ending import cancel_training, stop_and_keep_best
from tracer_desktop.operations.guides import GUIDE, help_for
from tracer_desktop.operations.opening import choose_model, choose_table, open_recent
from tracer_desktop.operations.sample import open_sample
from tracer_desktop.pages.start_page import StartPage
from tracer_desktop.preferences import GREATEST_ZOOM, LEAST_ZOOM, Mode, Recent
from tracer_desktop.theme.theme import theme

if TYPE_CHECKING:
    from tracer_desktop.main_window.window import MainWindow
    from tracer_desktop.widgets.page import Page

ZOOM_STEP = 0.1


class MenuSlots(QObject):
    """Connected to every action of one window, and to what pages offer of the same."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._connect()
        start = window.pages.built("start")
        if start is not None:
            self._on_made(start)

    def _connect(self) -> None:
        window, menu = self._window, self._window.menu
        slots = {
            "open": self._open,
            "score": self._score,
            "open model": self._open_model,
            "export": self._export,
            "close": self._session.close_table,
            "quit": window.close,
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
        menu.page_wanted.connect(window.show_page)
        menu.recent_wanted.connect(self._open_recent)
        menu.sample_wanted.connect(self._open_sample)
        menu.mode_wanted.connect(self._set_mode)
        window.side.endpoint_wanted.connect(self._show_endpoint)
        window.pages.made.connect(self._on_made)
        window.pages.help_wanted.connect(window.show_help)

    def _on_made(self, page: Page) -> None:
        if isinstance(page, StartPage):
            page.guide_wanted.connect(self._guide)
            page.shortcuts_wanted.connect(self.show_shortcuts)
            self._window.drag_over.connect(page.show_drag)

    # ------------------------------------------------------------ files and pages

    def _open(self) -> None:
        self._window.show_page(choose_table(self._session, self._window))

    def _open_model(self) -> None:
        self._window.show_page(choose_model(self._session, self._window))

    def _open_recent(self, recent: Recent) -> None:
        self._window.show_page(open_recent(self._session, recent, self._window))

    def _open_sample(self, stem: str) -> None:
        opening = open_sample(self._session, stem, self._window)
        opening.opened.connect(self._window.show_page)
        opening.start()

    def _score(self) -> None:
        self._window.show_page("score")

    def _show_endpoint(self) -> None:
        self._window.show_page("endpoint")

    def _export(self) -> None:
        export = own_method(self._window.pages.page, "export")
        if export is not None:
            export()

    def _find(self) -> None:
        find = own_method(self._window.pages.page, "find")
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

    # ------------------------------------------------------------ the training

    def _train(self) -> None:
        """On the training page the page knows what comes next; elsewhere the page is shown."""
        train = own_method(self._window.pages.page, "train")
        if self._window.pages.key == "training" and train is not None:
            train()
        else:
            self._window.show_page("training")

    def _stop(self) -> None:
        stop_and_keep_best(self._session)

    def _cancel(self) -> None:
        cancel_training(self._session, self._window)

    # ------------------------------------------------------------ the look

    def _zoom_in(self) -> None:
        self._zoom(theme().zoom + ZOOM_STEP)

    def _zoom_out(self) -> None:
        self._zoom(theme().zoom - ZOOM_STEP)

    def _zoom_reset(self) -> None:
        self._zoom(1.0)

    def _zoom(self, zoom: float) -> None:
        zoom = round(min(GREATEST_ZOOM, max(LEAST_ZOOM, zoom)), 2)
        theme().set_zoom(zoom)
        self._session.state_file.set_preferences(zoom=zoom)

    def _set_mode(self, mode: str) -> None:
        theme().set_mode(cast("Mode", mode))
        self._session.state_file.set_preferences(mode=mode)

    # ------------------------------------------------------------ help and dialogs

    def _guide(self) -> None:
        self._window.show_help(GUIDE)

    def _what(self) -> None:
        self._window.show_help(*help_for(self._window.pages.key))

    def show_preferences(self) -> None:
        """Edit ▸ Preferences…"""
        from tracer_desktop.dialogs.preferences_dialog import PreferencesDialog

        dialog = PreferencesDialog(self._session, self._window)
        dialog.endpoint_wanted.connect(self._show_endpoint)
        dialog.exec()
        dialog.deleteLater()
        self._window.menu.set_mode(theme().mode)

    def show_shortcuts(self) -> None:
        """Help ▸ Keyboard shortcuts."""
        from tracer_desktop.dialogs.shortcuts_dialog import ShortcutsDialog

        dialog = ShortcutsDialog(self._window.menu.menus, self._window)
        dialog.exec()
        dialog.deleteLater()

    def show_about(self) -> None:
        """Help ▸ About Tracer."""
        from tracer_desktop.dialogs.about_dialog import AboutDialog

        dialog = AboutDialog(self._window)
        dialog.exec()
        dialog.deleteLater()
