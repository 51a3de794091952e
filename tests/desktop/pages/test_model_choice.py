from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.open_runs import session_with_run
from tests.small_runs import SmallRun
from tracer_desktop.pages.model_choice import ModelChoice
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.moments import day_and_clock


@pytest.fixture
def session(qapp: QApplication, small_run: SmallRun, tmp_path: Path) -> Iterator[Session]:
    with session_with_run(small_run, tmp_path) as made:
        yield made


def test_the_open_run_the_runs_and_a_file_can_be_chosen(themed: Theme, qtbot: QtBot, session: Session) -> None:
    assert session.run is not None
    button = ModelChoice(session)
    qtbot.addWidget(button)
    menu = button.menu()
    menu.aboutToShow.emit()
    first, *_, last = (action for action in menu.actions() if not action.isSeparator())
    auc = session.run.card.metrics["roc_auc"]
    told = f"customers.csv, {session.run.card.effort}, {day_and_clock(session.run.created)}, ROC AUC {auc:.2f}"
    assert first.text() == f"The run that is open: {told}"
    assert [action.text() for action in menu.actions()].count(told) == 1
    with qtbot.waitSignal(button.chosen) as chosen:
        first.trigger()
    assert chosen.args == [session.run.paths["model"]]
    with qtbot.waitSignal(button.file_wanted):
        last.trigger()
