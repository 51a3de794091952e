"""The main window: what can be seen of it at once, and what is put into it once it is on the screen.

Nothing is imported here at the top that the first picture can do without: see `app/arrival.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenuBar, QVBoxLayout, QWidget

from tracer_desktop.main_window.entries import menu_titles, sidebar_entries
from tracer_desktop.main_window.page_stack import PageStack
from tracer_desktop.main_window.place import keep_place, restore_place
from tracer_desktop.main_window.side_panel import SidePanel
from tracer_desktop.main_window.status_line import StatusLine
from tracer_desktop.pages.registry import why_not

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QKeyEvent,
        QPaintEvent,
        QShowEvent,
    )

    from tracer_desktop.main_window.actions import WindowActions
    from tracer_desktop.main_window.announcer import Announcer
    from tracer_desktop.main_window.conduct import Conduct
    from tracer_desktop.main_window.dropping import Dropping
    from tracer_desktop.main_window.menu_slots import MenuSlots
    from tracer_desktop.preferences import StateFile
    from tracer_desktop.session import Session


class MainWindow(QMainWindow):
    """The window on one session. `drag_over` tells the pages what hangs over the window ("" when nothing does).

    Made with a session it is whole at once. Made without one it is what the first picture shows, and what is asked of
    it waits until every step of `furnishing` has been taken.
    """

    drag_over = Signal(str)
    closed = Signal()
    painted = Signal()
    """It has been drawn for the first time."""
    furnished = Signal()

    session: Session
    menu: WindowActions
    slots: MenuSlots
    announcer: Announcer
    dropping: Dropping
    conduct: Conduct

    def __init__(
        self, session: Session | None, parent: QWidget | None = None, *, state: StateFile | None = None
    ) -> None:
        super().__init__(parent)
        self.is_furnished = False
        self._is_painted = False
        self._wishes: list[Callable[[], object]] = []
        self.pages = PageStack()
        self.side = SidePanel(sidebar_entries())
        self.sidebar = self.side.list
        self.status = StatusLine()
        self.setStatusBar(self.status)
        self._lay_out()
        self.sidebar.chosen.connect(self.show_page)
        for entry in sidebar_entries():
            self.sidebar.set_why(entry.key, why_not(entry.key, None))
        self._state = session.state_file if session is not None else state
        if self._state is not None:
            restore_place(self, self._state)
        self.pages.show_page("start")
        self.sidebar.show_key("start")
        if session is not None:
            for step in self.furnishing(session):
                step()

    def _lay_out(self) -> None:
        self.setWindowTitle("Tracer")
        bar = QMenuBar()
        bar.setAccessibleName(self.tr("Menu"))
        self.setMenuBar(bar)
        self.menus = {name: bar.addMenu(title) for name, title in menu_titles()}
        middle = QWidget()
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.side)
        right = QVBoxLayout()
        right.addWidget(self.pages)
        across.addLayout(right, 1)
        self.setCentralWidget(middle)

    # ------------------------------------------------------------ becoming whole

    def furnishing(self, session: Session) -> list[Callable[[], None]]:
        """The steps that make the window whole, in their order; each is short."""
        self.session = session
        return [self._fill_menus, self._fill_pages, self._begin]

    def _fill_menus(self) -> None:
        from tracer_desktop.main_window.actions import WindowActions
        from tracer_desktop.main_window.menu_slots import MenuSlots

        self.menu = WindowActions(self.session, self.menus, self)
        self.slots = MenuSlots(self)

    def _fill_pages(self) -> None:
        self.pages.follow(self.session)
        self.status.follow(self.session)

    def _begin(self) -> None:
        from tracer_desktop.main_window.announcer import Announcer
        from tracer_desktop.main_window.conduct import Conduct
        from tracer_desktop.main_window.dropping import Dropping

        self.announcer = Announcer(self.session, self)
        self.dropping = Dropping(self)
        self.is_furnished = True
        self.conduct = Conduct(self)
        self.setAcceptDrops(True)
        wishes, self._wishes = self._wishes, []
        for wish in wishes:
            wish()
        self.furnished.emit()

    # ------------------------------------------------------------ what is asked of it

    def show_page(self, key: str) -> bool:
        """Show a page; False when it cannot be shown yet."""
        if not self.is_furnished:
            self._wishes.append(partial(self.show_page, key))
            return False
        return bool(key) and self.pages.show_page(key)

    def open(self, path: Path) -> None:
        """Open a file handed over by the system or by a second start."""
        if not self.is_furnished:
            self._wishes.append(partial(self.open, path))
            return
        from tracer_desktop.operations.opening import open_path

        self.show_page(open_path(self.session, path, self))

    def open_run(self, run_id: str) -> None:
        """Open a run of the workspace ("newest": the latest), and show its verdict once it is there."""
        if not self.is_furnished:
            self._wishes.append(partial(self.open_run, run_id))
            return
        self.conduct.open_run(run_id)

    def show_help(self, file: str, part: str = "") -> None:
        """A page of the help."""
        from tracer_desktop.pages.help_page import HelpPage

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
        from tracer_desktop.dialogs.message_dialog import tell

        tell(
            self,
            self.tr("Something went wrong in Tracer, not in your file."),
            self.tr("You can go on working. What happened is in the log; it holds nothing of your data."),
            details=details,
        )

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
        self.dropping.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Still over the window."""
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self.dropping.leave()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped, or say why not."""
        self.dropping.drop(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first picture."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """The focus starts on the page, not on the sidebar."""
        super().showEvent(event)
        page = self.pages.page
        if page is not None:
            page.opened()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A training that goes on is not lost without a question."""
        if self.is_furnished and not self.conduct.may_close():
            event.ignore()
            return
        if self._state is not None:
            keep_place(self, self._state)
        event.accept()
        self.closed.emit()
