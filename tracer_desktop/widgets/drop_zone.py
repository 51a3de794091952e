"""The place that shows that files can be dropped: dashed edge, and it answers while one hangs over the window."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import IconLabel, Label


class DropZone(QWidget):
    """Icon, title, sentence and buttons in the middle of a dashed frame."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._text = title, text
        self._over = ""
        self._shown: list[QPushButton] = []
        middle = Qt.AlignmentFlag.AlignHCenter
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._icon = IconLabel("upload", "accent", "icon_verdict")
        self.title = Label(title, "section", wrap=True)
        self.text = Label(text, "body", "ink2", wrap=True)
        self.title.setAlignment(middle)
        self.text.setAlignment(middle)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self.buttons.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._icon, 0, middle)
        self._column.addWidget(self.title)
        self._column.addWidget(self.text)
        self._column.addLayout(self.buttons)
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def over(self) -> str:
        """What is said about the file that hangs over the window."""
        return self._over

    def add_button(self, button: QPushButton) -> None:
        """One more button in the row."""
        self._shown.append(button)
        self.buttons.insertWidget(self.buttons.count() - 1, button)

    def stack_buttons(self, stacked: bool) -> None:
        """Buttons one under another, where there is no room beside each other."""
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self.buttons.direction() != way:
            self.buttons.setDirection(way)
            for button in self._shown:
                self.buttons.setAlignment(button, Qt.AlignmentFlag.AlignCenter)

    def buttons_width(self) -> int:
        """What the buttons need beside each other, with the margins of the zone."""
        hints = [button.sizeHint().width() for button in self._shown]
        margins = self._column.contentsMargins()
        return sum(hints) + self.buttons.spacing() * (len(hints) + 1) + margins.left() + margins.right()

    def show_drag(self, text: str) -> None:
        """A file hangs over the window: say what dropping it does; "" when it is gone."""
        self._over = text
        self.title.set_text(text or self._title)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The dashed frame."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.colour("accent" if self._over else "edge"))
        pen.setWidthF(2 if self._over else 1)
        if not self._over:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(look.colour("accent_soft" if self._over else "window"))
        radius = look.radius("page")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()

    def _restyle(self) -> None:
        look = theme()
        self._column.setContentsMargins(look.u(6), look.u(7), look.u(6), look.scaled(38))
        self._column.setSpacing(look.u(2))
        self.buttons.setContentsMargins(0, look.scaled(4), 0, 0)
        self.buttons.setSpacing(look.u(2))
