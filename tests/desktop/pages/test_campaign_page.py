"""The campaign in the window: its numbers are those of the command line, and all of it follows a slider at once."""

from __future__ import annotations

import csv
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.dialog_answers import when_shown
from tests.desktop.open_runs import PATIENCE, session_with_run
from tests.endpoint_clients import ROOT
from tests.small_runs import SmallRun, customers, unscored, write_table
from tracer_desktop.dialogs.campaign_choice_dialog import CampaignChoiceDialog
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.dialogs.outcomes_dialog import OutcomesDialog
from tracer_desktop.item_models.calls_model import CallColumn
from tracer_desktop.operations.campaigns import write_call_list
from tracer_desktop.operations.typed_command import command_words
from tracer_desktop.pages.campaign_page import CampaignPage
from tracer_desktop.plots.campaign import CampaignPlot
from tracer_desktop.plots.loading import plot_library
from tracer_desktop.session import Session
from tracer_desktop.session.campaigns import ScoredFile
from tracer_desktop.theme.theme import Theme
from tracer_engine import CampaignPlan, CampaignSettings


@pytest.fixture(scope="module")
def session(qapp: QApplication, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with session_with_run(small_run, tmp_path_factory.mktemp("session")) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, themed: Theme, session: Session) -> CampaignPage:
    """The page, planned for the run's own table with its first settings."""
    plot_library().wait()
    made = CampaignPage(session)
    qtbot.addWidget(made)
    made.resize(1088, 740)
    made.show()
    made.opened()
    session.planning.choose(None)
    qtbot.waitUntil(lambda: session.planning.campaign is not None, timeout=PATIENCE)
    assert session.planning.campaign is not None
    session.planning.tell(replace(session.planning.campaign.defaults, capacity=40, budget=500.0))
    made.limits.show_settings(settings(session))
    planned(qtbot, made)
    return made


def settings(session: Session) -> CampaignSettings:
    assert session.planning.settings is not None
    return session.planning.settings


def plan(session: Session) -> CampaignPlan:
    assert session.planning.view is not None
    return session.planning.view.plan


def planned(qtbot: QtBot, page: CampaignPage, act: Callable[[], object] = lambda: None) -> None:
    """Do something, and wait until the page shows the plan of the settings."""
    session = page._session
    act()

    def is_shown() -> bool:
        view = session.planning.view
        told = view is not None and view.plan.settings == session.planning.settings
        return told and not session.planning.is_asking and page.header.title.text() == plan(session).headline

    qtbot.waitUntil(is_shown, timeout=PATIENCE)


def run_line(words: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TRACER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "tracer_engine.cli", *words],
        capture_output=True, check=False, env=environment, text=True, encoding="utf-8",
    )  # fmt: skip


def test_the_command_that_is_copied_gives_the_same_list(
    qtbot: QtBot, page: CampaignPage, session: Session, small_run: SmallRun, tmp_path: Path
) -> None:
    changed = replace(settings(session), value_column="MonthlyCharge", value_months=12.0, control_share=0.2)
    planned(qtbot, page, lambda: session.planning.tell(changed))
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.copy.text() == "Copied", timeout=PATIENCE)
    words = shlex.split(QGuiApplication.clipboard().text())[len(command_words()) :]
    out = tmp_path / "list.csv"
    words[words.index("--out") + 1] = str(out)
    words[words.index("customers.csv")] = str(small_run.file)
    done = run_line([*words, "--json", "--raw"], session.workspace.path)

    assert done.returncode == 0, done.stderr
    told, shown = json.loads(done.stdout), plan(session)
    assert told["customers"] == shown.customers
    assert told["expected_gain"]["value"] == pytest.approx(shown.expected_gain.value, abs=1e-9)
    assert told["expected_gain"]["low"] == pytest.approx(shown.expected_gain.low, abs=1e-9)
    with out.open(newline="", encoding="utf-8") as file:
        written = list(csv.DictReader(file))
    model = page.list.model
    listed = {model.index(row, CallColumn.ID).data() for row in range(model.total)}
    assert {row["id"] for row in written} == listed
    assert page.header.title.text() == shown.headline
    held = [row for row in range(model.total) if model.index(row, CallColumn.GAIN).data() == "held back"]
    assert len(held) == shown.control > 0


def test_while_a_slider_moves_one_question_is_asked_at_a_time_and_the_newest_wins(
    qtbot: QtBot, page: CampaignPage, session: Session
) -> None:
    told: list[float] = []
    session.planning.planned.connect(lambda: told.append(plan(session).settings.acceptance))
    slider = page.limits.acceptance.slider
    for place in range(20, 160, 2):
        slider.setValue(place)
    planned(qtbot, page)

    assert told[-1] == settings(session).acceptance == pytest.approx(0.79)
    assert len(told) <= 3
    assert page.limits.acceptance.field.value() == pytest.approx(79.0)


def test_the_line_in_the_chart_is_how_many_are_contacted(qtbot: QtBot, page: CampaignPage, session: Session) -> None:
    canvas_of = page.middle.chart
    qtbot.waitUntil(lambda: canvas_of.canvas is not None and canvas_of.canvas.redraws > 0, timeout=PATIENCE)
    canvas = canvas_of.canvas
    assert canvas is not None
    box = page.limits.budget.box
    assert box is not None
    planned(qtbot, page, lambda: qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8)))
    redraws = canvas.redraws
    axes = canvas.figure.axes[0]
    x = axes.transData.transform((25, 0))[0]
    at = QPoint(round(x / canvas.devicePixelRatioF()), round(canvas.height() / 2))
    planned(qtbot, page, lambda: qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at))

    assert settings(session).capacity == pytest.approx(25, abs=2)
    assert page.limits.calls.field.number() == plan(session).customers == canvas.rows
    canvas.setFocus()
    planned(qtbot, page, lambda: qtbot.keyClick(canvas, Qt.Key.Key_Right))
    assert settings(session).capacity == canvas.rows
    # Nothing but the line was drawn.
    assert canvas.redraws == redraws
    assert isinstance(canvas.plot, CampaignPlot)
    assert "Your list: your" in canvas.accessibleDescription()


def test_a_dearer_offer_redraws_the_curve_and_an_impossible_one_says_why(
    qtbot: QtBot, page: CampaignPage, session: Session
) -> None:
    before = plan(session).optimum_gain
    planned(qtbot, page, lambda: page.limits.offer_cost.field.setValue(30.0))
    assert plan(session).optimum_gain < before
    assert page.middle.marginal.text() == plan(session).marginal

    planned(qtbot, page, lambda: page.limits.acceptance.field.setValue(0.0))
    assert plan(session).customers == 0
    assert not page.export_button.isEnabled()
    assert page.export_button.toolTip()

    with qtbot.waitSignal(session.planning.plan_failed, timeout=PATIENCE):
        session.planning.tell(replace(settings(session), value=None, value_column="nowhere"))
    assert page._trouble is not None
    assert not page.copy.isEnabled()
    planned(qtbot, page, lambda: session.planning.tell(replace(settings(session), value=100.0, value_column=None)))
    assert page._trouble is None


def test_reasons_and_a_play_are_told_of_the_chosen_line(qtbot: QtBot, page: CampaignPage) -> None:
    qtbot.waitUntil(lambda: page.list.chosen.text() != "", timeout=PATIENCE)
    first = page.list.chosen_title.text()
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_Down)
    assert page.list.chosen_title.text() != first


def exported(qtbot: QtBot, page: CampaignPage, folder: Path) -> Path:
    """Write the list that is planned, with a control group; returns a table of what came of those on it."""
    session, out = page._session, folder / "list.csv"
    if not settings(session).control_share:
        box = page.middle.control.box
        planned(qtbot, page, lambda: qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8)))
    assert plan(session).control > 0
    work = write_call_list(session, page, out)
    qtbot.waitUntil(lambda: work.ending is not None, timeout=PATIENCE)
    with out.open(newline="", encoding="utf-8-sig") as file:
        listed = [row["id"] for row in csv.DictReader(file)]
    back = folder / "back.csv"
    rows = [f"{one},{'Yes' if place % 3 else 'No'}" for place, one in enumerate(listed)]
    back.write_text("\n".join(["CustomerID,Churn", *rows]) + "\n", encoding="utf-8")
    return back


def test_outcomes_are_brought_back_to_an_earlier_campaign_and_change_the_acceptance_with_one_press(
    qtbot: QtBot, page: CampaignPage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What another test wrote is not of this story.
    shutil.rmtree(session.workspace.path / "campaigns", ignore_errors=True)
    told: list[str] = []

    def bring_back(act: Callable[[CampaignChoiceDialog], object]) -> None:
        when_shown(CampaignChoiceDialog, act)
        qtbot.mouseClick(page.middle.bring_back, Qt.MouseButton.LeftButton)

    def no_list(dialog: MessageDialog) -> None:
        told.append(dialog.title.text())
        dialog.reject()

    when_shown(MessageDialog, no_list)
    qtbot.mouseClick(page.middle.bring_back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(told) and page.middle.bring_back.isEnabled(), timeout=PATIENCE)
    assert told == ["No list of this model was exported yet"]
    back = exported(qtbot, page, tmp_path)
    planned(qtbot, page, lambda: session.planning.tell(replace(settings(session), capacity=30)))
    exported(qtbot, page, tmp_path)
    monkeypatch.setattr("tracer_desktop.pages.campaign_back.choose_outcomes", lambda *_: back)
    seen: list[list[str]] = []

    def choose_the_older(dialog: CampaignChoiceDialog) -> None:
        qtbot.keyClick(dialog.choice, Qt.Key.Key_Down)
        rows = dict(dialog.facts.rows())
        seen.append([dialog.choice.currentText(), str(dialog.choice.count()), rows["Limits"], rows["Measured gain"]])
        (dialog.results if dialog.results.isVisible() else dialog.go).click()

    def use_it(dialog: OutcomesDialog) -> None:
        seen.append([dialog.alone.texts.text()])
        dialog.use.click()

    before = settings(session).acceptance
    when_shown(OutcomesDialog, use_it)
    bring_back(choose_the_older)
    qtbot.waitUntil(lambda: settings(session).acceptance != before, timeout=PATIENCE)
    planned(qtbot, page)

    assert seen[0][0].endswith("for customers.csv")
    assert seen[0][1:] == ["2", "40 contacts, €500 budget", "no outcomes yet"]
    assert page.limits.acceptance.field.value() == pytest.approx(100 * settings(session).acceptance, abs=0.05)

    # Its results are kept, and seen again without the file.
    session.planning.tell(replace(settings(session), acceptance=before))
    when_shown(OutcomesDialog, use_it)
    bring_back(choose_the_older)
    qtbot.waitUntil(lambda: settings(session).acceptance != before, timeout=PATIENCE)
    planned(qtbot, page)
    assert seen[3] == seen[1]
    assert "(" in seen[2][3]


def test_a_file_that_was_scored_is_what_the_campaign_is_for(
    qtbot: QtBot, page: CampaignPage, session: Session, tmp_path: Path
) -> None:
    path = write_table(tmp_path / "july.csv", unscored(customers(60, seed=8)))
    assert session.run is not None
    session.planning.offer(ScoredFile(path=path, model=session.run.paths["model"]))
    qtbot.waitUntil(lambda: session.planning.view is not None, timeout=PATIENCE)
    planned(qtbot, page)
    assert plan(session).rows == 60
    assert page.file.currentText() == "For july.csv"
    assert page.list.still_here.isHidden()


@pytest.mark.parametrize(("width", "zoom", "columns"), [(1088, 1.0, 3), (886, 1.0, 2), (500, 1.0, 1), (900, 2.0, 1)])
def test_nothing_is_cut_at_any_size(
    qtbot: QtBot, page: CampaignPage, themed: Theme, width: int, zoom: float, columns: int
) -> None:
    page.limits.more.setChecked(True)
    page.middle.compare.setChecked(True)
    if zoom != themed.zoom:
        themed.set_zoom(zoom)
    page.resize(width, 740)
    qtbot.waitUntil(lambda: page._columns == columns and clipped(page) == [])


def test_the_days_are_those_of_the_plan_where_the_budget_ends_it_and_money_is_written_one_way(
    qtbot: QtBot, page: CampaignPage, session: Session
) -> None:
    planned(qtbot, page, lambda: session.planning.tell(replace(settings(session), capacity=450, budget=100.0)))
    page.limits.show_settings(settings(session))

    assert plan(session).called < 60
    assert page.limits.calls.caption.text() == "About one day, at 60 a day"
    assert page.limits.budget.field.text() == "€100"
    assert page.limits.budget.caption.text().startswith("€")
