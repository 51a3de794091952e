"""run.py: what it makes of a folder in any state, without installing anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A source folder whose name has a space and an umlaut."""
    folder = tmp_path / "Kündiger 2026"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (folder / "constraints.txt").write_text("polars==2.1.0\n", encoding="utf-8")
    return folder


def finished(checkout: Path, *, dev: bool = False) -> run.Environment:
    """An environment as a finished set-up leaves it, with the running Python in the place of its own."""
    environment = run.Environment(checkout)
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    environment.write_stamp(state="ready", made_from=environment.wanted(), dev=dev)
    return environment


links = pytest.mark.skipif(sys.platform == "win32", reason="making a link needs a right of its own on Windows")


def test_where_there_is_nothing_there_is_nothing_to_rebuild(checkout: Path) -> None:
    environment = run.Environment(checkout)

    assert not environment.is_ready(dev=False)
    assert environment.why_rebuild() is None


@links
def test_a_finished_set_up_is_used_as_it_is(checkout: Path) -> None:
    assert finished(checkout).is_ready(dev=False)


@links
def test_the_test_tools_are_asked_for_only_where_they_lack(checkout: Path) -> None:
    environment = finished(checkout)
    assert not environment.is_ready(dev=True)

    environment.write_stamp(state="ready", made_from=environment.wanted(), dev=True)
    assert environment.is_ready(dev=True)
    assert environment.is_ready(dev=False)


@links
@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_change_of_what_is_needed_asks_for_a_set_up_but_not_for_a_rebuild(checkout: Path, name: str) -> None:
    environment = finished(checkout)
    (checkout / name).write_text("# changed\n", encoding="utf-8")

    assert not environment.is_ready(dev=False)


@links
def test_an_interrupted_set_up_is_rebuilt(checkout: Path) -> None:
    environment = finished(checkout)
    environment.write_stamp(state="making")

    assert not environment.is_ready(dev=False)
    assert environment.why_rebuild() == "its set-up was interrupted"


@links
def test_a_copied_folder_is_rebuilt(checkout: Path) -> None:
    finished(checkout)
    copy = checkout.with_name("copy")
    checkout.rename(copy)
    environment = run.Environment(copy)

    assert not environment.is_ready(dev=False)
    assert environment.why_rebuild() == "the folder was moved or copied"


def test_an_environment_whose_python_is_gone_is_rebuilt(checkout: Path) -> None:
    environment = run.Environment(checkout)
    environment.folder.mkdir()

    assert environment.why_rebuild() == "its Python does not start, or is older than 3.11"


def test_a_damaged_stamp_counts_as_none(checkout: Path) -> None:
    environment = run.Environment(checkout)
    environment.folder.mkdir()
    environment.stamp.write_text("{", encoding="utf-8")

    assert environment.read_stamp() == {}
    assert not environment.is_ready(dev=False)


@pytest.mark.parametrize(
    ("printed", "word"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("Failed to establish a new connection: [Errno -2] Name or service not known", "network"),
        ("(from versions: none)\nERROR: No matching distribution found for hatchling", "could not be reached"),
        ("(from versions: 1.9)\nERROR: No matching distribution found for polars==2.1.0", "no build for this system"),
        ("something else", "lines above"),
    ],
)
def test_what_pip_printed_becomes_one_sentence(printed: str, word: str) -> None:
    assert word in run.pip_remedy(printed)


def test_a_failing_installation_shows_its_last_lines_and_leaves_a_half_made_environment(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = run.Environment(checkout)
    environment.folder.mkdir()
    failing = [sys.executable, "-c", "print('first'); print('No space left on device'); raise SystemExit(1)"]

    with pytest.raises(run.SetUpError, match="disk is full"):
        environment._pip(failing, "Tracer's packages")

    assert "| No space left on device" in capsys.readouterr().out


def test_packages_that_cannot_be_installed_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)

    with pytest.raises(run.SetUpError, match="apt-get install -y --no-install-recommends libgomp1"):
        run.install_packages(["libgomp1"])


def test_foreign_settings_of_python_do_not_reach_the_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("PIP_USER", "1")

    environment = run.child_environment()

    assert "PYTHONHOME" not in environment
    assert environment["PIP_USER"] == "0"


def test_an_unknown_word_is_refused_with_the_right_way_to_say_it() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "train", "my file.csv"], capture_output=True, text=True, encoding="utf-8"
    )

    assert done.returncode == 2
    assert "python3 run.py -- train" in done.stdout


def test_help_sets_nothing_up(checkout: Path) -> None:
    copy = checkout / "run.py"
    copy.write_bytes((ROOT / "run.py").read_bytes())

    done = subprocess.run([sys.executable, str(copy), "--help"], capture_output=True, text=True, encoding="utf-8")

    assert done.returncode == 0
    assert "python3 run.py check" in done.stdout
    assert not (checkout / ".venv").exists()


def test_every_direct_dependency_is_pinned() -> None:
    import re
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["dev"], *extras["onnx"], *extras["packaging"]]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    def name(requirement: str) -> str:
        return re.sub(r"[-_.]+", "-", re.split(r"[<>=!\[; ]", requirement)[0]).lower()

    pinned = {name(line) for line in lines if "==" in line}
    assert {name(requirement) for requirement in asked} - {project["name"]} <= pinned
    assert all("==" in line or line.startswith("#") for line in lines)


def test_what_the_pinned_libraries_need_on_any_system_is_pinned_too() -> None:
    from importlib.metadata import PackageNotFoundError, requires

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line.partition("==")[0] for line in lines if "==" in line]
    systems = [
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "extra": ""},
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "extra": ""},
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "extra": ""},
    ]
    needed = set()
    for name in pinned:
        try:
            asked = [Requirement(text) for text in requires(name) or ()]
        except PackageNotFoundError:
            continue
        needed |= {
            canonicalize_name(one.name)
            for one in asked
            if one.marker is None or any(one.marker.evaluate(system) for system in systems)
        }
    own = {"pip"}  # of the environment that installs
    assert needed - own <= {canonicalize_name(name) for name in pinned}
