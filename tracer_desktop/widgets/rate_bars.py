"""Shares by value: a bar for each, its interval as a whisker, and a tick for the share of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.numbers import count, percent


@dataclass(frozen=True)
class Rate:
    """One value: the share among its rows, between `low` and `high`."""

    value: str
    rows: int
    rate: float
    low: float
    high: float


class RateBars(QWidget):
    """One line a value: its name, the bar from 0, the share at the end. The tick is the share among all rows."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rates: list[Rate] = []
        self._all = 0.0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_rates(self, rates: Sequence[Rate], base: float) -> None:
        """Other shares, and that among all rows."""
        self._rates, self._all = list(rates), base
        said = [
            self.tr("{value} {share}, between {low} and {high}").format(
                value=one.value, share=percent(one.rate), low=percent(one.low), high=percent(one.high)
            )
            for one in rates
        ]
        everyone = self.tr("all rows {share}").format(share=percent(base))
        self.setAccessibleDescription("; ".join([*said, everyone]))
        self._restyle()

    def rates(self) -> list[Rate]:
        """What is shown."""
        return list(self._rates)

    def sizeHint(self) -> QSize:
        """A line for each."""
        return QSize(theme().scaled(200), len(self._rates) * self._line())

    def minimumSizeHint(self) -> QSize:
        """Never lower."""
        return QSize(theme().scaled(80), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """The tooltip of a line tells its value whole, how many rows have it, and the interval."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = event.pos().y() // max(1, self._line())
            if 0 <= place < len(self._rates):
                one = self._rates[place]
                words = self.tr("{value}: {share} of {rows}, between {low} and {high}").format(
                    value=one.value, share=percent(one.rate), rows=count(one.rows), low=percent(one.low, 1),
                    high=percent(one.high, 1),
                )  # fmt: skip
                QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines."""
        if not self._rates:
            return
        painter = QPainter(self)
        look = theme()
        font = look.font("caption")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        names = max(metrics.horizontalAdvance(one.value) for one in self._rates) + look.u(2) + 2
        names = min(names, self.width() // 2)
        numbers = max(metrics.horizontalAdvance(percent(one.rate)) for one in self._rates) + look.u(2)
        room = max(1, self.width() - names - numbers)
        most = max(*(one.high for one in self._rates), self._all, 0.01)
        for place, one in enumerate(self._rates):
            line = QRectF(0, place * self._line(), self.width(), self._line())
            shown = metrics.elidedText(one.value, Qt.TextElideMode.ElideRight, names - look.u(2))
            painter.setPen(look.colour("ink2"))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            painter.setPen(look.colour("ink"))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, percent(one.rate))
            thick = look.scaled(8)
            middle = line.center().y()
            painter.fillRect(
                QRectF(names, middle - thick / 2, max(1.0, room * one.rate / most), thick), look.colour("accent_band")
            )
            painter.setPen(QPen(look.colour("accent"), max(1.0, look.scaled(1.5))))
            low, high = names + room * one.low / most, names + room * one.high / most
            painter.drawLine(int(low), int(middle), int(high), int(middle))
        # The share of all, as a tick through every line.
        x = names + room * self._all / most
        painter.setPen(QPen(look.colour("rival"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(int(x), 0, int(x), self.height())
        painter.end()

    def _line(self) -> int:
        return QFontMetrics(theme().font("caption")).height() + theme().scaled(6)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
