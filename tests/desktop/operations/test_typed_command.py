from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tracer_desktop.operations.typed_command import command_words, typed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the scripts of Windows are programs")


def script(prefix: Path) -> Path:
    made = prefix / "bin" / "tracer"
    made.parent.mkdir(parents=True)
    made.write_text("#!/bin/sh\n", encoding="utf-8")
    made.chmod(0o755)
    return made


def test_where_tracer_is_found_its_name_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(script(tmp_path / "env").parent))
    assert command_words(tmp_path / "env", tmp_path) == ["tracer"]
    # Somebody else's program of that name is not ours.
    script(tmp_path / "other")
    assert command_words(tmp_path / "other", tmp_path) == [str(tmp_path / "other" / "bin" / "tracer")]


def test_a_source_folder_is_called_by_run_py(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    script(tmp_path / ".venv")
    (tmp_path / "run.py").write_text("", encoding="utf-8")
    assert command_words(tmp_path / ".venv", tmp_path) == ["python3", str(tmp_path / "run.py"), "--"]


def test_without_either_it_is_this_python() -> None:
    nowhere = Path("/nowhere")
    assert command_words(nowhere, nowhere) == [sys.executable, "-m", "tracer_engine.cli"]


def test_what_is_said_works() -> None:
    told = typed("tracer train a.csv --target Churn")
    assert told.endswith(" train a.csv --target Churn")
    assert typed("other command") == "other command"
    done = subprocess.run(
        [*shlex.split(told.removesuffix(" train a.csv --target Churn")), "--version"], capture_output=True, check=False
    )
    assert done.returncode == 0
