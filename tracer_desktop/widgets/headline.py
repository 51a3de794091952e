"""A number that never comes alone: its value, its interval, and the rival it has to beat."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import decimal

Better = Literal["high", "low"]


class Whisker(QWidget):
    """A scale with the interval as a band, the value as a dot and the rival as a tick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[float, float, float, float | None] | None = None
        self._scale = (0.0, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_marks(
        self,
        value: float,
        low: float,
        high: float,
        rival: float | None = None,
        scale: tuple[float, float] | None = None,
    ) -> None:
        """What to show; without a scale, one that fits all marks."""
        self._marks = (value, low, high, rival)
        self._scale = scale if scale is not None else fitting_scale(value, low, high, rival)
        self.update()

    def clear(self) -> None:
        """Nothing but the track."""
        self._marks = None
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the rival's tick."""
        return QSize(theme().scaled(120), theme().scaled(16))

    def minimumSizeHint(self) -> QSize:
        """Room enough to tell the marks apart."""
        return QSize(theme().scaled(60), theme().scaled(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, band, tick, dot."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, edge = self.height() / 2, look.scaled(5)
        painter.setPen(QPen(look.colour("line"), look.scaled(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(edge, middle), QPointF(self.width() - edge, middle))
        if self._marks is not None:
            value, low, high, rival = self._marks
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_band"))
            left, right, thick = self._x(low), self._x(high), look.scaled(6)
            band = QRectF(left, middle - thick / 2, max(thick, right - left), thick)
            painter.drawRoundedRect(band, thick / 2, thick / 2)
            if rival is not None:
                painter.setBrush(look.colour("rival"))
                wide = look.scaled(2)
                left = round(self._x(rival)) - wide // 2
                painter.drawRect(QRectF(left, middle - look.scaled(7), wide, look.scaled(14)))
            painter.setBrush(look.colour("accent"))
            painter.drawEllipse(QPointF(self._x(value), middle), look.scaled(9) / 2, look.scaled(9) / 2)
        painter.end()

    def _x(self, value: float) -> float:
        first, last = self._scale
        edge = theme().scaled(5)
        share = (value - first) / (last - first) if last > first else 0.5
        return edge + min(1.0, max(0.0, share)) * (self.width() - 2 * edge)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class HeadlineNumber(QWidget):
    """Label, figure, “low to high · rule x”, whisker; all of it in words for a screen reader."""

    def __init__(self, label: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Label(label, "label", "ink2")
        self.figure = Label("–", "figure", selectable=True)
        self.caption = Label("", "caption", "ink2", selectable=True)
        self.whisker = Whisker()
        self.setAccessibleName(label)
        self.whisker.setAccessibleName(label)
        self._column = QVBoxLayout(self)
        for part in (self.label, self.figure, self.caption, self.whisker):
            self._column.addWidget(part)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_label(self, label: str) -> None:
        """Another name for the number."""
        self.label.set_text(label)
        self.setAccessibleName(label)
        self.whisker.setAccessibleName(label)

    def set_value(
        self,
        value_text: str,
        caption: str,
        *,
        value: float,
        low: float,
        high: float,
        rival: float | None = None,
        scale: tuple[float, float] | None = None,
        better: Better = "high",
    ) -> None:
        """The number as it is read, the line under it, and the same as numbers for the whisker."""
        self.figure.set_text(value_text)
        self.caption.set_text(caption)
        self.whisker.show()
        self.whisker.set_marks(value, low, high, rival, scale)
        words = self._in_words(value_text, value, low, high, rival, better)
        self.whisker.setAccessibleDescription(words)
        self.setAccessibleDescription(words)

    def set_plain(self, value_text: str, caption: str) -> None:
        """A number without an interval: a count, for instance."""
        self.figure.set_text(value_text)
        self.caption.set_text(caption)
        self.whisker.clear()
        self.whisker.hide()
        self.setAccessibleDescription(f"{value_text}, {caption}" if caption else value_text)

    def _in_words(self, text: str, value: float, low: float, high: float, rival: float | None, better: Better) -> str:
        places = _decimals(text)
        shown = {"value": text, "low": decimal(low, places), "high": decimal(high, places)}
        if rival is None:
            return self.tr("{value}, between {low} and {high}").format(**shown)
        shown["rival"] = decimal(rival, places)
        if value == rival:
            return self.tr("{value}, between {low} and {high}, the same as the rule at {rival}").format(**shown)
        if (value > rival) == (better == "high"):
            said = self.tr("{value}, between {low} and {high}, better than the rule at {rival}")
        else:
            said = self.tr("{value}, between {low} and {high}, worse than the rule at {rival}")
        return said.format(**shown)

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().scaled(2))


def fitting_scale(value: float, low: float, high: float, rival: float | None) -> tuple[float, float]:
    """A scale that holds all marks, with a little room at both ends."""
    marks = [value, low, high] + ([] if rival is None else [rival])
    room = (max(marks) - min(marks)) * 0.25 or abs(value) * 0.1 or 1.0
    return min(marks) - room, max(marks) + room


def _decimals(text: str) -> int:
    digits = "".join(letter if letter.isdigit() or letter == "." else " " for letter in text).split()
    return len(digits[0].partition(".")[2]) if digits else 2
