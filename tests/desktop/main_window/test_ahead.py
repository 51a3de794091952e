from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.desktop.results import session_on, show_run
from tests.small_runs import SmallRun
from tracer_desktop.main_window.ahead import Ahead
from tracer_desktop.main_window.page_stack import PageStack
from tracer_desktop.pages.registry import RESULTS
from tracer_desktop.pages.verdict_page import VerdictPage
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import Theme
from tracer_engine.browsing.runs import OpenRunView


def stack_of(session: Session, qtbot: QtBot) -> PageStack:
    """As the window has it, on its first page."""
    made = PageStack()
    qtbot.addWidget(made)
    made.follow(session)
    made.resize(1088, 740)
    made.show()
    made.show_page("start")
    return made


def test_pages_are_there_before_anybody_asks_results_once_there_is_a_run(
    session: Session, small_run: SmallRun, qtbot: QtBot
) -> None:
    pages = stack_of(session, qtbot)
    ahead = Ahead(pages, session, pages)

    with qtbot.waitSignals([ahead.begun, ahead.ready], timeout=20_000):
        ahead.start()
    qtbot.waitUntil(lambda: pages.built("data") is not None and pages.built("training") is not None)
    assert pages.built("verdict") is None
    assert pages.key == "start"

    show_run(session, OpenRunView(small_run.run.id, workspace=small_run.workspace))
    qtbot.waitUntil(lambda: all(pages.built(key) is not None for key in RESULTS))


def test_a_page_built_ahead_is_the_page_built_when_it_is_asked_for(
    themed: Theme, small_run: SmallRun, qtbot: QtBot, tmp_path: Path
) -> None:
    session = session_on(small_run, tmp_path)
    try:
        ahead, at_once = stack_of(session, qtbot), stack_of(session, qtbot)
        parts = 0
        while ahead.prepare("verdict"):
            parts += 1
        assert parts > 2
        assert not ahead.prepare("verdict")
        for pages in (ahead, at_once):
            pages.show_page("verdict")
            QApplication.processEvents()
        first, second = ahead.page, at_once.page
        assert isinstance(first, VerdictPage)
        assert isinstance(second, VerdictPage)
        assert first.header.title.text() == second.header.title.text() != "Verdict"
        assert [one.accessibleName() for one in first.headlines] == [one.accessibleName() for one in second.headlines]
        assert first.size() == second.size()
    finally:
        session.close()


def test_a_page_built_ahead_is_laid_out_before_it_is_seen(session: Session, qtbot: QtBot) -> None:
    pages = stack_of(session, qtbot)
    while pages.prepare("runs"):
        pass
    page, shown = pages.built("runs"), pages.page
    assert page is not None
    assert shown is not None
    assert not page.isVisible()
    assert page.size() == shown.size()
    before = page.header.geometry(), page.content.geometry()

    pages.show_page("runs")
    QApplication.processEvents()

    assert (page.header.geometry(), page.content.geometry()) == before


def test_a_page_asked_for_while_it_is_being_built_is_shown_whole(
    session: Session, small_run: SmallRun, qtbot: QtBot
) -> None:
    pages = stack_of(session, qtbot)
    show_run(session, OpenRunView(small_run.run.id, workspace=small_run.workspace))
    assert pages.prepare("ranking")
    assert pages.prepare("ranking")
    assert pages.built("ranking") is None

    assert pages.show_page("ranking")

    page = pages.page
    assert page is not None
    assert page.header.title.text() != "Ranking"
    assert not page.attention.away


def test_a_page_put_away_takes_up_a_new_run_when_it_is_shown(
    session: Session, small_run: SmallRun, qtbot: QtBot
) -> None:
    pages = stack_of(session, qtbot)
    view = OpenRunView(small_run.run.id, workspace=small_run.workspace)
    show_run(session, view)
    pages.show_page("ranking")
    ranking = pages.page
    assert ranking is not None
    pages.show_page("start")
    told = ranking.header.title.text()
    ranking.set_title("Something else")

    show_run(session, view)
    assert ranking.header.title.text() == "Something else"
    pages.show_page("ranking")
    assert ranking.header.title.text() == told
