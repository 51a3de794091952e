"""What runs in the child of a `Desk`: questions come over a pipe and are answered one by one, until it closes."""

from __future__ import annotations

import os
import pickle
import queue
import threading
import time
from multiprocessing.connection import Connection
from typing import Any

from tracer_engine.jobs.child_main import PARENT_GONE, SECONDS_BETWEEN_STEPS, give_way, in_words, settle_in
from tracer_engine.progress import Cancelled, Stage, Step

ANSWERS_GIVE_WAY = 2  # to the window that waits for them, not to what is trained beside it

ASK, DROP = "ask", "drop"
STEP, END, CANCELLED = "step", "end", "cancelled"


def serve(link: Connection) -> None:
    """Answer questions until the parent is gone."""
    settle_in()
    give_way(ANSWERS_GIVE_WAY)
    asked: queue.SimpleQueue[tuple[int, str, tuple[Any, ...]]] = queue.SimpleQueue()
    dropped: set[int] = set()
    threading.Thread(target=_listen, args=(link, asked, dropped), name="parent listener", daemon=True).start()
    # Only now, so that the parent is listened to while the libraries are loaded.
    from tracer_engine.browsing.bench import VERBS, Bench

    bench = Bench()
    warming = bench.warm_up()
    while True:
        if asked.empty() and next(warming, None) is not None:
            continue
        number, verb, arguments = asked.get()
        if number in dropped:
            _send(link, (CANCELLED, number, None))
            continue
        progress = _Progress(link, number, dropped)
        try:
            if verb not in VERBS:
                raise LookupError(verb)
            answer: tuple[str, int, Any] = (END, number, (getattr(bench, verb)(*arguments, progress=progress), None))
        except Cancelled:
            answer = (CANCELLED, number, None)
        except BaseException as error:  # noqa: BLE001 - the one place where the work's ends are turned outward
            answer = (END, number, (None, in_words(error)))
        _send(link, answer)


def _send(link: Connection, answer: tuple[str, int, Any]) -> None:
    try:
        link.send(answer)
    except (AttributeError, TypeError, pickle.PicklingError) as trouble:
        link.send((END, answer[1], (None, in_words(trouble))))
    except OSError:
        os._exit(PARENT_GONE)


def _listen(link: Connection, asked: queue.SimpleQueue[tuple[int, str, tuple[Any, ...]]], dropped: set[int]) -> None:
    while True:
        try:
            kind, number, told = link.recv()
        except (EOFError, OSError):
            os._exit(PARENT_GONE)
        if kind == DROP:
            dropped.add(number)
        else:
            verb, arguments = told
            asked.put((number, verb, arguments))


class _Progress:
    """The `Progress` of one question: tells of a new stage at once, of the rest ten times a second."""

    def __init__(self, link: Connection, number: int, dropped: set[int]) -> None:
        self._link, self._number, self._dropped = link, number, dropped
        self._told_at = float("-inf")
        self._stage: Stage | None = None

    def __call__(self, step: Step, /) -> bool:
        """Raises Cancelled when nobody wants the answer any more."""
        if self._number in self._dropped:
            raise Cancelled
        now = time.monotonic()
        if step.stage != self._stage or now - self._told_at >= SECONDS_BETWEEN_STEPS:
            self._stage, self._told_at = step.stage, now
            _send(self._link, (STEP, self._number, step))
        return True
