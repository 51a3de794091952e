"""The list of those in the file: its widths, what is copied of it, and the cut-off drawn over it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView

from tracer_desktop.item_models.customers_model import CustomerColumn, CustomerRole, CustomersModel
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.table_delegates import DataBarDelegate, HouseDelegate, TwoLineDelegate
from tracer_desktop.widgets.table_view import TableView


class CustomersTable(TableView):
    """The list, with the cut-off drawn as a line under the last row above it."""

    copied_part = Signal(int, int)
    """Of the rows chosen, only so many were copied (copied, chosen)."""

    def __init__(self, model: CustomersModel) -> None:
        super().__init__(name="", two_lines=True)
        self._list = model
        self.setModel(model)
        self.setSelectionMode(TableView.SelectionMode.ContiguousSelection)
        self.setItemDelegateForColumn(CustomerColumn.PROBABILITY, DataBarDelegate(self))
        self.setItemDelegateForColumn(CustomerColumn.REASONS, TwoLineDelegate(self))
        self.setItemDelegateForColumn(CustomerColumn.RANK, HouseDelegate(self))
        self.heading.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.heading.setSectionResizeMode(CustomerColumn.REASONS, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit(self, total: int) -> None:
        """Widths from the longest rank and the first ids; the reasons take what is left."""
        look = theme()
        metrics = self.fontMetrics()
        widest = {
            CustomerColumn.RANK: metrics.horizontalAdvance(count(max(1, total))),
            CustomerColumn.ID: max(
                (metrics.horizontalAdvance(self._id(row)) for row in range(min(50, total))), default=0
            ),
        }
        for column, width in widest.items():
            least = self.heading.sectionSizeFromContents(column).width()
            most = look.scaled(170)
            self.setColumnWidth(column, min(most, max(least, width + 2 * look.scaled(11) + 2)))
        delegate = self.itemDelegateForColumn(CustomerColumn.PROBABILITY)
        bar = delegate.sizeHint(self._option(), self._list.index(0, CustomerColumn.PROBABILITY)).width()
        head = self.heading.sectionSizeFromContents(CustomerColumn.PROBABILITY).width()
        self.setColumnWidth(CustomerColumn.PROBABILITY, max(bar, min(head, look.scaled(200))))

    def _id(self, row: int) -> str:
        return str(self._list.index(row, CustomerColumn.ID).data() or "")

    def selected_text(self) -> str:
        """The chosen rows with their headings, as far as they have been looked at; `copied_part` tells of the rest."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.size())]
        chosen = sum(part.height() for part in ranges)
        rows = [row for part in ranges for row in range(part.top(), part.bottom() + 1) if self._list.is_here(row)]
        if not rows:
            return ""
        if len(rows) < chosen:
            self.copied_part.emit(len(rows), chosen)
        columns = range(self._list.columnCount())
        head = (self._list.headerData(column, Qt.Orientation.Horizontal) for column in columns)
        lines = ["\t".join(str(name) for name in head)]
        for row in rows:
            told = self._list.index(row, CustomerColumn.RANK).data(CustomerRole)
            cells = (str(told.rank), told.id, f"{told.probability:.4f}", "; ".join(told.reasons))
            lines.append("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
        return "\n".join(lines) + "\n"

    def sizeHint(self) -> QSize:
        """The room it would like."""
        return QSize(theme().scaled(560), theme().scaled(400))

    def minimumSizeHint(self) -> QSize:
        """The room it cannot do without."""
        return QSize(theme().scaled(270), theme().scaled(160))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The list, and the cut-off over it."""
        super().paintEvent(event)
        row = self._list.last_above
        if row is None:
            return
        look = theme()
        # Above the first row when nobody who fits lies above the cut-off.
        bottom = self.rowViewportPosition(row) + self.rowHeight(row) - 1 if row >= 0 else 0
        if row >= self._list.total - 1 or not 0 <= bottom <= self.viewport().height():
            return
        painter = QPainter(self.viewport())
        painter.setPen(QPen(look.colour("ink"), 2))
        painter.drawLine(0, bottom, self.viewport().width(), bottom)
        words = self.tr("cut-off")
        painter.setFont(look.font("label"))
        width = painter.fontMetrics().horizontalAdvance(words) + look.u(3)
        height = painter.fontMetrics().height()
        # In the column whose texts leave the room between two rows free.
        left = self.columnViewportPosition(CustomerColumn.PROBABILITY) + look.scaled(11)
        place = QRect(left, bottom - height // 2, width, height)
        painter.fillRect(place, look.colour("paper"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
