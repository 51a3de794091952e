"""Two to four views of one thing, within a page: text with an accent line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Hairline


class TextTabs(QTabBar):
    """The tabs alone: `currentChanged(int)` says which was chosen."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        # Very large type: those that do not fit are reached with little arrows, and with the keyboard.
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class TabPages(QWidget):
    """Tabs above the page that belongs to the chosen one."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = TextTabs(name=name)
        self.pages = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.tabs)
        self._column.addWidget(Hairline())
        self._column.addWidget(self.pages, 1)
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        theme().changed.connect(self._restyle)
        self._restyle()

    def add_page(self, title: str, page: QWidget) -> int:
        """One more view; returns its number."""
        self.pages.addWidget(page)
        return self.tabs.addTab(title)

    def _restyle(self) -> None:
        self._column.setSpacing(0)
        self.pages.setContentsMargins(0, theme().u(3), 0, 0)
