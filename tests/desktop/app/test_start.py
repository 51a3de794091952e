from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from tests.desktop.dialog_answers import when_shown
from tests.small_runs import SmallRun
from tracer_desktop.app import main, start
from tracer_desktop.app.single_instance import FirstInstance, instance_name
from tracer_desktop.dialogs.message_dialog import MessageDialog
from tracer_desktop.main_window import MainWindow
from tracer_desktop.theme.theme import Theme
from tracer_engine import __version__

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("polars", "numpy", "scipy", "sklearn", "lightgbm", "matplotlib", "fastapi", "pydantic", "uvicorn", "pandas")


def run_python(code: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TRACER_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60)


# The real program; it tells what it is at its first picture and once it is whole, and closes.
SHOWN = f"""
import json, os, sys
from PySide6.QtCore import QTimer
from tracer_desktop.app import main
from tracer_desktop.app.start import Running

running, began = [], Running._begin

def look():
    window = running[0].window
    heavy = sorted(name for name in {HEAVY!r} if name in sys.modules)
    ours = sum(name.startswith(("tracer_desktop", "tracer_engine")) for name in sys.modules)
    told = dict(heavy=heavy, shown=window.isVisible(), page=window.pages.key, whole=window.is_furnished, modules=ours)
    print(json.dumps(told), os.environ["OMP_NUM_THREADS"], flush=True)

def begin(self):
    if not running:
        running.append(self)
        look()
        self.arrived.connect(lambda: QTimer.singleShot(200, finish))
    began(self)

def finish():
    look()
    running[0].window.close()

Running._begin = begin
sys.exit(main(sys.argv[1:]))
"""


def test_the_window_is_shown_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    done = run_python(SHOWN, tmp_path / "home")

    assert done.returncode == 0, done.stderr
    first, whole = (json.loads(line.rpartition(" ")[0]) for line in done.stdout.splitlines())
    assert done.stdout.splitlines()[0].endswith(" 1")
    assert first["heavy"] == []
    # By now pages are imported ahead, beside the window's thread; those with charts know numpy.
    assert set(whole["heavy"]) <= {"numpy"}
    assert first["shown"]
    assert (first["page"], whole["page"]) == ("start", "start")
    assert (first["whole"], whole["whole"]) == (False, True)
    # Each costs about a third of a millisecond, and what it makes of Qt's as much again.
    assert first["modules"] <= 45
    assert whole["modules"] > 100


def test_a_workspace_that_cannot_be_used_is_said_in_a_dialog_and_not_in_a_traceback(
    tmp_path: Path, themed: Theme, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    (tmp_path / "in the way").write_text("not a folder")
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "in the way"))
    monkeypatch.setattr(start, "make_application", lambda: qapp)
    monkeypatch.setattr(start, "install_theme", lambda _app: themed)
    seen = when_shown(MessageDialog, lambda dialog: dialog.buttons["close"].click())

    assert start.show_window(None) == start.STORAGE_TROUBLE

    assert "file of that name" in seen[0].title.text()
    assert "TRACER_HOME" in seen[0].text.text()


def test_a_start_where_a_window_is_open_already_hands_its_file_over_and_goes(
    tmp_path: Path, qtbot: QtBot, themed: Theme
) -> None:
    home, file = tmp_path / "home", tmp_path / "july.csv"
    (home / "runs").mkdir(parents=True)
    lock = QLockFile(str(home / start.LOCK_FILE))
    assert lock.tryLock(0)
    first = FirstInstance(instance_name(home))
    environment = os.environ | {"TRACER_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}

    with qtbot.waitSignal(first.asked, timeout=20_000) as asked:
        second = subprocess.Popen([sys.executable, "-m", "tracer_desktop", str(file)], cwd=ROOT, env=environment)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)

    assert asked.args == [file]
    assert second.returncode == start.DONE
    first.close()
    first.deleteLater()
    lock.unlock()


@pytest.mark.parametrize("flag", ["-c", "-m"])
def test_a_stray_child_of_a_frozen_program_opens_no_second_window(
    flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([flag, "print()"]) == 2

    assert "interpreter" in capsys.readouterr().err


def test_the_version_is_told_without_a_window(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == __version__


def test_an_entry_point_imports_no_qt_for_the_children_that_import_it_again() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, tracer_desktop.app; print('PySide6' in sys.modules)"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip

    assert done.stdout.strip() == "False", done.stderr


def test_a_run_told_by_name_opens_with_its_verdict(window: MainWindow, small_run: SmallRun, qtbot: QtBot) -> None:
    shutil.copytree(small_run.workspace.runs_folder, window.session.workspace.runs_folder, dirs_exist_ok=True)

    window.open_run("newest")

    qtbot.waitUntil(lambda: window.pages.key == "verdict", timeout=20_000)
    assert window.session.run is not None
    assert window.session.run.id == small_run.run.id
