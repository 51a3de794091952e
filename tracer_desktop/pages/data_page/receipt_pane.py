"""How the file was read, with the way to change it and the evidence behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button
from tracer_desktop.widgets.facts import FactsList
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_engine import Receipt


class ReceiptPane(QWidget):
    """Facts of the receipt; what the user can do about them is said by signals."""

    change_wanted = Signal()
    repairs_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Import receipt"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.change = inline_button(self.tr("Change…"), name=self.tr("Change how the file is read…"))
        self.change.clicked.connect(self.change_wanted)
        self.facts = FactsList(name=self.tr("Import receipt"))
        self.notes = Label("", "caption", "ink2", wrap=True, selectable=True)
        self.repairs = inline_button("")
        self.repairs.clicked.connect(self.repairs_wanted)
        self._head = QHBoxLayout()
        self._head.addWidget(Label(self.tr("Import receipt"), "section"), 1)
        self._head.addWidget(self.change, 0, Qt.AlignmentFlag.AlignBaseline)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addLayout(self._head)
        self._whole.addWidget(self.facts)
        self._whole.addWidget(self.notes)
        self._whole.addWidget(self.repairs, 0, Qt.AlignmentFlag.AlignLeft)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_receipt(self, facts: Sequence[tuple[str, str]], receipt: Receipt) -> None:
        """Facts, notes, and how much evidence there is."""
        self.facts.set_rows(facts)
        self.notes.set_text("\n".join(receipt.notes))
        self.notes.setVisible(bool(receipt.notes))
        repairs = len(receipt.repairs)
        if repairs == 1:
            self.repairs.set_text(self.tr("Show the repair…"))
        else:
            self.repairs.set_text(self.tr("Show all {number} repairs…").format(number=count(repairs)))
        self.repairs.setVisible(repairs > 0)

    def _restyle(self) -> None:
        self._whole.setSpacing(theme().scaled(8))
