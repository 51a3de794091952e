"""What to take away of a run: the scored list, the model, the report, or all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.inputs import CheckBox, RadioButton
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.strips import MessageStrip

WIDTH = 76
"""In average letters of the heading."""


@dataclass(frozen=True, kw_only=True)
class ExportChoice:
    """One thing that can be taken away: a name, one sentence, and how large it is ("1.2 MB", "" when not known).

    `warning` is what one must know first; it has to be agreed to with `agree` before anything is written.
    """

    key: str
    title: str
    text: str
    size: str = ""
    warning: str = ""
    agree: str = ""


class ExportDialog(HouseDialog):
    """Choose one; "Choose a place…" goes on. `chosen()` is the key."""

    def __init__(
        self, title: str, choices: Sequence[ExportChoice], chosen: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._choices = {choice.key: choice for choice in choices}
        self.heading = Label(title, "section")
        self.body.addWidget(self.heading)
        self.group = QButtonGroup(self)
        self.buttons: dict[str, RadioButton] = {}
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, theme().scaled(25))
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(theme().scaled(2))
        self.body.addLayout(self._grid)
        for choice in choices:
            self._add(choice)
        self.warning = MessageStrip("caution", "", "")
        self.agree = CheckBox("")
        self.agree.toggled.connect(self._on_changed)
        self._careful = QWidget()
        column = QVBoxLayout(self._careful)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().u(2))
        column.addWidget(self.warning)
        column.addWidget(self.agree)
        self.body.addWidget(self._careful)
        self.body.addStretch(1)
        self.cancel = secondary_button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.go = primary_button(self.tr("Choose a place…"))
        self.go.setDefault(True)
        self.go.clicked.connect(self.accept)
        self.add_button(self.cancel)
        self.add_button(self.go)
        first = self.buttons.get(chosen) or next(iter(self.buttons.values()))
        first.setChecked(True)
        first.setFocus()
        self.group.idToggled.connect(self._on_changed)
        self._on_changed()

    def chosen(self) -> str:
        """The key of what was chosen."""
        return next(key for key, button in self.buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        """Choose by key."""
        self.buttons[key].setChecked(True)

    def _add(self, choice: ExportChoice) -> None:
        look = theme()
        row = self._grid.rowCount()
        if self.buttons:
            self._grid.setRowMinimumHeight(row, look.scaled(5))
            self._grid.addWidget(Hairline(), row + 1, 0, 1, 3)
            self._grid.setRowMinimumHeight(row + 2, look.scaled(5))
            row += 3
        button = RadioButton(choice.title)
        button.setFont(look.font("strong"))
        button.setAccessibleDescription(choice.text)
        words = Label(choice.text, "caption", "ink2", wrap=True)
        size = Label(choice.size, "body", "ink2")
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(button, row, 0, 1, 2)
        self._grid.addWidget(size, row, 2)
        self._grid.addWidget(words, row + 1, 1, 1, 2)
        self.group.addButton(button)
        self.buttons[choice.key] = button

    def _on_changed(self, *_: object) -> None:
        choice = self._choices[self.chosen()]
        careful = bool(choice.warning)
        if careful:
            self.warning.set_message("caution", choice.title, choice.warning)
            self.agree.setText(choice.agree)
            self.agree.setAccessibleName(choice.agree)
        elif self.agree.isChecked():
            self.agree.setChecked(False)
        self._careful.setVisible(careful)
        if careful and not self.agree.isChecked():
            self.go.why_disabled(self.tr("Read the caution and tick the box first."))
        else:
            self.go.enable()
        self._fit()

    def _fit(self) -> None:
        """As high as its sentences need at its width: Qt's own guess takes them for narrower than they are."""
        width = max(self.minimumSizeHint().width(), self.heading.fontMetrics().averageCharWidth() * WIDTH)
        screen = self.screen().availableSize()
        width = min(width, screen.width())
        layout = self.layout()
        if layout is not None:
            # What was hidden until now has no width yet, and would ask for the height of a column of single words.
            self._careful.resize(width, self._careful.heightForWidth(width))
            self.warning.resize(width, self.warning.heightForWidth(width))
            for part in (self.warning.layout(), self._careful.layout(), self.body, layout):
                if part is not None:
                    part.invalidate()
                    part.activate()
            self._area.updateGeometry()
            layout.invalidate()
            self.resize(width, min(layout.totalHeightForWidth(width), screen.height()))
