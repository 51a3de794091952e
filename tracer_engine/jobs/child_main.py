"""What runs in the child process: one verb, with its steps and its end told over a pipe."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tracer_engine.durable_files import storage_error
from tracer_engine.errors import InputError, StorageError, is_native_fault
from tracer_engine.progress import Stage, Step
from tracer_engine.types.job import JobError
from tracer_engine.workspace.locks import held_lock

READY, STEP, END = "ready", "step", "end"
GO, FINISH = "go", "finish"
SECONDS_BETWEEN_STEPS = 0.1
PARENT_GONE = 75
LOCK_TAKEN = 73
# Linux: when memory runs out the work is to go, and not the program that waits for it.
_OOM_SCORE = "500"
WORK_GIVES_WAY = 5  # steps of "nice": a window that is drawn goes before hours of fits, on two cores too


def run_verb(link: Connection, verb: Callable[..., Any], arguments: tuple[Any, ...], holding: Path | None) -> None:
    """Run `verb` once the parent says go, holding the lock `holding` meanwhile."""
    settle_in()
    give_way(WORK_GIVES_WAY)
    with contextlib.ExitStack() as held:
        if holding is not None and not held.enter_context(held_lock(holding)):
            os._exit(LOCK_TAKEN)
        parent = _Parent(link)
        link.send((READY, None))
        # A parent that died before it said go takes the work with it: whoever has the lock next can rely on that.
        parent.wait_for_go()
        parent.listen()
        value, error = _outcome(verb, arguments, parent.progress)
        try:
            link.send((END, (value, error)))
        except (AttributeError, TypeError, pickle.PicklingError) as trouble:
            link.send((END, (None, in_words(trouble))))
    # All is told and written; to take the learning libraries apart would keep everybody waiting half a second more.
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(0)


def _outcome(
    verb: Callable[..., Any], arguments: tuple[Any, ...], progress: Callable[[Step], bool]
) -> tuple[Any, JobError | None]:
    try:
        return verb(*arguments, progress=progress), None
    except BaseException as error:  # noqa: BLE001 - the one place where the work's ends are turned outward
        return None, in_words(error)


class _Parent:
    """The parent, as the child sees it."""

    def __init__(self, link: Connection) -> None:
        self._link = link
        self._finish = threading.Event()
        self._told_at = float("-inf")
        self._stage: Stage | None = None

    def wait_for_go(self) -> None:
        try:
            self._link.recv()
        except (EOFError, OSError):
            os._exit(PARENT_GONE)

    def listen(self) -> None:
        """Take in, from now on, what the parent wants, and end with it."""
        threading.Thread(target=self._listen, name="parent listener", daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                if self._link.recv() == FINISH:
                    self._finish.set()
            except (EOFError, OSError):
                os._exit(PARENT_GONE)

    def progress(self, step: Step, /) -> bool:
        """The verb's `Progress`: tells of news at once, of the rest ten times a second."""
        now = time.monotonic()
        if step.learner or step.stage != self._stage or now - self._told_at >= SECONDS_BETWEEN_STEPS:
            self._stage, self._told_at = step.stage, now
            try:
                self._link.send((STEP, step))
            except OSError:
                os._exit(PARENT_GONE)
        return not self._finish.is_set()


def settle_in() -> None:
    """Leave the terminal to the parent: Ctrl-C is for it, and so is stdout."""
    if os.environ.get("TRACER_DEBUG") != "1":
        # Warnings of libraries are for those who write programs; Tracer's own are findings and notes.
        warnings.simplefilter("ignore")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with contextlib.suppress(OSError):
            os.setsid()
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")
    with contextlib.suppress(OSError):
        os.dup2(2, 1)


def give_way(steps: int) -> None:
    """Let the programs somebody looks at go first: `steps` of POSIX's nice, on Windows one class of priority."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        below_normal = 0x4000
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), below_normal)
        return
    with contextlib.suppress(OSError):
        os.nice(steps)
    if sys.platform == "linux":
        # Where each session has its own share of the processor, nice counts inside of it only.
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(steps), encoding="ascii")


def in_words(error: BaseException) -> JobError:
    """Any error, as its reader is to be told of it; texts that may quote cells are left out."""
    if isinstance(error, MemoryError):
        return JobError(
            message="This needed more memory than the computer has.",
            remedy="Close other programs, use quick effort, or give fewer rows or columns.",
            kind="died",
        )
    if isinstance(error, OSError) and not is_native_fault(error):
        error = storage_error(error, error.filename or "a file")
    if isinstance(error, InputError):
        return JobError(message=error.message, remedy=error.remedy, kind="input")
    if isinstance(error, StorageError):
        return JobError(message=error.message, remedy=error.remedy, kind="storage")
    return JobError(
        message=f"This is a bug in Tracer ({type(error).__name__}{_place(error)}), not in your file.",
        remedy="Please tell the people who make Tracer, with this message.",
        kind="bug",
    )


def _place(error: BaseException) -> str:
    """Where in Tracer it happened: the innermost of our own lines."""
    root = Path(__file__).resolve().parents[1]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(root) and path != Path(__file__):
            return f" in {path.relative_to(root).as_posix()}, line {frame.lineno}"
    return ""
