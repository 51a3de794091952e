from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import joblib
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from tests.desktop.open_runs import PATIENCE, little_room, session_with_run
from tests.small_runs import SmallRun, read_scored
from tracer_desktop.operations.exports import LISTED, choices, choose_place, targets, write_export
from tracer_desktop.operations.running import RunningWork, page_of
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import CustomerQuery, load_model


@pytest.fixture(scope="module")
def session(qapp: QApplication, small_run: SmallRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with session_with_run(small_run, tmp_path_factory.mktemp("session")) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, themed: Theme) -> Page:
    made = Page("Somewhere")
    qtbot.addWidget(made)
    made.show()
    return made


def write(qtbot: QtBot, session: Session, page: Page, kind: str, out: Path) -> MessageStrip:
    """Write an export; returns the strip that tells how it ended."""
    assert session.run is not None
    work = write_export(session, session.run, kind, out, page)
    assert isinstance(work, RunningWork)
    assert work.strip.isVisible()
    with qtbot.waitSignal(work.destroyed, timeout=PATIENCE):
        pass
    strips = [strip for strip in page.findChildren(MessageStrip) if strip.property("ending")]
    return strips[-1]


@pytest.mark.parametrize(
    ("kind", "part"), [("scores_csv", "scores"), ("model", "model"), ("report_html", "report_html")]
)
def test_a_copy_is_the_same_byte_by_byte(
    qtbot: QtBot, session: Session, page: Page, tmp_path: Path, kind: str, part: str
) -> None:
    assert session.run is not None
    out = tmp_path / "taken.away"
    ending = write(qtbot, session, page, kind, out)
    assert out.read_bytes() == session.run.paths[part].read_bytes()
    assert ending.kind == "good"
    assert ending.title.text() == "Written: taken.away"
    assert str(tmp_path) in ending.text.text()


def test_the_workbook_has_the_rows_of_the_list(
    qtbot: QtBot, session: Session, page: Page, tmp_path: Path, small_run: SmallRun
) -> None:
    out = tmp_path / "list.xlsx"
    write(qtbot, session, page, "scores_xlsx", out)
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert len(rows) == small_run.table.rows + 1
    assert "churn_probability" in rows[0]


def test_the_list_as_shown_has_only_those_that_fit_by_rank(
    qtbot: QtBot, session: Session, page: Page, tmp_path: Path
) -> None:
    assert session.run is not None
    out = tmp_path / "listed.csv"
    work = write_export(session, session.run, "listed_csv", out, page, CustomerQuery(top=60, without_outcome=True))
    assert isinstance(work, RunningWork)
    with qtbot.waitSignal(work.destroyed, timeout=PATIENCE):
        pass
    scored = read_scored(session.run.paths["scores"])
    fit = [int(row["churn_rank"]) for row in scored if row["Churn"] != "Yes" and int(row["churn_rank"]) <= 60]
    assert [int(row["churn_rank"]) for row in read_scored(out)] == sorted(fit)


def test_the_report_is_drawn_as_a_pdf(qtbot: QtBot, session: Session, page: Page, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    ending = write(qtbot, session, page, "report_pdf", out)
    assert out.read_bytes().startswith(b"%PDF")
    assert ending.kind == "good"


@pytest.mark.parametrize("kind", ["card", "summary"])
def test_card_and_summary_are_papers_or_web_pages(
    qtbot: QtBot, session: Session, page: Page, tmp_path: Path, kind: str
) -> None:
    assert write(qtbot, session, page, kind, tmp_path / "paper.pdf").kind == "good"
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    assert write(qtbot, session, page, kind, tmp_path / "page.html").kind == "good"
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_script_is_written_with_the_model_beside_it(
    qtbot: QtBot, session: Session, page: Page, tmp_path: Path
) -> None:
    ending = write(qtbot, session, page, "python", tmp_path / "score.py")
    assert "score.tracer beside it" in ending.text.text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["score.py", "score.tracer"]


def test_everything_is_what_training_with_out_writes(
    qtbot: QtBot, session: Session, page: Page, tmp_path: Path
) -> None:
    out = tmp_path / "all"
    write(qtbot, session, page, "everything", out)
    assert sorted(path.name for path in out.iterdir()) == ["model.tracer", "report.html", "report.json", "scores.csv"]
    assert load_model(out / "model.tracer").card.outcome == "churn"


def test_the_joblib_file_is_an_estimator(qtbot: QtBot, session: Session, page: Page, tmp_path: Path) -> None:
    out = tmp_path / "model.joblib"
    write(qtbot, session, page, "joblib", out)
    assert hasattr(joblib.load(out), "predict_proba")


@pytest.mark.parametrize("kind", ["scores_csv", "report_pdf"])
def test_what_cannot_be_written_is_told_with_a_remedy_and_leaves_nothing(
    qtbot: QtBot, session: Session, page: Page, tmp_path: Path, kind: str
) -> None:
    ending = write(qtbot, session, page, kind, tmp_path / "nowhere" / "list.csv")
    assert ending.kind == "problem"
    assert ending.text.text()
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits there")
def test_a_disk_without_room_is_told_in_words_and_the_old_file_stays(
    qtbot: QtBot, session: Session, page: Page, tmp_path: Path
) -> None:
    out = tmp_path / "list.csv"
    out.write_text("old", encoding="utf-8")
    with little_room():
        assert session.run is not None
        work = write_export(session, session.run, "scores_csv", out, page)
        assert work is not None
        with qtbot.waitSignal(work.destroyed, timeout=PATIENCE):
            pass
    ending = next(strip for strip in page.findChildren(MessageStrip) if strip.property("ending"))
    assert ending.kind == "problem"
    assert "limits allow" in ending.title.text()
    assert "untouched" in ending.text.text()
    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_the_joblib_file_is_the_one_that_has_to_be_agreed_to(session: Session) -> None:
    assert session.run is not None
    careful = [choice for choice in choices(session.run) if choice.warning]
    assert [choice.key for choice in careful] == ["joblib"]
    assert careful[0].agree
    assert {*(choice.key for choice in choices(session.run)), *LISTED} == targets(session.run).keys()


def test_the_installed_program_says_beforehand_what_it_cannot_write(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.run is not None
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    onnx = next(choice for choice in choices(session.run) if choice.key == "onnx")

    assert "not in the installed program" in onnx.text


def test_an_ending_is_added_where_the_user_gave_none(
    session: Session, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.run is not None
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "july"), ""))
    assert choose_place(session.run, "scores_csv", page) == tmp_path / "july.csv"
    assert choose_place(session.run, "card", page) == tmp_path / "july.pdf"
    web_page = (str(tmp_path / "july"), "Web pages (*.html)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: web_page)
    assert choose_place(session.run, "card", page) == tmp_path / "july.html"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    (tmp_path / "customers-tracer").mkdir()
    assert choose_place(session.run, "everything", page) == tmp_path / "customers-tracer-2"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert choose_place(session.run, "model", page) is None


def test_strips_go_to_the_page_a_button_is_on(page: Page) -> None:
    assert page_of(page.header.title) is page
    assert page_of(None) is None
