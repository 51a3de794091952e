from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.dialog_answers import when_shown
from tests.desktop.session.test_unfinished import plan, request
from tests.small_runs import customers, write_table
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.pages.start_page import StartPage
from tracer_desktop.preferences import Recent
from tracer_desktop.session import Session
from tracer_desktop.session.unfinished import Unfinished
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.list_rows import RowButton, RowWithButton

TIMEOUT = 60000


def ago(days: int) -> str:
    return (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)).isoformat()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "telco.csv", customers(60))


def page_of(session: Session, qtbot: QtBot) -> StartPage:
    page = StartPage(session)
    qtbot.addWidget(page)
    page.resize(1088, 740)
    page.show()
    qtbot.waitExposed(page)
    return page


def cut_short(session: Session, file: Path) -> None:
    """A record whose program is gone: its lock is let go."""
    unfinished = Unfinished(session.workspace.path)
    record = unfinished.begin(request(file), plan())
    unfinished.settle()
    unfinished._held.pop(record).unlock()


def test_before_anything_was_opened_recent_says_what_will_stand_there(session: Session, qtbot: QtBot) -> None:
    page = page_of(session, qtbot)

    assert page.recent.empty.isVisible()
    assert not page.recent.clear_button.isVisible()
    assert page.recent.rows == []


def test_a_file_opened_before_is_one_press_away(session: Session, qtbot: QtBot, table: Path) -> None:
    session.remember(Recent(path=table, rows=7043, noun="customers", opened=ago(0)))
    page = page_of(session, qtbot)
    row = page.recent.rows[0]
    assert isinstance(row, RowButton)
    assert (row.second, row.end) == ("7,043 customers · opened today", "no model yet")

    with qtbot.waitSignal(page.go) as go:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)

    assert go.args == ["data"]
    assert session.path == table


def test_what_came_of_a_file_stands_beside_it(session: Session, qtbot: QtBot, table: Path) -> None:
    session.remember(
        Recent(path=table, rows=7043, noun="customers", trained=ago(1), effort="balanced", roc_auc=0.8501, run="x")
    )
    page = page_of(session, qtbot)
    row = page.recent.rows[0]

    assert isinstance(row, RowButton)
    assert (row.second, row.end) == ("7,043 customers · trained yesterday, balanced", "ROC AUC 0.850")
    assert row.accessibleName() == f"telco.csv, {row.second}, ROC AUC 0.850"


def test_a_missing_file_stays_and_can_be_located(
    session: Session, qtbot: QtBot, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "old place" / "telco.csv"
    session.remember(Recent(path=gone, rows=1470, noun="employees", roc_auc=0.8, run="x", trained=ago(3)))
    page = page_of(session, qtbot)
    row = page.recent.rows[0]
    assert isinstance(row, RowWithButton)
    assert row.row.faint
    assert row.row.second == "1,470 employees · file not found"

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    with qtbot.waitSignal(page.go):
        row.button.click()

    remembered = session.state_file.state.recent
    assert [one.path for one in remembered] == [table]
    assert remembered[0].roc_auc == 0.8


def test_a_file_that_went_away_meanwhile_is_asked_about(session: Session, qtbot: QtBot, table: Path) -> None:
    session.remember(Recent(path=table))
    page = page_of(session, qtbot)
    table.unlink()
    seen = when_shown(MessageDialog, lambda dialog: dialog.buttons["forget"].click())
    row = page.recent.rows[0]
    assert isinstance(row, RowButton)
    row.click()

    assert seen[0].title.text() == "telco.csv is not where it was."
    assert session.state_file.state.recent == ()
    assert page.recent.empty.isVisible()


def test_the_list_is_cleared_with_one_press(session: Session, qtbot: QtBot, table: Path) -> None:
    session.remember(Recent(path=table))
    page = page_of(session, qtbot)
    page.recent.clear_button.click()

    assert page.recent.rows == []
    assert session.state_file.state.recent == ()


def test_a_model_is_opened_to_score_with(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    model = tmp_path / "churn.tracer"
    model.write_bytes(b"PK")
    session.remember(Recent(path=model, kind="model"))
    page = page_of(session, qtbot)
    row = page.recent.rows[0]
    assert isinstance(row, RowButton)

    with qtbot.waitSignal(page.go) as go:
        row.click()

    assert go.args == ["score"]
    assert session.model == model


def test_a_training_that_was_cut_short_is_offered_and_can_be_discarded(
    session: Session, qtbot: QtBot, table: Path
) -> None:
    cut_short(session, table)
    page = page_of(session, qtbot)
    one, strip = page.cut_short.offered[0]
    assert strip.title.text().startswith("A training was cut short on ")
    assert strip.text.text().startswith("telco.csv, thorough effort.")

    page.findChild(type(page.open_button), "")
    discard = next(button for button in strip.findChildren(type(page.open_button)) if button.text() == "Discard")
    discard.click()

    assert page.cut_short.offered == []
    assert Unfinished(session.workspace.path).found() == []
    assert not one.record.exists()


def test_a_training_whose_file_is_gone_says_so(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    cut_short(session, tmp_path / "gone.csv")
    page = page_of(session, qtbot)
    _, strip = page.cut_short.offered[0]
    again = next(button for button in strip.findChildren(type(page.open_button)) if button.text() == "Train it again")

    assert "cannot be trained again" in strip.text.text()
    assert not again.isEnabled()
    assert again.toolTip() == "gone.csv is not where it was."


def test_a_sample_is_made_in_a_process_of_its_own_and_opened(session: Session, qtbot: QtBot) -> None:
    page = page_of(session, qtbot)
    button = page.samples.rows["customers"].button
    with qtbot.waitSignal(page.go, timeout=TIMEOUT) as go:
        button.click()
        assert not button.isEnabled()

    assert go.args == ["data"]
    assert session.path == session.workspace.path / "samples" / "customers.csv"
    assert button.isEnabled()


def test_guide_and_keys_are_one_press_away(session: Session, qtbot: QtBot) -> None:
    page = page_of(session, qtbot)
    buttons = {button.text(): button for button in page.findChildren(type(page.open_button))}

    with qtbot.waitSignal(page.guide_wanted):
        buttons["Read the ten-minute guide"].click()
    with qtbot.waitSignal(page.shortcuts_wanted):
        buttons["Keyboard shortcuts"].click()


def test_at_two_hundred_percent_nothing_is_cut_and_nothing_scrolls_sideways(
    session: Session, qtbot: QtBot, table: Path, themed: Theme
) -> None:
    session.remember(Recent(path=table, rows=7043, noun="customers", opened=ago(0)))
    cut_short(session, table)
    page = page_of(session, qtbot)
    page.resize(900, 700)
    themed.set_zoom(2.0)
    assert page.scroll_area is not None

    qtbot.waitUntil(lambda: clipped(page) == [])
    assert page.scroll_area.horizontalScrollBar().maximum() == 0
