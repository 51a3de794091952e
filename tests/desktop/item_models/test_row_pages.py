from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from tracer_desktop.item_models.row_pages import MOST_ASKED, MOST_PAGES, PAGE, RowPages
from tracer_desktop.work.engine_link import Answer
from tracer_engine import Ending, JobError


class Asked:
    """Whoever is asked for pages: answers when it is told to."""

    def __init__(self, owner: QObject) -> None:
        self._owner = owner
        self.open: dict[int, Answer] = {}
        self.is_busy = False

    def ask(self, start: int) -> Answer | None:
        if self.is_busy:
            return None
        self.open[start] = Answer(self._owner)
        return self.open[start]

    def answer(self, start: int, rows: int = PAGE) -> None:
        told = tuple(range(start, start + rows))
        self.open.pop(start).tell_end(Ending(state="done", value=told))


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


@pytest.fixture
def asked(owner: QObject) -> Asked:
    return Asked(owner)


@pytest.fixture
def pages(owner: QObject, asked: Asked) -> RowPages[int]:
    return RowPages(asked.ask, tuple, owner)


def test_a_row_that_is_not_here_is_asked_for_once_and_told_when_it_comes(pages: RowPages[int], asked: Asked) -> None:
    came: list[tuple[int, int]] = []
    pages.came.connect(lambda first, last: came.append((first, last)))
    pages.begin(tuple(range(PAGE)))

    assert pages.row(7) == 7
    assert pages.row(PAGE + 1) is None
    assert pages.row(PAGE + 2) is None
    assert list(asked.open) == [PAGE]
    assert not pages.is_here(PAGE)

    asked.answer(PAGE, rows=40)
    assert came == [(PAGE, PAGE + 39)]
    assert pages.row(PAGE + 39) == PAGE + 39
    assert pages.row(PAGE + 40) is None


def test_few_questions_are_open_and_those_scrolled_past_are_dropped(pages: RowPages[int], asked: Asked) -> None:
    for number in range(MOST_ASKED + 3):
        pages.row(number * PAGE)
    dropped = [start for start, answer in asked.open.items() if answer.dropped]
    assert dropped == [0, PAGE, 2 * PAGE]


def test_few_pages_are_kept_the_last_looked_at(pages: RowPages[int], asked: Asked) -> None:
    for number in range(MOST_PAGES):
        pages.row(number * PAGE)
        asked.answer(number * PAGE)
    pages.row(0)
    pages.row(MOST_PAGES * PAGE)
    asked.answer(MOST_PAGES * PAGE)

    assert pages.is_here(0)
    assert not pages.is_here(PAGE)


def test_of_another_list_nothing_older_comes(pages: RowPages[int], asked: Asked) -> None:
    pages.row(0)
    pages.begin((-1,))
    assert asked.open[0].dropped
    asked.answer(0)
    assert pages.row(0) == -1


def test_while_it_cannot_be_asked_nothing_is(pages: RowPages[int], asked: Asked) -> None:
    asked.is_busy = True
    assert pages.row(0) is None
    asked.is_busy = False
    assert pages.row(0) is None
    assert list(asked.open) == [0]


def test_a_failure_is_handed_on(pages: RowPages[int], asked: Asked) -> None:
    failures: list[JobError] = []
    pages.failed.connect(failures.append)
    pages.row(0)
    error = JobError(message="The file is gone.", remedy="Put it back.", kind="input")
    asked.open[0].tell_end(Ending(state="failed", error=error))
    assert failures == [error]
