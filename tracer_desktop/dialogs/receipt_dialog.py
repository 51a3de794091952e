"""Every repair that was made while a file was read, with the raw text it was made on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.dialogs.message_dialog import tell
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import quiet_button, secondary_button
from tracer_desktop.widgets.copy_button import CopyButton
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.table_view import TableView
from tracer_engine import Receipt, Repair, StorageError, save_receipt

if TYPE_CHECKING:
    from collections.abc import Sequence

Index = QModelIndex | QPersistentModelIndex
ROW, ACTION, PROBLEM, TEXT = range(4)
LONGEST = 460


class RepairsModel(QAbstractTableModel):
    """One line a repair."""

    def __init__(self, repairs: Sequence[Repair]) -> None:
        super().__init__()
        self._repairs = list(repairs)

    def rowCount(self, parent: Index | None = None) -> int:
        """As many as there are repairs."""
        return 0 if parent is not None and parent.isValid() else len(self._repairs)

    def columnCount(self, parent: Index | None = None) -> int:
        """Row, what was done, why, the text."""
        return 0 if parent is not None and parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The four headings."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (self.tr("Row"), self.tr("What Tracer did"), self.tr("Why"), self.tr("As it stands in the file"))
        return names[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        repair, column = self._repairs[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == ROW else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column == ROW:
            return count(repair.row) if repair.row else self.tr("the file")
        return (self._done(repair), repair.problem, repair.text)[column - 1]

    def _done(self, repair: Repair) -> str:
        return {
            "padded": self.tr("filled up with blanks"),
            "rejoined": self.tr("put together again"),
            "cut": self.tr("cut off"),
        }.get(repair.action, repair.action)

    def as_text(self) -> str:
        """All of them, parted by tabs, below their headings."""
        head = [str(self.headerData(place, Qt.Orientation.Horizontal)) for place in range(4)]
        lines = [[str(one.row), self._done(one), one.problem, one.text] for one in self._repairs]
        return "".join("\t".join(_plain(cell) for cell in line) + "\n" for line in [head, *lines])


class ReceiptDialog(HouseDialog):
    """The repairs as a table that can be copied. `wants_saving`: the rows set aside are to be written to a file."""

    def __init__(self, receipt: Receipt, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What Tracer repaired"), parent)
        self.wants_saving = False
        self.body.addWidget(Label(self._heading(receipt), "section", wrap=True))
        if receipt.notes:
            self.body.addWidget(Label("\n".join(receipt.notes), "body", "ink2", wrap=True, selectable=True))
        self.model = RepairsModel(receipt.repairs)
        self.table = TableView(name=self.tr("Repairs"))
        self.table.setModel(self.model)
        self.table.setSelectionMode(TableView.SelectionMode.ExtendedSelection)
        self.table.fit_columns(longest=LONGEST)
        self.table.heading.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        self.body.addWidget(self.table, 1)
        self.copy = CopyButton(self.tr("Copy all"), "quiet")
        self.copy.clicked.connect(self._on_copy)
        self.add_left_button(self.copy)
        self._receipt = receipt
        self.keep = quiet_button(self.tr("Save the receipt…"))
        self.keep.setToolTip(self.tr("To read the next file of this sort as this one."))
        self.keep.clicked.connect(self._on_keep)
        self.add_left_button(self.keep)
        self.save = secondary_button(self.tr("Save the rows set aside…"))
        self.save.clicked.connect(self._on_save)
        self.save.setVisible(receipt.rows_set_aside > 0)
        self.close_button = secondary_button(self.tr("Close"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self.add_button(self.save)
        self.add_button(self.close_button)

    def sizeHint(self) -> QSize:
        """Room to read in."""
        return QSize(theme().scaled(940), theme().scaled(480))

    def _heading(self, receipt: Receipt) -> str:
        aside = receipt.rows_set_aside
        mended = max(0, len(receipt.repairs) - aside)
        repaired = self.tr("1 repair") if mended == 1 else self.tr("{mended} repairs").format(mended=count(mended))
        if not aside:
            return self.tr("{repairs}, no row set aside").format(repairs=repaired)
        one = self.tr("{repairs}, {aside} of {rows} rows set aside")
        return one.format(repairs=repaired, aside=count(aside), rows=count(receipt.rows_kept + aside))

    def _on_copy(self) -> None:
        self.copy.copy(self.model.as_text())

    def _on_keep(self) -> None:
        filters = self.tr("Receipts (*.json)")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the receipt"), "receipt.json", filters)
        if chosen:
            self.save_to(Path(chosen if chosen.lower().endswith(".json") else chosen + ".json"))

    def save_to(self, path: Path) -> None:
        """Write the receipt to a file; trouble is told."""
        try:
            save_receipt(self._receipt, path)
        except StorageError as error:
            tell(self, error.message, error.remedy)

    def _on_save(self) -> None:
        self.wants_saving = True
        self.accept()


def _plain(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ").replace("\r", " ")
