"""The value of the point the mouse is near to."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from tracer_desktop.theme.theme import theme


class HoverLabel(QLabel):
    """A few words on paper beside a point, and a ring round the point; never in the way of the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._whole = parent
        self._ring = _Ring(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, words: str, point: QPointF) -> None:
        """Show words beside a point of the parent."""
        look = theme()
        pad = look.u(2)
        self.setFont(look.font("caption"))
        self.setContentsMargins(pad, look.scaled(5), pad, look.scaled(5))
        self.setText(words)
        self.adjustSize()
        whole, gap = self._whole.rect(), look.scaled(12)
        x = point.x() + gap if point.x() + gap + self.width() < whole.width() else point.x() - gap - self.width()
        y = point.y() - gap - self.height() if point.y() - gap - self.height() > 0 else point.y() + gap
        x = min(max(0.0, x), max(0.0, whole.width() - self.width()))
        y = min(max(0.0, y), max(0.0, whole.height() - self.height()))
        self.move(QPoint(round(x), round(y)))
        self._ring.show_at(point)
        self.show()
        self.raise_()

    def hide(self) -> None:
        """Say nothing."""
        super().hide()
        self._ring.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper with an edge, and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("edge"), 1))
        painter.setBrush(theme().colour("paper"))
        radius = theme().radius("chip")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()
        super().paintEvent(event)


class _Ring(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, point: QPointF) -> None:
        side = theme().scaled(14)
        self.setGeometry(round(point.x() - side / 2), round(point.y() - side / 2), side, side)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("ink"), 1.5))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))
        painter.end()
