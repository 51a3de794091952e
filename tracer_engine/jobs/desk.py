"""The engine in a child process that stays: asked one thing after another, it keeps what is open.

    desk = Desk(on_lost=…)
    desk.start() … desk.ask("open_table", path, reading, options, on_answer=…) … desk.close()

For a program that must never wait, such as the window. What can be asked is in `tracer_engine.browsing.bench`.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from tracer_engine.jobs.child import Ending, died, see_out
from tracer_engine.jobs.child_main import in_words
from tracer_engine.jobs.desk_main import ASK, CANCELLED, DROP, END, STEP, serve
from tracer_engine.progress import Step
from tracer_engine.types.job import JobError

MOST_DEATHS = 5
"""So many children died one after another without a single answer: the next is there when something is asked."""
REMEDY = "Close other programs if memory is short, then open the file or the run again."


class Question:
    """One thing that was asked. `drop()`: nobody wants the answer, and nothing more is told of it."""

    def __init__(
        self,
        desk: Desk,
        number: int,
        verb: str,
        arguments: tuple[object, ...],
        on_answer: Callable[[Ending], object],
        on_step: Callable[[Step], object],
        *,
        urgent: bool,
    ) -> None:
        self.number, self.verb, self.arguments, self.urgent = number, verb, arguments, urgent
        self.on_answer, self.on_step = on_answer, on_step
        self.dropped = False
        self.done = False
        self._desk = desk

    def drop(self) -> None:
        """If it is not begun it is never done; if it is, the work ends at its next step."""
        if not (self.dropped or self.done):
            self.dropped = True
            self._desk.forget(self)


class Desk:
    """Asks the verbs of the bench in a spawned child. Any thread may call it; all callbacks come from one thread.

    `on_lost` is called when the child died by itself: all it had been asked has failed by then, and a new child is
    there, in which nothing is open.
    """

    def __init__(self, *, on_lost: Callable[[JobError], object] = lambda _error: None) -> None:
        self._on_lost = on_lost
        self._lock = threading.Lock()
        self._waiting: list[Question] = []
        self._current: Question | None = None
        self._sent_away: list[Question] = []
        self._numbers = 0
        self._interrupted = False
        self._closing = False
        self._deaths = 0
        self._child: BaseProcess | None = None
        self._link: Connection | None = None
        # What is wished for is written here, so that the watcher alone ever touches the child.
        self._wishes, self._wish = multiprocessing.Pipe(duplex=False)
        self._wish_lock = threading.Lock()
        self._watcher: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id, once it has one."""
        child = self._child
        return child.pid if child is not None else None

    def start(self) -> None:
        """Bring the child into the world; returns at once. It warms up by itself."""
        with self._lock:
            if self._watcher is None and not self._closing:
                self._watcher = threading.Thread(target=self._watch, name="desk watcher", daemon=True)
                self._watcher.start()

    def ask(
        self,
        verb: str,
        *arguments: object,
        on_answer: Callable[[Ending], object],
        on_step: Callable[[Step], object] = lambda _step: None,
        urgent: bool = False,
    ) -> Question:
        """Ask for a verb of the bench, in turn; `urgent` questions come before others that wait.

        `on_answer` is called once, unless the question is dropped or the desk closed.
        """
        with self._lock:
            self._numbers += 1
            question = Question(self, self._numbers, verb, arguments, on_answer, on_step, urgent=urgent)
            place = len(self._waiting)
            if urgent:
                place = next((i for i, other in enumerate(self._waiting) if not other.urgent), place)
            self._waiting.insert(place, question)
        self.start()
        self._wake()
        return question

    def forget(self, question: Question) -> None:
        """What `Question.drop` does."""
        with self._lock:
            if question in self._waiting:
                self._waiting.remove(question)
        self._wake()

    def interrupt(self) -> None:
        """End at once what is being done and what waits (all end "cancelled"); a new child is started.

        What is asked from now on is asked of the new one.
        """
        with self._lock:
            self._interrupted = True
            self._sent_away += self._waiting
            self._waiting = []
        self._wake()

    def close(self, seconds: float = 5.0) -> None:
        """End the child and wait for it; no answer is told any more."""
        with self._lock:
            self._closing = True
            self._waiting.clear()
            watcher = self._watcher
        self._wake()
        if watcher is None:
            self._close_wishes()
        if watcher is not None and watcher is not threading.current_thread():
            watcher.join(seconds)

    def _wake(self) -> None:
        with self._wish_lock, contextlib.suppress(OSError):
            if not self._wish.closed:
                self._wish.send_bytes(b"!")

    def _close_wishes(self) -> None:
        with self._wish_lock:
            self._wishes.close()
            self._wish.close()

    # ------------------------------------------------------------ in the watcher's thread

    def _watch(self) -> None:
        while not self._closing:
            try:
                self._spawn()
                error = self._listen()
            except OSError as trouble:
                error = JobError(
                    message=f"The engine's process could not be started: {trouble.strerror}.",
                    remedy=REMEDY,
                    kind="died",
                )
            lost = self._end_child(error)
            if lost is not None:
                self._deaths += 1
                self._lose(lost)
                while self._deaths >= MOST_DEATHS and not (self._waiting or self._interrupted or self._closing):
                    self._wishes.recv_bytes()
        self._close_wishes()

    def _spawn(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._link, far_end = spawn.Pipe()
        self._child = spawn.Process(target=serve, args=(far_end,), name="tracer engine", daemon=True)
        try:
            self._child.start()
        except OSError:
            self._child = None
            raise
        finally:
            # The child alone holds it now, so that its death is an end of file here.
            far_end.close()

    def _listen(self) -> JobError | None:
        """Pass questions and answers on, until the child is to go (None) or has gone (why)."""
        assert self._link is not None
        while True:
            try:
                self._ask_next()
                for source in wait([self._link, self._wishes]):
                    if source is self._wishes:
                        self._wishes.recv_bytes()
                    else:
                        self._take(self._link.recv())
            except (EOFError, OSError):
                if not (self._closing or self._interrupted):
                    return JobError(message="", kind="died")
            if self._closing or self._interrupted:
                return None

    def _ask_next(self) -> None:
        assert self._link is not None
        current = self._current
        if current is not None:
            if current.dropped and not current.done:
                current.done = True
                self._link.send((DROP, current.number, None))
            return
        while current is None:
            with self._lock:
                if self._interrupted or not self._waiting:
                    return
                current = self._current = self._waiting.pop(0)
            try:
                self._link.send((ASK, current.number, (current.verb, current.arguments)))
            except (AttributeError, TypeError, pickle.PicklingError) as trouble:
                self._current = None
                self._answer(current, Ending(state="failed", error=in_words(trouble)))
                current = None

    def _take(self, message: tuple[str, int, Any]) -> None:
        kind, number, told = message
        current = self._current
        if current is None or current.number != number:
            return
        if kind == STEP:
            if not (current.dropped or self._closing):
                _call(current.on_step, told)
            return
        self._deaths = 0
        self._current = None
        if kind == CANCELLED:
            self._answer(current, Ending(state="cancelled"))
        elif kind == END:
            value, error = told
            self._answer(current, Ending(state="failed", error=error) if error else Ending(state="done", value=value))

    def _answer(self, question: Question, ending: Ending) -> None:
        question.done = True
        if not (question.dropped or self._closing):
            _call(question.on_answer, ending)

    def _end_child(self, error: JobError | None) -> JobError | None:
        """See the child out; returns why it was lost, None where it was sent away."""
        code: int | None = None
        if self._child is not None:
            see_out(self._child, 1.0 if error is not None else 0.0)
            code = self._child.exitcode
            self._child.close()
            self._child = None
        if self._link is not None:
            self._link.close()
            self._link = None
        current, self._current = self._current, None
        if error is not None:
            error = error if error.message else replace(died(code), remedy=REMEDY)
            if current is not None:
                self._answer(current, Ending(state="failed", error=error))
            return error
        with self._lock:
            sent_away, self._sent_away = self._sent_away, []
            self._interrupted = False
        for question in [current, *sent_away]:
            if question is not None:
                self._answer(question, Ending(state="cancelled"))
        return None

    def _lose(self, error: JobError) -> None:
        """What waits was meant for what was open, and nothing is open any more."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for question in waiting:
            self._answer(question, Ending(state="failed", error=error))
        if not self._closing:
            _call(self._on_lost, error)


def _call(callback: Callable[[Any], object], value: object) -> None:
    """Tell somebody; what goes wrong there is shown like any other mistake, and does not silence the desk."""
    try:
        callback(value)
    except Exception:  # noqa: BLE001 - it is not ours
        sys.excepthook(*sys.exc_info())
