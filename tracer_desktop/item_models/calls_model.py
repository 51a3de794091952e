"""The call list of a planned campaign: the first lines come with the plan, the others as they are looked at."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from tracer_desktop.item_models.row_pages import PAGE, RowPages
from tracer_desktop.widgets.numbers import count, decimal, percent
from tracer_desktop.widgets.table_roles import ColourNameRole, StatusRole, TypeRole
from tracer_engine import CallRow, CampaignView, Wording, money_text

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session
    from tracer_desktop.work.engine_link import Answer

EXPLAINED = 20
"""So many lines are explained at once: whoever looks at one soon looks at the next."""
WAIT_MS = 200
CENTS_BELOW = 10.0
"""Amounts that are this small on the whole are told to the cent."""
Index = QModelIndex | QPersistentModelIndex
# As numbers, made once: a painted cell asks eight times, and flags and members of enums are slow.
_LEFT = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
_ALIGNMENT, _IN_WORDS = int(Qt.ItemDataRole.TextAlignmentRole), int(Qt.ItemDataRole.AccessibleTextRole)


class CallColumn(IntEnum):
    """The columns of the list."""

    RANK = 0
    ID = 1
    PROBABILITY = 2
    VALUE = 3
    GAIN = 4


CallRole: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The `CallRow` of a cell, None while it is not there yet."""
_OF_LINES = {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole), StatusRole, ColourNameRole, CallRole}


class CallsModel(QAbstractTableModel):
    """Lines of the plan that was asked for last. What is not there yet is blank, and asked for."""

    failed = Signal(object)
    """A `JobError`."""
    explained = Signal()
    """Reasons of lines have come."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wording: Wording | None = None
        self._currency = "EUR"
        self._symbol = ""
        self._places = 0
        self.total = 0
        self._pages: RowPages[CallRow] = RowPages(self._ask_page, tuple, self)
        self._pages.came.connect(self._on_lines)
        self._pages.failed.connect(self.failed)
        self._explained: dict[tuple[int, str], CallRow] = {}
        self._explaining: Answer | None = None
        self._wanted = -1
        # A line that is only passed by is not explained, nor one of a list that changes while a slider moves.
        self._soon = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._soon.timeout.connect(self._explain)

    def set_wording(self, wording: Wording) -> None:
        """The words of another run."""
        self._wording = wording
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def show_view(self, view: CampaignView) -> None:
        """The list of another plan; its lines beyond the first are asked for when somebody looks."""
        self._drop()
        total, currency = view.plan.customers, view.plan.settings.currency
        gains = [abs(line.gain) for line in view.lines]
        places = 2 if gains and max(gains) < CENTS_BELOW else 0
        if currency != self._currency or not self._symbol:
            self._currency, self._symbol = currency, money_text(0.0, currency).strip("0.,\u00a0 ")
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        self._places = places
        if total == self.total:
            self._pages.begin(view.lines)
            if total:
                self.dataChanged.emit(self.index(0, 0), self.index(total - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._pages.begin(view.lines)
        self.total = total
        self.endResetModel()

    def clear(self) -> None:
        """Nothing is planned."""
        self._drop()
        self._explained.clear()
        self.beginResetModel()
        self._pages.clear()
        self.total = 0
        self.endResetModel()

    def _drop(self) -> None:
        self._pages.drop()
        self._soon.stop()
        if self._explaining is not None:
            self._explaining.drop()
            self._explaining = None

    # ------------------------------------------------------------ asking

    def _ask_page(self, start: int) -> Answer:
        return self._session.engine.ask("campaign_page", start, PAGE, urgent=True)

    def _on_lines(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(min(self.total - 1, last), self.columnCount() - 1))

    def explained_line(self, row: int) -> CallRow | None:
        """The line with its reasons, once they are there; else as it is, and they are asked for."""
        line = self.line(row)
        if line is None:
            return None
        known = self._explained.get((line.row, line.group))
        if known is None:
            self._wanted = row
            if self._explaining is None:
                self._soon.start()
            return line
        return replace(line, reasons=known.reasons, play=known.play, cautions=known.cautions)

    def forget_explained(self) -> None:
        """Reasons and plays are to be asked for anew."""
        self._explained.clear()

    def _explain(self) -> None:
        start = self._wanted - self._wanted % EXPLAINED
        self._explaining = self._session.engine.ask("campaign_explained", start, EXPLAINED)
        self._explaining.answered.connect(self._on_explained)
        self._explaining.failed.connect(self._on_not_explained)

    def _on_explained(self, lines: tuple[CallRow, ...]) -> None:
        self._explaining = None
        self._explained |= {(line.row, line.group): line for line in lines}
        self.explained.emit()

    def _on_not_explained(self, _error: object) -> None:
        self._explaining = None

    # ------------------------------------------------------------ the lines

    def line(self, row: int) -> CallRow | None:
        """The line at this place, None while it is not there yet (it is asked for then)."""
        return self._pages.row(row)

    def is_here(self, row: int) -> bool:
        """Whether a line has been read already; nothing is asked for."""
        return self._pages.is_here(row)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many are on the list."""
        return 0 if parent is not None and parent.isValid() else self.total

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(CallColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ALIGNMENT:
            return _LEFT if section == CallColumn.ID else _RIGHT
        words = self._wording
        if words is None:
            return None
        entity = words.entity[:1].upper() + words.entity[1:]
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                "#", entity, self.tr("Risk"), self.tr("{sign} value").format(sign=self._symbol),
                self.tr("{sign} gain").format(sign=self._symbol),
            )[section]  # fmt: skip
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return (
                self.tr("Place on the list, by expected gain"), entity,
                self.tr("Probability to {act}").format(act=words.act), self.tr("Worth if kept"),
                self.tr("Expected gain of the contact, its cost taken off"),
            )[section]  # fmt: skip
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows and tells."""
        if not index.isValid():
            return None
        column = index.column()
        if role == _ALIGNMENT:
            return _LEFT if column == CallColumn.ID else _RIGHT
        if role == TypeRole:
            return "strong" if column == CallColumn.GAIN else None
        if role == _IN_WORDS:
            return self._in_words(index.row(), column)
        if role not in _OF_LINES:
            return None
        line = self.line(index.row())
        return None if line is None else self._told(line, column, role)

    def _told(self, line: CallRow, column: int, role: int) -> Any:
        if role == CallRole:
            return line
        held = line.group == "control"
        if role == StatusRole:
            return "caution" if column == CallColumn.RANK and line.cautions else None
        if role == ColourNameRole:
            return "ink3" if held else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(line)
        if column == CallColumn.RANK:
            return count(line.rank)
        if column == CallColumn.ID:
            return line.id
        if column == CallColumn.PROBABILITY:
            return percent(line.probability)
        if column == CallColumn.VALUE:
            return decimal(line.value, self._places)
        return self.tr("held back") if held else decimal(line.gain, self._places)

    def _tip(self, line: CallRow) -> str | None:
        said = list(line.cautions)
        if line.group == "control":
            said.insert(0, self.tr("Held back at random: not to be contacted, so that the campaign can be measured."))
        return "\n".join(said) or None

    def _in_words(self, place: int, column: int) -> str:
        line, words = self.line(place), self._wording
        if line is None or words is None:
            return self.tr("Not read yet")
        if column == CallColumn.RANK:
            return self.tr("Place {rank}").format(rank=count(line.rank))
        if column == CallColumn.ID:
            said = [f"{words.entity} {line.id}", self._tip(line) or ""]
            return ". ".join(part for part in said if part)
        if column == CallColumn.PROBABILITY:
            return self.tr("{percent} will {act}").format(percent=percent(line.probability), act=words.act)
        if column == CallColumn.VALUE:
            return self.tr("Worth {amount} if kept").format(amount=self.money(line.value))
        if line.group == "control":
            return self.tr("Held back")
        return self.tr("Expected gain {amount}").format(amount=self.money(line.gain))

    def money(self, amount: float) -> str:
        """An amount to the cent."""
        return money_text(amount, self._currency, digits=None)
