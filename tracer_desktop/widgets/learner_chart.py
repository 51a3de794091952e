"""Learners as they finish: dots on a scale of ROC AUC, the rule to beat, the blend that could be kept now.

Painted, not plotted: it is drawn several times a second while the training needs the computer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QToolTip, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.numbers import auc, decimal

_LEAST_SPAN = 0.02


@dataclass(frozen=True, kw_only=True)
class LearnerMark:
    """One line of the chart. `kind`: rule, learner, running, waiting, blend; `end` stands at the right."""

    kind: str
    label: str
    value: float | None
    folds: tuple[float, ...] = ()
    end: str = ""
    note: str = ""
    """More about it, for the tooltip."""


class LearnerChart(QWidget):
    """Small dots are folds, a large one the learner; a hollow one is being fitted; the diamond is the blend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[LearnerMark, ...] = ()
        self._scale = (0.5, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Learners"))
        theme().changed.connect(self._on_theme)

    @property
    def marks(self) -> tuple[LearnerMark, ...]:
        """What is drawn."""
        return self._marks

    def set_marks(self, marks: Sequence[LearnerMark]) -> None:
        """Draw other lines."""
        if tuple(marks) == self._marks:
            return
        self._marks = tuple(marks)
        self._scale = fitting_range([v for mark in marks for v in (mark.value, *mark.folds) if v is not None])
        self.setAccessibleDescription(self.summary())
        self.updateGeometry()
        self.update()

    def summary(self) -> str:
        """The chart in one sentence."""
        told = [mark for mark in self._marks if mark.value is not None]
        if not told:
            return self.tr("Nothing has finished yet.")
        parts = [
            self.tr("{name} {value}").format(name=mark.label, value=auc(mark.value))
            for mark in told
            if mark.value is not None
        ]
        return self.tr("ROC AUC: {list}.").format(list="; ".join(parts))

    def sizeHint(self) -> QSize:
        """Room to tell the lines apart."""
        return QSize(theme().scaled(600), theme().scaled(56 * max(3, len(self._marks)) + 60))

    def minimumSizeHint(self) -> QSize:
        """Never less than what is to be read."""
        line = QFontMetrics(theme().font("caption")).height()
        return QSize(theme().scaled(320), (line + theme().u(1)) * (len(self._marks) + 3))

    # ------------------------------------------------------------ copies

    def picture(self, ratio: float = 2.0) -> QPixmap:
        """The chart as it is, on paper."""
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(theme().colour("paper"))
        painter = QPainter(made)
        self._paint(painter)
        painter.end()
        return made

    def svg(self) -> bytes:
        """The chart as a drawing."""
        store = QByteArray()
        buffer = QBuffer(store)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(self.size())
        generator.setViewBox(self.rect())
        generator.setTitle(self.accessibleName())
        generator.setDescription(self.summary())
        painter = QPainter(generator)
        painter.fillRect(self.rect(), theme().colour("paper"))
        self._paint(painter)
        painter.end()
        buffer.close()
        return bytes(store.data())

    def save(self, path: Path) -> bool:
        """Write a PNG, or an SVG where the name says so."""
        if path.suffix.lower() == ".svg":
            from PySide6.QtCore import QSaveFile

            file = QSaveFile(str(path))
            if not file.open(QIODevice.OpenModeFlag.WriteOnly):
                return False
            file.write(self.svg())
            return file.commit()
        return self.picture().save(str(path), "PNG")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy or save the picture."""
        menu = QMenu(self)
        copy = menu.addAction(self.tr("Copy as picture"))
        save = menu.addAction(self.tr("Save as picture…"))
        chosen = menu.exec(event.globalPos())
        if chosen is copy:
            mime = QMimeData()
            mime.setImageData(self.picture().toImage())
            QGuiApplication.clipboard().setMimeData(mime)
        elif chosen is save:
            name, _ = QFileDialog.getSaveFileName(
                self, self.tr("Save the chart"), "learners.png", self.tr("PNG picture (*.png);;SVG drawing (*.svg)")
            )
            if name:
                self.save(Path(name))

    # ------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """The chart, and the ring of the focus."""
        painter = QPainter(self)
        self._paint(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._marks:
            return
        place = self._place()
        self._paint_grid(painter, place)
        best = next((mark for mark in self._marks if mark.kind == "blend" and mark.value is not None), None)
        if best is not None and best.value is not None:
            self._paint_best(painter, place, self._x(best.value, place))
        for number, mark in enumerate(self._marks):
            self._paint_mark(painter, place, mark, self._y(number, place))

    def _place(self) -> QRectF:
        """Where the marks are: right of the names, left of the values, above the ticks."""
        look = theme()
        caption, label = QFontMetrics(look.font("caption")), QFontMetrics(look.font("label"))
        names = max(label.horizontalAdvance(mark.label) for mark in self._marks) + look.u(4)
        names = min(names, int(self.width() * 0.32))
        ends = max(*(label.horizontalAdvance(mark.end) for mark in self._marks), label.horizontalAdvance("0.000"))
        bottom = 2 * caption.height() + look.u(3)
        top = caption.height() + look.u(1)
        return QRectF(names, top, max(10.0, self.width() - names - ends - look.u(6)), self.height() - bottom - top)

    def _paint_grid(self, painter: QPainter, place: QRectF) -> None:
        look = theme()
        painter.setFont(look.font("caption"))
        metrics = painter.fontMetrics()
        step, ticks = ticks_within(*self._scale)
        places = 2 if step >= 0.01 else 3
        for value in ticks:
            x = round(self._x(value, place)) + 0.5
            painter.setPen(QPen(look.colour("grid"), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, place.bottom()))
            painter.setPen(look.colour("ink3"))
            under = QRectF(x - look.scaled(40), place.bottom() + look.u(1), look.scaled(80), metrics.height())
            painter.drawText(under, Qt.AlignmentFlag.AlignHCenter, decimal(value, places))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        painter.setPen(look.colour("ink2"))
        words = self.tr("ROC AUC on rows the learner has not seen; small dots are the folds")
        below = QRectF(place.left(), place.bottom() + metrics.height() + look.u(2), place.width(), metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, words)

    def _paint_best(self, painter: QPainter, place: QRectF, x: float) -> None:
        look = theme()
        painter.setPen(QPen(look.colour("accent_band"), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, place.bottom()))
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("accent"))
        words, height = self.tr("best so far"), painter.fontMetrics().height()
        width = painter.fontMetrics().horizontalAdvance(words)
        left = x - width - look.u(1.5) if x - width > place.left() else x + look.u(1.5)
        painter.drawText(QRectF(left, 0, width + 2, height), Qt.AlignmentFlag.AlignLeft, words)

    def _paint_mark(self, painter: QPainter, place: QRectF, mark: LearnerMark, y: float) -> None:
        look = theme()
        strong = mark.kind == "blend"
        painter.setFont(look.font("label" if strong else "caption"))
        metrics = painter.fontMetrics()
        waiting = mark.kind == "waiting" or mark.value is None
        painter.setPen(look.colour("ink3" if waiting else "ink"))
        names = QRectF(0, y - metrics.height() / 2, place.left() - look.u(3), metrics.height())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(names, right, metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, int(names.width())))
        ends = QRectF(place.right() + look.u(3), names.top(), self.width() - place.right() - look.u(3), names.height())
        painter.drawText(ends, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, mark.end)
        if mark.value is not None:
            self._paint_dots(painter, place, mark, y)

    def _paint_dots(self, painter: QPainter, place: QRectF, mark: LearnerMark, y: float) -> None:
        assert mark.value is not None
        look = theme()
        x = self._x(mark.value, place)
        if mark.folds:
            ends = self._x(min(mark.folds), place), self._x(max(mark.folds), place)
            painter.setPen(QPen(look.colour("accent_band"), look.scaled(4), c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(ends[0], y), QPointF(ends[1], y))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            painter.setOpacity(0.65)
            for value in mark.folds:
                painter.drawEllipse(QPointF(self._x(value, place), y), look.scaled(3), look.scaled(3))
            painter.setOpacity(1.0)
        radius = look.scaled(6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("rival" if mark.kind == "rule" else "accent"))
        if mark.kind == "blend":
            side = look.scaled(9)
            diamond = [QPointF(x, y - side), QPointF(x + side, y), QPointF(x, y + side), QPointF(x - side, y)]
            painter.drawPolygon(QPolygonF(diamond))
            return
        if mark.kind == "running":
            painter.setBrush(look.colour("paper"))
            painter.setPen(QPen(look.colour("accent"), look.scaled(2)))
            radius -= 1
        painter.drawEllipse(QPointF(x, y), radius, radius)
        if mark.kind == "rule":
            self._paint_rule_words(painter, place, x, y)

    def _paint_rule_words(self, painter: QPainter, place: QRectF, x: float, y: float) -> None:
        look = theme()
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("ink3"))
        words = self.tr("a one-line rule: what the model must beat")
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(words)
        left = x + look.scaled(16) if x + look.scaled(16) + width < place.right() else x - look.scaled(16) - width
        if left < place.left():
            return
        painter.drawText(QRectF(left, y - metrics.height() / 2, width + 2, metrics.height()), words)

    def _x(self, value: float, place: QRectF) -> float:
        first, last = self._scale
        return place.left() + (value - first) / (last - first) * place.width()

    def _y(self, number: int, place: QRectF) -> float:
        step = place.height() / len(self._marks)
        return place.top() + step * (number + 0.5)

    # ------------------------------------------------------------ words under the pointer

    def event(self, event: QEvent) -> bool:
        """Words under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._marks:
            place = self._place()
            number = int((event.pos().y() - place.top()) // max(1.0, place.height() / len(self._marks)))
            said = self.words_of(number)
            if said:
                QToolTip.showText(event.globalPos(), said, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def words_of(self, number: int) -> str:
        """What the pointer is told about one line."""
        if not 0 <= number < len(self._marks):
            return ""
        mark = self._marks[number]
        if mark.value is None:
            return f"{mark.label}: {mark.end}"
        said = self.tr("{name}: ROC AUC {value}").format(name=mark.label, value=auc(mark.value))
        if mark.note:
            said += "\n" + mark.note
        if mark.folds:
            said += "\n" + self.tr("folds: {folds}").format(folds=", ".join(auc(value) for value in mark.folds))
        return said

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()


def fitting_range(values: Sequence[float]) -> tuple[float, float]:
    """A scale that holds all values, with room at both ends; it need not begin at 0, for these are dots."""
    if not values:
        return 0.5, 1.0
    low, high = min(values), max(values)
    span = max(high - low, _LEAST_SPAN)
    middle = (low + high) / 2
    low, high = min(low, middle - span / 2), max(high, middle + span / 2)
    return max(0.0, low - 0.06 * span), min(1.0, high + 0.06 * span)


def ticks_within(low: float, high: float, most: int = 9) -> tuple[float, list[float]]:
    """A round step, and its multiples within a range."""
    span = max(high - low, 1e-6)
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return step, [round(number * step, 9) for number in range(first, last + 1)]
