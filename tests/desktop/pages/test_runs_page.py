from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.desktop.clipping import clipped
from tests.desktop.dialog_answers import when_shown
from tests.desktop.open_runs import PATIENCE, open_run, session_with_run
from tests.small_runs import SmallRun
from tracer_desktop.dialogs.compare_dialog import CompareDialog
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.item_models.runs_model import RunColumn
from tracer_desktop.operations import runs
from tracer_desktop.pages.runs_page import RunsPage
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.buttons import Button

OLDER = "20250101-080000-older-0001"
BROKEN = "20240101-080000-broken-0001"


@pytest.fixture(scope="module")
def session(qapp: QApplication, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with session_with_run(small_run, tmp_path_factory.mktemp("session")) as made:
        yield made


@pytest.fixture(autouse=True)
def three_runs(session: Session, small_run: SmallRun) -> None:
    """The run that is open, an older one, and a broken one; whatever the test before this one made of them."""
    place = session.workspace.runs_folder
    for folder in place.iterdir():
        shutil.rmtree(folder)
    shutil.copytree(small_run.run.path, place / small_run.run.id)
    shutil.copytree(small_run.run.path, place / OLDER)
    summary = json.loads((place / OLDER / "run.json").read_text(encoding="utf-8"))
    told = summary | {"id": OLDER, "created": "2025-01-01T08:00:00+00:00"}
    (place / OLDER / "run.json").write_text(json.dumps(told), encoding="utf-8")
    (place / BROKEN).mkdir()
    (place / BROKEN / "run.json").write_text("{", encoding="utf-8")
    if session.run is None or session.run.id != small_run.run.id:
        open_run(session, small_run.run.id)


@pytest.fixture
def page(qtbot: QtBot, themed: Theme, session: Session) -> RunsPage:
    made = RunsPage(session)
    qtbot.addWidget(made)
    made.resize(1088, 740)
    made.show()
    qtbot.waitUntil(lambda: len(made.model.runs) == 3, timeout=PATIENCE)
    return made


def choose(page: RunsPage, *ids: str) -> None:
    page.table.clearSelection()
    for run_id in ids:
        source = page.model.index(page.model.row_of(run_id), 0)
        row = page._sorted.mapFromSource(source).row()
        page.table.selectionModel().select(
            page._sorted.index(row, 0),
            page.table.selectionModel().SelectionFlag.Select | page.table.selectionModel().SelectionFlag.Rows,
        )
        page.table.setFocus()
        page.table.selectionModel().setCurrentIndex(
            page._sorted.index(row, 0), page.table.selectionModel().SelectionFlag.NoUpdate
        )


def test_every_run_is_listed_newest_first_and_the_open_one_is_chosen(page: RunsPage, session: Session) -> None:
    assert session.run is not None
    shown = [page._sorted.index(row, RunColumn.NAME).data() for row in range(3)]
    assert shown[0] == "customers"
    assert page.chosen()[0].id == session.run.id
    assert page._sorted.index(0, RunColumn.QUESTION).data() == "Which customers will leave?"
    assert page._sorted.index(0, RunColumn.EFFORT).data() == "Quick"
    assert clipped(page) == []


def test_enter_opens_a_run_and_goes_to_its_verdict(qtbot: QtBot, page: RunsPage, session: Session) -> None:
    choose(page, OLDER)
    with qtbot.waitSignal(page.go, timeout=PATIENCE) as gone:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert gone.args == ["verdict"]
    assert session.run is not None
    assert session.run.id == OLDER


def test_a_broken_run_cannot_be_opened_and_the_button_says_so(page: RunsPage) -> None:
    choose(page, BROKEN)
    assert not page.open_button.isEnabled()
    assert page.open_button.toolTip() == "This run cannot be read."
    assert not page.rename_action.isEnabled()


def test_a_run_is_renamed_in_its_cell(qtbot: QtBot, page: RunsPage, session: Session) -> None:
    choose(page, OLDER)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, "Summer")
    with qtbot.waitSignal(page.reader.read, timeout=PATIENCE):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert session.workspace.run(OLDER).name == "Summer"
    assert page.model.runs[page.model.row_of(OLDER)].name == "Summer"


def test_two_runs_are_compared(qtbot: QtBot, page: RunsPage, session: Session) -> None:
    assert session.run is not None
    choose(page, OLDER)
    assert not page.compare.isEnabled()
    choose(page, OLDER, session.run.id)
    seen = when_shown(CompareDialog, lambda dialog: dialog.accept())
    qtbot.mouseClick(page.compare, Qt.MouseButton.LeftButton)
    assert seen[0].older.name == seen[0].newer.name == "customers"
    assert seen[0].figures()[0][3] == "0.000"


def test_a_run_goes_into_the_recycle_bin(
    qtbot: QtBot, page: RunsPage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def into_bin(path: Path) -> tuple[bool, Path]:
        return True, path.rename(tmp_path / "bin")

    monkeypatch.setattr(runs, "move_to_bin", into_bin)
    choose(page, OLDER)
    when_shown(MessageDialog, lambda dialog: dialog.buttons["bin"].click())
    with qtbot.waitSignal(page.reader.read, timeout=PATIENCE):
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.model.row_of(OLDER) == -1
    assert (tmp_path / "bin" / "model.tracer").is_file()
    assert page._notice is not None
    assert "recycle bin" in page._notice.title.text()
    (back,) = (one for one in page._notice.findChildren(Button) if one.text() == "Put back")
    with qtbot.waitSignal(page.reader.read, timeout=PATIENCE):
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert page.model.row_of(OLDER) >= 0
    assert (session.workspace.runs_folder / OLDER / "model.tracer").is_file()
    assert "is back" in page._notice.title.text()


def test_what_is_no_longer_in_the_bin_cannot_be_put_back(qtbot: QtBot, page: RunsPage, tmp_path: Path) -> None:
    with qtbot.waitSignal(page.reader.failed, timeout=PATIENCE) as told:
        page.reader.put_back(tmp_path / "emptied", tmp_path / "run")
    assert "recycle bin" in told.args[0]


def test_where_there_is_no_bin_one_is_asked_again(
    qtbot: QtBot, page: RunsPage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "move_to_bin", lambda _path: (False, None))
    choose(page, BROKEN)

    def answer(dialog: MessageDialog) -> None:
        when_shown(MessageDialog, lambda second: second.buttons["gone"].click())
        dialog.buttons["bin"].click()

    when_shown(MessageDialog, answer)
    with qtbot.waitSignal(page.reader.read, timeout=PATIENCE):
        page.delete_action.trigger()
    assert page.model.row_of(BROKEN) == -1
    assert page._notice is not None
    assert "for good" in page._notice.title.text()


def test_deleting_the_open_run_closes_it(
    qtbot: QtBot, page: RunsPage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.run is not None

    def into_bin(path: Path) -> tuple[bool, None]:
        shutil.rmtree(path)
        return True, None

    monkeypatch.setattr(runs, "move_to_bin", into_bin)
    choose(page, session.run.id)
    when_shown(MessageDialog, lambda dialog: dialog.buttons["bin"].click())
    with qtbot.waitSignal(session.run_closed, timeout=PATIENCE):
        page.delete_action.trigger()
    qtbot.waitUntil(lambda: len(page.model.runs) == 2, timeout=PATIENCE)


def test_keeping_it_keeps_it(qtbot: QtBot, page: RunsPage, session: Session) -> None:
    choose(page, OLDER)
    when_shown(MessageDialog, lambda dialog: dialog.reject())
    page.delete_action.trigger()
    assert (session.workspace.runs_folder / OLDER).is_dir()


def test_an_empty_workspace_says_what_will_stand_here(
    qtbot: QtBot, themed: Theme, session: Session, page: RunsPage
) -> None:
    for folder in session.workspace.runs_folder.iterdir():
        shutil.rmtree(folder)
    page.reader.read_again()
    qtbot.waitUntil(page.empty.isVisible, timeout=PATIENCE)
    assert page.empty.button is not None
    with qtbot.waitSignal(page.go) as gone:
        qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert gone.args == ["start"]
