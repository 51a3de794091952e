from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from tracer_desktop.app.single_instance import FirstInstance, hand_over, instance_name

ROOT = Path(__file__).resolve().parents[3]
SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
from tracer_desktop.app.single_instance import hand_over
file = Path(sys.argv[2]) if len(sys.argv) > 2 else None
print(hand_over(sys.argv[1], file))
"""


@pytest.fixture
def first(qtbot: QtBot) -> Iterator[tuple[str, FirstInstance]]:
    name = f"tracer-test-{uuid.uuid4().hex}"
    instance = FirstInstance(name)
    yield name, instance
    instance.close()
    instance.deleteLater()


def second_start(name: str, *file: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SECOND, name, *file]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_second_start_hands_its_file_to_the_first(
    first: tuple[str, FirstInstance], qtbot: QtBot, tmp_path: Path
) -> None:
    name, instance = first
    file = tmp_path / "july ü.csv"

    with qtbot.waitSignal(instance.asked, timeout=20000) as asked:
        second = second_start(name, str(file))

    assert asked.args == [file]
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20000)
    assert second.communicate()[0].strip() == "True"


def test_a_second_start_without_a_file_only_asks_for_the_window(first: tuple[str, FirstInstance], qtbot: QtBot) -> None:
    name, instance = first

    with qtbot.waitSignal(instance.asked, timeout=20000) as asked:
        second = second_start(name)

    assert asked.args == [None]
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20000)
    second.communicate()


def test_where_nobody_listens_the_program_starts_itself() -> None:
    assert not hand_over(f"tracer-nobody-{uuid.uuid4().hex}", None)


def test_a_first_window_that_does_not_answer_is_not_waited_for_long(first: tuple[str, FirstInstance]) -> None:
    """The first one lives in this thread, which is busy asking: it cannot answer."""
    name, _ = first

    assert not hand_over(name, None, patience=50)


def test_what_is_no_wish_is_not_answered(first: tuple[str, FirstInstance], qtbot: QtBot) -> None:
    name, instance = first
    heard: list[object] = []
    instance.asked.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(name)
    socket.write(b"{no json\n")

    qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)

    assert heard == []


def test_every_workspace_has_a_window_of_its_own(tmp_path: Path) -> None:
    assert instance_name(tmp_path / "a") != instance_name(tmp_path / "b")
    assert instance_name(tmp_path / "a") == instance_name(tmp_path / "a")
