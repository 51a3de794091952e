"""The one form of a question and of bad news: what happened, what it means, verb buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import Button
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.status import Kind, status, status_name
from tracer_engine import JobError

LINE = 60


@dataclass(frozen=True)
class Choice:
    """One way to answer: what is returned when it is chosen, and the verb on its button."""

    key: str
    text: str
    kind: str = "secondary"


class MessageDialog(HouseDialog):
    """A title, a sentence and buttons. `chosen` is the key of the button pressed, "" for Esc.

    The first choice stands at the right and is the one Enter takes.
    """

    def __init__(
        self,
        title: str,
        text: str,
        choices: Sequence[Choice],
        *,
        kind: Kind = "info",
        details: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self.chosen = ""
        self.setAccessibleDescription(text)
        self.icon = IconLabel(status(kind).icon, status(kind).colour, "icon_verdict", name=status_name(kind))
        self.title = Label(title, "section", wrap=True, selectable=True)
        self.text = Label(text, "body", "ink2", wrap=True, selectable=True)
        words = QVBoxLayout()
        words.setSpacing(theme().u(1))
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(theme().u(4))
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        self.details: QPlainTextEdit | None = None
        if details:
            self._show_details(details)
        self.buttons: dict[str, Button] = {}
        for choice in reversed(choices):
            self._add_choice(choice)
        if choices:
            first = self.buttons[choices[0].key]
            first.setDefault(True)
            first.setFocus()
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """A dialog does not ask its texts how high they are at their width: they are told theirs."""
        width = self.text.fontMetrics().averageCharWidth() * LINE
        for label in (self.title, self.text):
            label.setFixedWidth(width)
            label.setMinimumHeight(max(0, label.heightForWidth(width)))
        self.text.setVisible(bool(self.text.text()))

    def _add_choice(self, choice: Choice) -> None:
        button = Button(choice.text, choice.kind)
        button.setProperty("choice", choice.key)
        button.clicked.connect(self._on_clicked)
        self.buttons[choice.key] = button
        self.add_button(button)

    def _show_details(self, details: str) -> None:
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(self.tr("Details"))
        self.details.setTabChangesFocus(True)
        self.body.addWidget(self.details)
        self._copy = Button(self.tr("Copy details"), "quiet")
        self._copy.clicked.connect(self._on_copy)
        self.add_left_button(self._copy)

    def _on_copy(self) -> None:
        if self.details is not None:
            QGuiApplication.clipboard().setText(self.details.toPlainText())

    def _on_clicked(self) -> None:
        sender = self.sender()
        assert sender is not None
        self.chosen = str(sender.property("choice"))
        self.accept()


def ask(parent: QWidget | None, title: str, text: str, choices: Sequence[Choice], *, kind: Kind = "caution") -> str:
    """Ask to decide; returns the key of what was chosen, "" when the dialog was closed without."""
    dialog = MessageDialog(title, text, choices, kind=kind, parent=parent)
    try:
        dialog.exec()
        return dialog.chosen
    finally:
        dialog.deleteLater()


def tell(parent: QWidget | None, title: str, text: str, *, kind: Kind = "problem", details: str = "") -> None:
    """Say what stands in the way, with one button."""
    close = Choice("close", QCoreApplication.translate("MessageDialog", "Close"))
    dialog = MessageDialog(title, text, [close], kind=kind, details=details, parent=parent)
    try:
        dialog.exec()
    finally:
        dialog.deleteLater()


def tell_error(parent: QWidget | None, error: JobError) -> None:
    """Say what went wrong and what to do; a mistake of Tracer's own comes with details to copy."""
    tell(parent, error.message, error.remedy, details=error.message if error.kind == "bug" else "")
