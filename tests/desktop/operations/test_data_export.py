from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.desktop.trainable import SLOW
from tracer_desktop.operations.data_export import export_clean, save_set_aside
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip

BROKEN = "id,spend,churn\n" + "".join(f"c{row},{row},{'yes' if row % 3 else 'no'}\n" for row in range(60))
BROKEN += 'x1,"5",yes,what,is,this,"open\n'


@pytest.fixture
def page(qtbot: QtBot, themed: Theme, session: Session, tmp_path: Path) -> Page:
    file = tmp_path / "some.csv"
    file.write_text(BROKEN, encoding="utf-8")
    session.engine.start()
    with qtbot.waitSignal(session.table_opened, timeout=SLOW):
        session.open_file(file)
    made = Page("Data")
    qtbot.addWidget(made)
    made.show()
    return made


def told(qtbot: QtBot, page: Page) -> MessageStrip:
    def endings() -> list[MessageStrip]:
        return [strip for strip in page.findChildren(MessageStrip) if strip.property("ending")]

    qtbot.waitUntil(lambda: len(endings()) == 1, timeout=SLOW)
    return endings()[0]


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path) if path else "", ""))


def test_the_clean_table_is_what_the_command_line_writes(
    qtbot: QtBot, page: Page, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracer_engine.cli import main

    choose(monkeypatch, tmp_path / "window")
    assert export_clean(session, page) is not None
    strip = told(qtbot, page)
    assert strip.kind == "good"
    assert strip.title.text() == "Written: window.csv, 60 rows"
    with pytest.raises(SystemExit) as ended:
        main(["clean", str(tmp_path / "some.csv"), "--out", str(tmp_path / "line.csv")])
    assert ended.value.code == 0
    assert (tmp_path / "window.csv").read_bytes() == (tmp_path / "line.csv").read_bytes()


def test_rows_set_aside_are_saved_with_their_numbers(
    qtbot: QtBot, page: Page, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "aside.csv")
    assert session.table is not None
    assert session.table.profile.receipt.rows_set_aside == 1
    save_set_aside(session, page)
    assert told(qtbot, page).title.text() == "Written: aside.csv, 1 row"
    text = (tmp_path / "aside.csv").read_text(encoding="utf-8-sig")
    assert text.startswith("row,text")
    assert "what,is,this" in text


def test_the_file_itself_is_never_written_over(
    qtbot: QtBot, page: Page, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "some.csv")
    export_clean(session, page)
    strip = told(qtbot, page)
    assert strip.kind == "problem"
    assert (tmp_path / "some.csv").read_text(encoding="utf-8") == BROKEN


def test_a_dialog_left_writes_nothing(page: Page, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, None)
    assert export_clean(session, page) is None
