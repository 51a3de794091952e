"""The entry point `tracer-desktop [FILE] [--run ID]`.

Light on purpose: every child process that a program spawns imports the program's main module again.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracer_engine import __version__, is_built

if TYPE_CHECKING:
    import argparse

WRONG_USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window, and return the exit code once it is closed."""
    cap_threads()
    if is_built():
        import multiprocessing

        multiprocessing.freeze_support()
    told = list(sys.argv[1:] if argv is None else argv)
    if told[:1] in (["-c"], ["-m"]):
        # A library that starts "python -c …" starts this program once it is frozen: never a second window.
        print("tracer-desktop is not a Python interpreter.", file=sys.stderr)
        return WRONG_USAGE
    file, run, photograph = None, None, None
    if told:
        arguments = _parser().parse_args(told)
        if arguments.selftest:
            return _selftest(as_json=arguments.json, keep=arguments.keep)
        file, run, photograph = arguments.file, arguments.run, arguments.photograph
    # Nothing that is made before the window is there becomes garbage; from then on `work.garbage` looks after it.
    gc.disable()
    from tracer_desktop.app.binding import import_binding

    import_binding()
    from tracer_desktop.app.start import show_window

    return show_window(file, run, photograph=photograph)


def _selftest(*, as_json: bool, keep: Path | None) -> int:
    # Before Qt is first imported; nobody has to have a screen for it.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tracer_desktop.selftest import run_selftest

    return run_selftest(_say, as_json=as_json, keep=keep)


def _say(text: str) -> None:
    print(text, flush=True)


def cap_threads() -> None:
    """One thread for each OpenMP region, and none that spins while it waits: before numpy is first imported."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(prog="tracer-desktop", description="The window of Tracer.")
    told = "a table (CSV, Excel, Parquet) or a model (.tracer)"
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help=told)
    parser.add_argument("--run", metavar="ID", help='open this run of the workspace, or "newest"')
    parser.add_argument("--selftest", action="store_true", help="try whether all of Tracer works on this computer")
    parser.add_argument("--json", action="store_true", help="with --selftest: tell it as JSON")
    told = "with --selftest: keep a picture of every page there, and what was found"
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help=told)
    told = "keep a picture of the window, and beside it when it came, and close it"
    parser.add_argument("--photograph", metavar="PNG", type=Path, help=told)
    parser.add_argument("--version", action="version", version=__version__)
    return parser
