from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tracer_desktop import selftest
from tracer_desktop.selftest import BUG, DONE, FailedCheckError, SelfTest, Waiting, colours_in, run_selftest
from tracer_desktop.theme.theme import Theme
from tracer_engine import JobError

ROOT = Path(__file__).resolve().parents[2]


def test_a_selftest_goes_through_every_step_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """As the program does it: a process of its own, which prints what it found."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    environment.pop("TRACER_HOME", None)
    quick = "from tracer_desktop import selftest; selftest.ROWS = 300; import sys; from tracer_desktop.app import main"
    code = f"{quick}\nif __name__ == '__main__': sys.exit(main(['--selftest', '--json']))"

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300
    )

    assert done.returncode == DONE, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["ok"]
    assert [step["step"] for step in told["steps"]][-4:] == ["pages", "trouble", "endpoint", "end"]
    assert all(step["found"] and not step["error"] for step in told["steps"])
    assert list(tmp_path.glob("tracer-selftest-*")) == []


def test_what_is_missing_is_said_and_nothing_is_tried_after_it(
    themed: Theme, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(selftest, "resource", lambda name: tmp_path / name)
    said: list[str] = []

    assert run_selftest(said.append) == BUG

    assert "FAILED: Missing: window/tokens.json, icons/tracer.svg, help/guide.md" in said[0]
    assert said[1].startswith("The self-test failed")
    assert len(said) == 2


def test_an_error_nobody_foresaw_fails_the_step_it_came_from(themed: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(_test: SelfTest) -> str:
        raise ImportError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(SelfTest, "find_resources", lacking)
    said: list[str] = []

    assert run_selftest(said.append, as_json=True) == BUG

    told = json.loads(said[0])
    assert told["steps"][0]["error"] == "ImportError: libgomp.so.1: cannot open shared object file"


def test_a_blank_picture_is_no_picture(qtbot: QtBot) -> None:
    blank, drawn = QWidget(), QLabel("Tracer draws letters")
    for widget in (blank, drawn):
        qtbot.addWidget(widget)
        widget.resize(200, 60)

    assert colours_in(drawn) >= selftest.LEAST_COLOURS
    with pytest.raises(FailedCheckError, match="blank"):
        colours_in(blank)


def test_waiting_hands_on_the_error_or_says_that_nothing_came(qapp: object) -> None:
    failed = Waiting()
    failed.fail(JobError(message="The file is empty.", remedy="Choose another.", kind="input"))

    with pytest.raises(FailedCheckError, match=r"The file is empty\. Choose another\."):
        failed.wait()
    with pytest.raises(FailedCheckError, match="Nothing came"):
        Waiting().wait(patience=10)
