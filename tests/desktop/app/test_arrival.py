from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tracer_desktop.app.arrival import IMPORTS, Arrival

ROOT = Path(__file__).resolve().parents[3]
MOST_AT_ONCE = 20

# After the modules of the first picture: what each step brings in.
STEPS = """
import json, sys
from tracer_desktop.app.binding import import_binding
import_binding()
from tracer_desktop.app import start
from tracer_desktop.app.arrival import IMPORTS, import_one
brought = []
for named in IMPORTS:
    before = set(sys.modules)
    import_one(named)
    brought.append([named, len(set(sys.modules) - before)])
print(json.dumps(brought))
"""


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


def test_no_step_brings_in_many_modules() -> None:
    done = subprocess.run([sys.executable, "-c", STEPS], cwd=ROOT, capture_output=True, text=True, check=True)
    brought = dict(json.loads(done.stdout))

    assert list(brought) == list(IMPORTS)
    assert {named: number for named, number in brought.items() if number > MOST_AT_ONCE} == {}


def test_between_two_steps_the_event_loop_has_its_turn(owner: QObject, qtbot: QtBot) -> None:
    """Whatever is due between two steps comes between them: a timer of zero does."""
    from PySide6.QtCore import QTimer

    order: list[str] = []

    def steps() -> Iterator[None]:
        for number in range(3):
            order.append(f"step {number}")
            QTimer.singleShot(0, lambda: order.append("turn"))
            yield

    arrival = Arrival(steps(), owner)
    with qtbot.waitSignal(arrival.done):
        arrival.start()

    assert [
        entry for place, entry in enumerate(order) if entry != "turn" and place and order[place - 1] != "turn"
    ] == []
    assert order[0] == "step 0"


def test_a_stopped_arrival_takes_no_more_steps(owner: QObject, qtbot: QtBot) -> None:
    taken: list[int] = []

    def steps() -> Iterator[None]:
        for number in range(100):
            taken.append(number)
            if number == 1:
                arrival.stop()
            yield

    arrival = Arrival(steps(), owner)
    arrival.start()
    qtbot.waitUntil(lambda: len(taken) == 2)
    arrival.finish()

    assert taken == [0, 1]


def test_a_step_that_fails_is_told_and_is_the_last(owner: QObject, qtbot: QtBot) -> None:
    def steps() -> Iterator[None]:
        yield
        raise ValueError("by a test")

    arrival = Arrival(steps(), owner)
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(arrival.failed):
        arrival.start()
    arrival.finish()

    assert [kind for kind, _, _ in raised] == [ValueError]
