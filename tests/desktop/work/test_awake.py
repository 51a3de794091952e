"""The computer is kept awake while it trains, and allowed to sleep afterwards."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tracer_desktop.work.awake import Awake, keeping_command


def test_every_system_has_its_way() -> None:
    assert keeping_command("darwin", 42) == ("caffeinate", ["-i", "-w", "42"])
    linux = keeping_command("linux", 42)
    assert linux is not None
    assert linux[0] == "systemd-inhibit"
    assert "--pid=42" in linux[1]
    assert keeping_command("win32", 42) is None


@pytest.mark.skipif(sys.platform != "linux", reason="a program of this name is put into the path")
def test_it_is_held_and_released(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "systemd-inhibit"
    program.write_text('#!/bin/sh\necho "$@" > "$0.told"\nexec sleep 60\n', encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    awake = Awake()
    awake.hold()
    told = tmp_path / "systemd-inhibit.told"
    qtbot.waitUntil(lambda: told.exists() and bool(told.read_text()), timeout=10_000)

    assert awake.is_held
    assert f"--pid={os.getpid()}" in told.read_text()
    awake.release()
    assert not awake.is_held


def test_where_nothing_can_be_done_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    awake = Awake(platform="linux")
    awake.hold()
    awake.release()
    awake.release()

    assert not awake.is_held
