"""Which row to go to."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.inputs import LabelledField, NumberField
from tracer_desktop.widgets.numbers import count


class GoToRowDialog(HouseDialog):
    """One number field; Enter goes."""

    def __init__(self, rows: int, row: int, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Go to row"), parent)
        self.field = NumberField(name=self.tr("Row"), minimum=1, maximum=rows, value=row)
        caption = self.tr("1 to {rows}").format(rows=count(rows))
        self.body.addWidget(LabelledField(self.tr("Row"), self.field, caption))
        cancel = secondary_button(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        go = primary_button(self.tr("Go there"))
        go.setDefault(True)
        go.clicked.connect(self.accept)
        self.add_button(cancel)
        self.add_button(go)
        self.field.selectAll()
        self.field.setFocus()


def ask_row(parent: QWidget | None, rows: int, row: int) -> int | None:
    """The row to go to (from 1); None when the dialog was left."""
    dialog = GoToRowDialog(rows, row, parent)
    try:
        return dialog.field.number() if dialog.exec() else None
    finally:
        dialog.deleteLater()
