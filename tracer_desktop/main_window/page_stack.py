"""The sheet: pages are built when they are first asked for, and kept; Esc goes back through those that were shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from tracer_desktop.pages.registry import make_page, why_not
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
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

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._pages: dict[str, Page] = {}
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
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = make_page(key, self._session)
            page.go.connect(self._on_go)
            self._stack.addWidget(page)
            self.made.emit(page)
        if remember and self.key and self.key != key:
            self._history = [*self._history, self.key][-MOST_REMEMBERED:]
        self.key = key
        self._stack.setCurrentWidget(page)
        page.opened()
        self.shown.emit(key)
        return True

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
