"""What stands where there is nothing to show yet: a well, one sentence, the one button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Well
from tracer_desktop.widgets.labels import IconLabel, Label


class EmptyState(Well):
    """Icon, title, sentence and button in the middle of the place."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        button: QPushButton | None = None,
        *,
        colour: str = "ink3",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name=title, parent=parent)
        self.setAccessibleDescription(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        middle = Qt.AlignmentFlag.AlignHCenter
        self.icon = IconLabel(icon, colour, "icon_verdict")
        self.title = Label(title, "section", wrap=True)
        self.text = Label(text, "body", "ink2", wrap=True)
        self.title.setAlignment(middle)
        self.text.setAlignment(middle)
        self.button = button
        self.body.addStretch(1)
        self.body.addWidget(self.icon, 0, middle)
        self.body.addWidget(self.title)
        self.body.addWidget(self.text)
        if button is not None:
            self.body.addSpacing(theme().u(1))
            self.body.addWidget(button, 0, middle)
        self.body.addStretch(1)

    def set_message(self, title: str, text: str) -> None:
        """Another title and sentence."""
        self.title.set_text(title)
        self.text.set_text(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
