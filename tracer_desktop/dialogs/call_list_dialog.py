"""In what form the call list is written: Tracer's own columns, or those a CRM imports."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.inputs import CheckBox, RadioButton
from tracer_desktop.widgets.labels import Label


class CallListDialog(HouseDialog):
    """Choose a form; "Choose a place…" goes on. `preset()` is its key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Export call list"), parent)
        self.body.addWidget(Label(self.tr("Export call list"), "section"))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.group = QButtonGroup(self)
        self.buttons: dict[str, RadioButton] = {}
        for key, title, text in self._presets():
            self._add(key, title, text)
        self.body.addWidget(Hairline())
        self.all_columns = CheckBox(self.tr("Add all columns of the file"))
        self.body.addWidget(self.all_columns)
        note = self.tr(
            "Beside the list, Tracer writes what it was planned with. Keep both: with them, the outcomes are measured."
        )
        self.body.addWidget(Label(note, "caption", "ink2", wrap=True))
        self.body.addStretch(1)
        self.cancel = secondary_button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.go = primary_button(self.tr("Choose a place…"))
        self.go.setDefault(True)
        self.go.clicked.connect(self.accept)
        self.add_button(self.cancel)
        self.add_button(self.go)
        self.buttons["tracer"].setChecked(True)
        self.buttons["tracer"].setFocus()
        self._restyle_own()
        theme().changed.connect(self._restyle_own)

    def _presets(self) -> list[tuple[str, str, str]]:
        return [
            ("tracer", self.tr("For people"), self.tr(
                "Rank, risk, value, gain, three reasons as sentences, a play for the main one, and cautions.")),
            ("salesforce", "Salesforce", self.tr("Column names of its import wizard: campaign members.")),
            ("hubspot", "HubSpot", self.tr("Column names of its contact import.")),
            ("dynamics", "Dynamics 365", self.tr("Column names of its marketing lists.")),
        ]  # fmt: skip

    def _add(self, key: str, title: str, text: str) -> None:
        row = self._grid.rowCount()
        if self.buttons:
            self._grid.setRowMinimumHeight(row, theme().scaled(4))
            row += 1
        button = RadioButton(title)
        button.setFont(theme().font("strong"))
        button.setAccessibleDescription(text)
        self._grid.addWidget(button, row, 0, 1, 2)
        self._grid.addWidget(Label(text, "caption", "ink2", wrap=True), row + 1, 1)
        self.group.addButton(button)
        self.buttons[key] = button

    def preset(self) -> str:
        """The key of the form that was chosen."""
        return next(key for key, button in self.buttons.items() if button.isChecked())

    def _restyle_own(self) -> None:
        look = theme()
        self._grid.setColumnMinimumWidth(0, look.scaled(25))
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(look.scaled(2))
        for button in self.buttons.values():
            button.setFont(look.font("strong"))
