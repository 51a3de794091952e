"""Whoever asks the window to end gets an end in good order; whoever makes it end is told of at the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tracer_desktop.app.end_asked import NUMBERS, EndAsked
from tracer_desktop.app.last_end import MARK

ROOT = Path(__file__).resolve().parents[3]

# The real program; it says when it has shown its first picture.
SHOWN = """
import sys
from tracer_desktop.app import main
from tracer_desktop.app.start import Running

began = Running._begin

def begin(self):
    print("shown", flush=True)
    began(self)

Running._begin = begin
sys.exit(main([]))
"""


@pytest.mark.skipif(os.name == "nt", reason="a process is not sent these signals on Windows")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_only_a_window_that_was_made_to_end_is_told_of_at_the_next_start(tmp_path: Path, name: str) -> None:
    number = getattr(signal, name)
    environment = os.environ | {"TRACER_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-c", SHOWN], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == b"shown\n"
        assert (tmp_path / "logs" / MARK).is_file()
        window.send_signal(number)
        _, said = window.communicate(timeout=60)

    made_to_end = number == signal.SIGKILL
    assert window.returncode == (-number if made_to_end else 0), said
    assert (tmp_path / "logs" / MARK).exists() == made_to_end
    assert said == b""


def test_the_end_of_the_session_lets_go_only_if_it_comes(qapp: QApplication) -> None:
    let_go: list[str] = []
    before = [signal.getsignal(number) for number in NUMBERS]
    asked = EndAsked(qapp, lambda: let_go.append("gone"))

    asked._on_about_to_quit()
    assert let_go == []
    asked._on_session_ends()
    asked._on_about_to_quit()
    assert let_go == ["gone"]

    asked.close()
    assert [signal.getsignal(number) for number in NUMBERS] == before
