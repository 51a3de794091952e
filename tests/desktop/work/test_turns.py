from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tracer_desktop.work.turns import Turns


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def test_between_two_steps_the_event_loop_has_its_turn(owner: QObject, qtbot: QtBot) -> None:
    """Whatever is due between two steps comes between them: a timer of zero does."""
    from PySide6.QtCore import QTimer

    order: list[str] = []

    def steps() -> Iterator[None]:
        for number in range(3):
            order.append(f"step {number}")
            QTimer.singleShot(0, lambda: order.append("turn"))
            yield

    turns = Turns(owner)
    with qtbot.waitSignal(turns.done):
        turns.take(steps())

    assert [
        entry for place, entry in enumerate(order) if entry != "turn" and place and order[place - 1] != "turn"
    ] == []
    assert order[0] == "step 0"


def test_once_stopped_it_takes_no_more_steps(owner: QObject, qtbot: QtBot) -> None:
    taken: list[int] = []

    def steps() -> Iterator[None]:
        for number in range(100):
            taken.append(number)
            if number == 1:
                turns.stop()
            yield

    turns = Turns(owner)
    turns.take(steps())
    qtbot.waitUntil(lambda: len(taken) == 2)
    turns.finish()

    assert taken == [0, 1]


def test_a_step_that_fails_is_told_and_is_the_last(owner: QObject, qtbot: QtBot) -> None:
    def steps() -> Iterator[None]:
        yield
        raise ValueError("by a test")

    turns = Turns(owner)
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(turns.failed):
        turns.take(steps())
    turns.finish()

    assert [kind for kind, _, _ in raised] == [ValueError]


def test_steps_that_are_left_give_way_to_others(owner: QObject, qtbot: QtBot) -> None:
    taken: list[str] = []

    def steps(name: str) -> Iterator[None]:
        for _ in range(2):
            taken.append(name)
            yield
        if name == "first":
            turns.take(steps("second"))

    turns = Turns(owner)
    turns.take(steps("never"))
    turns.take(steps("first"))
    with qtbot.waitSignal(turns.done):
        pass

    assert taken == ["first", "first", "second", "second"]


def test_who_needs_the_whole_has_all_steps_taken_at_once(owner: QObject) -> None:
    taken: list[int] = []

    def steps() -> Iterator[None]:
        for number in range(3):
            taken.append(number)
            yield

    turns = Turns(owner)
    turns.take(steps())
    turns.finish()

    assert taken == [0, 1, 2]
