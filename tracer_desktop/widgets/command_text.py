"""A command to copy, in type of one width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tracer_desktop.theme.theme import theme


class CommandText(QLabel):
    """A command in type of one width, wrapped between words only; what is copied is the command itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.command = ""
        self.setAccessibleName(self.tr("Command"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_command(self, command: str) -> None:
        """Another command; `command` keeps it as it is typed."""
        self.command = command
        self.setAccessibleDescription(command)
        # A line would end after a hyphen, too, did nothing hold it to what follows.
        self.setText(command.replace("-", "-\u2060"))

    def _restyle(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(theme().font("body").pointSizeF())
        self.setFont(font)
