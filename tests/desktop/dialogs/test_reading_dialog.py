from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.trainable import SLOW
from tracer_desktop.dialogs.reading_dialog import ROWS, ReadingDialog
from tracer_desktop.session import Session
from tracer_engine import ReadingOptions, Receipt, save_receipt

FOUND = Receipt(encoding="utf-8", delimiter=";", quote='"', decimal=".", header_rows=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = ["id;spend;note", *(f"c{row};{row},5;a|b" for row in range(20))]
    path = tmp_path / "some.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def dialog_on(
    qtbot: QtBot, session: Session, file: Path, reading: ReadingOptions | None = None, found: Receipt | None = FOUND
) -> ReadingDialog:
    session.engine.start()
    dialog = ReadingDialog(session.engine, file, reading or ReadingOptions(), found)
    qtbot.addWidget(dialog)
    dialog.show()
    wait_for_rows(qtbot, dialog)
    return dialog


def wait_for_rows(qtbot: QtBot, dialog: ReadingDialog) -> None:
    qtbot.waitUntil(lambda: not dialog._wait.isActive() and dialog._answer is None, timeout=SLOW)


def pick(qtbot: QtBot, dialog: ReadingDialog, key: str, data: object) -> None:
    field = dialog.fields[key]
    field.choose(data)
    field.picked.emit(data)
    wait_for_rows(qtbot, dialog)


def names(dialog: ReadingDialog) -> list[str]:
    return [column.name for column in dialog.model.columns]


def test_everything_stands_as_found_and_the_first_rows_are_shown(qtbot: QtBot, session: Session, file: Path) -> None:
    dialog = dialog_on(qtbot, session, file)
    shown = {key: field.currentText() for key, field in dialog.fields.items()}
    assert shown == {
        "delimiter": "as found: semicolon",
        "quote": 'as found: "',
        "escape": "as found: doubled",
        "encoding": "as found: UTF-8",
        "decimal": "as found: point",
        "thousands": "as Tracer finds it",
        "dates": "as Tracer finds it",
        "header_rows": "as found: 1",
        "skip_rows": "as found: none",
    }
    assert dialog.options() == ReadingOptions()
    assert dialog.model.rowCount() == ROWS
    assert names(dialog) == ["id", "spend", "note"]


def test_what_is_told_is_shown_in_the_first_rows_at_once(qtbot: QtBot, session: Session, file: Path) -> None:
    dialog = dialog_on(qtbot, session, file)
    pick(qtbot, dialog, "delimiter", "|")
    assert dialog.model.columnCount() == 2
    pick(qtbot, dialog, "delimiter", None)
    pick(qtbot, dialog, "header_rows", 0)
    assert dialog.model.index(0, 0).data() == "id"
    assert dialog.options() == ReadingOptions(header_rows=0)


def test_what_was_told_before_is_shown_and_can_be_taken_back(qtbot: QtBot, session: Session, file: Path) -> None:
    reading = ReadingOptions(decimal=",", kinds={"note": "text"})
    dialog = dialog_on(qtbot, session, file, reading)
    assert dialog.fields["decimal"].currentText() == "comma"
    assert dialog.fields["decimal"].itemText(0) == "as Tracer finds it"
    assert dialog.options() == reading
    qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    wait_for_rows(qtbot, dialog)
    assert dialog.options() == ReadingOptions(kinds={"note": "text"})


def test_what_cannot_be_read_so_is_said_and_cannot_be_chosen(qtbot: QtBot, session: Session, file: Path) -> None:
    file.write_bytes(file.read_bytes() + "\n\u00e9;1;2".encode("cp1252"))
    dialog = dialog_on(qtbot, session, file, ReadingOptions(encoding="utf-16"), None)
    assert dialog.stack.currentWidget() is dialog.problem
    assert not dialog.read.isEnabled()
    assert dialog.read.toolTip() == dialog.problem.title.text()
    pick(qtbot, dialog, "encoding", "cp1252")
    assert dialog.stack.currentWidget() is dialog.table
    assert dialog.read.isEnabled()


def test_a_workbook_has_a_sheet_and_no_separator(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    dialog = ReadingDialog(
        session.engine, tmp_path / "book.xlsx", ReadingOptions(), Receipt(format="xlsx", sheet="May")
    )
    qtbot.addWidget(dialog)
    assert "delimiter" not in dialog.fields
    assert dialog.sheet.placeholderText() == "as found: May"
    dialog.sheet.setText("June")
    assert dialog.options().sheet == "June"


def test_every_field_has_a_name(qtbot: QtBot, session: Session, file: Path) -> None:
    dialog = dialog_on(qtbot, session, file)
    assert all(field.accessibleName() for field in dialog.fields.values())
    assert dialog.table.accessibleName()


def test_a_file_is_read_as_last_time(qtbot: QtBot, session: Session, file: Path, tmp_path: Path) -> None:
    like = Receipt(delimiter="|", quote='"')
    save_receipt(like, tmp_path / "receipt.json")
    dialog = dialog_on(qtbot, session, file)
    dialog.read_as(tmp_path / "receipt.json")
    wait_for_rows(qtbot, dialog)
    assert dialog.options() == ReadingOptions(like=like)
    assert dialog.model.columnCount() == 2
    qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    wait_for_rows(qtbot, dialog)
    assert dialog.options() == ReadingOptions()
    dialog.read_as(file)
    assert "not a receipt" in dialog.problem.title.text()
