from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.results import session_on
from tests.small_runs import SmallRun
from tracer_desktop.pages.registry import RESULTS, make_page
from tracer_desktop.pages.trained_on import TrainedOn
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.moments import day_and_clock


@pytest.fixture
def session(themed: Theme, small_run: SmallRun, tmp_path: Path) -> Iterator[Session]:
    made = session_on(small_run, tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("key", [key for key in RESULTS if key != "campaign"])  # there one chooses the file
def test_every_page_of_results_says_what_they_are_of(qtbot: QtBot, session: Session, key: str) -> None:
    page = make_page(key, session)
    qtbot.addWidget(page)
    line = page.findChild(TrainedOn)
    assert line is not None
    assert session.run is not None
    assert line.origin.text() == f"Trained on customers.csv, {day_and_clock(session.run.created)}"
    assert line.other.isHidden()


def test_another_file_that_is_open_is_cautioned_of_until_it_is_closed(qtbot: QtBot, session: Session) -> None:
    line = TrainedOn(session)
    qtbot.addWidget(line)
    session.path = Path("/home/mia/telco.csv")
    session.table_opened.emit()
    assert not line.other.isHidden()
    assert line.caution.text() == "The open file is telco.csv; these results are of customers.csv."
    session.path = Path("/home/mia/customers.csv")
    session.table_opened.emit()
    assert line.other.isHidden()
    session.path = Path("/home/mia/telco.csv")
    session.table_opened.emit()
    session.close_table()
    assert line.other.isHidden()
