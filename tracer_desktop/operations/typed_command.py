"""Commands as they can be typed on this computer: Tracer is not called alike wherever it came from."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import tracer_engine

_WINDOWS = sys.platform == "win32"
_NAME = "tracer"


def typed(command: str) -> str:
    """A command of Tracer's (`tracer train …`) as it works in a terminal, for the way this window was started."""
    name, space, rest = command.partition(" ")
    if name != _NAME:
        return command
    return in_a_shell(command_words()) + space + rest


def command_words(prefix: Path | None = None, root: Path | None = None) -> list[str]:
    """The words that call the command line: `tracer` where that is found, else run.py of the source folder, or a path.

    `prefix` is where this Python's environment is, `root` the folder the program lies in.
    """
    suffix = ".exe" if _WINDOWS else ""
    if tracer_engine.is_built():
        return [str(Path(sys.executable).with_name(_NAME + suffix))]
    prefix = prefix or Path(sys.prefix)
    root = root or Path(tracer_engine.__file__).resolve().parent.parent
    script = prefix / ("Scripts" if _WINDOWS else "bin") / (_NAME + suffix)
    found = shutil.which(_NAME)
    if found is not None and script.is_file() and Path(found).samefile(script):
        return [_NAME]
    if (root / "run.py").is_file() and prefix.resolve() == (root / ".venv").resolve():
        return ["py" if _WINDOWS else "python3", str(root / "run.py"), "--"]
    if script.is_file():
        return [str(script)]
    return [sys.executable, "-m", "tracer_engine.cli"]


def in_a_shell(words: list[str]) -> str:
    """Words as one types them in a shell of this system."""
    return subprocess.list2cmdline(words) if _WINDOWS else shlex.join(words)
