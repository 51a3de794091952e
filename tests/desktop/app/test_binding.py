from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PLAIN = "import PySide6.QtCore"
OURS = "from tracer_desktop.app.binding import import_binding; import_binding()"
# What a mistake is answered with is spelled out by what was put off; the last line is what importing is given back to.
ASKED = """
import sys
from PySide6.QtCore import QObject
try:
    QObject().setObjectName(3)
except TypeError as error:
    print(error)
from PySide6.support.signature.lib import pyi_generator
print(callable(pyi_generator.generate_pyi), hasattr(pyi_generator, "nothing of that name"))
"""


def run_python(code: str, bytecode: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bytecode")


def kept_in(bytecode: Path) -> list[Path]:
    return list(bytecode.rglob("pyside6_packed.*"))


def test_qt_answers_as_it_does_without_it_the_first_time_and_the_next(bytecode: Path) -> None:
    plain = run_python(PLAIN + ASKED, bytecode)
    first = run_python(OURS + ASKED, bytecode)
    (kept,) = kept_in(bytecode)
    written = kept.stat().st_mtime_ns
    second = run_python(OURS + ASKED, bytecode)

    assert "Supported signatures" in plain
    assert plain.endswith("True False\n")
    assert first == second == plain
    assert kept.stat().st_mtime_ns == written


def test_kept_bytecode_that_is_damaged_is_made_anew(bytecode: Path) -> None:
    run_python(OURS, bytecode)
    (kept,) = kept_in(bytecode)
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])

    assert run_python(OURS + ASKED, bytecode).endswith("True False\n")
    assert len(kept.read_bytes()) == len(whole)


def test_where_python_keeps_no_bytecode_none_is_kept(tmp_path: Path) -> None:
    told = run_python("import sys; sys.dont_write_bytecode = True\n" + OURS + ASKED, tmp_path)

    assert told.endswith("True False\n")
    assert kept_in(tmp_path) == []


def test_modules_imported_afterwards_are_not_searched_for_features(bytecode: Path) -> None:
    told = run_python(OURS + "\nimport builtins; print(builtins.__import__.__name__)", bytecode)

    assert "feature" not in told
