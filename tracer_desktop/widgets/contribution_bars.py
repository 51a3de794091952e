"""What moves one row's score: a bar for each source, right towards the outcome, left away from it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.numbers import signed

_NAMES_SHARE = 0.47
_LEAST_ROW = 20
"""Pixels, at 100 %."""
_MOST_ON_AVERAGE = 1.8
"""Lines of a name for which room is asked."""
_LINES, _MOST_LINES = 2, 3
"""As many lines as each name has room for, and as many as one may take where others leave room."""


@dataclass(frozen=True, kw_only=True)
class ContributionBar:
    """One bar: what it is called, and its push in log-odds."""

    label: str
    value: float
    quiet: bool = False
    """For what stands for several sources together."""


class ContributionBars(QWidget):
    """Bars from one line, filled to the right and outlined to the left, with signed numbers at their ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[ContributionBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("What moves the score"))
        theme().changed.connect(self._on_theme)

    @property
    def bars(self) -> tuple[ContributionBar, ...]:
        """What is drawn."""
        return self._bars

    def set_bars(self, bars: Sequence[ContributionBar]) -> None:
        """Draw other bars."""
        self._bars = tuple(bars)
        self.setAccessibleDescription("; ".join(f"{bar.label}: {signed(bar.value)}" for bar in self._bars))
        self.updateGeometry()
        self.update()

    def as_text(self) -> str:
        """The bars as lines of text, name and number parted by a tabulator."""
        return "\n".join(f"{bar.label}\t{bar.value:+.4f}" for bar in self._bars)

    def sizeHint(self) -> QSize:
        """The room it would like."""
        return QSize(theme().scaled(320), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The room it cannot do without."""
        metrics, width = QFontMetrics(theme().font("caption")), self._names_width()
        lines = [len(_in_lines(bar.label, metrics, width, _LINES)) for bar in self._bars]
        rows = sum(max(one * metrics.lineSpacing() + theme().scaled(2), theme().scaled(_LEAST_ROW)) for one in lines)
        most = round(len(lines) * _MOST_ON_AVERAGE * metrics.lineSpacing())
        return QSize(theme().scaled(220), min(rows, most) + theme().u(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names in fewer lines need less height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()

    # ------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws it."""
        if not self._bars:
            return
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("caption"))
        zero, scale = self._scale()
        names, edges = self._names(), self._edges()
        thick = min(min(below - above for above, below in pairwise(edges)) - look.u(2), look.scaled(22))
        for bar, lines, (above, below) in zip(self._bars, names, pairwise(edges), strict=True):
            middle = (above + below) / 2
            self._draw_name(painter, bar, lines, middle)
            self._draw_bar(painter, bar, zero, scale, middle, thick)
        painter.setPen(QPen(look.colour("edge"), 1))
        painter.drawLine(QPointF(round(zero) + 0.5, edges[0]), QPointF(round(zero) + 0.5, edges[-1]))

    def _names(self) -> list[list[str]]:
        """The lines of each bar's name."""
        metrics, width = QFontMetrics(theme().font("caption")), self._names_width()
        names = [_in_lines(bar.label, metrics, width, _MOST_LINES) for bar in self._bars]
        spacing, between = metrics.lineSpacing(), theme().scaled(2)
        if sum(len(lines) * spacing + between for lines in names) > self.height() - theme().u(1):
            # No name takes three lines where the others would have to stand in it.
            names = [_in_lines(bar.label, metrics, width, _LINES) for bar in self._bars]
        for place in reversed(range(len(names))):
            if sum(len(lines) * spacing + between for lines in names) <= self.height() - theme().u(1):
                break
            # Nor two: those that push least give way first.
            names[place] = _in_lines(self._bars[place].label, metrics, width, 1)
        return names

    def _edges(self) -> list[float]:
        """Where the rows begin and end: alike, but that a name of three lines takes what shorter ones leave."""
        look, rows = theme(), len(self._bars)
        spacing = QFontMetrics(look.font("caption")).lineSpacing()
        room = float(self.height() - look.u(1))
        needs = [float(len(lines) * spacing + look.scaled(2)) for lines in self._names()]
        most, tall = float(look.scaled(40)), [False] * rows
        rest = min(most, room / max(1, rows))
        while any(need > rest and not is_tall for need, is_tall in zip(needs, tall, strict=True)):
            tall = [is_tall or need > rest for need, is_tall in zip(needs, tall, strict=True)]
            taken = sum(need for need, is_tall in zip(needs, tall, strict=True) if is_tall)
            if all(tall) or taken >= room:
                needs = [room / rows] * rows
                break
            rest = min(most, (room - taken) / tall.count(False))
        heights = [float(int(need if is_tall else rest)) for need, is_tall in zip(needs, tall, strict=True)]
        top = (self.height() - sum(heights)) // 2
        return [top, *(top + height for height in accumulate(heights))]

    def _names_width(self) -> float:
        metrics = QFontMetrics(theme().font("caption"))
        widest = max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0)
        return min(float(widest), self.width() * _NAMES_SHARE)

    def _number_width(self) -> float:
        metrics = QFontMetrics(theme().font("caption"))
        return max((metrics.horizontalAdvance(signed(bar.value)) for bar in self._bars), default=0) + theme().u(1.5)

    def _scale(self) -> tuple[float, float]:
        """Where the line stands, and how many pixels one unit of log-odds is."""
        left = self._names_width() + theme().u(2)
        room_for_numbers = self._number_width()
        lowest = max((-bar.value for bar in self._bars if bar.value < 0), default=0.0)
        highest = max((bar.value for bar in self._bars if bar.value >= 0), default=0.0)
        numbers = room_for_numbers * ((lowest > 0) + 1)
        scale = max(1.0, self.width() - left - numbers) / ((lowest + highest) or 1.0)
        return left + (room_for_numbers if lowest > 0 else 0.0) + lowest * scale, scale

    def _draw_name(self, painter: QPainter, bar: ContributionBar, lines: list[str], middle: float) -> None:
        painter.setPen(theme().colour("ink3" if bar.quiet else "ink"))
        width = self._names_width()
        spacing = painter.fontMetrics().lineSpacing()
        top = middle - spacing * len(lines) / 2
        for number, line in enumerate(lines):
            place = QRectF(0, top + spacing * number, width, spacing)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line)

    def _draw_bar(
        self, painter: QPainter, bar: ContributionBar, zero: float, scale: float, middle: float, height: float
    ) -> None:
        look = theme()
        length = abs(bar.value) * scale
        spacing = painter.fontMetrics().lineSpacing()
        gap = look.unit
        room = self._number_width()
        if bar.value >= 0:
            painter.fillRect(QRectF(zero, middle - height / 2, length, height), look.colour("accent_fill"))
            place = QRectF(zero + length + gap, middle - spacing / 2, room, spacing)
            flags = Qt.AlignmentFlag.AlignLeft
        else:
            painter.setPen(QPen(look.colour("edge"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(zero - length, middle - height / 2, length, height))
            place = QRectF(zero - length - gap - room, middle - spacing / 2, room, spacing)
            flags = Qt.AlignmentFlag.AlignRight
        painter.setPen(look.colour("ink2"))
        painter.drawText(place, flags | Qt.AlignmentFlag.AlignVCenter, signed(bar.value))

    # ------------------------------------------------------------ words under the pointer

    def event(self, event: QEvent) -> bool:
        """What lies under the pointer is told in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = bisect(self._edges(), float(event.pos().y())) - 1 if self._bars else -1
            if 0 <= index < len(self._bars):
                bar = self._bars[index]
                QToolTip.showText(event.globalPos(), f"{bar.label}: {signed(bar.value)}", self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


def _in_lines(text: str, metrics: QFontMetrics, width: float, most: int) -> list[str]:
    """`text` in at most so many lines of `width` pixels; what does not fit ends in an ellipsis."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    layout = QTextLayout(text, theme().font("caption"))
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    lines: list[str] = []
    begin = 0
    while len(lines) < most - 1 and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[begin : begin + line.textLength()].strip())
        begin += line.textLength()
    layout.endLayout()
    rest = metrics.elidedText(text[begin:].strip(), Qt.TextElideMode.ElideRight, int(width))
    return [line for line in (*lines, rest) if line]
