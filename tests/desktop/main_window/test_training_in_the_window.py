from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.dialog_answers import when_shown
from tests.small_runs import customers, write_table
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.main_window import MainWindow
from tracer_desktop.operations.cut_short import train_again
from tracer_desktop.session.unfinished import Unfinished
from tracer_engine import Plan, TrainRequest

TIMEOUT = 120000


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_table(tmp_path_factory.mktemp("table") / "small.csv", customers(300))


def small_plan() -> Plan:
    return Plan(
        blueprint="churn", outcome="churn", target="Churn", positive="Yes", id="CustomerID", group=None,
        features=("Age",), engineered=(), excluded=(), roles={}, effort="thorough", seed=1,
    )  # fmt: skip


@pytest.fixture
def training(window: MainWindow, table: Path, qtbot: QtBot) -> MainWindow:
    """The window, with a real training that has begun."""
    session = window.session
    session.path = table
    session.start_training(TrainRequest(file=table, source=table.name, effort="thorough"), small_plan())
    qtbot.waitUntil(lambda: session.training is not None and session.training.step is not None, timeout=TIMEOUT)
    return window


def close(window: MainWindow) -> bool:
    event = QCloseEvent()
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def runs_of(window: MainWindow) -> int:
    return len(window.session.workspace.runs())


def test_the_training_is_seen_in_sidebar_and_status_bar_and_told_to_a_screen_reader(
    training: MainWindow, qtbot: QtBot
) -> None:
    entries = training.sidebar.entries
    note = entries.entries[entries.row_of("training")].note

    assert note.endswith("%")
    assert training.status.right.text().startswith("Training, ")
    assert training.announcer.said[0] == "The training has started."
    assert training.menu.actions["stop"].isEnabled()
    assert training.menu.actions["train"].toolTip() == "A training is going on already."


def test_closing_asks_and_keep_working_leaves_all_as_it_is(training: MainWindow) -> None:
    seen = when_shown(MessageDialog, lambda dialog: dialog.buttons[""].click())

    assert not close(training)
    assert set(seen[0].buttons) == {"keep", "cancel", ""}
    assert training.session.is_training


def test_closing_can_cancel_the_training_and_keeps_nothing(training: MainWindow, qtbot: QtBot) -> None:
    when_shown(MessageDialog, lambda dialog: dialog.buttons["cancel"].click())

    assert close(training)
    qtbot.waitUntil(lambda: not training.session.is_training, timeout=TIMEOUT)
    assert runs_of(training) == 0
    assert Unfinished(training.session.workspace.path).found() == []


def test_closing_can_keep_the_best_first_and_closes_then(training: MainWindow, qtbot: QtBot) -> None:
    when_shown(MessageDialog, lambda dialog: dialog.buttons["keep"].click())

    with qtbot.waitSignal(training.closed, timeout=TIMEOUT):
        assert not close(training)
        assert training.isVisible()

    assert runs_of(training) == 1
    assert not training.isVisible()


def test_cancelled_from_the_menu_it_ends_at_once_and_the_marks_go(training: MainWindow, qtbot: QtBot) -> None:
    training.menu.actions["cancel"].trigger()
    qtbot.waitUntil(lambda: not training.session.is_training, timeout=TIMEOUT)
    entries = training.sidebar.entries

    assert entries.entries[entries.row_of("training")].note == ""
    assert training.status.right.text() == "No job running"
    assert training.announcer.said[-1] == "The training was cancelled."


def test_a_training_that_is_done_never_takes_one_away_from_what_one_is_doing(
    training: MainWindow, qtbot: QtBot
) -> None:
    session = training.session
    assert session.training is not None
    training.show_page("endpoint")
    session.training.run_id = "a-run"
    card = SimpleNamespace(wording=SimpleNamespace(entities="customers"))
    session.run = SimpleNamespace(id="a-run", card=card)  # type: ignore[assignment]
    session.run_opened.emit()

    verdict = training.sidebar.entries.entries[training.sidebar.entries.row_of("verdict")]
    assert training.pages.key == "endpoint"
    assert verdict.news == "The training is done; its results are here."
    assert verdict.why == ""
    assert training.announcer.said[-1] == "The results are ready."


def test_a_run_from_a_training_that_one_was_watching_shows_its_verdict(
    window: MainWindow, table: Path, qtbot: QtBot
) -> None:
    session = window.session
    session.engine.start()
    window.open(table)
    qtbot.waitUntil(lambda: session.plan is not None, timeout=TIMEOUT)
    assert "target Churn = Yes" in window.status.left.text()

    window.show_page("training")
    session.train()
    qtbot.waitUntil(lambda: session.training is not None and session.training.step is not None, timeout=TIMEOUT)
    window.menu.actions["stop"].trigger()
    qtbot.waitUntil(lambda: session.run is not None and window.pages.key == "verdict", timeout=TIMEOUT)

    assert all(not entry.why for entry in window.sidebar.entries.entries)
    assert session.state_file.state.recent[0].roc_auc is not None


def test_a_training_that_was_cut_short_is_trained_again_as_it_was_told(
    window: MainWindow, table: Path, qtbot: QtBot
) -> None:
    session = window.session
    session.engine.start()
    request = TrainRequest(file=table, source=table.name, effort="balanced", exclude=("Region",))
    unfinished = Unfinished(session.workspace.path)
    record = unfinished.begin(request, small_plan())
    unfinished.settle()
    unfinished._held.pop(record).unlock()
    again = train_again(session, session.unfinished.found()[0])

    with qtbot.waitSignal(again.started, timeout=TIMEOUT):
        again.start()

    assert session.training is not None
    assert session.training.request == request
    assert "Region" not in session.training.plan.features
    assert not record.exists()
