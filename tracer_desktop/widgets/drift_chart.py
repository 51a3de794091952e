"""One column of a file to score against the table the model learned from: bars now, an outline then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.numbers import percent


class DriftChart(QWidget):
    """Shares of groups in this file (bars) and when the model was trained (outline), labelled in the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self._now: tuple[float, ...] = ()
        self._trained: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self._on_theme)

    def set_shares(self, labels: Sequence[str], trained: Sequence[float], now: Sequence[float]) -> None:
        """Draw other groups; each of the shares sums to 1."""
        self._labels, self._trained, self._now = tuple(labels), tuple(trained), tuple(now)
        self.setAccessibleDescription("; ".join(self._words(index) for index in range(len(self._labels))))
        self.update()

    def sizeHint(self) -> QSize:
        """The room it would like."""
        return QSize(theme().scaled(420), theme().scaled(176))

    def minimumSizeHint(self) -> QSize:
        """The room it cannot do without."""
        return QSize(theme().scaled(240), theme().scaled(130))

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()

    def _words(self, index: int) -> str:
        return self.tr("{group}: {now} of this file, {then} when trained").format(
            group=self._labels[index], now=percent(self._now[index]), then=percent(self._trained[index])
        )

    # ------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws it."""
        if not self._labels:
            return
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = QFontMetrics(look.font("caption")).lineSpacing()
        top, floor = words + look.u(1), self.height() - words - look.u(1.5)
        most = max(*self._now, *self._trained) or 1.0
        step = self.width() / len(self._labels)
        for index, share in enumerate(self._now):
            height = share / most * (floor - top)
            bar = QRectF(round(index * step) + 2, floor - height, max(1, round(step) - 4), height)
            painter.fillRect(bar, look.colour("accent_band"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QPointF(0, floor + 0.5), QPointF(self.width(), floor + 0.5))
        outline = [
            QPointF((index + side) * step, floor - share / most * (floor - top))
            for index, share in enumerate(self._trained)
            for side in (0, 1)
        ]
        pen = QPen(look.colour("rival"), max(1.6, look.scaled(20) / 10))
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(outline))
        self._draw_names(painter, step, top, floor, most)
        self._draw_groups(painter, step, floor + look.u(1.5), words)

    def _draw_names(self, painter: QPainter, step: float, top: float, floor: float, most: float) -> None:
        """Each shape has its name above the group where it stands out most against the other."""
        look = theme()
        words = QFontMetrics(look.font("label")).lineSpacing()
        lead = [now - then for now, then in zip(self._now, self._trained, strict=True)]
        places = range(len(lead))
        shapes = (
            (self.tr("this file"), max(places, key=lead.__getitem__), "label", "accent"),
            (self.tr("when trained"), min(places, key=lead.__getitem__), "caption", "rival"),
        )
        taken: QRectF | None = None
        for text, index, role, colour in shapes:
            painter.setFont(look.font(role))
            painter.setPen(look.colour(colour))
            width = painter.fontMetrics().horizontalAdvance(text) + look.u(1)
            place = self._place_of_name(index, width, step, floor, top, most, words)
            if taken is not None and place.intersects(taken):
                # Beside the other name, on the side that has more room.
                right = self.width() - taken.right() > taken.left()
                place.moveLeft(min(taken.right() + look.u(1), self.width() - width) if right else 0.0)
                if not right:
                    place.moveRight(max(width, taken.left() - look.u(1)))
            taken = place
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _place_of_name(
        self, index: int, width: float, step: float, floor: float, top: float, most: float, words: int
    ) -> QRectF:
        """Over a group, above all it would otherwise lie across."""
        look = theme()
        left = index * step + look.u(1) if width > step else (index + 0.5) * step - width / 2
        left = min(left, self.width() - width)
        below = range(int(left // step), min(len(self._labels), int((left + width) // step) + 1))
        highest = max(max(self._now[i], self._trained[i]) for i in below)
        height = floor - highest / most * (floor - top)
        return QRectF(left, max(0.0, height - words - look.u(0.5)), width, words)

    def _draw_groups(self, painter: QPainter, step: float, top: float, words: int) -> None:
        look = theme()
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("ink3"))
        metrics = painter.fontMetrics()
        widest = max(metrics.horizontalAdvance(label) for label in self._labels) + look.u(2)
        # A label under each group, or under every second, third … where they do not fit beside each other.
        every = max(1, min(4, -(-int(widest) // max(1, int(step)))))
        for index in range(0, len(self._labels), every):
            # The last one may have no other beside it, but never more room than there is.
            room = QRectF(index * step, top, min(step * every, self.width() - index * step), words)
            wanted = metrics.horizontalAdvance(self._labels[index]) + look.u(1)
            if index and wanted > room.width():
                # It ends where the chart ends, as long as it does not touch the one before.
                before = (index - every) * step + metrics.horizontalAdvance(self._labels[index - every]) + look.u(2)
                room.setLeft(min(room.left(), max(before, room.right() - wanted)))
            if index and wanted > room.width() + 1:
                # The words under the pointer tell it.
                continue
            text = metrics.elidedText(self._labels[index], Qt.TextElideMode.ElideRight, int(room.width() - look.unit))
            if every == 1:
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
            else:
                painter.drawText(room.adjusted(2, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, text)

    def event(self, event: QEvent) -> bool:
        """What lies under the pointer is told in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = int(event.pos().x() / max(1.0, self.width() / max(1, len(self._labels))))
            if 0 <= index < len(self._labels):
                QToolTip.showText(event.globalPos(), self._words(index), self)
            return True
        return super().event(event)
