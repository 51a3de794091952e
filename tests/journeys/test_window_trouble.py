"""What goes wrong, and what the window does then: it says so, keeps every file and every run, and goes on."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from tests.desktop.dialog_answers import when_shown
from tests.desktop.open_runs import little_room
from tests.journeys.window_user import CTRL, Key, User
from tests.small_runs import read_scored
from tracer_desktop.dialogs.export_dialog import ExportDialog
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.pages.data_page import DataPage
from tracer_desktop.pages.score_page import ScorePage
from tracer_desktop.pages.training_page import TrainingPage
from tracer_desktop.pages.verdict_page import VerdictPage

not_windows = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals and limits there")


def closes(user: User) -> bool:
    """Whether the window goes when it is told to."""
    event = QCloseEvent()
    QApplication.sendEvent(user.window, event)
    return event.isAccepted()


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("name", "content"),
    [("photo.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 40), ("empty.csv", b"")],
)
def test_a_file_that_is_no_table_is_told_in_its_place_and_another_one_can_be_opened(
    user: User, june: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    wrong = tmp_path / name
    wrong.write_bytes(content)
    user.names(wrong)
    user.key(Key.Key_O, CTRL)
    page = user.page(DataPage)
    user.until(lambda: page.stack.currentWidget() is page.error)

    assert page.error.title.text()
    assert page.error.text.text()
    assert not page.train_button.isEnabled()
    assert page.train_button.toolTip() == "The file could not be read."
    assert wrong.read_bytes() == content

    user.names(june)
    user.click(page.error.open_other)
    user.until_planned()
    assert page.stack.currentWidget() is page.work
    assert user.session.table is not None
    assert user.session.table.rows == 600


def test_a_file_that_is_not_there_is_told_and_the_open_table_stays(user: User, june: Path, tmp_path: Path) -> None:
    user.opens(june)
    seen = when_shown(MessageDialog, lambda dialog: user.key(Key.Key_Return))
    # As a second start of the program hands over a file that has gone meanwhile.
    user.window.open(tmp_path / "gone.csv")

    assert seen[0].title.text() == "gone.csv is not there."
    assert user.session.path == june
    assert user.session.table is not None
    assert user.window.pages.key == "data"


def test_a_file_that_changes_to_nothing_between_two_looks_is_told(user: User, june: Path, tmp_path: Path) -> None:
    table = tmp_path / "here.csv"
    table.write_bytes(june.read_bytes())
    user.opens(table)
    page = user.page(DataPage)
    table.unlink()
    page.preview.choose_column("Region")
    page.telling.tell_kind(["Region"], "text")
    user.until(lambda: not user.session.is_opening)

    assert page.stack.currentWidget() is page.error
    assert page.error.title.text()


# ---------------------------------------------------------------- trainings


def test_a_training_is_cancelled_nothing_is_kept_and_the_plan_stays(user: User, june: Path) -> None:
    user.opens(june)
    page = user.trains("thorough")
    plan = user.session.plan
    user.click(page.cancel)
    user.until(lambda: not user.session.is_training)

    assert user.session.training is not None
    assert user.session.training.state == "cancelled"
    assert user.runs() == []
    assert page.views.currentWidget() is page.wizard
    assert user.session.plan == plan
    assert page.wizard.next.isEnabled()
    assert user.session.unfinished.found() == []


def test_a_training_that_is_stopped_keeps_its_best_as_a_run(user: User, june: Path, tmp_path: Path) -> None:
    user.opens(june)
    page = user.trains("thorough")
    user.click(page.stop)
    user.until_page("verdict")

    run = user.session.run
    assert run is not None
    assert user.runs() == [run.id]
    assert len(read_scored(run.paths["scores"])) == 600


@not_windows
def test_a_training_that_is_killed_is_told_and_can_be_trained_again(user: User, june: Path) -> None:
    user.opens(june)
    page = user.trains("thorough")
    training = user.session.training
    assert training is not None
    assert training.job.pid is not None
    os.kill(training.job.pid, signal.SIGKILL)
    user.until(lambda: page.views.currentWidget() is page.failure)

    assert page.failure.title.text()
    assert page.failure.text.text()
    assert user.runs() == []
    assert user.session.unfinished.found() == []
    assert user.session.table is not None

    user.click(page.quick)
    user.until_page("verdict")
    assert user.session.options.effort == "quick"
    assert len(user.runs()) == 1


def test_closed_while_it_trains_the_window_asks_and_obeys(user: User, june: Path) -> None:
    user.opens(june)
    page = user.trains("thorough")
    user.answers(MessageDialog, "Keep working")
    assert not closes(user)
    assert user.session.is_training
    assert user.page(TrainingPage) is page

    # Esc is no answer either: one goes on working.
    when_shown(MessageDialog, lambda _: user.key(Key.Key_Escape))
    assert not closes(user)
    assert user.session.is_training

    user.answers(MessageDialog, "Cancel training and close")
    assert closes(user)
    user.until(lambda: not user.session.is_training)
    assert user.runs() == []
    assert user.session.unfinished.found() == []


# ---------------------------------------------------------------- the engine's process


@not_windows
def test_an_engine_that_is_killed_is_started_again_and_the_table_with_it(user: User, june: Path) -> None:
    user.opens(june)
    page = user.page(DataPage)
    before = user.session.engine.pid
    assert before is not None
    page.preview.choose_column("Region")
    os.kill(before, signal.SIGKILL)
    user.until(lambda: user.window.conduct.lost_strip is not None)
    strip = user.window.conduct.lost_strip
    assert strip is not None
    user.until(strip.isVisible)
    assert strip.text.text().startswith("What was open is being opened again.")
    user.until(lambda: user.session.table is not None)
    user.until_planned()

    assert user.session.engine.pid not in (None, before)
    assert page.stack.currentWidget() is page.work
    assert page.preview.chosen_names() == ["Region"]
    assert page.train_button.isEnabled()
    model = page.preview.model
    user.until(lambda: model.index(0, 0).data() is not None)
    assert model.rowCount() == 600

    user.trains()
    user.until_page("verdict")
    assert len(user.runs()) == 1


# ---------------------------------------------------------------- disks


@not_windows
def test_a_full_disk_is_told_wherever_something_is_written_and_the_old_files_stay(
    user: User, june: Path, july: Path, tmp_path: Path
) -> None:
    user.opens(june)
    with little_room():
        page = user.trains()
        user.until(lambda: not user.session.is_training)
    assert page.views.currentWidget() is page.failure
    assert "limits allow" in page.failure.title.text()
    assert user.runs() == []

    user.click(page.quick)
    user.until_page("verdict")
    out = tmp_path / "list.csv"
    out.write_text("old", encoding="utf-8")

    def choose(dialog: ExportDialog) -> None:
        user.names_and_replaces(out)
        user.click(dialog.go)

    with little_room():
        when_shown(ExportDialog, choose)
        user.click(user.page(VerdictPage).export_button)
        ending = user.until_ending()
    assert ending.kind == "problem"
    assert out.read_text(encoding="utf-8") == "old"

    user.click_entry("score")
    scoring = user.page(ScorePage)
    user.until(lambda: scoring.card is not None)
    scoring.take_file(july)
    user.until(lambda: scoring.outlook is not None)
    with little_room():
        user.names_and_replaces(out)
        user.click(scoring.verdict.score)
        ending = user.until_ending()
    assert ending.kind == "problem"
    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]
    user.until(scoring.verdict.score.isEnabled)

    user.names_and_replaces(out)
    user.click(scoring.verdict.score)
    user.until(lambda: user.session.path is not None and out.stat().st_size > 3)
    user.until(lambda: scoring.work is None)
    assert len(read_scored(out)) == 200
