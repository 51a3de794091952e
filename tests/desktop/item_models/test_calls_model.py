from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.open_runs import PATIENCE, session_with_run
from tests.small_runs import SmallRun
from tracer_desktop.item_models.calls_model import CallColumn, CallsModel
from tracer_desktop.item_models.row_pages import PAGE
from tracer_desktop.session import Session
from tracer_engine import CampaignView


@pytest.fixture(scope="module")
def session(qapp: QApplication, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with session_with_run(small_run, tmp_path_factory.mktemp("session")) as made:
        yield made


@pytest.fixture
def view(qtbot: QtBot, session: Session) -> CampaignView:
    """A plan with no limits, for the run's own table."""
    session.planning.open()
    qtbot.waitUntil(lambda: session.planning.view is not None, timeout=PATIENCE)
    campaign = session.planning.campaign
    assert campaign is not None
    session.planning.tell(replace(campaign.defaults, control_share=0.1))
    qtbot.waitUntil(lambda: not session.planning.is_asking, timeout=PATIENCE)
    assert session.planning.view is not None
    return session.planning.view


def test_lines_beyond_the_first_are_asked_for_when_somebody_looks(
    qtbot: QtBot, session: Session, view: CampaignView
) -> None:
    model = CallsModel(session)
    assert session.run is not None
    model.set_wording(session.run.card.wording)
    model.show_view(view)
    last = model.total - 1
    assert model.total == view.plan.customers > PAGE
    assert model.index(0, CallColumn.RANK).data() == "1"
    assert model.index(last, CallColumn.ID).data() is None
    qtbot.waitUntil(lambda: model.index(last, CallColumn.RANK).data() == f"{model.total:,}", timeout=PATIENCE)

    lines = [model.line(row) for row in range(PAGE)]
    called = [line.gain for line in lines if line is not None and line.group == "call"]
    assert called == sorted(called, reverse=True)
    held = next(row for row, line in enumerate(lines) if line is not None and line.group == "control")
    gain = model.index(held, CallColumn.GAIN)
    assert (gain.data(), gain.data(Qt.ItemDataRole.AccessibleTextRole)) == ("held back", "Held back")
    assert "not to be contacted" in gain.data(Qt.ItemDataRole.ToolTipRole)


def test_reasons_come_for_the_line_that_is_looked_at(qtbot: QtBot, session: Session, view: CampaignView) -> None:
    model = CallsModel(session)
    model.show_view(view)
    first = model.explained_line(0)
    assert first is not None
    assert first.reasons == ()
    with qtbot.waitSignal(model.explained, timeout=PATIENCE):
        pass
    told = model.explained_line(0)
    assert told is not None
    assert told.reasons
    assert told.row == first.row
