from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tracer_desktop.dialogs.receipt_dialog import ReceiptDialog
from tracer_desktop.theme.theme import Theme
from tracer_engine import Receipt, Repair, read_receipt

RECEIPT = Receipt(
    rows_kept=98,
    rows_set_aside=2,
    notes=("Column names had spaces around them.",),
    repairs=(
        Repair(row=0, problem="two columns have the same name", action="renamed"),
        Repair(row=1204, problem="22 cells, the header has 21", action="set aside", text="a,b,c\nd"),
        Repair(row=1205, problem="19 cells, the header has 21", action="set aside", text="x"),
    ),
)


def test_each_repair_has_its_row_what_was_done_why_and_the_text(qtbot: QtBot, themed: Theme) -> None:
    dialog = ReceiptDialog(RECEIPT)
    qtbot.addWidget(dialog)
    dialog.show()
    cells = [[dialog.model.index(row, column).data() for column in range(4)] for row in range(3)]
    assert cells[0] == ["the file", "renamed", "two columns have the same name", ""]
    assert cells[1] == ["1,204", "set aside", "22 cells, the header has 21", "a,b,c\nd"]


def test_all_of_it_can_be_copied_as_a_table(qtbot: QtBot, themed: Theme) -> None:
    dialog = ReceiptDialog(RECEIPT)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Row\tWhat Tracer did\tWhy\tAs it stands in the file"
    assert lines[2] == "1204\tset aside\t22 cells, the header has 21\ta,b,c d"


def test_rows_set_aside_can_be_saved_and_where_there_are_none_nothing_is_offered(qtbot: QtBot, themed: Theme) -> None:
    dialog = ReceiptDialog(RECEIPT)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.wants_saving
    assert not dialog.isVisible()
    other = ReceiptDialog(Receipt(rows_kept=5, repairs=RECEIPT.repairs[:1]))
    qtbot.addWidget(other)
    other.show()
    assert not other.save.isVisible()


def test_the_receipt_can_be_saved_to_read_the_next_file_by(qtbot: QtBot, themed: Theme, tmp_path: Path) -> None:
    dialog = ReceiptDialog(RECEIPT)
    qtbot.addWidget(dialog)
    dialog.save_to(tmp_path / "receipt.json")
    assert read_receipt(tmp_path / "receipt.json") == RECEIPT


def test_why_a_row_was_repaired_is_read_whole(qtbot: QtBot, themed: Theme) -> None:
    why = "A cell that is not quoted holds the delimiter; the cell could be told."
    dialog = ReceiptDialog(
        Receipt(rows_kept=9, repairs=(Repair(row=3, problem=why, action="rejoined", text="a;b;" * 60),))
    )
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.table.columnWidth(2) >= dialog.table.fontMetrics().horizontalAdvance(why)
