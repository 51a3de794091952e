"""Compiles the one part of Tracer that is not Python, tracer_engine/ingest/cell_scan.c, into a library.

    python packaging/compile_cells.py

Done by itself whenever Tracer is installed (build_hook.py); by hand after a change of that file. Taken is the system's
C compiler, or, where there is none that works and on Windows, Zig's, which is a package like any other: `pip install
ziglang`. The library needs nothing but the system's C library and any 64-bit processor of its kind.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ZIG = "ziglang>=0.15,<1"
ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tracer_engine" / "ingest" / "cell_scan.c"
SUFFIXES = {"win32": ".dll", "darwin": ".dylib"}
FLAGS = ["-std=gnu11", "-O3", "-shared", "-fvisibility=hidden", "-Wall", "-Wextra"]
OLDEST_MACOS = "11.0"


class CompilerError(Exception):
    """There is no library; the message says why."""


def library() -> Path:
    """Where the library belongs."""
    return SOURCE.parent / "compiled" / ("tracer_cells" + SUFFIXES.get(sys.platform, ".so"))


def wheel_tag() -> str:
    """What a wheel with the library in it fits: any Python, this system."""
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        return f"py3-none-macosx_{OLDEST_MACOS.replace('.', '_')}_{machine}"
    if sys.platform == "win32":
        return f"py3-none-win_{machine}"
    return f"py3-none-linux_{machine}"


def is_wanted() -> bool:
    """Whether it is to be compiled: not where TRACER_PURE_PYTHON is set, nor for a processor it is not written for."""
    return not os.environ.get("TRACER_PURE_PYTHON") and sys.maxsize > 2**32 and sys.byteorder == "little"


def system_compiler() -> list[str] | None:
    """The system's C compiler; None where there is none, or none that makes a library of the source."""
    words = shlex.split(os.environ.get("CC", "")) or ["cc"]  # such as "ccache gcc"
    if sys.platform == "win32" or shutil.which(words[0]) is None:
        return None
    command = [*words, "-fPIC"]
    if sys.platform == "darwin":
        command += ["-arch", platform.machine(), f"-mmacosx-version-min={OLDEST_MACOS}"]
    with tempfile.TemporaryDirectory() as folder:
        try:
            compile_with(command, Path(folder) / "try")
        except CompilerError:
            return None
    return command


def zig_compiler() -> list[str] | None:
    """Zig's C compiler, told to make what every processor of this kind can run; None where it is not installed."""
    if importlib.util.find_spec("ziglang") is None:
        return None
    processor = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    system = {"win32": "windows-gnu", "darwin": f"macos.{OLDEST_MACOS}"}.get(sys.platform, "linux-gnu.2.17")
    position = [] if sys.platform == "win32" else ["-fPIC"]
    return [sys.executable, "-m", "ziglang", "cc", "-target", f"{processor}-{system}", "-mcpu=baseline", *position]


def compile_with(command: list[str], target: Path) -> None:
    """Make the library with this compiler. Raises CompilerError; then there is no half of it."""
    try:
        target.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=str(target.parent)) as folder:
            made = Path(folder) / target.name
            environment = dict(os.environ, ZIG_GLOBAL_CACHE_DIR=folder, ZIG_LOCAL_CACHE_DIR=folder)
            command = [*command, *FLAGS, "-o", str(made), str(SOURCE)]
            done = subprocess.run(command, env=environment, capture_output=True, check=False)
            if done.returncode != 0 or not made.exists():
                raise CompilerError((done.stdout + done.stderr).decode(errors="replace").strip())
            made.replace(target)  # in one go: a program that has the old one open keeps it
    except OSError as problem:  # no such compiler, no right to write here; on Windows, the old one is in use
        raise CompilerError(f"{target.name} could not be made: {problem}") from problem


def compile_library() -> Path:
    """Make the library with what there is. Raises CompilerError."""
    command = system_compiler() or zig_compiler()
    if command is None:
        raise CompilerError("There is no C compiler that works. This brings one: pip install ziglang")
    compile_with(command, library())
    return library()


if __name__ == "__main__":
    try:
        print(compile_library())
    except CompilerError as problem:
        sys.exit(str(problem))
