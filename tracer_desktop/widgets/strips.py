"""Messages under a page's header: what happened, what it means, what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.status import Kind, status, status_name


class MessageStrip(QFrame):
    """A soft strip: icon, a strong line, a second line, buttons. It goes when its cause goes."""

    def __init__(
        self,
        kind: Kind,
        title: str,
        text: str = "",
        actions: Sequence[QPushButton] = (),
        *,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._own_icon = icon
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.icon = IconLabel("info")
        self.title = Label(title, "strong", wrap=True, selectable=True)
        self.text = Label(text, "body", "ink2", wrap=True, selectable=True)
        self._words = QVBoxLayout()
        self._words.addWidget(self.title)
        self._words.addWidget(self.text)
        self._row = QHBoxLayout(self)
        self._beside = QVBoxLayout()
        self._beside.addWidget(self.icon)
        self._beside.addStretch(1)
        self._row.addLayout(self._beside)
        self._row.addLayout(self._words, 1)
        for button in actions:
            self.add_action(button)
        self.kind: Kind = kind
        self.set_message(kind, title, text)
        theme().changed.connect(self._restyle)
        self._restyle()

    def add_action(self, button: QPushButton) -> None:
        """One more button at the right."""
        centred = button.property("kind") in ("primary", "secondary")
        side = Qt.AlignmentFlag.AlignVCenter if centred else Qt.AlignmentFlag.AlignTop
        self._row.addWidget(button, 0, side)

    def set_message(self, kind: Kind, title: str, text: str = "") -> None:
        """Another message in the same place."""
        self.kind = kind
        what = status(kind)
        self.icon.set_icon(self._own_icon or what.icon, what.colour, name=status_name(kind))
        self.title.set_text(title)
        self.text.set_text(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setProperty("soft", kind)
        self.style().unpolish(self)
        self.style().polish(self)

    def _restyle(self) -> None:
        look = theme()
        self.setFrameShape(QFrame.Shape.Box if look.high_contrast else QFrame.Shape.NoFrame)
        lift = first_line_lift()
        self._row.setContentsMargins(look.scaled(14), look.scaled(11) - lift, look.scaled(14), look.scaled(11) - lift)
        self._row.setSpacing(look.scaled(10))
        self._beside.setContentsMargins(0, lift, 0, 0)
        self._words.setContentsMargins(0, lift, 0, lift)
        self._words.setSpacing(look.scaled(1))


def first_line_lift() -> int:
    """How much lower a first line stands than the button beside it begins, so that both share a baseline."""
    line = QFontMetrics(theme().font("strong")).height()
    return max(0, (max(theme().size("least_target"), line + 4) - line) // 2)
