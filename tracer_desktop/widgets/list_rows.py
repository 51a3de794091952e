"""Rows of two lines: an icon, what it is, a second line, and something at the right."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QStyle, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import Button


class RowButton(QAbstractButton):
    """A whole row that can be pressed, with a short text at its right end; long texts end in “…”."""

    def __init__(
        self, icon: str, title: str, text: str, end: str = "", *, colour: str = "ink2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._colour, self.title, self.second, self.end = icon, colour, title, text, end
        self.faint = False
        self.setText(title)
        self.setAccessibleName(", ".join(part for part in (title, text, end) if part))
        self.setToolTip("")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_faint(self, faint: bool) -> None:
        """In the colour of captions: it cannot be opened as it is."""
        self.faint = faint
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines high, as wide as its texts."""
        look = theme()
        strong, caption = QFontMetrics(look.font("strong")), QFontMetrics(look.font("caption"))
        height = max(look.scaled(49), strong.height() + caption.height() + look.u(4))
        width = max(strong.horizontalAdvance(self.title), caption.horizontalAdvance(self.second))
        return QSize(width + look.scaled(44) + caption.horizontalAdvance(self.end), height)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), theme().scaled(160)), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Icon, two lines, the text at the end; a ring when it has the focus."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = look.radius("control")
        whole = self.rect().adjusted(0, 2, 0, -2)
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("sunken"))
            painter.drawRoundedRect(whole, radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), radius, radius)
        self._draw_words(painter)
        painter.end()

    def _draw_words(self, painter: QPainter) -> None:
        look = theme()
        side = look.size("icon")
        icon = QRect(look.u(1) // 2, (self.height() - side) // 2, side, side)
        picture = look.pixmap(self._icon, "ink3" if self.faint else self._colour, side, self.devicePixelRatioF())
        painter.drawPixmap(self._seen(icon), picture)
        strong, caption = QFontMetrics(look.font("strong")), QFontMetrics(look.font("caption"))
        end_width = caption.horizontalAdvance(self.end) if self.end else 0
        left, right = look.scaled(32), end_width + (look.u(3) if self.end else 0) + look.u(1) // 2
        width = max(0, self.width() - left - right)
        top = (self.height() - strong.height() - caption.height() - look.scaled(1)) // 2
        first = QRect(left, top, width, strong.height())
        second = QRect(left, first.bottom() + 1 + look.scaled(1), width, caption.height())
        self._draw_line(painter, first, self.title, "strong", "ink3" if self.faint else "ink")
        self._draw_line(painter, second, self.second, "caption", "ink3" if self.faint else "ink2")
        if self.end:
            place = QRect(self.width() - end_width - look.u(1) // 2, 0, end_width, self.height())
            self._draw_line(painter, place, self.end, "caption", "ink2")

    def _draw_line(self, painter: QPainter, place: QRect, text: str, role: str, colour: str) -> None:
        look = theme()
        font = look.font(role)
        painter.setFont(font)
        painter.setPen(look.colour(colour))
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width() + 1)
        flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self._seen(place), flags, cut)

    def _seen(self, place: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class RowWithButton(QWidget):
    """A row whose one button stands at its right; the row itself is only to be read."""

    def __init__(
        self, icon: str, title: str, text: str, button: Button, *, colour: str = "ink2", faint: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.row = RowButton(icon, title, text, colour=colour)
        self.row.set_faint(faint)
        self.row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.button = button
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.row, 1)
        across.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
