"""The rail of the wizard: five steps, each with the choice made as its caption; those visited can be pressed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme

State = Literal["done", "now", "doubtful", "to come"]
WIDTH, MARK_WIDTH = 152, 26


class RailStep(QAbstractButton):
    """One step: a circle with its number or a tick, its title, the choice under it."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self.state, self.caption = number, "to come", ""
        self._compact = False
        self.setText(title)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_compact(self, compact: bool) -> None:
        """Where it is narrow, the mark alone; the tooltip says the rest."""
        self._compact = compact
        self._say_tip()
        self.updateGeometry()
        self.update()

    def show_state(self, state: State, caption: str) -> None:
        """How far it is, and what was chosen."""
        self.state, self.caption = state, caption
        self.setEnabled(state != "to come")
        said = {
            "done": self.tr("done"),
            "now": self.tr("this is the present step"),
            "doubtful": self.tr("look at it again: something before it was changed"),
            "to come": self.tr("still to come"),
        }[state]
        self.setAccessibleName(self.tr("Step {number}, {title}").format(number=self.number, title=self.text()))
        self.setAccessibleDescription(", ".join(part for part in (said, caption) if part))
        self._say_tip()
        self.updateGeometry()
        self.update()

    def _say_tip(self) -> None:
        doubt = self.tr("Something before it was changed. Look at it again.") if self.state == "doubtful" else ""
        said = ": ".join(part for part in (self.text(), self.caption) if part) if self._compact else ""
        self.setToolTip("\n".join(part for part in (said, doubt) if part))

    def sizeHint(self) -> QSize:
        """As wide as the rail, as high as title and caption."""
        look = theme()
        if self._compact:
            return QSize(look.scaled(MARK_WIDTH), look.scaled(34))
        return QSize(look.scaled(WIDTH), max(look.scaled(30), self._text_height()) + look.scaled(10))

    def minimumSizeHint(self) -> QSize:
        """Never lower: what does not fit is scrolled to."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Circle, title, caption, and the ring of the focus."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_mark(painter)
        if not self._compact:
            self._paint_words(painter)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = look.radius("control")
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        look, rest = theme(), self._text_rect()
        coming = self.state == "to come"
        self._write(painter, rest, self.text(), self._title_font(), "ink2" if coming else "ink")
        caption = rest.adjusted(0, QFontMetrics(self._title_font()).height(), 0, 0)
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("ink2"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(caption, int(flags), self._shown_caption())

    def _paint_mark(self, painter: QPainter) -> None:
        look = theme()
        side = look.scaled(22)
        circle = QRectF(look.scaled(1), look.scaled(6), side, side)
        if self.state == "doubtful":
            picture = look.pixmap("caution", "caution", side, self.devicePixelRatioF())
            painter.drawPixmap(circle.topLeft(), picture)
            return
        colour = "edge" if self.state == "to come" else "accent_fill" if self.state == "now" else "accent"
        painter.setPen(QPen(look.colour(colour), 1.5))
        painter.setBrush(look.colour("accent_fill") if self.state == "now" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        if self.state == "done":
            tick = look.scaled(14)
            corner = circle.center() - QPointF(tick / 2, tick / 2)
            painter.drawPixmap(corner, look.pixmap("check", "accent", tick, self.devicePixelRatioF()))
            return
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("on_accent" if self.state == "now" else "ink3"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self.number))

    def _write(self, painter: QPainter, place: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(theme().colour(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), shown)

    def _text_rect(self) -> QRect:
        look = theme()
        left = look.scaled(32)
        return QRect(left, look.scaled(4), look.scaled(WIDTH) - left, self.height() - look.scaled(4))

    def _title_font(self) -> QFont:
        return theme().font("strong" if self.state in ("now", "doubtful") else "body")

    def _shown_caption(self) -> str:
        """The caption, its second line elided where it has more than two."""
        metrics = QFontMetrics(theme().font("caption"))
        width = theme().scaled(WIDTH) - theme().scaled(32)
        return metrics.elidedText(self.caption, Qt.TextElideMode.ElideRight, round(width * 1.8))

    def _text_height(self) -> int:
        look = theme()
        metrics = QFontMetrics(look.font("caption"))
        width = look.scaled(WIDTH) - look.scaled(32)
        flags = int(Qt.TextFlag.TextWordWrap.value)
        lines = metrics.boundingRect(QRect(0, 0, width, 10_000), flags, self._shown_caption()).height()
        return QFontMetrics(self._title_font()).height() + (lines if self.caption else 0) + look.scaled(6)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Rail(QWidget):
    """The steps, one below the other. `wanted` carries the number (from 0) of one that was pressed."""

    wanted = Signal(int)

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Steps"))
        self.steps = [RailStep(place + 1, title) for place, title in enumerate(titles)]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for step in self.steps:
            step.clicked.connect(self._on_pressed)
            self._column.addWidget(step)
        self._column.addStretch(1)
        self._compact = False
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_compact(self, compact: bool) -> None:
        """Marks alone, without titles and captions, where there is no room for them."""
        if compact != self._compact:
            self._compact = compact
            for step in self.steps:
                step.set_compact(compact)
            self._restyle()

    def show_steps(self, states: Sequence[tuple[State, str]]) -> None:
        """State and caption of each step."""
        for step, (state, caption) in zip(self.steps, states, strict=True):
            step.show_state(state, caption)

    def _on_pressed(self) -> None:
        step = self.sender()
        if isinstance(step, RailStep):
            self.wanted.emit(step.number - 1)

    def _restyle(self) -> None:
        self._column.setSpacing(theme().scaled(6))
        self.setFixedWidth(theme().scaled(MARK_WIDTH if self._compact else WIDTH))
