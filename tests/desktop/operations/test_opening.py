from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.desktop.dialog_answers import when_shown
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.operations.opening import choose_model, choose_table, dropped_path, kind_of, open_path
from tracer_desktop.session import Session


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.csv", "table"), ("A.XLSX", "table"), ("b.parquet", "table"), ("m.tracer", "model"), ("photo.png", None)],
)
def test_a_file_is_known_by_the_end_of_its_name(name: str, kind: str | None) -> None:
    assert kind_of(Path(name)) == kind


def test_only_files_on_this_computer_are_opened() -> None:
    path, why = dropped_path([QUrl("https://example.org/a.csv")])

    assert path is None
    assert why == "Only files on this computer can be opened."


def test_a_folder_is_not_opened(tmp_path: Path) -> None:
    path, why = dropped_path([QUrl.fromLocalFile(str(tmp_path))])

    assert path is None
    assert why == f"{tmp_path.name} is a folder. Drop a file."


def test_a_file_that_is_not_there_is_said_to_be_so(session: Session, tmp_path: Path) -> None:
    seen = when_shown(MessageDialog, lambda dialog: dialog.buttons["close"].click())

    assert open_path(session, tmp_path / "gone.csv", None) == ""
    assert seen[0].title.text() == "gone.csv is not there."
    assert session.path is None


def test_nothing_chosen_opens_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))

    assert choose_table(session, None) == ""
    assert choose_model(session, None) == ""
    assert session.path is None


def test_a_model_chosen_is_remembered_and_told(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    model = tmp_path / "churn.tracer"
    model.write_bytes(b"PK")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(model), ""))

    with qtbot.waitSignal(session.model_chosen) as chosen:
        assert choose_model(session, None) == "score"

    assert chosen.args == [model]
    assert [one.kind for one in session.state_file.state.recent] == ["model"]
