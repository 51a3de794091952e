"""One finding: what it is, what Tracer did about it, and one button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import Button, inline_button
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.status import Kind, status, status_name
from tracer_desktop.widgets.strips import first_line_lift


class FindingRow(QWidget):
    """Icon by severity, a strong line, a second line, and on the first line's baseline a quiet button."""

    acted = Signal()
    """The button was pressed."""

    def __init__(
        self,
        severity: Kind,
        title: str,
        text: str = "",
        action_text: str | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.severity: Kind = severity
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        what = status(severity)
        self.icon = IconLabel(what.icon, what.colour, name=status_name(severity))
        self.title = Label(title, "strong", wrap=True, selectable=True)
        self.text = Label(text, "body", "ink2", wrap=True, selectable=True)
        # Never shown before it has its place: it would be a window of its own for a moment.
        if not text:
            self.text.hide()
        self._beside = QVBoxLayout()
        self._beside.addWidget(self.icon)
        self._beside.addStretch(1)
        self._words = QVBoxLayout()
        self._words.addWidget(self.title)
        self._words.addWidget(self.text)
        self._words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._beside)
        self._row.addLayout(self._words, 1)
        self.button: Button | None = None
        if action_text is not None:
            self.button = inline_button(
                action_text, name=self.tr("{action}: {finding}").format(action=action_text, finding=title)
            )
            self.button.clicked.connect(self._press)
            self._last = QVBoxLayout()
            self._last.addWidget(self.button)
            self._last.addStretch(1)
            self._row.addLayout(self._last)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _press(self) -> None:
        self.acted.emit()

    def _restyle(self) -> None:
        look = theme()
        lift = first_line_lift()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.scaled(10))
        self._beside.setContentsMargins(0, lift, 0, 0)
        self._words.setContentsMargins(0, lift, 0, lift)
        self._words.setSpacing(look.scaled(1))
