"""Where the command line meets the engine: every end of a command becomes an exit code and a sentence."""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path

from tracer_engine.cli.printing import forget_stdout, shown
from tracer_engine.cli.usage_words import say_plainly
from tracer_engine.durable_files import storage_error, write_durably
from tracer_engine.errors import InputError, StorageError, TracerError, is_native_fault
from tracer_engine.progress import Cancelled

DONE = 0
WRONG_USAGE = 2
CANCELLED = 130
BUG = 70

# The first line that fits decides; a usage error brings its own code.
EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (InputError, 3),
    (StorageError, 4),
    (TracerError, BUG),
    (Cancelled, CANCELLED),
    (KeyboardInterrupt, CANCELLED),
)


def run_front(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; whatever went wrong has been said on stderr."""
    debugging = os.environ.get("TRACER_DEBUG") == "1"
    if not debugging:
        # Warnings of libraries are for those who write programs; Tracer's own are findings and notes.
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        # A name that the console's encoding does not know is no reason to end.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = _run_command(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()
        return DONE
    except (Exception, Cancelled, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place where all ends are turned outward
        return _end_with(error, debugging)
    return code


def _run_command(arguments: Sequence[str] | None) -> int:
    from tracer_engine.cli.commands import command_line

    words = None if arguments is None else list(arguments)  # None: the option parser expands wildcards on Windows
    app = command_line(*(sys.argv[1:] if words is None else words)[:1])
    answer = app(args=words, prog_name="tracer", standalone_mode=False)
    return answer if isinstance(answer, int) else DONE


def _end_with(error: BaseException, debugging: bool) -> int:
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        # A usage error of the option parser, whose class has moved between its releases.
        say_plainly(error)
        error.show()  # type: ignore[attr-defined]
        return int(error.exit_code)
    if debugging:
        traceback.print_exception(error)
    if isinstance(error, MemoryError):
        error = StorageError(
            "This needed more memory than the computer has.",
            remedy="Close other programs, use quick effort, or give fewer rows or columns.",
        )
    elif isinstance(error, OSError) and not is_native_fault(error):
        error = storage_error(error, error.filename or "the output")
    for kind, code in EXIT_CODES:
        if isinstance(error, kind):
            _say(_in_words(error))
            if code == BUG:
                break
            _flush_or_forget()
            return code
    _say(_report_bug(error))
    return BUG


def _in_words(error: BaseException) -> str:
    if isinstance(error, Cancelled):
        return "Cancelled. Nothing of it was kept."
    if isinstance(error, KeyboardInterrupt):
        # Before the work began, or after what it gave was kept: while it goes on, Ctrl-C is Cancelled.
        return "Interrupted."
    if isinstance(error, TracerError) and error.remedy:
        return f"{error.message}\n{error.remedy}{_options_in_words(error.options)}"
    return str(error)


def _options_in_words(options: Sequence[str]) -> str:
    """What the command line calls that which a remedy is about."""
    named = " and ".join(f"--{option}" for option in options)
    return f" The option{'s are' if len(options) > 1 else ' is'} {named}." if options else ""


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write("\n".join(shown(line) for line in text.split("\n")) + "\n")
        sys.stderr.flush()


def _report_bug(error: BaseException) -> str:
    """Writes down where it happened and says so in one sentence.

    The text of the error stays out of the file: it may quote cells.
    """
    places = []
    link: BaseException | None = error
    while link is not None:
        places.append("".join(traceback.format_tb(link.__traceback__)) + type(link).__qualname__ + "\n")
        link = link.__cause__ or link.__context__
    now = datetime.datetime.now(datetime.UTC)
    try:
        from tracer_engine.workspace import open_workspace

        folder = open_workspace().path / "logs"
        folder.mkdir(mode=0o700, exist_ok=True)
        path: Path | None = folder / f"bug-{now:%Y%m%d-%H%M%S}.txt"
        write_durably(folder / f"bug-{now:%Y%m%d-%H%M%S}.txt", "\ncaused by\n".join(reversed(places)))
    except (StorageError, OSError):
        path = None
    where = f"where it happened is written in {path}" if path else "run it again with TRACER_DEBUG=1 to see where"
    return f"This is a bug in Tracer ({type(error).__name__}), not in your file; {where}."


def _flush_or_forget() -> None:
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        forget_stdout()
