"""Everything that was found in a table, in a list that scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import secondary_button
from tracer_desktop.widgets.finding_row import FindingRow
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.status import Kind


@dataclass(frozen=True)
class FindingLine:
    """One finding: its kind, what it is, what Tracer did, and its button ("" for none)."""

    kind: Kind
    title: str
    text: str
    button: str


class FindingsDialog(HouseDialog):
    """A press on a finding's button closes it: `chosen` is then its place in the list."""

    def __init__(self, lines: Sequence[FindingLine], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What Tracer found"), parent)
        self.chosen: int | None = None
        heading = self.tr("{number} things worth knowing, worst first").format(number=count(len(lines)))
        self.body.addWidget(Label(heading, "section"))
        self._inside = inside = QWidget()
        inside.setProperty("see_through", "true")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme().u(3), 0)
        column.setSpacing(theme().u(3))
        self.rows: list[FindingRow] = []
        for line in lines:
            row = FindingRow(line.kind, line.title, line.text, line.button or None)
            row.acted.connect(self._on_acted)
            self.rows.append(row)
            column.addWidget(row)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(self.tr("What Tracer found"))
        self.area.setWidget(inside)
        self.body.addWidget(self.area, 1)
        self.close_button = secondary_button(self.tr("Close"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self.add_button(self.close_button)

    def sizeHint(self) -> QSize:
        """Room for all, or for about eight."""
        look = theme()
        inside = self._inside.sizeHint().height() + look.scaled(150)
        return QSize(look.scaled(640), min(inside, look.scaled(520)))

    def _on_acted(self) -> None:
        self.chosen = self.rows.index(self.sender())  # type: ignore[arg-type]
        self.accept()
