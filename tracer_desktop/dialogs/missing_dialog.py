"""Which texts of a column are read as missing."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.widgets.buttons import primary_button, quiet_button, secondary_button
from tracer_desktop.widgets.inputs import LabelledField
from tracer_desktop.widgets.labels import Label
from tracer_engine import Column


class MissingDialog(HouseDialog):
    """`tokens()` is what was told when the dialog was accepted: texts, or None for what Tracer finds."""

    def __init__(self, column: Column, *, told: bool, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What is missing in {column}").format(column=column.name), parent)
        self._left_to_tracer = False
        self.field = QLineEdit(", ".join(column.missing_tokens))
        words = self.tr("Commas stand between several. Blank cells are always read as missing.")
        self.body.addWidget(LabelledField(self.tr("Read as missing"), self.field, words))
        self.others = Label("", "body", "ink2", wrap=True, selectable=True)
        self.others.setVisible(bool(column.spoilers))
        self.body.addWidget(self.others)
        if column.spoilers:
            texts = ", ".join(column.spoilers)
            dates = self.tr("Not understood, though the others are dates: {texts}.")
            numbers = self.tr("Not understood, though the others are numbers: {texts}.")
            self.others.set_text((dates if column.kind == "date" else numbers).format(texts=texts))
        self.reset = quiet_button(self.tr("Let Tracer find out"))
        self.reset.setVisible(told)
        self.reset.clicked.connect(self._on_reset)
        self.add_left_button(self.reset)
        cancel = secondary_button(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        read = primary_button(self.tr("Read again"))
        read.setDefault(True)
        read.clicked.connect(self.accept)
        self.add_button(cancel)
        self.add_button(read)
        self.field.selectAll()
        self.field.setFocus()

    def tokens(self) -> tuple[str, ...] | None:
        """The texts that are to be read as missing; None where Tracer is to find out."""
        if self._left_to_tracer:
            return None
        texts = (text.strip() for text in self.field.text().split(","))
        return tuple(dict.fromkeys(text for text in texts if text))

    def _on_reset(self) -> None:
        self._left_to_tracer = True
        self.accept()
