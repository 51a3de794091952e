"""What stands in the place of the table when the file could not be read."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import secondary_button
from tracer_desktop.widgets.copy_button import CopyButton
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_engine import JobError


class ErrorForm(EmptyState):
    """What happened, what to do, and the buttons that do it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("problem", "", "", colour="problem", parent=parent)
        self._error: JobError | None = None
        self.icon.set_icon("problem", "problem", name=self.tr("Problem"))
        for label in (self.title, self.text):
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.open_other = secondary_button(self.tr("Open another file…"))
        self.tell = secondary_button(self.tr("Tell Tracer how to read it…"))
        self.undo = secondary_button(self.tr("Undo the change"), icon="undo")
        self.copy = CopyButton(self.tr("Copy details"), "quiet")
        self.copy.clicked.connect(self._on_copy)
        self._buttons = [self.undo, self.tell, self.open_other, self.copy]
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme().u(2))
        self._row.addStretch(1)
        for button in self._buttons:
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._row.addStretch(1)
        self.body.insertSpacing(self.body.count() - 1, theme().u(1))
        self.body.insertLayout(self.body.count() - 1, self._row)

    def show_error(self, error: JobError, *, can_undo: bool) -> None:
        """Say what happened; a change that led to it can be undone."""
        self._error = error
        self.set_message(error.message, error.remedy)
        self.undo.setVisible(can_undo)
        # A file that is not there, or a disk that fails, is not read better for being told anything.
        self.tell.setVisible(error.kind == "input")

    def minimumSizeHint(self) -> QSize:
        """No wider than the longest button: where there is no room they stand one below the other."""
        widest = max(button.sizeHint().width() for button in self._buttons)
        return QSize(widest + 2 * self.body.contentsMargins().left(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        shown = [button for button in self._buttons if not button.isHidden()]
        needed = sum(button.sizeHint().width() + theme().u(4) for button in shown)
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if needed < self.width() else directions.TopToBottom)

    def _on_copy(self) -> None:
        if self._error is not None:
            self.copy.copy(f"{self._error.message}\n{self._error.remedy}".strip())
