"""The heading of the preview: several columns can be chosen, and each has a menu."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.table_header import PADDING, HeaderView


class ColumnHeader(HeaderView):
    """Headings to choose from. A press on the type's icon, or with the right button, asks for the column's menu."""

    menu_wanted = Signal(int, QPoint)
    """A section, and where on the screen its menu is to open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._tinted: frozenset[int] = frozenset()
        self._pressed_icon = -1
        self.is_pressed = False
        """Whether the user is at it with the mouse: only then is a change of width the user's own."""

    def tint(self, sections: Collection[int]) -> None:
        """Tint these sections, and no others."""
        if frozenset(sections) != self._tinted:
            self._tinted = frozenset(sections)
            self.viewport().update()

    def tinted(self) -> frozenset[int]:
        """The sections that are tinted."""
        return self._tinted

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One heading, tinted where its column is chosen."""
        self._chosen = section if section in self._tinted else -1
        super().paintSection(painter, rect, section)

    def menu_place(self, section: int) -> QPoint:
        """Where on the screen the menu of a section opens: under its heading."""
        left = max(0, self.sectionViewportPosition(section))
        return self.viewport().mapToGlobal(QPoint(left, self.height()))

    def icon_rect(self, section: int) -> QRect:
        """Where the icon of a section is drawn, with room to press it."""
        if not self._icon(section):
            return QRect()
        look = theme()
        pad, gap, side = look.scaled(PADDING), look.scaled(4), look.size("icon_small")
        whole = QRect(self.sectionViewportPosition(section), 0, self.sectionSize(section), self.height())
        room = max(0, whole.width() - 2 * pad - side - gap)
        text = min(room, QFontMetrics(look.font("label")).horizontalAdvance(self._text(section)))
        right = bool(self._alignment(section) & Qt.AlignmentFlag.AlignRight)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            right = not right
        x = whole.right() + 1 - pad - text - side - gap if right else whole.left() + pad
        return QRect(max(x, whole.left()), 0, side, self.height()).adjusted(-gap, 0, gap // 2, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the column; a press on its icon may become a click on it."""
        self.is_pressed = True
        super().mousePressEvent(event)
        section = self.logicalIndexAt(event.position().toPoint())
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        on_icon = section >= 0 and self.icon_rect(section).contains(event.position().toPoint())
        self._pressed_icon = section if plain and on_icon else -1

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the icon asks for the menu."""
        super().mouseReleaseEvent(event)
        self.is_pressed = False
        section, self._pressed_icon = self._pressed_icon, -1
        if section >= 0 and self.icon_rect(section).contains(event.position().toPoint()):
            self.menu_wanted.emit(section, self.menu_place(section))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button asks for the menu."""
        section = self.logicalIndexAt(event.pos())
        if section >= 0:
            self.menu_wanted.emit(section, event.globalPos())
        event.accept()
