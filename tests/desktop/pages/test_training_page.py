"""The training page: from the wizard to a run, stopped, cancelled, killed; on the real engine."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.trainable import SLOW, open_customers
from tests.small_runs import customers
from tracer_desktop.pages.training_page import TrainingPage
from tracer_desktop.session import Session
from tracer_engine import JobError, PlanOptions


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> TrainingPage:
    """Shown alone."""
    made = TrainingPage(session)
    qtbot.addWidget(made)
    made.resize(1088, 740)
    made.show()
    qtbot.waitExposed(made)
    made.opened()
    return made


def ended(session: Session) -> bool:
    """Whether a training was and is no more."""
    return session.training is not None and not session.is_training


def start(qtbot: QtBot, page: TrainingPage, session: Session, folder: Path, *, thorough: bool = False) -> None:
    """Open a file and train; thoroughly, so that there is time to do something meanwhile."""
    options = PlanOptions(effort="thorough" if thorough else "quick")
    open_customers(qtbot, session, folder, customers(400), options)
    page.opened()
    page.train()
    assert session.is_training


def test_without_a_file_there_is_nothing_to_train_on(page: TrainingPage, session: Session, qtbot: QtBot) -> None:
    assert TrainingPage.why_not(session)
    assert page.views.currentWidget() is page.nothing
    with qtbot.waitSignal(page.go) as gone:
        qtbot.mouseClick(page.open, Qt.MouseButton.LeftButton)
    assert gone.args == ["start"]


def test_five_times_enter_trains(qtbot: QtBot, page: TrainingPage, session: Session, tmp_path: Path) -> None:
    open_customers(qtbot, session, tmp_path)
    page.opened()
    for _ in range(5):
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
    assert session.is_training
    assert page.views.currentWidget() is page.progress
    qtbot.waitUntil(lambda: ended(session), timeout=SLOW)

    assert session.training is not None
    assert session.training.state == "done"
    assert session.training.run_id is not None
    assert page.results.isVisible()
    assert page.header.title.text() == "Training: which customers will leave?"
    assert [entry.id for entry in session.workspace.runs()] == [session.training.run_id]
    with qtbot.waitSignal(page.go) as gone:
        qtbot.mouseClick(page.results, Qt.MouseButton.LeftButton)
    assert gone.args == ["verdict"]


def test_what_was_told_last_is_trained_though_its_plan_is_still_being_made(
    qtbot: QtBot, page: TrainingPage, session: Session, tmp_path: Path
) -> None:
    open_customers(qtbot, session, tmp_path)
    page.opened()
    session.tell_options(PlanOptions(exclude=("Gender",)), "Leave Gender out")
    page.train()
    assert not session.is_training
    qtbot.waitUntil(lambda: session.is_training, timeout=SLOW)

    training = session.training
    assert training is not None
    assert "Gender" not in training.plan.features
    assert training.request.exclude == ("Gender",)
    training.cancel()
    qtbot.waitUntil(lambda: ended(session), timeout=SLOW)


def test_learners_and_the_best_so_far_are_shown_while_it_trains(
    qtbot: QtBot, page: TrainingPage, session: Session, tmp_path: Path
) -> None:
    start(qtbot, page, session, tmp_path, thorough=True)
    training = session.training
    assert training is not None
    qtbot.waitUntil(lambda: training.standing is not None and len(training.standing.scores) >= 2, timeout=SLOW)

    assert training.standing is not None
    progress = page.progress
    kinds = [mark.kind for mark in progress.chart.marks]
    assert kinds[0] == "rule"
    assert kinds[-1] == "blend"
    assert kinds.count("learner") + kinds.count("running") + kinds.count("waiting") == len(training.standing.learners)
    assert "ROC AUC" in progress.chart.accessibleDescription()
    assert progress.best.figure.text().startswith("0.")
    qtbot.mouseClick(progress.as_table, Qt.MouseButton.LeftButton)
    assert progress.views.currentWidget() is progress.table
    assert progress.model.rowCount() == len(kinds)
    qtbot.mouseClick(progress.as_log, Qt.MouseButton.LeftButton)
    assert "finished, ROC AUC" in progress.log.toPlainText()
    qtbot.mouseClick(progress.copy_log, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == progress.log_text()
    assert clipped(page) == []


def test_stop_and_keep_best_keeps_what_is_whole(
    qtbot: QtBot, page: TrainingPage, session: Session, tmp_path: Path
) -> None:
    start(qtbot, page, session, tmp_path, thorough=True)
    training = session.training
    assert training is not None
    qtbot.waitUntil(lambda: training.standing is not None and len(training.standing.scores) >= 1, timeout=SLOW)
    qtbot.mouseClick(page.stop, Qt.MouseButton.LeftButton)

    assert training.state == "stopping"
    assert not page.stop.isEnabled()
    assert page.stop.toolTip()
    qtbot.waitUntil(lambda: ended(session), timeout=SLOW)
    assert training.run_id is not None
    assert len(session.workspace.runs()) == 1


def test_cancel_keeps_nothing_and_leads_back_to_the_plan(
    qtbot: QtBot, page: TrainingPage, session: Session, tmp_path: Path
) -> None:
    start(qtbot, page, session, tmp_path, thorough=True)
    qtbot.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ended(session), timeout=SLOW)

    assert page.views.currentWidget() is page.wizard
    assert len(session.workspace.runs()) == 0
    assert page._strip is not None
    assert page._strip.title.text() == "The training was cancelled. Nothing was kept."
    assert session.options.effort == "thorough"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_child_becomes_an_error_with_a_way_out(
    qtbot: QtBot, page: TrainingPage, session: Session, tmp_path: Path
) -> None:
    start(qtbot, page, session, tmp_path, thorough=True)
    training = session.training
    assert training is not None
    qtbot.waitUntil(lambda: training.job.pid is not None and training.step is not None, timeout=SLOW)
    os.kill(training.job.pid or 0, signal.SIGKILL)
    qtbot.waitUntil(lambda: ended(session), timeout=SLOW)

    assert training.state == "failed"
    assert page.views.currentWidget() is page.failure
    assert page.failure.title.text() == training.error.message  # type: ignore[union-attr]
    assert page.quick.text() == "Train with quick effort"
    qtbot.mouseClick(page.copy_details, Qt.MouseButton.LeftButton)
    assert page.failure.title.text() in QGuiApplication.clipboard().text()
    qtbot.mouseClick(page.quick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.is_training, timeout=SLOW)
    assert session.options.effort == "quick"
    qtbot.waitUntil(lambda: ended(session), timeout=SLOW)
    assert session.training is not None
    assert session.training.state == "done"


def test_from_an_error_one_gets_back_to_the_plan(
    qtbot: QtBot, page: TrainingPage, session: Session, tmp_path: Path
) -> None:
    start(qtbot, page, session, tmp_path, thorough=True)
    training = session.training
    assert training is not None
    training.job.failed.emit(JobError(message="The disk is full.", remedy="Free 40 MB.", kind="storage"))

    assert page.views.currentWidget() is page.failure
    assert page.failure.text.text() == "Free 40 MB."
    qtbot.mouseClick(page.to_plan, Qt.MouseButton.LeftButton)
    assert page.views.currentWidget() is page.wizard
    training.job.cancel()
    with qtbot.waitSignal(training.job.ended, timeout=SLOW):
        pass


def test_another_file_can_be_opened_while_it_trains(
    qtbot: QtBot, page: TrainingPage, session: Session, tmp_path: Path
) -> None:
    start(qtbot, page, session, tmp_path, thorough=True)
    open_customers(qtbot, session, tmp_path / "other", customers(250))

    assert page.views.currentWidget() is page.progress
    assert session.is_training
    session.training.cancel()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: ended(session), timeout=SLOW)
