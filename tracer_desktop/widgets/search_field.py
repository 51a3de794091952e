"""A field to find things with."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.inputs import is_exports

_SEARCH_DELAY_MS = 150


class SearchField(QLineEdit):
    """A field to find things, with its icon inside. `searched` comes when typing has paused."""

    searched = Signal(str)
    """What to look for now; empty for everything."""

    def __init__(self, placeholder: str, *, name: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_words(placeholder, name=name)
        self._empty = QToolButton(self)
        self._empty.setProperty("kind", "bare")
        self._empty.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._empty.setCursor(Qt.CursorShape.ArrowCursor)
        self._empty.setAccessibleName(self.tr("Clear the search"))
        self._empty.setToolTip(self.tr("Clear the search"))
        self._empty.clicked.connect(self._clear)
        self._empty.hide()
        self._pause = QTimer(self, interval=_SEARCH_DELAY_MS, singleShot=True)
        self._pause.timeout.connect(self._say)
        self._said = ""
        self.textChanged.connect(self._wait)
        self.returnPressed.connect(self._say)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_words(self, placeholder: str, *, name: str | None = None) -> None:
        """What the empty field says; with `name` its accessible name where that is another."""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.updateGeometry()  # Qt does not count a placeholder into a field's size

    def event(self, event: QEvent) -> bool:
        """Export's shortcut is left to the window."""
        if is_exports(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field first, and only then goes on to the page."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self._clear()
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The cross stays at the end."""
        super().resizeEvent(event)
        self._place_cross()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field and its icon; Qt's own icons in a field do not grow with the type."""
        super().paintEvent(event)
        look = theme()
        side = look.size("icon_small")
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - side - look.scaled(9) if rtl else look.scaled(9)
        painter = QPainter(self)
        painter.drawPixmap(
            x, (self.height() - side) // 2, look.pixmap("search", "ink2", side, self.devicePixelRatioF())
        )
        painter.end()

    def sizeHint(self) -> QSize:
        """Wide enough for its placeholder and both icons."""
        hint = super().sizeHint()
        width = self.fontMetrics().horizontalAdvance(self.placeholderText()) + theme().scaled(76)
        return QSize(max(width, theme().scaled(160)), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Its placeholder is never cut."""
        hint = super().minimumSizeHint()
        width = self.fontMetrics().horizontalAdvance(self.placeholderText()) + theme().scaled(64)
        return QSize(max(hint.width(), width), hint.height())

    def _clear(self) -> None:
        self.clear()
        self._say()

    def _wait(self) -> None:
        self._empty.setVisible(bool(self.text()))
        self._pause.start()

    def _say(self) -> None:
        self._pause.stop()
        if self.text() != self._said:
            self._said = self.text()
            self.searched.emit(self._said)

    def _place_cross(self) -> None:
        side = theme().size("least_target")
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = theme().scaled(3) if rtl else self.width() - side - theme().scaled(3)
        self._empty.setGeometry(x, (self.height() - side) // 2, side, side)

    def _restyle(self) -> None:
        look = theme()
        before, after = look.scaled(22), look.scaled(20)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            before, after = after, before
        self.setTextMargins(before, 0, after, 0)
        side = look.scaled(14)
        self._empty.setIconSize(QSize(side, side))
        self._empty.setIcon(look.icon("close", "ink2", "icon_small"))
        self._place_cross()
        self.updateGeometry()
        self.update()
