"""The sheet: pages are built when they are first asked for, and kept; Esc goes back through those that were shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from tracer_desktop.pages.registry import make_page, why_not
from tracer_desktop.pages.start_page import StartPage
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.page import built_in_parts

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.widgets.page import Page
    from tracer_desktop.widgets.strips import MessageStrip

MOST_REMEMBERED = 50


class PageStack(QFrame):
    """`shown` carries the key of the page that has just been shown."""

    shown = Signal(str)
    made = Signal(object)
    """A page that was just built."""
    help_wanted = Signal(str)
    """A page asked for a page of the help (`go` with "help:guide.md")."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session: Session | None = None
        self._pages: dict[str, Page] = {}
        self._begun: dict[str, Page] = {}
        self._unsettled: set[str] = set()
        self._history: list[str] = []
        self.key = ""
        self._stack = QStackedWidget()
        self._strips = QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setSpacing(0)
        whole.addLayout(self._strips)
        whole.addWidget(self._stack, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def follow(self, session: Session) -> None:
        """Show pages of a session from now on; without one there is only the first page."""
        self._session = session
        for page in self._pages.values():
            if isinstance(page, StartPage):
                page.follow(session)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self.key)

    def built(self, key: str) -> Page | None:
        """A page, when it has been shown before."""
        return self._pages.get(key)

    def show_page(self, key: str, *, remember: bool = True) -> bool:
        """Show a page; False when it cannot be shown yet."""
        if why_not(key, self._session):
            return False
        page = self._whole(key)
        if remember and self.key and self.key != key:
            self._history = [*self._history, self.key][-MOST_REMEMBERED:]
        if self.page is not None:
            self.page.attention.away = True
            if self.key != key:
                # It has been seen; what ends while the page is away waits for it.
                self.page.clear_endings(failures=False)
        self.key = key
        page.attention.away = False
        page.attention.catch_up()
        self._stack.setCurrentWidget(page)
        page.opened()
        self.shown.emit(key)
        return True

    def prepare(self, key: str) -> bool:
        """Do a moment's work on a page before it is asked for; False when nothing is left to do."""
        begun = self._begun.get(key)
        if begun is not None:
            if not begun.build_part():
                self._add(key, self._begun.pop(key))
            return True
        page = self._pages.get(key)
        if page is None:
            with built_in_parts():
                page = self._begun[key] = make_page(key, self._session)
            page.attention.away = True
            self._stack.addWidget(page)
            return True
        if page.attention.hear_next():
            self._unsettled.add(key)
            return True
        return self._settle(key, page)

    def _settle(self, key: str, page: Page) -> bool:
        """Lay a hidden page out as it will be shown, or its first sight would wait for that; False when it is."""
        if key not in self._unsettled:
            return False
        self._unsettled.remove(key)
        if key == self.key:
            return False
        page.resize(self._stack.size())
        for part in page.findChildren(QWidget):
            part.ensurePolished()
        # Qt lays out what is hidden only to draw it: here, one pixel.
        page.grab(QRect(0, 0, 1, 1))
        return True

    def clear_endings(self) -> None:
        """Another file or run is open: what was written of the one before is no longer what the pages are about."""
        for page in self._pages.values():
            page.clear_endings(failures=False)

    def _whole(self, key: str) -> Page:
        """A page, built to its end."""
        if key not in self._pages:
            page = self._begun.pop(key, None) or make_page(key, self._session)
            page.build_rest()
            self._add(key, page)
        return self._pages[key]

    def _add(self, key: str, page: Page) -> None:
        self._pages[key] = page
        self._unsettled.add(key)
        page.go.connect(self._on_go)
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self.made.emit(page)

    def go_back(self) -> bool:
        """Show the page shown before; False when there is none."""
        while self._history:
            key = self._history.pop()
            if key != self.key and self.show_page(key, remember=False):
                return True
        return False

    def add_strip(self, strip: MessageStrip) -> None:
        """A message above whatever page is shown."""
        self._strips.addWidget(strip)
        self._restyle()

    def remove_strip(self, strip: MessageStrip) -> None:
        """Take such a message away."""
        self._strips.removeWidget(strip)
        strip.hide()
        strip.deleteLater()
        self._restyle()

    def _on_go(self, key: str) -> None:
        page, _, file = key.partition(":")
        if file:
            self.help_wanted.emit(file)
        else:
            self.show_page(page)

    def _restyle(self) -> None:
        left, top, right, _ = theme().page_margin
        if self._strips.count():
            self._strips.setContentsMargins(left, top, right, 0)
        else:
            self._strips.setContentsMargins(0, 0, 0, 0)
        whole = self.layout()
        assert whole is not None
        whole.setContentsMargins(1, 1, 0, 0)


def own_method(page: Page | None, name: str) -> Callable[[], object] | None:
    """What a page can do beyond every widget: `find`, for one, is also what Qt calls something else."""
    method = getattr(page, name, None)
    return method if getattr(type(page), name, None) is not getattr(QWidget, name, None) else None
