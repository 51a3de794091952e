from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.dialog_answers import when_shown
from tests.desktop.trainable import SLOW, change_plan, leaky_customers
from tests.small_runs import Columns, customers, write_table
from tracer_desktop.dialogs.findings_dialog import FindingsDialog
from tracer_desktop.dialogs.go_to_row_dialog import GoToRowDialog
from tracer_desktop.dialogs.missing_dialog import MissingDialog
from tracer_desktop.dialogs.reading_dialog import ReadingDialog
from tracer_desktop.pages.data_page import DataPage
from tracer_desktop.pages.data_page.words import FindingWords
from tracer_desktop.preferences import StateFile
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.work.engine_link import EngineLink
from tracer_engine import open_workspace

Keys, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
SIZE = (1088, 738)


def with_trouble(rows: int = 300) -> Columns:
    """Sample customers: one leak, some blanks, some rows twice but for their id."""
    columns = dict(leaky_customers(rows))
    blank = list(columns["MonthlyCharge"])
    blank[5] = blank[17] = ""
    columns["MonthlyCharge"] = blank
    for name in columns:
        if name != "CustomerID":
            cells = list(columns[name])
            cells[rows - 1] = cells[0]
            columns[name] = cells
    return columns


def page_on(qtbot: QtBot, session: Session, path: Path) -> DataPage:
    """A page on a session that has the file open as Tracer finds it to be; a session may serve several tests."""
    session.engine.start()
    if session.path != path or session.plan is None or not session.undo.isClean() or session.undo.count():
        with qtbot.waitSignal(session.plan_changed, timeout=SLOW):
            session.open_file(path)
    page = DataPage(session)
    qtbot.addWidget(page)
    page.resize(*SIZE)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    settle(qtbot, page)
    return page


def settle(qtbot: QtBot, page: DataPage) -> None:
    """Until the rows in sight and the facts about the chosen column are there."""
    model, inspector = page.preview.model, page.work.inspector
    qtbot.waitUntil(lambda: model.questions_open == 0 and model.cell(0, 0) is not None, timeout=SLOW)

    def is_known() -> bool:
        names = page.preview.chosen_names()
        return len(names) != 1 or inspector.shown == names[0]

    qtbot.waitUntil(is_known, timeout=SLOW)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data page")


@pytest.fixture(scope="module")
def file(place: Path) -> Path:
    return write_table(place / "customers.csv", with_trouble())


@pytest.fixture(scope="module")
def lasting(qapp: QApplication, place: Path) -> Iterator[Session]:
    """One engine for all tests of this module."""
    made = Session(open_workspace(place / "home"), EngineLink(), StateFile(place / "home"))
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, themed: Theme, lasting: Session, file: Path) -> DataPage:
    return page_on(qtbot, lasting, file)


def column(page: DataPage, name: str) -> int:
    place = page.preview.model.column_named(name)
    assert place is not None
    return place


def choose(qtbot: QtBot, page: DataPage, name: str, keys: Qt.KeyboardModifier | None = None) -> None:
    """Press a heading, at the end of its name."""
    table = page.preview.table
    table.show_column(column(page, name))
    heading = table.heading
    x = heading.sectionViewportPosition(column(page, name)) + heading.sectionSize(column(page, name)) - 8
    place = QPoint(x, heading.height() // 2)
    qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, keys or Qt.KeyboardModifier.NoModifier, place)


# -------------------------------------------------------------------- what is shown


def test_an_open_table_shows_its_size_its_quality_its_rows_and_how_it_was_read(page: DataPage) -> None:
    assert page.header.title.text() == "customers.csv"
    assert page.header.sentence.text().startswith("300 rows × 20 columns, read in ")
    quality = page.session.profile
    assert quality is not None
    assert page.work.well.score.text() == str(quality.quality.score)
    first, last = page.preview.table.rows_in_sight()
    assert page.preview.place.text() == f"rows {first + 1} to {last + 1} of 300"
    facts = dict(page.work.receipt.facts.rows())
    assert facts["Separator"] == 'comma; quote "'
    assert facts["Header"] == "row 1"
    assert facts["Rows kept"] == "300 of 300"


def test_id_and_target_stand_first_and_the_id_stays(page: DataPage) -> None:
    table, model = page.preview.table, page.preview.model
    shown = [model.columns[table.heading.logicalIndex(place)].name for place in range(3)]
    assert shown == ["CustomerID", "Churn", "Gender"]
    assert table.frozen.isVisible()
    assert not table.frozen.isColumnHidden(column(page, "CustomerID"))


def test_the_first_rows_are_there_before_the_whole_file_is_read(
    qtbot: QtBot, page: DataPage, lasting: Session, tmp_path: Path
) -> None:
    session = lasting
    seen: list[tuple[bool, str, str, bool]] = []

    def look() -> None:
        model = page.preview.model
        seen.append(
            (model.is_whole, page.preview.place.text(), model.index(0, 0).data(), page.train_button.isEnabled())
        )

    session.table_peeked.connect(look)
    with qtbot.waitSignal(session.table_opened, timeout=SLOW):
        session.open_file(write_table(tmp_path / "long.csv", customers(2000)))
    session.table_peeked.disconnect(look)
    rows = page.preview.model.rowCount()
    assert rows == 2000
    assert len(seen) == 1
    whole, place, cell, can_train = seen[0]
    assert not whole
    assert place.startswith("the first ")
    assert cell == page.preview.model.index(0, 0).data()
    assert not can_train


def test_the_place_follows_scrolling(qtbot: QtBot, page: DataPage) -> None:
    page.preview.table.setFocus()
    qtbot.keyClick(page.preview.table, Keys.Key_End, Ctrl)
    assert page.preview.place.text().endswith(" to 300 of 300")


def test_without_a_file_there_is_one_button(qtbot: QtBot, themed: Theme, session: Session) -> None:
    page = DataPage(session)
    qtbot.addWidget(page)
    page.show()
    assert page.stack.currentWidget() is page.empty
    assert not page.train_button.isVisible()
    assert DataPage.why_not(session)


def test_a_closed_table_leaves_nothing_behind(page: DataPage) -> None:
    page.session.close_table()
    assert page.stack.currentWidget() is page.empty
    assert page.preview.model.rowCount() == 0


# -------------------------------------------------------------------- failure


def test_a_file_that_cannot_be_read_is_answered_with_what_to_do(
    qtbot: QtBot, page: DataPage, lasting: Session, tmp_path: Path
) -> None:
    session = lasting
    bad = tmp_path / "picture.csv"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    with qtbot.waitSignal(session.table_failed, timeout=SLOW) as failed:
        session.open_file(bad)
    assert failed.args is not None
    error = failed.args[0]
    assert page.stack.currentWidget() is page.error
    assert page.error.title.text() == error.message
    assert page.error.tell.isVisible()
    assert not page.error.undo.isVisible()
    assert "could not be read" in page.train_button.toolTip()
    qtbot.mouseClick(page.error.copy, Qt.MouseButton.LeftButton)
    assert error.message in QGuiApplication.clipboard().text()
    qtbot.waitUntil(lambda: not clipped(page))


# -------------------------------------------------------------------- the chosen column


def test_a_pressed_heading_fills_the_pane(qtbot: QtBot, page: DataPage) -> None:
    choose(qtbot, page, "MonthlyCharge")
    settle(qtbot, page)
    inspector = page.work.inspector
    assert inspector.name.text() == "MonthlyCharge"
    assert inspector.place.text() == f"column {column(page, 'MonthlyCharge') + 1} of 20"
    assert inspector.kind.chosen() == "number"
    qtbot.waitUntil(lambda: dict(inspector.facts.rows()).get("Missing", "").startswith("2 of 300"), timeout=SLOW)
    assert "Median" in dict(inspector.facts.rows())
    assert inspector.histogram.accessibleDescription()
    assert column(page, "MonthlyCharge") in page.preview.table.heading.tinted()


def test_a_category_shows_what_it_has_to_do_with_the_target(qtbot: QtBot, page: DataPage) -> None:
    choose(qtbot, page, "Contract")
    inspector = page.work.inspector
    qtbot.waitUntil(lambda: inspector.relation_title.text() == "Share who left, by Contract", timeout=SLOW)
    assert "Month-to-month" in [rate.value for rate in inspector.relation.rates()]
    assert inspector.use_words.text() == "Used in training."


def test_the_target_says_that_it_is_one(qtbot: QtBot, page: DataPage) -> None:
    choose(qtbot, page, "Churn")
    settle(qtbot, page)
    assert page.work.inspector.use_words.text() == "This is the target: Churn = Yes."
    assert not page.work.inspector.relation.isVisible()


def test_several_columns_are_chosen_with_ctrl_and_told_to_be_something_at_once(qtbot: QtBot, page: DataPage) -> None:
    choose(qtbot, page, "SupportCalls60d")
    choose(qtbot, page, "LateBills", Ctrl)
    inspector = page.work.inspector
    assert inspector.name.text() == "2 columns"
    change_plan(qtbot, page.session, lambda: inspector.kind.picked.emit("text"))
    assert page.session.reading.kinds == {"SupportCalls60d": "text", "LateBills": "text"}
    assert page.preview.chosen_names() == ["SupportCalls60d", "LateBills"]
    assert page.session.table is not None
    kinds = {one.name: one.kind for one in page.session.table.columns}
    assert (kinds["SupportCalls60d"], kinds["LateBills"]) == ("text", "text")


def test_a_change_of_type_can_be_undone_from_the_strip(qtbot: QtBot, page: DataPage) -> None:
    choose(qtbot, page, "Age")
    change_plan(qtbot, page.session, lambda: page.work.inspector.kind.picked.emit("category"))
    strip = page._change_strip
    assert strip is not None
    assert strip.title.text() == "Age is read as category"
    undo = next(button for button in strip.findChildren(QWidget) if button.accessibleName().startswith("Undo"))
    change_plan(qtbot, page.session, lambda: qtbot.mouseClick(undo, Qt.MouseButton.LeftButton))
    assert page.session.reading.kinds == {}
    assert page._change_strip is None
    assert page.preview.chosen_names() == ["Age"]


def test_what_is_missing_in_a_column_is_told_in_the_pane_and_undone(qtbot: QtBot, page: DataPage) -> None:
    choose(qtbot, page, "LateBills")
    inspector = page.work.inspector
    qtbot.waitUntil(inspector.missing.isVisible, timeout=SLOW)
    before = dict(inspector.facts.rows())["Missing"]

    def type_it(dialog: MissingDialog) -> None:
        qtbot.keyClicks(dialog.field, "0")
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)

    when_shown(MissingDialog, type_it)
    change_plan(qtbot, page.session, lambda: qtbot.mouseClick(inspector.missing, Qt.MouseButton.LeftButton))
    assert page.session.reading.missing == {"LateBills": ("0",)}
    qtbot.waitUntil(lambda: dict(inspector.facts.rows()).get("Read as missing") == "0, as you told", timeout=SLOW)
    assert dict(inspector.facts.rows())["Missing"] != before
    assert page._change_strip is not None
    assert page._change_strip.title.text() == "0 is read as missing in LateBills"
    change_plan(qtbot, page.session, page.session.undo.undo)
    assert page.session.reading.missing == {}


def test_a_column_is_left_out_and_taken_back_from_the_pane(qtbot: QtBot, page: DataPage) -> None:
    choose(qtbot, page, "Age")
    inspector = page.work.inspector
    change_plan(qtbot, page.session, lambda: qtbot.mouseClick(inspector.use, Qt.MouseButton.LeftButton))
    assert page.session.options.exclude == ("Age",)
    assert inspector.use_words.text().startswith("Left out.")
    assert inspector.use.text() == "Use it"
    change_plan(qtbot, page.session, lambda: qtbot.mouseClick(inspector.use, Qt.MouseButton.LeftButton))
    assert page.session.plan is not None
    assert not page.session.plan.told.exclude
    assert "Age" in page.session.plan.features


def test_the_menu_of_a_heading_makes_a_column_the_target_and_the_id(qtbot: QtBot, page: DataPage) -> None:
    choose(qtbot, page, "PaperlessBilling")
    menu = page.make_menu(["PaperlessBilling"])
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Type", "Leave it out of training", "Make it the target", "Make it the id", "Copy the name"]
    assert [action.text() for action in menu.kinds.actions()] == ["Number", "Flag", "Category", "Date", "Text", "Id"]
    change_plan(qtbot, page.session, menu.actions()[3].trigger)
    assert page.session.plan is not None
    assert page.session.plan.target == "PaperlessBilling"
    heading = page.preview.table.heading
    assert page.preview.model.columns[heading.logicalIndex(1)].name == "PaperlessBilling"


def test_the_menu_copies_the_name(page: DataPage) -> None:
    menu = page.make_menu(["Age", "Gender"])
    menu.actions()[-1].trigger()
    assert QGuiApplication.clipboard().text() == "Age\tGender"


# -------------------------------------------------------------------- findings


def test_the_worst_three_findings_stand_first_and_all_are_a_press_away(qtbot: QtBot, page: DataPage) -> None:
    well = page.work.well
    assert len(well.rows) == 3
    assert well.rows[0].severity == "problem"
    assert well.rows[0].title.text() == "ChurnReason knows the answer"
    whole = len(page.work.findings)
    assert whole > 3
    assert well.show_all.text() == f"Show all {whole}"
    seen = when_shown(FindingsDialog, lambda dialog: dialog.rows[0].acted.emit())
    qtbot.mouseClick(well.show_all, Qt.MouseButton.LeftButton)
    assert len(seen[0].rows) == whole
    assert page.preview.chosen_names() == ["ChurnReason"]


def finding(page: DataPage, code: str, column: str | None = None) -> FindingWords:
    return next(one for one in page.work.findings if (one.finding.code, one.finding.column) == (code, column))


def test_a_finding_about_blanks_shows_their_rows_and_the_way_back(qtbot: QtBot, page: DataPage) -> None:
    page.work.act_on(finding(page, "missing-cells", "MonthlyCharge"))
    model = page.preview.model
    qtbot.waitUntil(lambda: model.shows_some and model.cell(0, 0) is not None, timeout=SLOW)
    assert [model.file_row(row) for row in range(model.rowCount())] == [5, 17]
    assert page.preview.place.text() == "2 rows: MonthlyCharge is missing"
    assert model.index(0, column(page, "MonthlyCharge")).data() == "missing"
    qtbot.mouseClick(page.preview.all_rows, Qt.MouseButton.LeftButton)
    assert model.rowCount() == 300
    assert not page.preview.all_rows.isVisible()


def test_a_finding_about_rows_that_repeat_shows_them(qtbot: QtBot, page: DataPage) -> None:
    page.work.act_on(finding(page, "duplicate-rows-without-id"))
    model = page.preview.model
    qtbot.waitUntil(lambda: model.shows_some and model.cell(0, 0) is not None, timeout=SLOW)
    shown = [model.file_row(row) for row in range(model.rowCount())]
    assert 299 in shown


# -------------------------------------------------------------------- finding, going, copying


def test_typing_a_column_s_name_goes_to_it_and_enter_finds_the_next_cell(qtbot: QtBot, page: DataPage) -> None:
    page.find()
    assert page.preview.search.hasFocus()
    qtbot.keyClicks(page.preview.search, "late")
    qtbot.waitUntil(lambda: page.preview.chosen_names() == ["LateBills"])
    page.preview.search.clear()
    qtbot.keyClicks(page.preview.search, "Two year")
    model = page.preview.model
    qtbot.waitUntil(lambda: page.preview.note.text().startswith("Row "), timeout=SLOW)
    first = page.preview.table.currentIndex()
    assert model.cell(first.row(), first.column()) == "Two year"
    qtbot.keyClick(page.preview.search, Keys.Key_Return)
    qtbot.waitUntil(lambda: page.preview.table.currentIndex() != first, timeout=SLOW)
    second = page.preview.table.currentIndex()
    assert (second.row(), second.column()) > (first.row(), first.column())
    page.preview.find_previous()
    qtbot.waitUntil(lambda: page.preview.table.currentIndex() == first, timeout=SLOW)


def test_what_is_in_no_cell_is_said_to_be_in_none(qtbot: QtBot, page: DataPage) -> None:
    page.find()
    qtbot.keyClicks(page.preview.search, "zebra")
    qtbot.waitUntil(lambda: page.preview.note.text() == "“zebra” is in no cell.", timeout=SLOW)


def test_ctrl_g_goes_to_a_row(qtbot: QtBot, page: DataPage) -> None:
    def go(dialog: GoToRowDialog) -> None:
        dialog.field.setValue(250)
        dialog.accept()

    when_shown(GoToRowDialog, go)
    page.preview.table.setFocus()
    qtbot.keyClick(page.preview.table, Keys.Key_G, Ctrl)
    assert page.preview.table.currentIndex().row() == 249


def test_ctrl_c_copies_the_chosen_column_with_its_heading(qtbot: QtBot, page: DataPage) -> None:
    choose(qtbot, page, "Gender")
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(page.preview.table, Keys.Key_C, Ctrl)
    qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()), timeout=SLOW)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Gender"
    assert len(lines) == 301
    assert page.preview.note.text() == "Copied 300 × 1 cells, with their headings."


# -------------------------------------------------------------------- telling and taking away


def test_what_the_reader_is_told_is_read_at_once(qtbot: QtBot, page: DataPage) -> None:
    def tell(dialog: ReadingDialog) -> None:
        dialog.fields["header_rows"].choose(0)
        dialog.accept()

    when_shown(ReadingDialog, tell)
    with qtbot.waitSignal(page.session.table_opened, timeout=SLOW):
        qtbot.mouseClick(page.work.receipt.change, Qt.MouseButton.LeftButton)
    assert page.session.reading.header_rows == 0
    assert page.preview.model.rowCount() == 301
    qtbot.waitUntil(lambda: dict(page.work.receipt.facts.rows())["Header"] == "none, as you told")


def test_train_goes_to_the_training_page(qtbot: QtBot, page: DataPage) -> None:
    with qtbot.waitSignal(page.go) as gone:
        qtbot.mouseClick(page.train_button, Qt.MouseButton.LeftButton)
    assert gone.args == ["training"]


def test_the_clean_table_is_written_where_the_user_says(
    qtbot: QtBot, page: DataPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "clean.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    page.export()
    qtbot.waitUntil(out.exists, timeout=SLOW)
    assert out.read_text(encoding="utf-8").splitlines()[0].startswith("CustomerID,Gender,Age")
    assert len(out.read_text(encoding="utf-8").splitlines()) == 301


# -------------------------------------------------------------------- room and words


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_nothing_is_clipped_and_nothing_needs_scrolling_sideways(
    qtbot: QtBot, themed: Theme, lasting: Session, file: Path, zoom: float
) -> None:
    themed.set_zoom(zoom)
    page = page_on(qtbot, lasting, file)
    assert page.scroll_area is not None
    assert page.scroll_area.horizontalScrollBar().maximum() == 0
    qtbot.waitUntil(lambda: not clipped(page))


def test_at_the_least_size_of_the_window_the_table_keeps_some_rows(qtbot: QtBot, page: DataPage) -> None:
    page.resize(1080 - 192, 680 - 62)
    first, last = page.preview.table.rows_in_sight()
    assert last - first >= 3
    assert page.scroll_area is not None
    assert page.scroll_area.horizontalScrollBar().maximum() == 0


def test_every_control_has_a_name(page: DataPage) -> None:
    controls = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    nameless = [one for one in controls if one.isVisible() and not one.accessibleName()]
    assert not nameless


def test_the_real_file_opens(qtbot: QtBot, themed: Theme, lasting: Session, shared: Path) -> None:
    page = page_on(qtbot, lasting, shared / "telco.csv")
    assert page.header.sentence.text().startswith("7,043 rows × 21 columns")
    choose(qtbot, page, "TotalCharges")
    inspector = page.work.inspector
    qtbot.waitUntil(lambda: dict(inspector.facts.rows()).get("Missing") == "11 of 7,043 (0.2\u00a0%)", timeout=SLOW)
    assert page.preview.model.index(1, column(page, "TotalCharges")).data() == "1,889.50"
