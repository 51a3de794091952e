"""What stands beside a table, and scrolls for itself; or stands below it, at its whole height."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme

LEAST_HEIGHT = 120
"""Beside the table, in pixels at 100 %."""
_ANY_WIDTH = 16_777_215


class SideArea(QScrollArea):
    """Fill `column`. `width` is the one beside the table, in pixels at 100 %; 0: what it stands in gives it one."""

    def __init__(self, *, name: str, width: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width, self._is_below = width, False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(name)
        inside = QWidget()
        inside.setProperty("see_through", "true")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(inside)
        self.set_below(False)

    def set_below(self, below: bool) -> None:
        """Below the table, or beside it."""
        self._is_below = below
        if below or not self._width:
            self.setMinimumWidth(0)
            self.setMaximumWidth(_ANY_WIDTH)
        else:
            self.setFixedWidth(theme().scaled(self._width))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as it has to be: beside the table it takes what room there is."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Below the table nothing is to be scrolled here: the page does it."""
        width = theme().scaled(self._width) if self._width else self.column.totalMinimumSize().width()
        return QSize(width, self._inner_height() if self._is_below else theme().scaled(LEAST_HEIGHT))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """More inside, or less: the page has to know."""
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _inner_height(self) -> int:
        layout = self.column
        return layout.heightForWidth(self.width()) if layout.hasHeightForWidth() else layout.sizeHint().height()
