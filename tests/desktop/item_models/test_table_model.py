from __future__ import annotations

import random
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.desktop.trainable import SLOW, open_customers
from tests.small_runs import Columns, write_table
from tracer_desktop.item_models.table_model import LOADING, MOST_ASKED, MOST_PAGES, PAGE, CellTextRole, TableModel
from tracer_desktop.session import Session
from tracer_desktop.widgets.table_roles import BackgroundNameRole, ColourNameRole, IconNameRole

Roles = Qt.ItemDataRole
LONG = 300_000


def opened(qtbot: QtBot, session: Session, folder: Path, columns: Columns) -> TableModel:
    open_customers(qtbot, session, folder, columns)
    assert session.table is not None
    model = TableModel(session.engine, session)
    with qtbot.waitSignal(model.page_came, timeout=SLOW):
        model.show_table(session.table)
    return model


@pytest.fixture
def small() -> Columns:
    rows = range(1, 451)
    return {
        "CustomerID": [f"C-{row:04}" for row in rows],
        "Spend": ["NA" if row == 6 else "" if row == 7 else f"{1000 + row / 2:g}" for row in rows],
        "Plan": [("Basic", "Plus", "Pro")[row % 3] for row in rows],
        "Churn": ["Yes" if row % 4 == 0 else "No" for row in rows],
    }


def test_cells_come_as_they_stand_in_the_file_and_numbers_are_shown_with_one_form(
    qtbot: QtBot, session: Session, tmp_path: Path, small: Columns
) -> None:
    model = opened(qtbot, session, tmp_path, small)
    assert (model.rowCount(), model.columnCount()) == (450, 4)
    cell = model.index(0, 1)
    assert cell.data() == "1,000.5"
    assert cell.data(CellTextRole) == "1000.5"
    assert "1000.5" in cell.data(Roles.ToolTipRole)
    assert model.index(1, 1).data() == "1,001.0"
    assert cell.data(Roles.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 0).data(Roles.TextAlignmentRole) & Qt.AlignmentFlag.AlignLeft
    assert model.index(0, 0).data(Roles.ToolTipRole) is None


def test_a_missing_cell_says_so_in_its_text_its_colours_and_to_a_screen_reader(
    qtbot: QtBot, session: Session, tmp_path: Path, small: Columns
) -> None:
    model = opened(qtbot, session, tmp_path, small)
    cell = model.index(5, 1)
    assert cell.data() == "missing"
    assert (cell.data(BackgroundNameRole), cell.data(ColourNameRole)) == ("caution_soft", "ink3")
    assert cell.data(Roles.AccessibleTextRole) == "Spend, row 6, missing"
    assert "NA" in cell.data(Roles.ToolTipRole)
    assert "Blank" in model.index(6, 1).data(Roles.ToolTipRole)
    assert model.index(4, 1).data(Roles.AccessibleTextRole) == "Spend, row 5, 1,002.5"


def test_headings_show_type_target_and_id(qtbot: QtBot, session: Session, tmp_path: Path, small: Columns) -> None:
    model = opened(qtbot, session, tmp_path, small)
    model.set_roles("Churn", "CustomerID")
    icons = [model.headerData(column, Qt.Orientation.Horizontal, IconNameRole) for column in range(4)]
    assert icons == ["key", "number", "category", "target"]
    words = [model.headerData(column, Qt.Orientation.Horizontal, Roles.AccessibleTextRole) for column in range(4)]
    assert words == ["CustomerID, id", "Spend, number", "Plan, category", "Churn, target, flag"]


def test_rows_that_are_not_there_yet_say_so_and_come(
    qtbot: QtBot, session: Session, tmp_path: Path, small: Columns
) -> None:
    model = opened(qtbot, session, tmp_path, small)
    far = model.index(449, 0)
    if model.cell(449, 0) is None:
        assert far.data() == LOADING
        assert far.data(Roles.AccessibleTextRole) == "CustomerID, row 450, loading"
    with qtbot.waitSignal(model.dataChanged, timeout=SLOW) as changed:
        model.look_at(440, 449)
    assert changed.args is not None
    assert changed.args[0].row() % PAGE == 0
    qtbot.waitUntil(lambda: model.cell(449, 0) is not None, timeout=SLOW)
    assert far.data() == "C-0450"


def test_only_some_rows_can_be_shown_and_keep_their_numbers(
    qtbot: QtBot, session: Session, tmp_path: Path, small: Columns
) -> None:
    model = opened(qtbot, session, tmp_path, small)
    model.show_only([5, 6, 300])
    model.look_at(0, 2)
    qtbot.waitUntil(lambda: model.cell(2, 0) is not None, timeout=SLOW)
    assert [model.index(row, 0).data() for row in range(3)] == ["C-0006", "C-0007", "C-0301"]
    assert model.index(2, 0).data(Roles.AccessibleTextRole) == "CustomerID, row 301, C-0301"
    assert (model.file_row(2), model.place_of(300), model.place_of(7)) == (300, 2, None)
    model.show_only(None)
    assert model.rowCount() == 450


def test_a_long_file_is_paged_through_with_few_pages_in_memory_and_few_questions_open(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    columns: dict[str, list[str]] = {
        "id": [f"row-{row}" for row in range(LONG)],
        "value": [str(row * 3 % 1013) for row in range(LONG)],
        "churn": ["yes" if row % 5 == 0 else "no" for row in range(LONG)],
    }
    path = write_table(tmp_path / "long.csv", columns)
    session.engine.start()
    with qtbot.waitSignal(session.table_opened, timeout=SLOW):
        session.open_file(path)
    assert session.table is not None
    model = TableModel(session.engine, session)
    model.show_table(session.table)
    assert model.rowCount() == LONG
    chance = random.Random(7)
    for _ in range(40):
        row = chance.randrange(LONG)
        model.look_at(row, min(LONG - 1, row + 30))
        assert model.questions_open <= MOST_ASKED
        qtbot.waitUntil(lambda row=row: model.cell(row, 0) is not None, timeout=SLOW)  # type: ignore[misc]
        assert model.cell(row, 0) == f"row-{row}"
        assert model.cell(row, 1) == str(row * 3 % 1013)
    # As fast as a scroll bar is dragged: what was passed is not waited for.
    for row in range(0, LONG, 5_000):
        model.look_at(row, row + 30)
        assert model.questions_open <= MOST_ASKED
    last = LONG - 5_000
    qtbot.waitUntil(lambda: model.cell(last, 0) == f"row-{last}", timeout=SLOW)
    assert model.pages_kept <= MOST_PAGES


def test_numbers_keep_their_form_when_a_file_is_read_again_far_from_its_first_rows(
    qtbot: QtBot, session: Session, tmp_path: Path, small: Columns
) -> None:
    model = opened(qtbot, session, tmp_path, small)
    model.show_only([300])
    with qtbot.waitSignal(session.table_opened, timeout=SLOW):
        session.tell_kinds({"Plan": "text"}, "Plan is text")
    assert session.table is not None
    model.show_table(session.table)
    model.look_at(440, 449)
    qtbot.waitUntil(lambda: model.cell(449, 0) is not None, timeout=SLOW)
    assert model.cell(449, 1) == "1225"
    assert model.index(449, 1).data() == "1,225.0"
