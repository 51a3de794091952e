from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from tracer_engine.cli import front
from tracer_engine.cli.commands import command_line
from tracer_engine.cli.front import run_front
from tracer_engine.errors import InputError, StorageError, TracerError
from tracer_engine.progress import Cancelled


def run_tracer(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tracer_engine.cli", *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **options)  # type: ignore[call-overload,no-any-return]


def ending_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    def end(_arguments: object) -> int:
        raise error

    monkeypatch.setattr(front, "_run_command", end)
    return run_front([])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("There is no file x.csv.", remedy="Check the path."), 3),
        (StorageError("The disk is full.", remedy="Free some space."), 4),
        (OSError(28, "No space left on device"), 4),
        (MemoryError(), 4),
        (Cancelled(), 130),
        (KeyboardInterrupt(), 130),
        (TracerError("Neither input nor storage."), 70),
        (ZeroDivisionError("secret cell"), 70),
    ],
)
def test_every_end_has_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    assert ending_with(monkeypatch, error) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
    assert told.err.strip()


def test_message_and_remedy_are_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    ending_with(monkeypatch, InputError("There is no file x.csv.", remedy="Check the path."))
    assert capsys.readouterr().err == "There is no file x.csv.\nCheck the path.\n"


def test_what_a_remedy_is_about_is_called_as_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ending_with(monkeypatch, InputError("x is blank.", remedy="Choose another target.", options=("target", "positive")))
    said = "x is blank.\nChoose another target. The options are --target and --positive.\n"
    assert capsys.readouterr().err == said


def test_a_bug_is_written_down_without_the_cells_it_may_quote(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_workspace: Path
) -> None:
    cell = "1024 Jane Doe"
    try:
        raise ValueError(cell) from KeyError(cell)
    except ValueError as error:
        ending_with(monkeypatch, error)
    (log,) = (own_workspace / "logs").iterdir()
    assert str(log) in capsys.readouterr().err
    written = log.read_text()
    assert "ValueError" in written
    assert "KeyError" in written
    assert cell not in written


def test_a_bug_is_told_even_when_the_workspace_is_in_trouble(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "file"))
    assert ending_with(monkeypatch, ZeroDivisionError()) == 70
    assert "TRACER_DEBUG=1" in capsys.readouterr().err


def test_the_traceback_is_shown_to_those_who_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACER_DEBUG", "1")
    assert ending_with(monkeypatch, ZeroDivisionError("why")) == 70
    assert "ZeroDivisionError: why" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["nonsense"], ["train"], ["train", "x.csv", "--effort", "huge"], ["--nope"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(arguments) == 2
    assert "Error" in capsys.readouterr().err


def test_help_and_version_end_well_without_loading_anything_heavy() -> None:
    story = (
        "import sys\n"
        "from tracer_engine.cli.front import run_front\n"
        "codes = [run_front(['--version']), run_front(['train', '--help'])]\n"
        "heavy = {'polars', 'sklearn', 'lightgbm', 'scipy', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'{codes} {heavy}' if any(codes) or heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("tracer ")
    assert "--effort" in done.stdout


def test_a_command_is_loaded_alone_and_is_there_under_every_name() -> None:
    story = (
        "import sys\n"
        "from tracer_engine.cli.front import run_front\n"
        "home = 'tracer_engine.cli.commands.'\n"
        "code = run_front(['what-if', '--help'])\n"
        "sys.exit(' '.join(name for name in sys.modules if name.startswith(home)) if code == 0 else 'failed')"
    )
    done = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True)
    loaded = {name.removeprefix("tracer_engine.cli.commands.") for name in done.stderr.split()}
    assert "what_if" in loaded
    assert not loaded & {"campaign", "profile", "serve", "train"}
    every = get_command(command_line()).commands  # type: ignore[attr-defined]
    for name, command in every.items():
        (alone,) = get_command(command_line(name)).commands.values()  # type: ignore[attr-defined]
        assert (alone.name, alone.help) == (name, command.help)


def test_the_module_can_be_run(tmp_path: Path) -> None:
    done = run_tracer("sample", tmp_path, "--rows", "60", "--json")
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["paths"]) == {
        "customers",
        "customers_next_month",
        "customers_dirty",
        "customers_leaky",
    }


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently on Windows")
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "tracer_engine.cli", "sample", str(tmp_path), "--rows", "60"]
    with os.fdopen(writing, "w") as nobody:
        done = subprocess.run(command, stdout=nobody, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_under_stdout_is_storage_trouble(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tracer_engine.cli", "sample", str(tmp_path), "--rows", "60"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 4
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr
