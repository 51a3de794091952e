"""The form every dialog has: margins, a title, what is in it, and a row of verb buttons at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme


class HouseDialog(QDialog):
    """Fill `body`, and add buttons; Esc closes it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, on=False)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self._whole = QVBoxLayout(self)
        self.body = QVBoxLayout()
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        self._whole.addLayout(self.body, 1)
        self._whole.addLayout(self.foot)
        theme().changed.connect(self._restyle)
        self._restyle()

    def add_button(self, button: QPushButton) -> None:
        """One more button at the foot, to the right of those that are there."""
        self.foot.addWidget(button)

    def add_left_button(self, button: QPushButton) -> None:
        """One more button at the left of the foot."""
        self.foot.insertWidget(self.foot.count() - 1, button)

    def setVisible(self, visible: bool) -> None:
        """Shown for the first time, take the room that is needed: Qt alone would stop at two thirds of the screen."""
        if visible and not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            wanted = self.sizeHint()
            if self._whole.hasHeightForWidth():
                wanted.setHeight(max(wanted.height(), self._whole.totalHeightForWidth(wanted.width())))
            self.resize(wanted.boundedTo(self.screen().availableSize()))
        super().setVisible(visible)

    def _restyle(self) -> None:
        look = theme()
        self._whole.setContentsMargins(look.u(6), look.u(6), look.u(6), look.u(5))
        self._whole.setSpacing(look.u(6))
        self.body.setSpacing(look.u(3))
        self.foot.setSpacing(look.u(2))
