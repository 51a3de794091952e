"""A file that was scored, looked at in the window: those in it, most likely first, with their reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.item_models.customers_model import CustomersModel
from tracer_desktop.pages.customers_table import CustomersTable
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import secondary_button
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.search_field import SearchField
from tracer_engine import Wording

if TYPE_CHECKING:
    from tracer_desktop.session import Session


class ScoredListView(QWidget):
    """The list with a field to find somebody; `closed` when the user has seen enough."""

    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("see_through", "true")
        self.model = CustomersModel(session, self)
        self.table = CustomersTable(self.model)
        self.search = SearchField(self.tr("Find an id or a reason"))
        self.told = Label("", "body", "ink2", selectable=True)
        self.back = secondary_button(self.tr("Back to the checks"))
        self._total = 0
        head = QHBoxLayout()
        head.setSpacing(theme().u(3))
        head.addWidget(self.search, 1)
        head.addWidget(self.told, 1)
        head.addWidget(self.back)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme().u(3))
        whole.addLayout(head)
        whole.addWidget(self.table, 1)
        self.back.clicked.connect(self.closed)
        self.search.searched.connect(self._find)
        self.model.ready.connect(self._on_ready)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_file(self, model: Path, path: Path, wording: Wording, rows: int, listed: int) -> None:
        """Show the scored CSV at `path`: so many `rows`, of which the first `listed` are predicted yes."""
        self._total = rows
        self.table.setAccessibleName(self.tr("Scored: {file}").format(file=path.name))
        self.search.clear()
        self.model.set_wording(wording)
        self.model.show_scored(str(model), path, listed)
        self.table.setFocus()

    def _find(self, text: str) -> None:
        if text != self.model.query.text:
            self.model.set_query(text=text)

    def _on_ready(self) -> None:
        self.table.fit(self._total)
        told = self.tr("{fitting} of {rows}") if self.model.query.text else self.tr("{rows} rows, most likely first")
        self.told.set_text(told.format(fitting=count(self.model.total), rows=count(self._total)))

    def _restyle(self) -> None:
        self.table.setMinimumHeight(theme().scaled(360))
