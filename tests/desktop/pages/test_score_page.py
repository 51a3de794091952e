from __future__ import annotations

import dataclasses
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.dialog_answers import when_shown
from tests.desktop.open_runs import PATIENCE, little_room, open_run, session_with_run
from tests.small_runs import SmallRun, customers, read_scored, unscored, write_table
from tracer_desktop.dialogs.match_dialog import MatchDialog
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.pages.score_page import ScorePage
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import ShareWithOutcome, score_file

ANOTHER_RATE = ShareWithOutcome(trained=0.2, expected=0.4, estimated=0.5, shifted=True)


@pytest.fixture(scope="module")
def session(qapp: QApplication, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with session_with_run(small_run, tmp_path_factory.mktemp("session")) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, themed: Theme, session: Session) -> ScorePage:
    session.model = None
    made = ScorePage(session)
    qtbot.addWidget(made)
    made.resize(1088, 740)
    made.show()
    qtbot.waitUntil(lambda: made.card is not None, timeout=PATIENCE)
    return made


@pytest.fixture
def july(tmp_path: Path) -> Path:
    return write_table(tmp_path / "july.csv", unscored(customers(300, seed=5)))


def look(qtbot: QtBot, page: ScorePage, path: Path) -> None:
    page.take_file(path)
    qtbot.waitUntil(lambda: page.outlook is not None, timeout=PATIENCE)


def score(qtbot: QtBot, page: ScorePage, out: Path) -> MessageStrip:
    page.score_to(out)
    qtbot.waitUntil(lambda: page.work is None, timeout=PATIENCE)
    return next(strip for strip in page.findChildren(MessageStrip) if strip.property("ending"))


def heaviest(small_run: SmallRun) -> list[str]:
    share = small_run.model.card.importance
    return sorted((name for name in small_run.plan.features), key=lambda name: -share.get(name, 0.0))


def test_the_model_of_the_open_run_waits_for_a_file(page: ScorePage) -> None:
    assert page.shown is page.empty
    assert page.empty.title.text() == "Which file shall be scored?"
    assert "trained today on customers.csv" in page.header.sentence.text()


def test_a_file_like_the_one_it_learned_from_is_a_go(qtbot: QtBot, page: ScorePage, july: Path) -> None:
    look(qtbot, page, july)
    assert page.outlook is not None
    assert page.header.title.text() == "Score july.csv"
    assert page.header.sentence.text().endswith("300 customers to score.")
    assert page.verdict.headline.text().startswith(("Go", "Caution"))
    assert page.verdict.score.isVisible()
    assert not page.verdict.match.isVisible()
    assert page.columns.how_many.text() == f"{len(page.outlook.matches)} of {len(page.outlook.matches)}"
    assert [row.severity for row in page.checks.rows] == [check.level for check in page.outlook.checks[:6]]
    expected, low, high = page.outlook.expected
    assert page.well.expected.text() == f"{expected:,.0f}"
    assert page.well.expected_range.text() == f"{low:,.0f} to {high:,.0f} of 300"


def test_scored_and_exported_it_is_what_the_command_line_writes(
    qtbot: QtBot, page: ScorePage, july: Path, tmp_path: Path, small_run: SmallRun
) -> None:
    look(qtbot, page, july)
    ending = score(qtbot, page, tmp_path / "window.csv")
    score_file(small_run.model, july, tmp_path / "command.csv")
    assert (tmp_path / "window.csv").read_bytes() == (tmp_path / "command.csv").read_bytes()
    assert ending.kind == "good"
    assert ending.title.text() == "Scored 300 customers: window.csv"
    assert page.verdict.score.isEnabled()


def test_the_button_asks_where_to_and_writes_there(
    qtbot: QtBot, page: ScorePage, july: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(qtbot, page, july)
    out = tmp_path / "chosen.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    page.verdict.score.setFocus()
    qtbot.keyClick(page.verdict.score, Qt.Key.Key_Space)
    assert not page.verdict.score.isEnabled()
    assert page.verdict.score.toolTip() == "A file is being scored."
    qtbot.waitUntil(lambda: page.work is None, timeout=PATIENCE)
    assert out.read_bytes().startswith(b"PK")


def test_without_what_it_goes_by_it_is_a_stop_until_columns_are_matched(
    qtbot: QtBot, page: ScorePage, tmp_path: Path, small_run: SmallRun
) -> None:
    columns = unscored(customers(300, seed=5))
    lost = heaviest(small_run)[:4]
    renamed = {f"zz{lost.index(name)}" if name in lost else name: cells for name, cells in columns.items()}
    look(qtbot, page, write_table(tmp_path / "renamed.csv", renamed))
    assert page.outlook is not None
    assert page.outlook.level == "stop"
    assert page.verdict.headline.text().startswith("Stop:")
    assert page.verdict.match.isVisible()
    assert page.verdict.anyway.isVisible()
    assert not page.verdict.score.isVisible()

    def tell(dialog: MatchDialog) -> None:
        for number, name in enumerate(lost):
            dialog.fields[name].setCurrentText(f"zz{number}")
        dialog.go.click()

    when_shown(MatchDialog, tell)
    qtbot.mouseClick(page.verdict.match, Qt.MouseButton.LeftButton)
    assert page.matches == {name: f"zz{number}" for number, name in enumerate(lost)}
    qtbot.waitUntil(lambda: page.outlook is not None and page.outlook.level != "stop", timeout=PATIENCE)
    assert page.verdict.score.isVisible()

    ending = score(qtbot, page, tmp_path / "matched.csv")
    assert ending.kind == "good"
    assert (tmp_path / "matched.csv").is_file()


def test_what_has_moved_can_be_compared(qtbot: QtBot, page: ScorePage, tmp_path: Path) -> None:
    columns = unscored(customers(300, seed=5))
    name = next(one for one in columns if one.lower().startswith(("tenure", "monthly")))
    moved = columns | {name: [str(round(float(cell or 0) / 8, 2)) for cell in columns[name]]}
    look(qtbot, page, write_table(tmp_path / "moved.csv", moved))
    assert page.outlook is not None
    assert page.outlook.level != "go"
    assert page.drift.column.chosen() == name
    assert page.drift.chart.accessibleDescription()
    other = next(one.column for one in page.outlook.drift if one.column != name)
    page.drift.column.choose(other)
    page.drift.column.picked.emit(other)
    assert page.drift.chart.accessibleName().startswith(other)
    row = next(row for row in page.checks.rows if row.button is not None and row.button.text() == "Compare")
    assert row.button is not None
    qtbot.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert page.drift.column.chosen() == row.property("column")

    seen = when_shown(MessageDialog, lambda dialog: dialog.accept())
    qtbot.mouseClick(page.verdict.why, Qt.MouseButton.LeftButton)
    assert seen[0].title.text() == "What would make it a go?"


def test_rows_that_cannot_be_read_are_named(qtbot: QtBot, page: ScorePage, july: Path, tmp_path: Path) -> None:
    with july.open("a", encoding="utf-8") as file:
        file.write("," * 80 + "too,many,cells\n")
    look(qtbot, page, july)
    ending = score(qtbot, page, tmp_path / "scored.csv")
    assert (tmp_path / "scored.set-aside.csv").is_file()
    assert ending.kind == "caution"
    assert "1 row could not be read and is in scored.set-aside.csv." in ending.text.text()


def test_a_file_about_something_else_is_a_stop_whose_columns_can_be_matched(
    qtbot: QtBot, page: ScorePage, tmp_path: Path
) -> None:
    look(qtbot, page, write_table(tmp_path / "weather.csv", {"rain": ["1", "2"], "wind": ["3", "4"]}))
    assert page.verdict.headline.text() == "Stop: this file is about something else"
    assert page.verdict.match.isVisible()


def test_a_file_that_is_gone_is_told(qtbot: QtBot, page: ScorePage, tmp_path: Path) -> None:
    page.take_file(tmp_path / "gone.csv")
    qtbot.waitUntil(lambda: page.shown is page.failure, timeout=PATIENCE)
    assert page.failure.title.text()


def test_a_refused_model_is_told(qtbot: QtBot, page: ScorePage, session: Session, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tracer"
    bad.write_bytes(b"not a model")
    session.choose_model(bad)
    qtbot.waitUntil(lambda: page.shown is page.failure, timeout=PATIENCE)
    assert page.model is None


def test_another_model_is_looked_at_with_the_same_file(
    qtbot: QtBot, page: ScorePage, session: Session, july: Path, small_run: SmallRun
) -> None:
    look(qtbot, page, july)
    session.choose_model(small_run.run.paths["model"])
    assert page.outlook is None
    qtbot.waitUntil(lambda: page.outlook is not None, timeout=PATIENCE)
    assert page.model == small_run.run.paths["model"]
    menu = page.choose_model.menu()
    menu.aboutToShow.emit()
    assert next(action.text() for action in menu.actions()).startswith("The run that is open")


def test_looking_can_be_cancelled(qtbot: QtBot, page: ScorePage, july: Path) -> None:
    page.take_file(july)
    assert page._strip is not None
    qtbot.mouseClick(page._strip.cancel, Qt.MouseButton.LeftButton)
    assert page.shown is page.empty
    assert page.file is None


def test_a_large_file_is_looked_at_by_a_child_that_can_be_ended(
    qtbot: QtBot, page: ScorePage, july: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracer_desktop.pages.look_ahead.SMALL", 10)
    page.take_file(july)
    assert page._strip is not None
    qtbot.mouseClick(page._strip.cancel, Qt.MouseButton.LeftButton)
    look(qtbot, page, july)
    assert page.outlook is not None
    assert page.outlook.rows == 300


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits there")
def test_a_disk_without_room_is_told_and_nothing_half_written_stays(
    qtbot: QtBot, page: ScorePage, july: Path, tmp_path: Path
) -> None:
    look(qtbot, page, july)
    out = tmp_path / "result" / "scored.csv"
    out.parent.mkdir()
    with little_room():
        ending = score(qtbot, page, out)
    assert ending.kind == "problem"
    assert list(out.parent.iterdir()) == []
    assert page.verdict.score.isEnabled()


def test_scoring_can_be_cancelled_and_leaves_nothing(qtbot: QtBot, page: ScorePage, july: Path, tmp_path: Path) -> None:
    look(qtbot, page, july)
    out = tmp_path / "result" / "scored.csv"
    out.parent.mkdir()
    page.score_to(out)
    assert page.work is not None
    qtbot.mouseClick(page.work.strip.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.work is None, timeout=PATIENCE)
    ending = next(strip for strip in page.findChildren(MessageStrip) if strip.property("ending"))
    assert ending.title.text() == "Cancelled. Nothing was written."
    assert list(out.parent.iterdir()) == []


def test_a_file_dropped_on_the_page_is_scored_there(qtbot: QtBot, page: ScorePage, july: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(july))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, none))
    assert page.file == july
    qtbot.waitUntil(lambda: page.outlook is not None, timeout=PATIENCE)


@pytest.mark.parametrize(("mode", "zoom"), [("light", 1.0), ("dark", 1.0), ("light", 2.0)])
def test_no_text_is_clipped(qtbot: QtBot, page: ScorePage, july: Path, themed: Theme, mode: str, zoom: float) -> None:
    look(qtbot, page, july)
    assert page.outlook is not None
    page.well.show_outlook(dataclasses.replace(page.outlook, base_rate=ANOTHER_RATE))
    themed.set_mode("dark" if mode == "dark" else "light")
    themed.set_zoom(zoom)
    assert page.scroll_area is not None
    sideways = page.scroll_area.horizontalScrollBar()
    for width in (1088, round(1088 * zoom), 908, 706):
        # The last two are what windows of 1280 × 800 and of 1080 × 720 leave a page at 200 %.
        page.resize(width, round(740 * zoom))
        qtbot.waitUntil(lambda: clipped(page) == [] and sideways.maximum() == 0)


def test_the_verdict_strip_says_each_level(qtbot: QtBot, page: ScorePage, july: Path) -> None:
    look(qtbot, page, july)
    assert page.outlook is not None
    for level, kind in (("go", "good"), ("caution", "caution"), ("stop", "problem")):
        told = dataclasses.replace(page.outlook, level=level, headline=f"{level.title()}: so it is.", causes=("Why.",))  # type: ignore[arg-type]
        page.verdict.show_outlook(told)
        assert page.verdict.property("soft") == kind
        assert page.verdict.icon.accessibleName()
        assert page.verdict.headline.text() == f"{level.title()}: so it is"


def test_a_run_opened_later_brings_its_model_and_the_file_is_looked_at_again(
    qtbot: QtBot, page: ScorePage, session: Session, july: Path, tmp_path: Path, small_run: SmallRun
) -> None:
    look(qtbot, page, july)
    score(qtbot, page, tmp_path / "scored.csv")
    assert session.run is not None
    earlier, later = session.run.id, f"{session.run.id}-later"
    shutil.copytree(session.workspace.runs_folder / earlier, session.workspace.runs_folder / later)
    summary = session.workspace.runs_folder / later / "run.json"
    summary.write_text(json.dumps(json.loads(summary.read_text(encoding="utf-8")) | {"id": later}), encoding="utf-8")
    try:
        open_run(session, later)
        assert page.model == session.run.paths["model"]
        assert later in str(page.model)
        # What was written was of the run before.
        assert [
            strip for strip in page.findChildren(MessageStrip) if strip.isVisible() and strip.property("ending")
        ] == []
        qtbot.waitUntil(lambda: page.outlook is not None, timeout=PATIENCE)
    finally:
        open_run(session, earlier)
        shutil.rmtree(session.workspace.runs_folder / later)


def test_without_an_open_run_the_newest_one_scores(qtbot: QtBot, themed: Theme, session: Session) -> None:
    assert session.run is not None
    open_one = session.run.id
    session.close_run()
    made = ScorePage(session)
    qtbot.addWidget(made)
    assert made.model == session.workspace.runs()[0].path / "model.tracer"
    open_run(session, open_one)


def test_after_a_scoring_the_list_can_be_looked_at_and_searched(
    qtbot: QtBot, page: ScorePage, july: Path, tmp_path: Path
) -> None:
    look(qtbot, page, july)
    ending = score(qtbot, page, tmp_path / "scored.csv")
    button = next(one for one in ending.findChildren(QPushButton) if one.text() == "Look at the list")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    shown = page.listed
    assert shown is not None
    assert page.shown is shown
    rows = sorted(read_scored(tmp_path / "scored.csv"), key=lambda row: int(row["churn_rank"]))
    qtbot.waitUntil(lambda: shown.model.total == 300, timeout=PATIENCE)
    assert shown.model.index(0, 1).data() == rows[0]["CustomerID"]
    assert shown.model.above == sum(row["churn_predicted"] == "yes" for row in rows)
    assert shown.told.text() == "300 rows, most likely first"
    shown.search.setText(rows[7]["CustomerID"])
    qtbot.waitUntil(lambda: shown.model.total == 1, timeout=PATIENCE)
    assert shown.told.text() == "1 of 300"
    qtbot.mouseClick(shown.back, Qt.MouseButton.LeftButton)
    assert page.verdict.isVisible()


def test_what_changed_since_the_file_before_is_told(qtbot: QtBot, page: ScorePage, tmp_path: Path) -> None:
    columns = unscored(customers(200, seed=9))
    for name, cut in (("august.csv", slice(0, 150)), ("september.csv", slice(50, 200))):
        look(qtbot, page, write_table(tmp_path / name, {column: cells[cut] for column, cells in columns.items()}))
        score(qtbot, page, tmp_path / f"scored-{name}")
        page.file = page.outlook = None
    assert page.scored is not None
    since = page.scored.since
    assert since is not None
    assert page.since.isVisibleTo(page._ready)
    assert page.since.title.text() == "Since august.csv, today"
    told = dict(page.since.counts.rows())
    assert told["New, not in that file"] == str(since.new)
    assert told["No longer in this file"] == str(since.left)
    look(qtbot, page, tmp_path / "august.csv")
    assert "The last file was september.csv, today: " in page.header.sentence.text()
    assert not page.since.isVisibleTo(page._ready)
    page.since.forget_pressed.emit()
    qtbot.waitUntil(
        lambda: any("forgotten" in strip.title.text() for strip in page.findChildren(MessageStrip)), timeout=PATIENCE
    )
    look(qtbot, page, tmp_path / "september.csv")
    assert "The last file" not in page.header.sentence.text()


def test_a_column_that_seems_renamed_is_asked_about_once(qtbot: QtBot, page: ScorePage, tmp_path: Path) -> None:
    columns = unscored(customers(200, seed=9))
    renamed = {("Charge_mthly" if name == "MonthlyCharge" else name): cells for name, cells in columns.items()}
    look(qtbot, page, write_table(tmp_path / "renamed.csv", renamed))
    assert page.outlook is not None
    assert "Charge_mthly was taken for MonthlyCharge" in page.verdict.text.text()
    row = next(row for row, match in enumerate(page.columns.model.matches) if match.needs == "MonthlyCharge")
    assert page.columns.model.index(row, 2).data() == "renamed? Check it"
    when_shown(MatchDialog, lambda dialog: dialog.go.click())
    qtbot.mouseClick(page.columns.change, Qt.MouseButton.LeftButton)
    assert page.matches == {"MonthlyCharge": "Charge_mthly"}
    qtbot.waitUntil(lambda: "Charge_mthly" not in page.verdict.text.text(), timeout=PATIENCE)


def test_the_percentages_can_be_anchored_where_the_scores_speak_for_another_base_rate(
    qtbot: QtBot, page: ScorePage, july: Path, tmp_path: Path
) -> None:
    look(qtbot, page, july)
    assert page.outlook is not None
    assert page.well.base_rate() is None
    page.well.show_outlook(dataclasses.replace(page.outlook, base_rate=ANOTHER_RATE))
    assert page.well.anchor.isVisible()
    assert page.well.anchor.text() == "Anchor percentages to 50\u00a0%, not 20\u00a0%"
    page.well.anchor.setChecked(True)
    ending = score(qtbot, page, tmp_path / "anchored.csv")
    assert "anchored to a base rate of 50.0 %" in ending.text.text()


def test_a_model_that_ages_says_so_until_another_is_chosen(qtbot: QtBot, page: ScorePage, july: Path) -> None:
    look(qtbot, page, july)
    page._tell_age("The model was trained 8 months ago. Train again on a newer table, and compare the two.")
    strip = page._ageing
    assert strip is not None
    assert strip.title.text() == "The model was trained 8 months ago"
    page._tell_age("")
    assert page._ageing is None


def test_names_of_columns_are_read_whole_beside_their_status(qtbot: QtBot, page: ScorePage, july: Path) -> None:
    look(qtbot, page, july)
    table, model = page.columns.table, page.columns.model
    table.resize(380, table.height())
    option = QStyleOptionViewItem()
    for row in range(model.rowCount()):
        for column in (0, 1):
            index = model.index(row, column)
            needed = table.itemDelegateForIndex(index).sizeHint(option, index).width()
            # Of which two pixels are to spare.
            assert table.columnWidth(column) >= needed - 2
