"""The call list beside the curve: sorted by expected gain, with what is to be known of the chosen line below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from tracer_desktop.item_models.calls_model import CallColumn, CallsModel
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.inputs import CheckBox
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.status import status_name
from tracer_desktop.widgets.table_delegates import HouseDelegate, StatusDelegate
from tracer_desktop.widgets.table_header import PADDING
from tracer_desktop.widgets.table_roles import StatusRole
from tracer_desktop.widgets.table_view import TableView
from tracer_engine import CallRow, CampaignView, OpenedCampaign

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session

Index = QModelIndex | QPersistentModelIndex
FITTED = 60
LEAST_ROWS, LEAST_ID = 6, 84
FIT_MS = 150


class CallsTable(TableView):
    """The list; columns are as wide as their first lines need, and the id takes what is left."""

    def __init__(self, model: CallsModel) -> None:
        super().__init__(name="")
        self._list = model
        self.is_fitted = False
        self._widths: dict[CallColumn, int] = {}
        self.setModel(model)
        self.setSelectionMode(TableView.SelectionMode.ContiguousSelection)
        for column in CallColumn:
            self.setItemDelegateForColumn(column, HouseDelegate(self))
        self.setItemDelegateForColumn(CallColumn.RANK, StatusDelegate(self))
        self.heading.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.heading.setSectionResizeMode(CallColumn.ID, QHeaderView.ResizeMode.Stretch)

    def fit(self) -> None:
        """Widths from the headings and the first lines."""
        metrics, padding = self.fontMetrics(), 2 * theme().scaled(PADDING) + 2
        rows = range(min(FITTED, self._list.total))
        for column in CallColumn:
            if column == CallColumn.ID:
                continue
            cells = [self._list.index(row, column) for row in rows if self._list.is_here(row)]
            texts = [str(self._list.data(cell) or "") for cell in cells]
            before = 0
            if column == CallColumn.RANK:
                texts = [count(max(1, self._list.total))]
                flagged = any(self._list.data(cell, StatusRole) for cell in cells)
                before = theme().size("icon_small") + theme().scaled(2) if flagged else 0
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0) + padding + before
            wanted = max(widest, self.heading.sectionSizeFromContents(column).width())
            # Wider at once, narrower never: a list that is planned anew twenty times a second must not tremble.
            self._widths[column] = max(wanted, self._widths.get(column, 0) if self.is_fitted else 0)
            self.setColumnWidth(column, self._widths[column])
        self.is_fitted = bool(self._list.total)
        self._give_way()

    def fit_anew(self) -> None:
        """For another file, or another size of type."""
        self.is_fitted = False
        self.fit()

    def selected_text(self) -> str:
        """The chosen lines with their headings, as far as they have been looked at."""
        selection = self.selectionModel().selection()
        parts = [selection.at(place) for place in range(selection.size())]
        rows = [row for part in parts for row in range(part.top(), part.bottom() + 1) if self._list.is_here(row)]
        columns = range(self._list.columnCount())
        head = [str(self._list.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
        lines = [[str(self._list.index(row, column).data() or "") for column in columns] for row in rows]
        return "".join("\t".join(cells) + "\n" for cells in [head, *lines]) if rows else ""

    def sizeHint(self) -> QSize:
        """The room it would like."""
        return QSize(theme().scaled(340), theme().scaled(400))

    def minimumSizeHint(self) -> QSize:
        """A heading and a few lines, with all columns but the value, which gives way."""
        height = theme().size("header") + LEAST_ROWS * theme().size("row")
        return QSize(self._needs(CallColumn.RANK, CallColumn.PROBABILITY, CallColumn.GAIN), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large type on a small screen: better no value than an id that cannot be read."""
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        room = self.viewport().width()
        self.setColumnHidden(CallColumn.VALUE, room < self._needs(*CallColumn))

    def _needs(self, *columns: CallColumn) -> int:
        """The width of some columns beside the id."""
        return sum(self._widths.get(column, 0) for column in columns) + theme().scaled(LEAST_ID)


class CallList(QWidget):
    """Title, table, and the chosen line in words."""

    only_stayed = Signal(bool)
    """Whether those whose outcome has come about already are to be left out."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(self.tr("Call list"), "section")
        self.size_words = Label("", "body", "ink3", selectable=True)
        self.model = CallsModel(session, self)
        self.table = CallsTable(self.model)
        self.still_here = CheckBox("")
        self.still_here.toggled.connect(self.only_stayed)
        self.order = Label(self.tr("Sorted by expected gain, not by probability."), "caption", "ink3", wrap=True)
        self.chosen_title = Label("", "strong", wrap=True, selectable=True)
        self.chosen = Label("", "body", "ink2", wrap=True, selectable=True)
        # Widths can wait until a slider has come to rest.
        self._fitting = QTimer(self, singleShot=True, interval=FIT_MS)
        self._fitting.timeout.connect(self.table.fit)
        self.play = Label("", "body", "ink", wrap=True, selectable=True)
        self.caution = QWidget()
        self._caution_words = Label("", "caption", "caution", wrap=True, selectable=True)
        self._caution_row = QHBoxLayout(self.caution)
        self._caution_row.setContentsMargins(0, 0, 0, 0)
        icon = IconLabel("caution", "caution", "icon_small", name=status_name("caution"))
        self._caution_row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        self._caution_row.addWidget(self._caution_words, 1)
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.size_words)
        self._head.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self.still_here)
        self._column.addWidget(self.table, 1)
        self._line = Hairline()
        self._below = QVBoxLayout()
        for part in (self._line, self.chosen_title, self.chosen, self.play, self.caution):
            self._below.addWidget(part)
        self._column.addWidget(self.order)
        self._column.addLayout(self._below)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.model.dataChanged.connect(self._on_changed)
        self.model.explained.connect(self._on_explained)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._show_chosen(None)

    def set_campaign(self, campaign: OpenedCampaign) -> None:
        """The words of another file."""
        words = campaign.card.wording
        self.model.set_wording(words)
        self.table.setAccessibleName(self.tr("Call list: {entities} by expected gain").format(entities=words.entities))
        text = self.tr("Only those that {stayed} so far").format(stayed=words.not_acted)
        self.still_here.setText(text)
        self.still_here.setAccessibleName(text)
        self.still_here.setVisible(bool(campaign.gone))
        self.model.clear()
        self.table.fit_anew()

    def show_view(self, view: CampaignView) -> None:
        """The list of another plan."""
        plan = view.plan
        kept = self.still_here.blockSignals(True)
        self.still_here.setChecked(plan.settings.without_gone)
        self.still_here.blockSignals(kept)
        row = self.table.currentIndex().row()
        self.model.show_view(view)
        self.size_words.set_text(
            self.tr("{listed} of {rows}").format(listed=count(plan.customers), rows=count(plan.rows))
        )
        if self.table.is_fitted:
            self._fitting.start()
        else:
            self.table.fit()
        if row < 0 or not self.table.currentIndex().isValid():
            self._choose(min(max(row, 0), plan.customers - 1))
        self._on_current(self.table.currentIndex())

    def explain_anew(self) -> None:
        """What is suggested has changed."""
        self.model.forget_explained()

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.table.selectRow(row)

    def _on_changed(self, *_: object) -> None:
        self._on_current(self.table.currentIndex())

    def _on_current(self, index: Index, _before: Index | None = None) -> None:
        self._show_chosen(self.model.explained_line(index.row()) if index.isValid() else None)

    def _on_explained(self) -> None:
        self._on_current(self.table.currentIndex())

    def _show_chosen(self, line: CallRow | None) -> None:
        for part in (self._line, self.chosen_title, self.chosen, self.play, self.caution):
            part.setVisible(line is not None)
        if line is None:
            return
        risk = {"high": self.tr("high risk"), "medium": self.tr("medium risk"), "low": self.tr("low risk")}[line.band]
        self.chosen_title.set_text(self.tr("{id}: {risk}, {amount} at risk").format(
            id=line.id, risk=risk, amount=self.model.money(line.value_at_risk)))  # fmt: skip
        if line.play:
            self.play.set_text(line.play)
        elif line.group == "control":
            self.play.set_text(self.tr("Held back at random: not to be contacted."))
        else:
            self.play.set_text("")
        self.play.setVisible(bool(self.play.text()))
        self.chosen.set_text(" · ".join(line.reasons))
        self.chosen.setVisible(bool(line.reasons))
        self.caution.setVisible(bool(line.cautions))
        self._caution_words.set_text(". ".join(line.cautions))

    def _restyle(self) -> None:
        look = theme()
        self._column.setSpacing(look.u(2))
        self._head.setSpacing(look.scaled(9))
        self._below.setSpacing(look.scaled(4))
        self._caution_row.setSpacing(look.scaled(6))
        QTimer.singleShot(0, self, self.table.fit_anew)
