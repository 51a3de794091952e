"""What lies over the sheet while a file hangs over the window: an accent edge, and what dropping it does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tracer_desktop.theme.theme import theme


class DropOverlay(QWidget):
    """Covers its parent while `show_drag` has something to say; it takes no mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Drop a file"))
        parent.installEventFilter(self)
        self.hide()

    def show_drag(self, text: str) -> None:
        """Say what dropping does; "" when nothing hangs over the window."""
        self.text = text
        parent = self.parentWidget()
        if text and parent is not None:
            self.setGeometry(parent.rect())
            self.raise_()
        self.setVisible(bool(text))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as what it covers."""
        parent = self.parentWidget()
        if event.type() == QEvent.Type.Resize and parent is not None:
            self.setGeometry(parent.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The edge, and the words on a soft ground in the middle."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        edge = look.u(2)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), look.radius("page"), look.radius("page")
        )
        font = look.font("section")
        metrics = QFontMetrics(font)
        width = min(metrics.horizontalAdvance(self.text) + look.u(12), self.width() - 4 * edge)
        ground = QRectF(0, 0, width, metrics.height() + look.u(8))
        ground.moveCenter(QRectF(self.rect()).center())
        painter.setBrush(look.colour("accent_soft"))
        painter.drawRoundedRect(ground, look.radius("card"), look.radius("card"))
        painter.setFont(font)
        painter.setPen(look.colour("ink"))
        shown = metrics.elidedText(self.text, Qt.TextElideMode.ElideMiddle, round(width) - look.u(6))
        painter.drawText(ground, int(Qt.AlignmentFlag.AlignCenter.value), shown)
        painter.end()
