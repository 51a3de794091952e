from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection
from pytestqt.qtbot import QtBot

from tests.desktop.trainable import SLOW, open_customers
from tracer_desktop.item_models.table_copy import MOST_CELLS, TableCopier
from tracer_desktop.item_models.table_model import TableModel
from tracer_desktop.session import Session

ROWS = 12_000


@pytest.fixture
def model(qtbot: QtBot, session: Session, tmp_path: Path) -> TableModel:
    columns = {
        "id": [f"c{row}" for row in range(ROWS)],
        "note": ["a\tb" if row == 0 else f"n{row % 7}" for row in range(ROWS)],
        "spend": [f"{row}.5" for row in range(ROWS)],
        **{f"x{place}": [str(row % (place + 2)) for row in range(ROWS)] for place in range(6)},
        "churn": ["yes" if row % 5 == 0 else "no" for row in range(ROWS)],
    }
    open_customers(qtbot, session, tmp_path, columns)
    assert session.table is not None
    made = TableModel(session.engine, session)
    with qtbot.waitSignal(made.page_came, timeout=SLOW):
        made.show_table(session.table)
    return made


def rectangle(model: TableModel, top: int, left: int, bottom: int, right: int) -> QItemSelection:
    return QItemSelection(model.index(top, left), model.index(bottom, right))


def test_a_selection_becomes_text_parted_by_tabs_below_its_headings(
    qtbot: QtBot, session: Session, model: TableModel
) -> None:
    copier = TableCopier(session.engine, model)
    with qtbot.waitSignal(copier.copied, timeout=SLOW) as copied:
        # The last column stands first on the screen.
        copier.copy(rectangle(model, 0, 1, 1, 2), [2, 1, 0])
    assert copied.args == ["spend\tnote\n0.5\ta b\n1.5\tn1\n", 2, 2]


def test_cells_between_the_selected_ones_stay_empty(qtbot: QtBot, session: Session, model: TableModel) -> None:
    copier = TableCopier(session.engine, model)
    selection = rectangle(model, 2, 0, 2, 0)
    selection.select(model.index(3, 2), model.index(3, 2))
    with qtbot.waitSignal(copier.copied, timeout=SLOW) as copied:
        copier.copy(selection, range(model.columnCount()))
    assert copied.args is not None
    assert copied.args[0] == "id\tspend\nc2\t\n\t3.5\n"


def test_rows_that_are_not_there_are_fetched(qtbot: QtBot, session: Session, model: TableModel) -> None:
    copier = TableCopier(session.engine, model)
    kept = model.pages_kept
    with qtbot.waitSignal(copier.copied, timeout=SLOW) as copied:
        copier.copy(rectangle(model, 0, 0, ROWS - 1, 0), [0])
    assert copied.args is not None
    text, rows, columns = copied.args
    assert text.splitlines() == ["id", *(f"c{row}" for row in range(ROWS))]
    assert (rows, columns) == (ROWS, 1)
    assert model.pages_kept <= kept + 2


def test_too_many_cells_are_refused_with_their_number(qtbot: QtBot, session: Session, model: TableModel) -> None:
    copier = TableCopier(session.engine, model)
    with qtbot.waitSignal(copier.too_much) as told, qtbot.assertNotEmitted(copier.copied):
        copier.copy(rectangle(model, 0, 0, ROWS - 1, 9), range(10))
    assert told.args == [ROWS * 10]
    assert told.args[0] > MOST_CELLS
