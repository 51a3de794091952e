from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.dialog_answers import when_shown
from tests.desktop.open_runs import PATIENCE, session_with_run
from tests.small_runs import SmallRun, probabilities, read_scored
from tracer_desktop.dialogs.export_dialog import ExportDialog
from tracer_desktop.item_models.customers_model import CustomerColumn, CustomerRole
from tracer_desktop.pages.customers_page import CustomersPage
from tracer_desktop.pages.what_if_well import Scope, WhatIfWell
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.inputs import Choice
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import CustomerRow, WhatIf


@pytest.fixture(scope="module")
def session(qapp: QApplication, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with session_with_run(small_run, tmp_path_factory.mktemp("session")) as made:
        yield made


@pytest.fixture
def opened(qtbot: QtBot, themed: Theme, session: Session) -> CustomersPage:
    """The page as it opens: without those who left already."""
    session.set_cut_off(50)
    made = CustomersPage(session)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.model.ready, timeout=PATIENCE):
        made.resize(1088, 740)
        made.show()
    qtbot.waitUntil(lambda: made.card.detail is not None, timeout=PATIENCE)
    return made


@pytest.fixture
def page(qtbot: QtBot, opened: CustomersPage) -> CustomersPage:
    """The page with everybody in its list."""
    ask(qtbot, opened, lambda: opened.still_here.setChecked(False))
    qtbot.waitUntil(lambda: opened.card.rank.text().startswith("rank 1 of"), timeout=PATIENCE)
    return opened


def rows(page: CustomersPage) -> list[CustomerRow]:
    found = [page.model.index(row, 0).data(CustomerRole) for row in range(page.model.total)]
    assert all(row is not None for row in found)
    return found


def all_rows(qtbot: QtBot, page: CustomersPage) -> list[CustomerRow]:
    def are_here() -> bool:
        return all(page.model.index(row, 0).data(CustomerRole) is not None for row in range(page.model.total))

    qtbot.waitUntil(are_here, timeout=PATIENCE)
    return rows(page)


def ask(qtbot: QtBot, page: CustomersPage, act: object) -> None:
    assert callable(act)
    with qtbot.waitSignal(page.model.ready, timeout=PATIENCE):
        act()


def test_everyone_is_listed_most_likely_first_with_what_the_scored_file_says(
    qtbot: QtBot, page: CustomersPage, small_run: SmallRun
) -> None:
    written = read_scored(small_run.run.paths["scores"])
    listed = all_rows(qtbot, page)

    assert [row.rank for row in listed] == list(range(1, len(written) + 1))
    assert [row.probability for row in listed] == pytest.approx(sorted(probabilities(written), reverse=True), abs=1e-6)
    first = next(row for row in written if row["churn_rank"] == "1")
    index = page.model.index(0, CustomerColumn.ID)
    assert index.data() in first.values()
    assert page.model.index(0, CustomerColumn.REASONS).data() == first["churn_reason_1"]


def test_those_who_left_are_hidden_at_first_and_counted(
    qtbot: QtBot, opened: CustomersPage, session: Session, small_run: SmallRun
) -> None:
    written = read_scored(small_run.run.paths["scores"])
    stayed = [int(row["churn_rank"]) for row in written if row["Churn"] != "Yes"]
    above = sum(rank <= 50 for rank in stayed)
    gone = len(written) - len(stayed)
    box = opened.still_here
    assert box.isVisible()
    assert box.isChecked()
    assert box.accessibleName() == box.text() == "Only those that stayed so far"
    assert opened.hidden.text() == f"{gone} who already left are hidden"
    assert [row.rank for row in all_rows(qtbot, opened)] == sorted(stayed)
    qtbot.waitUntil(lambda: opened.above.text() == f"{above} of the 50 above the cut-off", timeout=PATIENCE)
    assert opened.model.last_above == above - 1

    box.setFocus()
    ask(qtbot, opened, lambda: qtbot.keyClick(box, Qt.Key.Key_Space))
    assert opened.model.total == len(written)
    assert not opened.hidden.isVisible()
    assert opened.above.text() == "50 above the cut-off"


def test_the_list_as_shown_is_what_is_written(
    qtbot: QtBot, opened: CustomersPage, tmp_path: Path, small_run: SmallRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(qtbot, opened, lambda: opened.table.heading.setSortIndicator(CustomerColumn.ID, Qt.SortOrder.AscendingOrder))
    out = tmp_path / "listed.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    when_shown(ExportDialog, lambda dialog: dialog.accept())
    qtbot.mouseClick(opened.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(out.exists, timeout=PATIENCE)
    qtbot.waitUntil(lambda: any(strip.property("ending") for strip in opened.findChildren(MessageStrip)))

    written = read_scored(small_run.run.paths["scores"])
    fit = [row for row in written if row["Churn"] != "Yes" and int(row["churn_rank"]) <= 50]
    assert read_scored(out) == sorted(fit, key=lambda row: int(row["churn_rank"]))


def test_a_heading_sorts_and_the_arrow_turns_it_round(qtbot: QtBot, page: CustomersPage) -> None:
    heading = page.table.heading
    place = QPoint(heading.sectionViewportPosition(CustomerColumn.PROBABILITY) + 20, heading.height() // 2)
    ask(qtbot, page, lambda: qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=place))
    upwards = [row.probability for row in all_rows(qtbot, page)]
    assert upwards in (sorted(upwards), sorted(upwards, reverse=True))
    ask(qtbot, page, lambda: qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=place))
    assert [row.probability for row in all_rows(qtbot, page)] == upwards[::-1]

    ask(qtbot, page, lambda: heading.setSortIndicator(CustomerColumn.ID, Qt.SortOrder.AscendingOrder))
    names = [row.id.lower() for row in all_rows(qtbot, page)]
    assert names == sorted(names)


def test_the_reasons_have_no_order_of_their_own(qtbot: QtBot, page: CustomersPage) -> None:
    page.table.heading.setSortIndicator(CustomerColumn.REASONS, Qt.SortOrder.AscendingOrder)
    assert page.table.heading.sortIndicatorSection() == CustomerColumn.RANK


def test_typing_finds_by_id_or_reason_and_the_empty_list_says_so(qtbot: QtBot, page: CustomersPage) -> None:
    wanted = rows(page)[3] if page.model.total <= 100 else page.model.index(3, 0).data(CustomerRole)
    page.search.setFocus()
    ask(qtbot, page, lambda: qtbot.keyClicks(page.search, wanted.id))
    assert [row.id for row in rows(page)] == [wanted.id]
    assert page.above.text().startswith("1 fit")

    ask(qtbot, page, lambda: qtbot.keyClicks(page.search, " and nobody"))
    assert page.model.total == 0
    assert page.none.isVisible()
    assert page.card.detail is None
    assert page.none.button is not None
    ask(qtbot, page, lambda: qtbot.mouseClick(page.none.button, Qt.MouseButton.LeftButton))
    assert page.table.isVisible()
    assert page.search.text() == ""


def test_a_reason_keeps_those_it_is_said_of(qtbot: QtBot, page: CustomersPage, session: Session) -> None:
    assert session.run is not None
    reason, said = session.run.reasons[0]
    page.reason.setFocus()
    ask(qtbot, page, lambda: qtbot.keyClick(page.reason, Qt.Key.Key_Down))
    assert page.reason.chosen() == reason
    assert page.model.total == said
    assert page.above.text().startswith(f"{said} fit")


def test_the_cut_off_is_a_line_under_the_last_row_above_it_and_follows_the_session(
    qtbot: QtBot, page: CustomersPage, session: Session, themed: Theme
) -> None:
    session.set_cut_off(4)
    assert page.model.last_above == 3
    assert page.above.text() == "4 above the cut-off"
    below = page.table.rowViewportPosition(3) + page.table.rowHeight(3) - 1
    picture: QImage = page.table.viewport().grab().toImage()
    right = picture.width() - 20
    assert picture.pixelColor(right, below) == themed.colour("ink")
    assert picture.pixelColor(right, below + 44) != themed.colour("ink")
    rank = page.model.index(3, CustomerColumn.RANK).data(Qt.ItemDataRole.AccessibleTextRole)
    assert rank == "Rank 4, above the cut-off"
    after = page.model.index(4, CustomerColumn.RANK).data(Qt.ItemDataRole.AccessibleTextRole)
    assert after == "Rank 5, below the cut-off"


def test_among_those_who_fit_the_line_counts_only_them(qtbot: QtBot, page: CustomersPage, session: Session) -> None:
    assert session.run is not None
    reason = session.run.reasons[1][0]
    session.set_cut_off(60)
    with qtbot.waitSignal(page.model.above_changed, timeout=PATIENCE):
        ask(qtbot, page, lambda: page.model.set_query(reason=reason))
    qtbot.waitUntil(lambda: page.model.above == sum(row.rank <= 60 for row in all_rows(qtbot, page)), timeout=PATIENCE)


def test_the_arrows_move_from_one_to_the_next_and_the_card_follows(qtbot: QtBot, page: CustomersPage) -> None:
    page.opened()
    for _ in range(3):
        qtbot.keyClick(page.table, Qt.Key.Key_Down)
    chosen = page.table.currentIndex().siblingAtColumn(0).data(CustomerRole)
    assert chosen.rank == 4
    qtbot.waitUntil(lambda: page.card.detail is not None and page.card.detail.row == chosen.row, timeout=PATIENCE)
    assert page.card.id.text() == chosen.id
    assert page.card.rank.text() == f"rank 4 of {page.model.total}"


def test_the_bars_add_up_to_the_score_of_the_model(qtbot: QtBot, page: CustomersPage) -> None:
    detail = page.card.detail
    assert detail is not None
    bars = page.card.bars.bars
    assert math.isclose(detail.constant + math.fsum(bar.value for bar in bars), detail.log_odds, abs_tol=1e-6)
    assert math.isclose(1 / (1 + math.exp(-detail.log_odds)), detail.probability, abs_tol=1e-9)
    assert len(bars) == 8
    assert bars[-1].label == f"{len(detail.contributions) - 7} other columns"
    assert "add up, as log-odds, to exactly" in page.card.sum.text()


def test_columns_of_one_meaning_can_be_taken_together(qtbot: QtBot, page: CustomersPage) -> None:
    card, detail = page.card, page.card.detail
    assert detail is not None
    together = [group for group in detail.groups if len(group.sources) > 1]
    assert card.by_meaning.isVisible() == bool(together)
    card.by_meaning.setChecked(True)
    bars = card.bars.bars
    assert math.isclose(detail.constant + math.fsum(bar.value for bar in bars), detail.log_odds, abs_tol=1e-6)
    assert [bar.value for bar in bars[:3]] == [group.log_odds for group in detail.groups[:3]]
    for group, bar in zip(detail.groups[:7], bars, strict=False):
        assert len(group.sources) == 1 or bar.label == f"{group.label}: {len(group.sources)} columns"
    card.by_meaning.setChecked(False)


def test_what_if_is_what_the_engine_says(qtbot: QtBot, page: CustomersPage, session: Session) -> None:
    well, detail = page.card.what_if, page.card.detail
    assert detail is not None
    field = next(one for one in detail.fields if len(one.choices) > 1 and one.kind != "number")
    other = next(choice for choice in field.choices if choice.casefold() != field.value.casefold())
    well.field.choose(field.column)
    well.field.picked.emit(field.column)
    well.choice.setFocus()
    well.choice.choose(other)
    well.choice.picked.emit(other)
    qtbot.waitUntil(lambda: bool(well.told.result.text()), timeout=PATIENCE)

    answers: list[WhatIf] = []
    asked = session.engine.ask("what_if", detail.row, {field.column: other}, urgent=True)
    asked.answered.connect(answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE)
    assert well.told.result.text() == f"{round(100 * answers[0].probability)}\u00a0%"
    assert f"{answers[0].alike.rows} customers of the training are like that in" in well.told.alike.text()
    assert field.label in well.told.alike.text()
    assert "Not a promise" in well.caution.text()

    qtbot.mouseClick(well.told.undo, Qt.MouseButton.LeftButton)
    assert well.changes == {}
    assert not well.told.isVisible()
    assert well.choice.chosen() != other


def test_what_if_for_a_part_of_the_list_counts_whom_to_expect(
    qtbot: QtBot, opened: CustomersPage, session: Session, small_run: SmallRun
) -> None:
    well, detail = opened.card.what_if, opened.card.detail
    assert detail is not None
    field = next(one for one in detail.fields if one.column == "Contract")
    other = next(choice for choice in field.choices if choice != field.value)
    pick(well.field, field.column)
    pick(well.scope, next(data for data in scopes(well) if data.column == "Contract"))
    assert well.scope.currentText() == f"all with Contract: {field.value}"
    pick(well.choice, other)
    qtbot.waitUntil(lambda: bool(well.told.expected.text()), timeout=PATIENCE)

    columns = small_run.columns
    rows = sum(
        value == field.value and gone == "No" for value, gone in zip(columns["Contract"], columns["Churn"], strict=True)
    )
    assert well.told.expected.text().startswith(f"Of {rows} customers, ")
    assert " leavers expected than " in well.told.expected.text()
    assert "of the training like that in Contract" in well.told.alike.text()

    opened.opened()
    qtbot.keyClick(opened.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: opened.card.detail is not detail, timeout=PATIENCE)
    assert well.told.isVisible()
    pick(well.scope, next(data for data in scopes(well) if data.listed))
    assert not well.told.isVisible()
    pick(well.field, "MonthlyCharge")
    pick(well.choice, "-10%")
    assert not well.told.expected.text()
    qtbot.waitUntil(lambda: bool(well.told.expected.text()), timeout=PATIENCE)
    assert well.told.expected.text().startswith(f"Of {opened.model.total} customers, ")


def pick(choice: Choice, data: object) -> None:
    choice.choose(data)
    choice.picked.emit(data)


def scopes(well: WhatIfWell) -> list[Scope]:
    return [well.scope.itemData(place) for place in range(well.scope.count())]


def test_chosen_rows_are_copied_with_headings(qtbot: QtBot, page: CustomersPage) -> None:
    page.opened()
    qtbot.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["Rank", "Customer", "Will leave"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["1", "2"]


def test_find_puts_the_cursor_into_the_field(qtbot: QtBot, page: CustomersPage) -> None:
    page.opened()
    page.activateWindow()
    qtbot.waitUntil(page.table.hasFocus)
    page.find()
    assert QApplication.focusWidget() is page.search


def test_export_offers_the_list_as_shown_first(qtbot: QtBot, page: CustomersPage) -> None:
    seen = when_shown(ExportDialog, lambda dialog: dialog.reject())
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert seen[0].chosen() == "listed_csv"
    assert list(seen[0].buttons)[:4] == ["listed_csv", "listed_xlsx", "scores_csv", "scores_xlsx"]


@pytest.mark.parametrize(("mode", "zoom"), [("light", 1.0), ("dark", 1.0), ("light", 2.0)])
def test_no_text_is_clipped(qtbot: QtBot, opened: CustomersPage, themed: Theme, mode: str, zoom: float) -> None:
    page = opened
    themed.set_mode("dark" if mode == "dark" else "light")
    themed.set_zoom(zoom)
    assert page.scroll_area is not None
    sideways = page.scroll_area.horizontalScrollBar()
    for width in (1088, round(1088 * zoom), 908, 706):
        # The last two are what windows of 1280 × 800 and of 1080 × 720 leave a page at 200 %.
        page.resize(width, round(740 * zoom))
        qtbot.waitUntil(lambda: clipped(page) == [] and sideways.maximum() == 0)


def test_without_a_run_it_says_why() -> None:
    class Nothing:
        run = None

    assert CustomersPage.why_not(Nothing()) == "Train a model first."  # type: ignore[arg-type]


def test_where_there_is_little_room_the_card_goes_under_the_list(qtbot: QtBot, page: CustomersPage) -> None:
    assert page.card.x() > page.table.width()
    page.resize(700, 740)
    qtbot.waitUntil(lambda: page.card.y() > page.stack.y() + page.stack.height() - 1)
    assert page.card.width() > 600
    page.resize(1088, 740)
    qtbot.waitUntil(lambda: page.card.x() > page.table.width())


def test_at_the_comfortable_size_only_the_list_scrolls(qtbot: QtBot, page: CustomersPage) -> None:
    assert page.scroll_area is not None
    bar = page.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    assert page.card.what_if.visibleRegion().boundingRect().height() == page.card.what_if.height()
    assert "log-odds" in page.card.sum.text()


def test_the_answer_to_a_what_if_comes_into_sight_and_neither_list_nor_page_moves(
    qtbot: QtBot, page: CustomersPage
) -> None:
    page.resize(1088, 600)
    well, detail = page.card.what_if, page.card.detail
    assert detail is not None
    assert page.scroll_area is not None
    list_at = page.table.mapTo(page, QPoint())
    field = next(one for one in detail.fields if len(one.choices) > 1 and one.kind != "number")
    pick(well.field, field.column)
    well.choice.setFocus()
    pick(well.choice, next(choice for choice in field.choices if choice.casefold() != field.value.casefold()))

    def is_seen() -> bool:
        return all(
            one.isVisible() and one.visibleRegion().boundingRect().height() == one.height()
            for one in (well.choice, well.told, well.caution, page.card.id)
        )

    qtbot.waitUntil(is_seen, timeout=PATIENCE)
    assert page.card.area.verticalScrollBar().maximum() > 0
    assert page.scroll_area.verticalScrollBar().maximum() == 0
    assert page.table.mapTo(page, QPoint()) == list_at

    well.told.undo.setFocus()
    qtbot.keyClick(well.told.undo, Qt.Key.Key_Space)
    assert not well.told.isVisible()
    assert well.choice.hasFocus()
