"""One piece of work in a child process of our own, whose end, however it comes, never takes the parent along.

    work = ChildWork(verb, arguments, on_step=…, on_end=…)
    work.start() … work.finish_early() or work.cancel() … work.result()

The child is spawned, not forked (the parent has threads, and frozen programs can only spawn: they call
`multiprocessing.freeze_support()` first). It ends by itself as soon as its parent is gone.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal

from tracer_engine.errors import InputError, StorageError, TracerError
from tracer_engine.jobs.child_main import END, FINISH, GO, READY, STEP, in_words, run_verb
from tracer_engine.progress import Cancelled, Step
from tracer_engine.types.job import JobError

SECONDS_TO_TERMINATE = 1.0
SECONDS_TO_LEAVE = 5.0
MEMORY_REMEDY = "Close other programs, use quick effort, or give fewer rows or columns; then start it again."

_FAULTS = ("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGSYS")
"""Not SIGABRT: so end libraries that get no memory."""
_WINDOWS_FAULTS = {
    0x8000_0003: "breakpoint",
    0xC000_0005: "access violation",
    0xC000_0006: "a page could not be read",
    0xC000_001D: "illegal instruction",
    0xC000_0094: "division by zero",
    0xC000_00FD: "stack overflow",
    0xC000_0374: "heap corruption",
}
_WINDOWS_ENDS = {0xC000_0017: "no memory", 0xC000_0409: "abort", 0xC000_012D: "commitment limit"}
"""Exit codes of Windows (ntstatus.h): faults of the program, and ends for want of memory."""

Verb = Callable[..., Any]
"""A function of a module, called in the child as `verb(*arguments, progress=…)`; its result must be picklable."""


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How the work ended: its `value` when done, its `error` when failed."""

    state: Literal["done", "failed", "cancelled"]
    value: Any = None
    error: JobError | None = None


class ChildWork:
    """One verb in a child process. `on_step` and `on_end` are called from one thread, `on_end` once and last.

    `holding` is a lock file that the child holds for as long as it lives: whoever gets it knows that the child is gone.
    """

    def __init__(
        self,
        verb: Verb,
        arguments: tuple[Any, ...] = (),
        *,
        on_step: Callable[[Step], object] = lambda _step: None,
        on_end: Callable[[Ending], object] = lambda _ending: None,
        holding: Path | None = None,
    ) -> None:
        self._verb, self._arguments, self._holding = verb, arguments, holding
        self._on_step, self._on_end = on_step, on_end
        self._finish = threading.Event()
        self._cancel = threading.Event()
        self._ended = threading.Event()
        self._ending: Ending | None = None
        self._pid: int | None = None
        self._told_to_finish = False
        # What is wished for is written here, so that the watcher alone ever touches the child.
        self._wishes, self._wish = multiprocessing.Pipe(duplex=False)
        self._wish_lock = threading.Lock()
        self._watcher = threading.Thread(target=self._watch, name="child watcher", daemon=True)

    @property
    def pid(self) -> int | None:
        """The child's process id, once it has one."""
        return self._pid

    def start(self) -> None:
        """Begin; returns at once."""
        self._watcher.start()

    def finish_early(self) -> None:
        """Have the work end soon with the best so far."""
        self._finish.set()
        self._wake()

    def cancel(self) -> None:
        """End the child, within about a second; nothing is kept."""
        self._cancel.set()
        self._wake()

    def wait(self, timeout: float | None = None) -> Ending | None:
        """Wait for the end, after `on_end`; None when `timeout` seconds were not enough."""
        self._ended.wait(timeout)
        return self._ending if self._ended.is_set() else None

    def result(self) -> Any:
        """Wait for the end, and return what the verb returned. Raises its TracerError, or Cancelled."""
        ending = self.wait()
        assert ending is not None
        if ending.state == "cancelled":
            raise Cancelled
        if ending.error is not None:
            raise as_exception(ending.error)
        return ending.value

    def _wake(self) -> None:
        with self._wish_lock:
            if not self._wish.closed:
                self._wish.send_bytes(b"!")

    def _watch(self) -> None:
        try:
            ending = self._live()
        except OSError as error:
            ending = _failed(f"The process that does the work could not be started: {error.strerror}.", MEMORY_REMEDY)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of an end, whatever it was
            ending = Ending(state="failed", error=in_words(error))
        with self._wish_lock:
            self._wish.close()
            self._wishes.close()
        self._ending = ending
        try:
            self._on_end(ending)
        finally:
            self._ended.set()

    def _live(self) -> Ending:
        """The child's whole life. Raises OSError when it cannot be brought into the world."""
        spawn = multiprocessing.get_context("spawn")
        link, far_end = spawn.Pipe()
        child = spawn.Process(
            target=run_verb,
            args=(far_end, self._verb, self._arguments, self._holding),
            name="tracer work",
            daemon=True,
        )
        try:
            child.start()
            self._pid = child.pid
            # The child alone holds it now, so that its death is an end of file here.
            far_end.close()
            ending = self._listen(link)
            see_out(child, SECONDS_TO_LEAVE if ending and ending.state != "cancelled" else 0.0)
            ending = ending or Ending(state="failed", error=died(child.exitcode))
            child.close()
            return ending
        finally:
            far_end.close()
            link.close()

    def _listen(self, link: Connection) -> Ending | None:
        """Take in what the child tells until it has told its end; None when it went without."""
        going = False
        while True:
            if self._cancel.is_set():
                return Ending(state="cancelled")
            for source in wait([link, self._wishes]):
                try:
                    if source is self._wishes:
                        self._wishes.recv_bytes()
                        self._pass_on(link, going)
                        continue
                    kind, told = link.recv()
                    if kind == READY:
                        going = True
                        link.send(GO)
                        self._pass_on(link, going)
                except (EOFError, OSError):
                    if self._cancel.is_set():
                        return Ending(state="cancelled")
                    return None
                if kind == STEP and not self._cancel.is_set():
                    self._on_step(told)
                elif kind == END:
                    value, error = told
                    return Ending(state="failed", error=error) if error else Ending(state="done", value=value)

    def _pass_on(self, link: Connection, going: bool) -> None:
        if going and self._finish.is_set() and not self._told_to_finish:
            self._told_to_finish = True
            link.send(FINISH)


def as_exception(error: JobError) -> TracerError:
    """The error as one to be raised."""
    kind = {"input": InputError, "storage": StorageError}.get(error.kind, TracerError)
    return kind(error.message, remedy=error.remedy)


def _failed(message: str, remedy: str) -> Ending:
    return Ending(state="failed", error=JobError(message=message, remedy=remedy, kind="died"))


def died(code: int | None) -> JobError:
    """Why a child went without a word, as far as its exit code tells."""
    fault, name = _fault_of(code), _ended_by(code)
    if fault:
        return JobError(
            message=f"Something in the process that did the work broke down ({fault}). Your file and your runs are "
            "untouched.",
            remedy="Start it again; if it happens twice, please tell the people who make Tracer, with this message.",
            kind="died",
        )
    if name:
        return JobError(
            message=f"The process that did the work was killed ({name}), most often because the "
            "computer ran out of memory.",
            remedy=MEMORY_REMEDY,
            kind="died",
        )
    return JobError(
        message=f"The process that did the work ended before its work was done (exit code {code}).",
        remedy="Start it again; if it happens twice, use quick effort, or give fewer rows or columns.",
        kind="died",
    )


def _ended_by(code: int | None) -> str:
    """What ended a process from outside, "" where nothing did."""
    if code is None or code >= 0:
        return _WINDOWS_ENDS.get(code or 0, "")
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _fault_of(code: int | None) -> str:
    """What broke down in the process itself, "" where nothing did."""
    if code is None:
        return ""
    name = _ended_by(code)
    return _WINDOWS_FAULTS.get(code, name if name in _FAULTS else "")


def see_out(child: BaseProcess, seconds: float) -> None:
    """Wait until the child is gone; when `seconds` are over it is asked to go, a second later made to."""
    end = time.monotonic() + seconds
    while child.is_alive() and time.monotonic() < end:
        child.join(end - time.monotonic())
    if child.is_alive():
        child.terminate()
        child.join(SECONDS_TO_TERMINATE)
    if child.is_alive():
        child.kill()
    child.join()
