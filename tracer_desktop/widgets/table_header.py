"""The heading of a table: icon and name together, aligned as the column, with an arrow where it is sorted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.table_roles import IconNameRole

PADDING = 11
"""A cell's 8 and Qt's text margin of 3: so headings and cells stand in one line."""


class HeaderView(QHeaderView):
    """Draws its own text: a font set on a heading loses to the style sheet."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setStretchLastSection(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._chosen = -1
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_chosen(self, section: int) -> None:
        """Tint one section, -1 for none."""
        if section != self._chosen:
            self._chosen = section
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The headings; their two lines go on to the table's end."""
        super().paintEvent(event)
        rest = self.viewport().rect()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            rest.setRight(rest.right() - self.length() + self.offset())
        else:
            rest.setLeft(self.length() - self.offset())
        if rest.width() > 0:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.drawLine(rest.topLeft(), rest.topRight())
            painter.drawLine(rest.bottomLeft(), rest.bottomRight())
            painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One heading between its two lines."""
        if not rect.isValid():
            return
        look = theme()
        painter.save()
        chosen = section == self._chosen
        painter.fillRect(rect, look.colour("accent_soft" if chosen else "paper"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._draw_words(painter, rect, section)
        painter.restore()

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Room for icon, name and arrow."""
        look = theme()
        width = QFontMetrics(look.font("label")).horizontalAdvance(self._text(section)) + 2 * look.scaled(PADDING)
        if self._icon(section):
            width += look.size("icon_small") + look.scaled(4)
        if self.isSortIndicatorShown():
            width += look.scaled(14)
        return QSize(width + 2, look.size("header"))

    def _draw_words(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = theme()
        pad, gap, side = look.scaled(PADDING), look.scaled(4), look.size("icon_small")
        font = look.font("label")
        metrics = QFontMetrics(font)
        icon = self._icon(section)
        arrow = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        before = side + gap if icon else 0
        after = look.scaled(14) if arrow else 0
        room = rect.width() - 2 * pad - before - after
        shown = metrics.elidedText(self._text(section), Qt.TextElideMode.ElideRight, room)
        used = before + metrics.horizontalAdvance(shown) + after
        right = bool(self._alignment(section) & Qt.AlignmentFlag.AlignRight)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            right = not right
        x = rect.right() + 1 - pad - used if right else rect.left() + pad
        x = max(x, rect.left() + min(pad, look.scaled(4)))
        if icon:
            picture = look.pixmap(icon, "ink3", side, self.devicePixelRatioF())
            painter.drawPixmap(x, rect.center().y() - side // 2 + 1, picture)
            x += before
        painter.setFont(font)
        painter.setPen(look.colour("ink2"))
        words = QRect(x, rect.top(), max(0, room), rect.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        if arrow:
            self._draw_arrow(painter, rect, x + metrics.horizontalAdvance(shown) + gap)
        if self.hasFocus() and section == self.currentIndex().column():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _draw_arrow(self, painter: QPainter, rect: QRect, x: int) -> None:
        side = theme().scaled(10)
        picture = theme().pixmap("down", "ink2", side, self.devicePixelRatioF())
        y = rect.center().y() - side // 2 + 1
        painter.save()
        if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder:
            painter.translate(x + side / 2, y + side / 2)
            painter.rotate(180)
            painter.translate(-side / 2, -side / 2)
            painter.drawPixmap(0, 0, picture)
        else:
            painter.drawPixmap(x, y, picture)
        painter.restore()

    def _data(self, section: int, role: int) -> object:
        model = self.model()
        return None if model is None else model.headerData(section, self.orientation(), role)

    def _text(self, section: int) -> str:
        return str(self._data(section, Qt.ItemDataRole.DisplayRole) or "")

    def _icon(self, section: int) -> str:
        return str(self._data(section, IconNameRole) or "")

    def _alignment(self, section: int) -> Qt.AlignmentFlag:
        said = self._data(section, Qt.ItemDataRole.TextAlignmentRole)
        if said is None and (model := self.model()) is not None and model.rowCount(QModelIndex()):
            said = model.index(0, section).data(Qt.ItemDataRole.TextAlignmentRole)
        return alignment_of(said)

    def _restyle(self) -> None:
        self.setFixedHeight(theme().size("header"))
        self.setMinimumSectionSize(theme().size("least_target"))
        self.viewport().update()


def alignment_of(said: object) -> Qt.AlignmentFlag:
    """A model's alignment, however it was said; left if it was not."""
    if isinstance(said, Qt.AlignmentFlag):
        return said
    return Qt.AlignmentFlag(said) if isinstance(said, int) and said else Qt.AlignmentFlag.AlignLeft
