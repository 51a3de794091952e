"""The canvas of one plot: drawn anew when its size or its look changes; while the cut-off moves, only its inside."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from tracer_desktop.plots.hover_label import HoverLabel
from tracer_desktop.plots.plot import CutOffPlot, Plot
from tracer_desktop.plots.sheet import Hover, Sheet
from tracer_desktop.plots.style import screen_style
from tracer_desktop.theme.theme import theme

SETTLED_MS, APART_MS = 90, 500
STILL_MS = 250
"""After so long without other data nothing moves any more; a plan on a busy machine takes half of it."""
NEAR, GRIP = 26, 6
"""Pixels: how near a point is to tell its value, and how near the line is to be gripped."""
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: -10, Qt.Key.Key_PageUp: 10}


class PlotCanvas(FigureCanvasQTAgg):
    """Shows a plot. The cut-off is asked for (`cut_off_wanted`), never set by the canvas itself."""

    cut_off_wanted = Signal(int)
    chosen = Signal(int)
    """The point that was pressed with the mouse, or stepped to, on a plot without a cut-off."""

    def __init__(self, plot: Plot, rows: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(Figure())  # type: ignore[no-untyped-call]
        self.setParent(parent)
        self.plot, self.rows = plot, rows
        self.sheet: Sheet | None = None
        self.redraws = 0
        self._ground: Any = None
        self._stale = True
        self._behind = False
        self._drawn = 0.0
        self._dragging = False
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self.redraw)
        self._still = QTimer(self, singleShot=True, interval=STILL_MS)
        self._still.timeout.connect(self._on_still)
        self._label = HoverLabel(self)
        self.setPalette(QPalette())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._on_theme)
        self.set_plot(plot, rows)

    # ------------------------------------------------------------ what is shown

    def set_plot(self, plot: Plot, rows: int = 0) -> None:
        """Another plot, or the same with other data."""
        self.plot, self.rows = plot, rows
        self.setAccessibleName(plot.title)
        self._describe()
        if self.isVisible() and self.sheet is not None and not self._stale and self._redraw_inside(self.sheet):
            return
        self._stale = True
        self._later(0)

    def _redraw_inside(self, sheet: Sheet, *, moving: bool = True) -> bool:
        """Other data in the same frame: only what lies inside it is drawn, in a small part of the time."""
        with rc_context(dict(sheet.style.parameters)):  # type: ignore[arg-type]
            sheet.plain = moving
            if not self.plot.redraw(sheet, moving=moving):
                return False
        self._label.hide()
        self._draw_layer()
        self.update()
        if moving:
            self._still.start()
        return True

    def _on_still(self) -> None:
        if self.isVisible() and self.sheet is not None and not self._stale:
            self._redraw_inside(self.sheet, moving=False)

    def move_cut_off(self, rows: int) -> None:
        """Draw the line elsewhere."""
        if rows == self.rows:
            return
        self.rows = rows
        self._describe()
        if self.isVisible() and self.sheet is not None and not self._stale:
            self._draw_layer()
            self.update()
        else:
            self._behind = True

    def redraw(self) -> None:
        """Draw all of it now."""
        self._late.stop()
        if not self.isVisible() or self.width() < 2 or self.height() < 2:
            return
        ratio = self.devicePixelRatioF()
        style = screen_style()
        self.figure.set_dpi(self.logicalDpiY() * ratio)
        wide, high = self.width() * ratio / self.figure.dpi, self.height() * ratio / self.figure.dpi
        self.figure.set_size_inches(wide, high, forward=False)
        with rc_context(dict(style.parameters)):  # type: ignore[arg-type]
            self.figure.clear()
            self.figure.set_facecolor(style.colour("paper"))
            self.sheet = Sheet(self.figure, style, animated=True)
            self.plot.draw(self.sheet)
            self.draw()  # type: ignore[no-untyped-call]
        self._ground = self.copy_from_bbox(self.figure.bbox)  # type: ignore[no-untyped-call]
        self._stale = self._behind = False
        self._draw_layer()
        self.redraws += 1
        self._drawn = time.monotonic()
        self.update()

    def _draw_layer(self) -> None:
        """The inside of the axes, over the ground that was drawn before."""
        sheet = self.sheet
        if sheet is None or self._ground is None:
            return
        if sheet.mark is not None and self.rows:
            sheet.mark.move(self.rows)
        self.restore_region(self._ground)  # type: ignore[no-untyped-call]
        for artist in sorted(sheet.layer, key=lambda one: one.get_zorder()):
            self.figure.draw_artist(artist)

    def _describe(self) -> None:
        words = self.plot.summary
        if isinstance(self.plot, CutOffPlot) and self.rows:
            words = self.tr("{summary} {line}: {meaning}.").format(
                summary=words,
                line=self.plot.line_name or self.tr("Cut-off"),
                meaning=self.plot.mark(self.rows).words,
            )
        self.setAccessibleDescription(words)

    # ------------------------------------------------------------ when it is drawn

    def sizeHint(self) -> QSize:
        """No more than what it needs: a page that scrolls gives no part less than it asks for."""
        return QSize(theme().scaled(400), theme().scaled(200))

    def minimumSizeHint(self) -> QSize:
        """Small, but still to be read."""
        return QSize(theme().scaled(220), theme().scaled(180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture is stretched until there is time to draw it anew: at most twice a second."""
        QWidget.resizeEvent(self, event)
        since = 1000 * (time.monotonic() - self._drawn)
        self._stale = True
        self._label.hide()
        self._later(0 if self.redraws == 0 else max(SETTLED_MS, round(APART_MS - since)))

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody looked is drawn now."""
        super().showEvent(event)  # type: ignore[no-untyped-call]
        if self._stale:
            self._later(0)
        elif self._behind:
            self._behind = False
            self._draw_layer()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture (the old one, stretched, where the new one is not drawn yet), and the focus round it."""
        if self.sheet is None or not hasattr(self, "renderer"):
            painter = QPainter(self)
            painter.fillRect(self.rect(), theme().colour("paper"))
        elif self._stale:
            painter = QPainter(self)
            buffer = self.buffer_rgba()  # type: ignore[no-untyped-call]
            old = QImage(buffer, buffer.shape[1], buffer.shape[0], QImage.Format.Format_RGBA8888)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), old)
        else:
            super().paintEvent(event)  # type: ignore[no-untyped-call]
            painter = QPainter(self)
        if self.hasFocus():
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _later(self, wait: int) -> None:
        if not self._late.isActive() or self._late.remainingTime() > wait:
            self._late.start(wait)

    def _on_theme(self) -> None:
        self._stale = True
        self._later(0)

    # ------------------------------------------------------------ the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line along, from wherever it is pressed; choose a point where there is no line."""
        if event.button() != Qt.MouseButton.LeftButton or self.sheet is None:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.sheet.mark is not None and self._is_inside(event.position()):
            self._dragging = True
            self._label.hide()
            self._want(event.position())
        elif self.sheet.mark is None:
            found = self._nearest(event.position(), anywhere=True)
            if found is not None:
                self.chosen.emit(found[1])
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging moves the line, hovering tells the value."""
        if self._dragging:
            self._want(event.position())
        else:
            self._hover(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The line stays where it is."""
        self._dragging = False
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As two presses."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling is the page's."""
        event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Nothing yet."""

    def leaveEvent(self, event: QEvent) -> None:
        """No point is near any more."""
        self._label.hide()

    def _want(self, at: QPointF) -> None:
        plot, sheet = self.plot, self.sheet
        if sheet is None or sheet.mark is None or not isinstance(plot, CutOffPlot):
            return
        x, _ = self._data(sheet.mark.axes, at)
        rows = plot.rows_at(x)
        if rows != self.rows:
            self.cut_off_wanted.emit(rows)

    def _hover(self, at: QPointF) -> None:
        sheet = self.sheet
        found = self._nearest(at)
        if sheet is not None and sheet.mark is not None and isinstance(self.plot, CutOffPlot) and self.rows:
            stands, _ = sheet.mark.axes.transData.transform((self.plot.mark(self.rows).x, 0))
            near = self._is_inside(at) and abs(stands / self.devicePixelRatioF() - at.x()) < GRIP
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
        if found is None:
            self._label.hide()
            return
        hover, place = found
        x, y = hover.axes.transData.transform((hover.x[place], hover.y[place]))
        ratio = self.devicePixelRatioF()
        self._label.tell(hover.words(place), QPointF(x / ratio, self.height() - y / ratio))

    def _nearest(self, at: QPointF, *, anywhere: bool = False) -> tuple[Hover, int] | None:
        if self.sheet is None or self._stale:
            return None
        ratio = self.devicePixelRatioF()
        x, y = at.x() * ratio, (self.height() - at.y()) * ratio
        best: tuple[float, Hover, int] | None = None
        for hover in self.sheet.hovers:
            if not hover.x or (hover.along and not self._is_inside(at)):
                continue
            points = hover.axes.transData.transform(np.column_stack([hover.x, hover.y]))
            away = np.abs(points[:, 0] - x) if hover.along else np.hypot(points[:, 0] - x, points[:, 1] - y)
            if anywhere:
                away = np.abs(points[:, 1] - y)
            place = int(np.argmin(away))
            if best is None or away[place] < best[0]:
                best = float(away[place]), hover, place
        if best is None or (not anywhere and best[0] > NEAR * ratio):
            return None
        return best[1], best[2]

    def _is_inside(self, at: QPointF) -> bool:
        if self.sheet is None or not self.figure.axes:
            return False
        ratio = self.devicePixelRatioF()
        return any(
            axes.get_window_extent().padded(4).contains(at.x() * ratio, (self.height() - at.y()) * ratio)
            for axes in self.figure.axes
        )

    def _data(self, axes: Any, at: QPointF) -> tuple[float, float]:
        ratio = self.devicePixelRatioF()
        x, y = axes.transData.inverted().transform((at.x() * ratio, (self.height() - at.y()) * ratio))
        return float(x), float(y)

    # ------------------------------------------------------------ the keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → move the line by one, Page keys by ten, Home and End to the ends."""
        plot = self.plot
        if not isinstance(plot, CutOffPlot) or not self.rows or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            QWidget.keyPressEvent(self, event)
            return
        key = Qt.Key(event.key())
        sign = 1 if plot.rising else -1
        if key in _STEPS:
            rows = self.rows + sign * _STEPS[key]
        elif key == Qt.Key.Key_Home:
            rows = 1 if plot.rising else plot.rows
        elif key == Qt.Key.Key_End:
            rows = plot.rows if plot.rising else 1
        else:
            QWidget.keyPressEvent(self, event)
            return
        self.cut_off_wanted.emit(min(plot.rows, max(1, rows)))
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Nothing of our own."""
        QWidget.keyReleaseEvent(self, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring is shown."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self._label.hide()
        self.update()
