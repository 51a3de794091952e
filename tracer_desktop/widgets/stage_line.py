"""Stages of a job in one line: ticked, running, waiting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tracer_desktop.theme.theme import theme


class StageLine(QWidget):
    """Icon and name of each stage, joined by lines."""

    def __init__(self, names: Sequence[str], *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = list(names)
        self.now = 0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self.show_stage(0)

    def show_stage(self, now: int) -> None:
        """Which stage runs; as many as there are: all are done."""
        self.now = now
        if now < len(self.names):
            said = self.tr("Stage {number} of {all}: {name}")
            words = said.format(number=now + 1, all=len(self.names), name=self.names[now])
        else:
            words = self.tr("All stages are done")
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all names and short lines between them."""
        look = theme()
        metrics = QFontMetrics(look.font("strong"))
        width = sum(metrics.horizontalAdvance(name) + look.scaled(24) for name in self.names)
        return QSize(
            width + look.scaled(28) * (len(self.names) - 1), max(metrics.height(), look.size("icon")) + look.u(1)
        )

    def minimumSizeHint(self) -> QSize:
        """The icons, and the name of the stage that runs."""
        look = theme()
        widest = max(QFontMetrics(look.font("label")).horizontalAdvance(name) for name in self.names)
        return QSize(widest + look.scaled(28) * len(self.names), self.sizeHint().height())

    def _least_for_names(self) -> int:
        """All names in the smaller type, close to each other."""
        look = theme()
        metrics = QFontMetrics(look.font("caption"))
        return sum(metrics.horizontalAdvance(name) + look.scaled(28) for name in self.names)

    def _written(self) -> list[str]:
        """What stands beside each icon."""
        if self.width() >= self._least_for_names():
            return list(self.names)
        return [name if place == self.now else "" for place, name in enumerate(self.names)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every stage at its place."""
        look = theme()
        painter = QPainter(self)
        tight = self.width() < self.sizeHint().width()
        side = look.size("icon_small")
        widths, names = [], self._written()
        for place, name in enumerate(names):
            metrics = QFontMetrics(look.font(self._role(place, tight)))
            widths.append(side + look.scaled(6) + metrics.horizontalAdvance(name))
        gap = (self.width() - sum(widths)) / max(1, len(self.names) - 1)
        x = 0.0
        for place, name in enumerate(names):
            self._paint_stage(painter, place, name, x, widths[place], tight)
            if place + 1 < len(self.names):
                left, right = x + widths[place] + look.u(2), x + widths[place] + gap - look.u(2)
                if right > left:
                    painter.setPen(QPen(look.colour("line"), 1))
                    painter.drawLine(QPointF(left, self.height() / 2), QPointF(right, self.height() / 2))
            x += widths[place] + gap
        painter.end()

    def _paint_stage(self, painter: QPainter, place: int, name: str, x: float, width: float, tight: bool) -> None:
        look = theme()
        side = look.size("icon_small")
        icon, colour, ink = ("good", "accent", "ink2")
        if place == self.now:
            icon, colour, ink = "play", "accent", "ink"
        elif place > self.now:
            icon, colour, ink = "clock", "ink3", "ink2"
        picture = look.pixmap(icon, colour, side, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(x, (self.height() - side) / 2), picture)
        painter.setFont(look.font(self._role(place, tight)))
        painter.setPen(look.colour(ink))
        rest = QRectF(x + side + look.scaled(6), 0, width, self.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)

    def _role(self, place: int, tight: bool) -> str:
        if tight:
            return "label" if place == self.now else "caption"
        return "strong" if place == self.now else "body"

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
