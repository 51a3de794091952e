"""Boxes: a card for a thing of its own, a well for what is set; and the hairline that parts the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme


class _Box(QFrame):
    """A frame with a vertical layout, `body`, whose inner margins follow the size of type."""

    def __init__(self, box: str, inside: int, *, name: str | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._inside = inside
        self.setProperty("box", box)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if name is not None:
            self.setAccessibleName(name)
        self.body = QVBoxLayout(self)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFrameShape(QFrame.Shape.Box if theme().high_contrast else QFrame.Shape.NoFrame)
        inside = theme().scaled(self._inside)
        self.body.setContentsMargins(inside, inside, inside, inside)
        self.body.setSpacing(theme().u(2))


class Card(_Box):
    """One object, for instance one customer: paper with a line round it. Fill `body`."""

    def __init__(self, *, name: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__("card", 17, name=name, parent=parent)


class Well(_Box):
    """Things to set, and quality: the window's colour, no border. Fill `body`."""

    def __init__(self, *, name: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__("well", 16, name=name, parent=parent)


class Hairline(QFrame):
    """A line of one pixel, lying or standing."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        else:
            self.setFixedWidth(1)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
