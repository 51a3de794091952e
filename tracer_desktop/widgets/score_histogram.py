"""How the probabilities of a list are spread: twenty bars, those of high risk in the accent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.numbers import count, percent


class ScoreHistogram(QWidget):
    """Bars over the probability from 0 to 100 %; `high_from` is where high risk begins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: tuple[tuple[float, float, int], ...] = ()
        self._high_from = 1.0
        self._axis = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("How the probabilities are spread"))
        theme().changed.connect(self._on_theme)

    def set_bins(self, bins: Sequence[tuple[float, float, int]], high_from: float, axis: str) -> None:
        """Draw other bars: (low, high, rows) each; `axis` says what is measured."""
        self._bins, self._high_from, self._axis = tuple(bins), high_from, axis
        self.setAccessibleDescription("; ".join(self._words(*one) for one in self._bins))
        self.update()

    def sizeHint(self) -> QSize:
        """The room it would like."""
        return QSize(theme().scaled(300), theme().scaled(54) + theme().u(2) + self._words_height())

    def minimumSizeHint(self) -> QSize:
        """The room it cannot do without."""
        return QSize(theme().scaled(160), theme().scaled(40) + theme().u(2) + self._words_height())

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()

    def _words_height(self) -> int:
        return QFontMetrics(theme().font("caption")).lineSpacing()

    def _words(self, low: float, high: float, rows: int) -> str:
        return self.tr("{low} to {high}: {rows}").format(low=percent(low), high=percent(high), rows=count(rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws it."""
        look = theme()
        painter = QPainter(self)
        words = self._words_height()
        floor = self.height() - words - look.u(2)
        most = max((rows for _, _, rows in self._bins), default=0) or 1
        for low, high, rows in self._bins:
            left, right = round(low * self.width()), round(high * self.width()) - 1
            height = max(1.0 if rows else 0.0, floor * rows / most)
            colour = "accent" if (low + high) / 2 >= self._high_from else "mark"
            painter.fillRect(QRectF(left, floor - height, max(1, right - left), height), look.colour(colour))
        painter.setPen(look.colour("line"))
        painter.drawLine(0, int(floor), self.width(), int(floor))
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("ink3"))
        line = QRectF(0, self.height() - words, self.width(), words)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, percent(0.0))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, percent(1.0))
        painter.drawText(line, Qt.AlignmentFlag.AlignHCenter, self._axis)

    def event(self, event: QEvent) -> bool:
        """What lies under the pointer is told in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = event.pos().x() / max(1, self.width())
            for one in self._bins:
                if one[0] <= at < one[1]:
                    QToolTip.showText(event.globalPos(), self._words(*one), self)
            return True
        return super().event(event)
