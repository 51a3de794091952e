"""The scored list of a run, however long: pages are asked of the engine as they come into sight, and some are kept."""

from __future__ import annotations

import dataclasses
from enum import IntEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from tracer_desktop.item_models.row_pages import PAGE, RowPages
from tracer_desktop.widgets.numbers import count, percent
from tracer_desktop.widgets.table_roles import FractionRole, SecondLineRole
from tracer_engine import CustomerPage, CustomerQuery, CustomerRow, Wording

if TYPE_CHECKING:
    from pathlib import Path

    from tracer_desktop.session.session import Session
    from tracer_desktop.work.engine_link import Answer

Index = QModelIndex | QPersistentModelIndex
SortKey = Literal["rank", "id", "probability"]


class CustomerColumn(IntEnum):
    """The columns of the list."""

    RANK = 0
    ID = 1
    PROBABILITY = 2
    REASONS = 3


SORT_KEYS: dict[int, SortKey] = {
    CustomerColumn.RANK: "rank",
    CustomerColumn.ID: "id",
    CustomerColumn.PROBABILITY: "probability",
}


CustomerRole: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The `CustomerRow` of a cell, None while it is not there yet."""


class CustomersModel(QAbstractTableModel):
    """Rows of `session.run` that fit a query, in its order. What is not there yet is blank, and asked for."""

    ready = Signal()
    """The first page of a new query has come: `rowCount` is that of the new answer."""
    above_changed = Signal(int)
    """So many of the rows that fit lie above the cut-off."""
    failed = Signal(object)
    """A `JobError`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._question: tuple[Any, ...] = ("customers",)
        self._own_cut_off: int | None = None
        self._wording: Wording | None = None
        self.query = CustomerQuery(count=PAGE)
        self.total = 0
        self.above = 0
        self._pages: RowPages[CustomerRow] = RowPages(self._ask_page, attrgetter("rows"), self)
        self._pages.came.connect(self._on_rows)
        self._pages.failed.connect(self.failed)
        self._first: Answer | None = None
        self._counting: Answer | None = None

    def set_wording(self, wording: Wording) -> None:
        """The words of another run."""
        self._wording = wording
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    # ------------------------------------------------------------ asking

    def show_scored(self, model: str, path: Path, cut_off: int) -> None:
        """Show a file that was scored, in place of the list of the run that is open; so many rows are above."""
        self._question, self._own_cut_off = ("scored", model, path), cut_off
        self.query = CustomerQuery(count=PAGE)
        self.ask_again()

    @property
    def cut_off(self) -> int:
        """How many of all rows are above the cut-off."""
        return self._session.cut_off if self._own_cut_off is None else self._own_cut_off

    def set_query(self, **changes: Any) -> None:
        """Ask for other rows or another order; what is shown stays until they come."""
        self.query = dataclasses.replace(self.query, **changes)
        self.ask_again()

    def ask_again(self) -> None:
        """Ask for the first page of the query anew (the run has changed, or the query)."""
        self._pages.drop()
        if self._first is not None:
            self._first.drop()
        self._first = self._session.engine.ask(*self._question, dataclasses.replace(self.query, start=0), urgent=True)
        self._first.answered.connect(self._on_first)
        self._first.failed.connect(self.failed)
        self.count_above()

    def clear(self) -> None:
        """Nothing to show."""
        for answer in (self._first, self._counting):
            if answer is not None:
                answer.drop()
        self.beginResetModel()
        self._pages.clear()
        self._first = self._counting = None
        self.total = self.above = 0
        self.endResetModel()

    def count_above(self) -> None:
        """Find out how many of the rows that fit lie above the cut-off."""
        if self._counting is not None:
            self._counting.drop()
            self._counting = None
        if not self.query.text and self.query.reason is None and not self.query.without_outcome:
            self._set_above(self.cut_off)
            return
        asked = dataclasses.replace(self.query, top=self.cut_off, start=0, count=1)
        self._counting = self._session.engine.ask(*self._question, asked)
        self._counting.answered.connect(self._on_counted)

    def _on_counted(self, page: CustomerPage) -> None:
        self._counting = None
        self._set_above(page.total)

    def _set_above(self, above: int) -> None:
        before = self.last_above
        self.above = above
        for row in {before, self.last_above}:
            if row is not None and 0 <= row < self.total:
                self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        self.above_changed.emit(above)

    def _on_first(self, page: CustomerPage) -> None:
        self._first = None
        self.beginResetModel()
        self._pages.begin(page.rows)
        self.total = page.total
        self.endResetModel()
        self.ready.emit()

    def _ask_page(self, start: int) -> Answer | None:
        if self._first is not None:
            # Another list is on its way.
            return None
        return self._session.engine.ask(*self._question, dataclasses.replace(self.query, start=start), urgent=True)

    def _on_rows(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(min(self.total - 1, last), self.columnCount() - 1))

    # ------------------------------------------------------------ the rows

    def customer(self, row: int) -> CustomerRow | None:
        """The row of the list at this place, None while it is not there yet (it is asked for then)."""
        return self._pages.row(row)

    def is_here(self, row: int) -> bool:
        """Whether a row has been read already; nothing is asked for."""
        return self._pages.is_here(row)

    @property
    def last_above(self) -> int | None:
        """The row under which the cut-off line goes; None where the order does not follow the ranks, or no row is."""
        ranked = (self.query.sort, self.query.descending) in (("rank", False), ("probability", True))
        backwards = (self.query.sort, self.query.descending) in (("rank", True), ("probability", False))
        if not self.total or not (ranked or backwards):
            return None
        return self.above - 1 if ranked else self.total - self.above - 1

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else self.total

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(CustomerColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section == CustomerColumn.RANK
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int((side | Qt.AlignmentFlag.AlignVCenter).value)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        words = self._wording
        if words is None:
            return ""
        return (
            self.tr("Rank"),
            words.entity[:1].upper() + words.entity[1:],
            self.tr("Will {act}").format(act=words.act),
            self.tr("Why: the strongest reason, then the next ones"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and tells."""
        if not index.isValid():
            return None
        column = index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = column in (CustomerColumn.RANK, CustomerColumn.PROBABILITY)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int((side | Qt.AlignmentFlag.AlignVCenter).value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._in_words(index.row(), column)
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            FractionRole,
            SecondLineRole,
            CustomerRole,
        ):
            return None
        row = self.customer(index.row())
        if row is None:
            return None
        return self._told(row, column, role)

    def _told(self, row: CustomerRow, column: int, role: int) -> Any:
        if role == CustomerRole:
            return row
        if role == FractionRole:
            return row.probability if column == CustomerColumn.PROBABILITY else None
        if role == SecondLineRole:
            return " · ".join(row.reasons[1:]) if column == CustomerColumn.REASONS else None
        if role == Qt.ItemDataRole.ToolTipRole:
            if column == CustomerColumn.REASONS:
                return "\n".join(row.reasons)
            return row.id if column == CustomerColumn.ID else None
        if column == CustomerColumn.RANK:
            return count(row.rank)
        if column == CustomerColumn.ID:
            return row.id
        if column == CustomerColumn.PROBABILITY:
            return percent(row.probability)
        return row.reasons[0] if row.reasons else ""

    def _in_words(self, place: int, column: int) -> str:
        row, wording = self.customer(place), self._wording
        if row is None or wording is None:
            return self.tr("Not read yet")
        above = row.rank <= self.cut_off
        if column == CustomerColumn.RANK:
            words = self.tr("Rank {rank}, above the cut-off") if above else self.tr("Rank {rank}, below the cut-off")
            return words.format(rank=count(row.rank))
        if column == CustomerColumn.ID:
            return f"{wording.entity} {row.id}"
        if column == CustomerColumn.PROBABILITY:
            return self.tr("{percent} will {act}").format(percent=percent(row.probability), act=wording.act)
        return "; ".join(row.reasons)
