#!/usr/bin/env python3
"""Set Tracer up from its source folder, and run it. Needs nothing but Python.

  python3 run.py                 set up if needed, train on a bundled sample and score next month's customers, and,
                                 where there is a display, open the window on it
  python3 run.py window [FILE]   set up if needed, then open the window
  python3 run.py -- ARGUMENTS    set up if needed, then: tracer ARGUMENTS
  python3 run.py setup           set up if needed, no more
  python3 run.py test [ARGS]     set up with the test tools if needed, then the tests (ARGS go to pytest)
  python3 run.py check           set up with the test tools if needed, then every check there is

On Windows: py run.py …

Everything goes into the folder .venv beside this file. On Debian and Ubuntu, system libraries that are missing are
installed with apt, by root or sudo, and the exact command is said first; elsewhere the command to run is printed.
"""

# Kept readable for old Pythons (3.7 on), so that they get a sentence and not a traceback.
from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST_TRIED = (3, 11), (3, 14)
WINDOWS = os.name == "nt"
STAMP = "tracer-setup.json"
# The one part in C; what tells whether it is there; and the package that compiles it where the system cannot.
COMPILED, COMPILED_BY, COMPILER = "tracer_engine/ingest/cell_scan.c", "tracer_engine.ingest.cell_scan", "ziglang"
RESULTS = ROOT / "first-run"
# What the window's library needs of a Linux system, and Debian's package for it: always, and on a real screen.
WINDOW_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
# What pip prints when it cannot reach its index.
NO_NETWORK = (
    "name or service",
    "name resolution",
    "getaddrinfo",
    "connection",
    "timed out",
    "max retries",
    "proxy",
    "from versions: none",
)


class SetUpError(Exception):
    """Set-up cannot go on; the message says why and what to do."""


class PipError(SetUpError):
    """pip did not do what it was asked to; `output` is what it printed."""

    def __init__(self, message: str, output: str) -> None:
        super().__init__(message)
        self.output = output


def say(text: str = "") -> None:
    """One line to the user, at once and in order with what child programs print."""
    print(text, flush=True)


def shown(command: list[str]) -> str:
    """A command as one would type it."""
    return subprocess.list2cmdline(command) if WINDOWS else " ".join(shlex.quote(part) for part in command)


def child_environment() -> dict[str, str]:
    """The environment for programs in .venv, free of settings that would lead them out of it."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    environment.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    return environment


# ---------------------------------------------------------------- the Python to use


def newer_python() -> str | None:
    """Another Python on this machine that is new enough, if there is one."""
    for minor in range(NEWEST_TRIED[1], OLDEST[1] - 1, -1):
        name = f"python3.{minor}"
        command = ["py", f"-3.{minor}"] if WINDOWS else [name]
        found = shutil.which(command[0])
        if not found:
            continue
        asked = subprocess.run(
            [found, *command[1:], "-c", "import sys; print(sys.executable)"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0 and asked.stdout.strip():
            return asked.stdout.strip()
    return None


def with_a_python_new_enough() -> None:
    """Go on, or start again with a newer Python, or say what to install."""
    if sys.version_info >= OLDEST:
        return
    here = ".".join(str(part) for part in sys.version_info[:3])
    other = newer_python()
    if other:
        say("This is Python " + here + "; going on with " + other + ".")
        sys.exit(subprocess.call([other, str(Path(__file__).resolve()), *sys.argv[1:]]))
    how = "Install it from https://www.python.org/downloads/ and start again."
    if shutil.which("apt-get"):
        how = "On Ubuntu 22.04: sudo apt-get install python3.11 python3.11-venv, then: python3.11 run.py"
    sys.exit("Tracer needs Python 3.11 or newer; this is " + here + ". " + how)


# ---------------------------------------------------------------- what the system must bring


def library_loads(name: str) -> bool:
    """Whether the system's loader finds this shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_display() -> bool:
    """Whether a window could be shown to somebody."""
    if not sys.platform.startswith("linux"):
        return not os.environ.get("CI")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_packages(needs_venv: bool) -> list[str]:
    """Debian's names of the system packages that Tracer needs and that are not there (Linux only)."""
    if not sys.platform.startswith("linux"):
        return []
    packages = []
    no_pip_source = importlib.util.find_spec("ensurepip") is None and importlib.util.find_spec("pip") is None
    if needs_venv and no_pip_source:
        packages.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    libraries = {"libgomp.so.1": "libgomp1", **WINDOW_LIBRARIES, **(SCREEN_LIBRARIES if has_display() else {})}
    return packages + [package for library, package in libraries.items() if not library_loads(library)]


def privileged(command: list[str]) -> list[str] | None:
    """The command as root would run it from here, or None where that cannot be."""
    if getattr(os, "geteuid", lambda: 1)() == 0:
        return command
    if not shutil.which("sudo"):
        return None
    # Without a terminal nobody can type a password: fail at once rather than hang.
    return ["sudo", *([] if sys.stdin and sys.stdin.isatty() else ["-n"]), *command]


def install_packages(packages: list[str]) -> None:
    """Install system packages with apt, saying so first; where that cannot be, say what to run."""
    if not shutil.which("apt-get"):
        names = " and ".join(packages)
        raise SetUpError(
            f"Tracer needs what Debian calls {names}. Install it with your system's package manager (on Fedora: "
            "sudo dnf install libgomp mesa-libEGL mesa-libGL libxkbcommon-x11 xcb-util-cursor xcb-util-keysyms "
            "xcb-util-wm fontconfig dbus-libs; on Alpine and the like, use a glibc system), then start again."
        )
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    sudo = "sudo " if shutil.which("sudo") else ""
    by_hand = f"{sudo}apt-get update && {sudo}{shown(install)}"
    command, update = privileged(install), privileged(["apt-get", "update"])
    if command is None or update is None:
        raise SetUpError(f"System packages are missing, and only root may install them. As root, run: {by_hand}")
    say(f"System packages are missing: {', '.join(packages)}. Installing them with:")
    say("  " + shown(update))
    say("  " + shown(command))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    # Old lists may still do, so a failing update is no reason to stop.
    subprocess.run(update, env=environment, capture_output=True, check=False)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        for line in done.stdout.decode(errors="replace").strip().splitlines()[-5:]:
            say("  | " + line)
        raise SetUpError(f"apt could not install them. Run this yourself, then start again: {by_hand}")


# ---------------------------------------------------------------- the environment in .venv


class Environment:
    """The folder .venv: what state it is in, and how to bring it up to date.

    A stamp inside tells a finished environment from a half-made one, and what it was made from.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.stamp = self.folder / STAMP
        self.python = self.folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
        self.tracer = self.folder / ("Scripts/tracer.exe" if WINDOWS else "bin/tracer")

    def wanted(self) -> str:
        """A fingerprint of all that decides what must be installed, and of where."""
        digest = hashlib.sha256(str(self.root).encode("utf-8", "surrogateescape"))
        for name in ("pyproject.toml", "constraints.txt", COMPILED):
            path = self.root / name
            digest.update(path.read_bytes() if path.exists() else b"")
        return digest.hexdigest()

    def read_stamp(self) -> dict[str, object]:
        """What the stamp says; empty where there is none that can be read."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def write_stamp(self, **entries: object) -> None:
        """Replace the stamp in one go."""
        new = self.stamp.with_suffix(".new")
        new.write_text(json.dumps(dict(entries, root=str(self.root))), encoding="utf-8")
        new.replace(self.stamp)

    def is_ready(self, dev: bool) -> bool:
        """Whether nothing needs doing."""
        stamp = self.read_stamp()
        done = stamp.get("state") == "ready" and stamp.get("made_from") == self.wanted()
        return bool(done and self.python.exists() and (stamp.get("dev") or not dev))

    def why_rebuild(self) -> str | None:
        """Why what is in .venv cannot be built upon; None where it can, or where there is nothing."""
        if not self.folder.exists():
            return None
        stamp = self.read_stamp()
        if stamp.get("state") == "making":
            return "its set-up was interrupted"
        if stamp and stamp.get("root") != str(self.root):
            return "the folder was moved or copied"
        if not self._runs("import sys; sys.exit(sys.version_info < (3, 11))"):
            return "its Python does not start, or is older than 3.11"
        if not self._runs("import pip"):
            return "it has no pip"
        return None

    def _runs(self, code: str) -> bool:
        try:
            done = subprocess.run(
                [str(self.python), "-c", code], env=child_environment(), capture_output=True, check=False
            )
        except OSError:
            return False
        return done.returncode == 0

    def make(self) -> None:
        """Make an empty .venv with pip in it."""
        self.folder.mkdir()
        self.write_stamp(state="making")
        command = [sys.executable, "-m", "venv", str(self.folder)]
        without_ensurepip = importlib.util.find_spec("ensurepip") is None
        if without_ensurepip:
            command.insert(3, "--without-pip")
        done = subprocess.run(command, env=child_environment(), capture_output=True, check=False)
        if done.returncode != 0:
            tell_last_lines(done.stdout + done.stderr)
            raise SetUpError("Python could not make the folder .venv. The lines above say why.")
        if without_ensurepip:
            # Debian without python3-venv, but with a pip of its own: that one can fill a foreign environment.
            self._pip([sys.executable, "-m", "pip", "--python", str(self.python), "install", "pip"], "pip")

    def install(self, dev: bool) -> None:
        """Install Tracer, editable, and what it needs, at the tried versions."""
        self.write_stamp(state="making")
        what = ".[dev]" if dev else "."
        constraints = ["-c", "constraints.txt"] if (self.root / "constraints.txt").exists() else []
        command = [str(self.python), "-m", "pip", "install", *constraints, "-e", what]
        try:
            self._pip(command, "Tracer's packages")
        except PipError as problem:
            if COMPILER not in problem.output:
                raise
            say(f"The C compiler {COMPILER} could not be had. Trying once more without.")
            self._pip(command, "Tracer's packages", TRACER_PURE_PYTHON="1")
        self._check_lightgbm()
        if not self._runs(f"from {COMPILED_BY} import is_compiled; raise SystemExit(not is_compiled())"):
            say("There is no C compiler here, and none could be had: Tracer works all the same, and reads more slowly.")
        self.write_stamp(state="ready", made_from=self.wanted(), dev=dev)

    def _pip(self, command: list[str], what: str, **settings: str) -> None:
        lines: list[str] = []
        environment = dict(child_environment(), **settings)
        with subprocess.Popen(
            command, cwd=str(self.root), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            assert process.stdout is not None
            for raw in process.stdout:
                line = raw.decode(errors="replace").rstrip()
                lines.append(line)
                if sys.stdout.isatty() and line.startswith(("Collecting", "Installing collected")):
                    print("\r  " + line[:76].ljust(76), end="", flush=True)
        if sys.stdout.isatty():
            print("\r" + " " * 78 + "\r", end="", flush=True)
        if process.returncode != 0:
            output = "\n".join(lines)
            tell_last_lines(output.encode())
            raise PipError(f"Installing {what} did not work. " + pip_remedy(output), output)

    def _check_lightgbm(self) -> None:
        if self._runs("import lightgbm"):
            return
        how = {"darwin": "Run: brew install libomp", "win32": "Install the Microsoft Visual C++ Redistributable"}
        remedy = how.get(sys.platform, "Install libgomp1 (Debian, Ubuntu) or libgomp (Fedora)")
        raise SetUpError(f"LightGBM, the library that grows the trees, does not load. {remedy}, then start again.")


def tell_last_lines(output: bytes, count: int = 12) -> None:
    """Show the end of what a failing program printed."""
    for line in output.decode(errors="replace").strip().splitlines()[-count:]:
        say("  | " + line)


def pip_remedy(output: str) -> str:
    """One sentence on what to do, from what pip printed."""
    text = output.lower()
    if "no space left" in text or "not enough space" in text:
        return "The disk is full: about 1 GB is needed. Free some space and start again."
    if any(word in text for word in NO_NETWORK):
        return (
            "The package index could not be reached. Tracer needs the network this once, to be set up; "
            "check the connection (behind a proxy: set HTTPS_PROXY) and start again."
        )
    if "no matching distribution" in text:
        return "A package has no build for this system or this Python. Python 3.11 to 3.14 on a 64-bit system is tried."
    return "The lines above say why."


def set_up(dev: bool, root: Path = ROOT) -> Environment:
    """Bring .venv to what pyproject.toml and constraints.txt ask for; at once where it is so already."""
    environment = Environment(root)
    if environment.is_ready(dev):
        return environment
    started = time.monotonic()
    reason = environment.why_rebuild()
    if reason:
        say(f"Making .venv anew: {reason}.")
        shutil.rmtree(str(environment.folder))
    fresh = not environment.folder.exists()
    packages = missing_packages(needs_venv=fresh)
    if packages:
        install_packages(packages)
    tools = " with the test tools" if dev else ""
    say(f"Setting up Tracer{tools} in .venv. The first time, this takes a minute or two.")
    # Once the test tools are there they stay, or `test` and a plain start would take turns in installing.
    dev = dev or bool(environment.read_stamp().get("dev"))
    if fresh:
        environment.make()
    environment.install(dev)
    say(f"Set up in {time.monotonic() - started:.0f} s.")
    return environment


# ---------------------------------------------------------------- what can be run


def run(program: Path, *arguments: str, cwd: Path | None = None) -> int:
    """Run a program of .venv with these arguments and hand back its exit code."""
    return subprocess.call([str(program), *arguments], cwd=cwd, env=child_environment())


def main_job(environment: Environment, folder: Path = RESULTS) -> int:
    """The whole job on the bundled sample: a model, a report, and next month's customers scored."""
    sample, results = folder / "sample", folder / "results"
    folder.mkdir(exist_ok=True)
    for name in ("customers.csv", "customers_next_month.csv"):
        (sample / name).unlink(missing_ok=True)
    scored = results / "next_month_scored.csv"
    steps = [
        ["sample", str(sample)],
        ["train", str(sample / "customers.csv"), "--out", str(results)],
        ["score", str(results / "model.tracer"), str(sample / "customers_next_month.csv"), "--out", str(scored)],
    ]
    for step in steps:
        say()
        say("> tracer " + shown(step))
        code = run(environment.tracer, *step)
        if code != 0:
            say()
            say(f"`tracer {step[0]}` ended with exit code {code}; the lines above say why.")
            return code
    paths = {
        "model": results / "model.tracer",
        "report": results / "report.html",
        "training customers, scored": results / "scores.csv",
        "next month, scored": scored,
    }
    lost = [str(path) for path in paths.values() if not path.is_file()]
    if lost:
        say("These files should be there and are not: " + ", ".join(lost))
        return 1
    say()
    for name, path in paths.items():
        say(f"{name:28} {path}")
    say()
    here = ["python3" if not WINDOWS else "py", "run.py"]
    say("Now with your own file:  " + shown([*here, "--", "train", "YOUR.csv"]))
    if not has_display():
        say("There is no display here. Where there is one, this opens the window:  " + shown([*here, "window"]))
        return 0
    say("The window opens on this run; close it to come back.")
    return window(environment, [str(sample / "customers.csv"), "--run", "newest"])


def window(environment: Environment, arguments: list[str]) -> int:
    """The window, until it is closed."""
    if not has_display():
        say("There is no display here to show the window on. The command line does the whole job: python3 run.py -- -h")
        return 2
    # A set-up made without a screen lacks what Qt needs for one.
    packages = missing_packages(needs_venv=False)
    if packages:
        install_packages(packages)
    return run(environment.python, "-m", "tracer_desktop", *arguments)


def tests(environment: Environment, arguments: list[str]) -> int:
    """The tests; what follows `test` goes to pytest."""
    return run(environment.python, "-m", "pytest", *arguments, cwd=ROOT)


# ---------------------------------------------------------------- checks


class Outcome(NamedTuple):
    """What a check came to: PASS, FAIL or SKIP, and a word on it."""

    verdict: str
    word: str = ""


def tool(environment: Environment, *arguments: str) -> Callable[[], Outcome]:
    """A check that passes when this command of .venv ends with 0."""

    def check() -> Outcome:
        code = run(environment.python, *arguments, cwd=ROOT)
        return Outcome("PASS") if code == 0 else Outcome("FAIL", f"exit code {code}")

    return check


class Beside:
    """A check that is begun before its turn, to use a second core; what it prints is kept until then."""

    def __init__(self, environment: Environment, *arguments: str) -> None:
        self.command = [str(environment.python), *arguments]
        self.output = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the command
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start it, once."""
        if self.process is None:
            self.process = subprocess.Popen(
                self.command, cwd=str(ROOT), env=child_environment(), stdout=self.output, stderr=subprocess.STDOUT
            )

    def outcome(self) -> Outcome:
        """Wait for its end, and show what it printed."""
        self.begin()
        assert self.process is not None
        code = self.process.wait()
        self.output.seek(0)
        say(self.output.read().decode(errors="replace").rstrip())
        self.output.close()
        return Outcome("PASS") if code == 0 else Outcome("FAIL", f"exit code {code}")


def wheel_check(environment: Environment) -> Outcome:
    """Build the wheel and look for what a program needs at run time."""
    needed = (
        "tracer_engine/__init__.py",
        "tracer_engine/py.typed",
        "tracer_engine/ingest/compiled/tracer_cells.",
        "tracer_desktop/app/",
        "tracer_resources/help/",
        "tracer_resources/fonts/",
    )
    with tempfile.TemporaryDirectory() as folder:
        if run(environment.python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, str(ROOT)) != 0:
            return Outcome("FAIL", "the wheel does not build")
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(str(wheel)) as archive:
            names = archive.namelist()
    lacking = [name for name in needed if not any(entry.startswith(name) for entry in names)]
    if lacking:
        return Outcome("FAIL", "not in the wheel: " + ", ".join(lacking))
    return Outcome("PASS", f"{len(names)} files")


def ask_for_weaknesses(environment: Environment, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    """What pip-audit answers; None where it cannot know, for want of a network or of a service that answers."""
    command = [str(environment.python), "-m", "pip_audit", "--progress-spinner", "off", "--timeout", "15", *arguments]
    try:
        done = subprocess.run(
            command, cwd=str(ROOT), env=child_environment(), capture_output=True, text=True, check=False, timeout=120
        )
    except subprocess.TimeoutExpired:
        return None
    no_answer = any(word in done.stderr for word in ("ConnectionError", "ServiceError", "Max retries", "Timeout"))
    return None if no_answer else done


def audit(environment: Environment) -> Outcome:
    """Known weaknesses of the installed packages, where the network allows to ask."""
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder:
        # One package first: some networks answer for none, and pip-audit would call that a success.
        probe = Path(folder) / "one.txt"
        probe.write_text(next(pin for pin in pins if pin.startswith("numpy==")) + "\n", encoding="utf-8")
        one = ask_for_weaknesses(environment, "--no-deps", "--disable-pip", "-r", str(probe))
    if one is None or "could not be audited" in one.stdout + one.stderr:
        return Outcome("SKIP", "no network, or no service that knows the packages")
    done = ask_for_weaknesses(environment, "--skip-editable")
    if done is None:
        return Outcome("SKIP", "the service stopped answering")
    say((done.stdout + done.stderr).strip())
    return Outcome("PASS") if done.returncode == 0 else Outcome("FAIL", "known weaknesses, listed above")


def check(environment: Environment) -> int:
    """Every check there is, one after the other; a failing one does not hide the next."""
    # Without its cache, which goes by a file's time alone and has outlived a mended import.
    floors = "from importlinter.cli import lint_imports_command as command; command(['--no-cache'])"
    quiet = ["-m", "pytest", "-q"]
    engine = tool(environment, *quiet, "--without-window", "--cov", "--cov-report=term")
    window = Beside(environment, *quiet, "--window-only", "-p", "no:cacheprovider")

    def both_tests_begin() -> Outcome:
        window.begin()
        return engine()

    checks: list[tuple[str, Callable[[], Outcome]]] = [
        ("lint", tool(environment, "-m", "ruff", "check", "--output-format", "concise", ".")),
        ("format", tool(environment, "-m", "ruff", "format", "--check", ".")),
        ("types", tool(environment, "-m", "mypy")),
        ("floors", tool(environment, "-c", floors)),
        ("the engine's tests, with coverage and without the window's library", both_tests_begin),
        ("the window's tests", window.outcome),
        ("wheel", lambda: wheel_check(environment)),
        ("known weaknesses in packages", lambda: audit(environment)),
    ]
    summary = []
    for name, one in checks:
        say(f"---- {name}")
        started = time.monotonic()
        outcome, word = one()
        summary.append(f"{outcome}  {name} ({time.monotonic() - started:.0f} s){': ' + word if word else ''}")
        say(summary[-1])
    say()
    say("\n".join(summary))
    failed = sum(line.startswith("FAIL") for line in summary)
    say()
    say(f"FAIL: {failed} of {len(checks)} checks failed." if failed else "PASS: no check failed.")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Do what the arguments ask; returns the exit code."""
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb in ("-h", "--help", "help"):
        say((__doc__ or "").strip())
        return 0
    if verb not in ("", "--", "setup", "window", "test", "check"):
        say(f"run.py does not know {verb!r}. To pass it to tracer: python3 run.py -- {shown(arguments)}")
        say((__doc__ or "").strip())
        return 2
    environment = set_up(dev=verb in ("test", "check"))
    if verb == "setup":
        return 0
    if verb == "test":
        return tests(environment, rest)
    if verb == "check":
        return check(environment)
    if verb == "window":
        return window(environment, rest)
    if verb == "--":
        return run(environment.tracer, *rest)
    return main_job(environment)


def start() -> NoReturn:
    """Run, and turn every foreseen trouble into a sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a folder's name may not fit the terminal's encoding
            stream.reconfigure(errors="replace")
    with_a_python_new_enough()
    try:
        sys.exit(main(sys.argv[1:]))
    except SetUpError as problem:
        sys.exit(f"Tracer could not be set up. {problem}")
    except PermissionError as problem:
        sys.exit(
            f"Tracer could not be set up: no permission for {problem.filename}. Copy the folder to a place of yours."
        )
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    start()
