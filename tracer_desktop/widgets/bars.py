"""Bars: of work done, of a part of a whole, of how values are spread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import compact, count
from tracer_desktop.widgets.table_delegates import draw_bar


class ProgressBar(QProgressBar):
    """Work done, in a bar of 6 px; the words beside it are the page's."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setRange(0, 1000)
        self.setValue(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_fraction(self, fraction: float, words: str = "") -> None:
        """How much is done, 0 to 1, and the same in words."""
        # Qt's bar paints at once, and with it whatever else in the window waits to be painted: its turn comes.
        self.setUpdatesEnabled(False)
        self.setValue(round(1000 * min(1.0, max(0.0, fraction))))
        self.setUpdatesEnabled(True)
        if words:
            self.setAccessibleDescription(words)

    def _restyle(self) -> None:
        self.setFixedHeight(theme().size("progress"))


class FilledBar(QWidget):
    """A part of a whole: its label, “1,869 of 1,869” and the bar under both."""

    def __init__(
        self, label: str, part: int = 0, whole: int = 0, colour: str = "accent_fill", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.label = Label(label, "body", "ink2")
        self.numbers = Label("", "strong", selectable=True)
        self._colour = colour
        self._track = _Track()
        row = QHBoxLayout()
        row.addWidget(self.label)
        row.addStretch(1)
        row.addWidget(self.numbers)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(row)
        self._column.addWidget(self._track)
        self.setAccessibleName(label)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.set_part(part, whole)

    def set_part(self, part: int, whole: int, colour: str | None = None) -> None:
        """Another part of another whole."""
        words = self.tr("{part} of {whole}").format(part=count(part), whole=count(whole))
        self.numbers.set_text(words)
        self._colour = colour or self._colour
        self._track.show_fraction(part / whole if whole else 0.0, self._colour)
        self.setAccessibleDescription(words)

    def _restyle(self) -> None:
        self._column.setSpacing(theme().scaled(2))


class _Track(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._fraction, self._colour = 0.0, "accent_fill"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_fraction(self, fraction: float, colour: str) -> None:
        self._fraction, self._colour = fraction, colour
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(80), theme().scaled(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_bar(painter, QRectF(self.rect()), self._fraction, self._colour, "sunken")
        painter.end()


class SmallHistogram(QWidget):
    """How the values of a column are spread: bars of bins, or a line for each of the commonest values."""

    def __init__(self, *, name: str, height: int = 72, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bins: list[tuple[float, float, int]] = []
        self._levels: list[tuple[str, int]] = []
        self._height = height
        self._ends: tuple[str, str] = ("", "")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_bins(
        self, bins: Sequence[tuple[float, float, int]], *, ends: tuple[str, str] | None = None, description: str = ""
    ) -> None:
        """Bins as (from, to, count); `ends` are the texts under the first and the last edge."""
        self._bins, self._levels = list(bins), []
        if ends is None:
            ends = (compact(bins[0][0]), compact(bins[-1][1])) if bins else ("", "")
        self._ends = ends
        self.setAccessibleDescription(description or self._bins_in_words())
        self._restyle()

    def set_levels(self, levels: Sequence[tuple[str, int]], *, description: str = "") -> None:
        """Values and how often each occurs, commonest first."""
        self._bins, self._levels = [], list(levels)
        self._ends = ("", "")
        self.setAccessibleDescription(description or self._levels_in_words())
        self._restyle()

    def clear(self) -> None:
        """Nothing to show."""
        self.set_levels(())

    def sizeHint(self) -> QSize:
        """The bars and their captions."""
        look = theme()
        line = QFontMetrics(look.font("caption")).height()
        if self._levels:
            return QSize(look.scaled(200), len(self._levels) * self._level_height())
        if self._bins:
            return QSize(look.scaled(200), look.scaled(self._height) + look.u(2) + line)
        return QSize(look.scaled(200), 0)

    def minimumSizeHint(self) -> QSize:
        """Never lower than what is to be read."""
        return QSize(theme().scaled(80), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars standing (bins) or lying (levels)."""
        painter = QPainter(self)
        if self._bins:
            self._paint_bins(painter)
        elif self._levels:
            self._paint_levels(painter)
        painter.end()

    def _paint_bins(self, painter: QPainter) -> None:
        look = theme()
        base = look.scaled(self._height)
        most = max((number for _, _, number in self._bins), default=0) or 1
        step = self.width() / len(self._bins)
        gap = 1 if step > 3 else 0
        for place, (_, _, number) in enumerate(self._bins):
            height = (base - 1) * number / most
            height = max(height, 1.0) if number else 0.0
            left, right = round(place * step), round((place + 1) * step) - gap
            painter.fillRect(QRectF(left, base - height, max(1, right - left), height), look.colour("mark"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("ink2"))
        under = QRectF(0, base + look.u(2), self.width(), self.height() - base - look.u(2))
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft, self._ends[0])
        painter.drawText(under, Qt.AlignmentFlag.AlignRight, self._ends[1])

    def _paint_levels(self, painter: QPainter) -> None:
        look = theme()
        font = look.font("caption")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        most = max(number for _, number in self._levels) or 1
        numbers = max(metrics.horizontalAdvance(count(number)) for _, number in self._levels)
        names = max(metrics.horizontalAdvance(name) for name, _ in self._levels) + look.u(2) + 2
        names = min(names, int(self.width() * 0.45))
        room = self.width() - names - numbers - look.u(2)
        for place, (name, number) in enumerate(self._levels):
            line = QRectF(0, place * self._level_height(), self.width(), self._level_height())
            painter.setPen(look.colour("ink2"))
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names - look.u(2))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            painter.setPen(look.colour("ink"))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count(number))
            thick = look.scaled(8)
            length = max(1.0, room * number / most) if number else 0.0
            bar = QRectF(names, line.center().y() - thick / 2, length, thick)
            painter.fillRect(bar, look.colour("mark"))

    def _level_height(self) -> int:
        return QFontMetrics(theme().font("caption")).height() + theme().scaled(6)

    def _bins_in_words(self) -> str:
        if not self._bins:
            return ""
        low, high, most = max(self._bins, key=lambda part: part[2])
        said = self.tr("{bins} bars from {first} to {last}; most values, {most}, lie between {low} and {high}")
        return said.format(
            bins=len(self._bins), first=self._ends[0], last=self._ends[1], most=count(most),
            low=compact(low), high=compact(high),
        )  # fmt: skip

    def _levels_in_words(self) -> str:
        return ", ".join(f"{name} {count(number)}" for name, number in self._levels)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
