"""A small pool of threads for fits, watched from the calling thread, which alone speaks to the user.

Fits release the interpreter's lock (LightGBM, LAPACK), so threads do; each fit itself uses one thread.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from tracer_engine.learners.boosting import quieten

T = TypeVar("T")
THREADS_VARIABLE = "TRACER_THREADS"
MOST_THREADS = 64


def threads_to_use(environment: Mapping[str, str] = os.environ) -> int:
    """As many as TRACER_THREADS says, else one for each processor, at most eight. What is no number is not believed."""
    told = environment.get(THREADS_VARIABLE, "").strip()
    if told.isdecimal() and int(told) > 0:
        return min(int(told), MOST_THREADS)
    return max(1, min(8, os.cpu_count() or 1))


class Pool:
    """Runs fits; `halted` is what they ask to know whether to end at once."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or threads_to_use()
        self._halt = threading.Event()
        self._executor = ThreadPoolExecutor(self.threads, thread_name_prefix="fit", initializer=quieten)

    def halted(self) -> bool:
        """Whether fits should end now."""
        return self._halt.is_set()

    def run(self, jobs: Sequence[Callable[[], T]], watch: Callable[[], bool]) -> Iterator[tuple[int, T]]:
        """Yield (index, result) of each job as it ends.

        `watch` is called at least ten times a second in the calling thread; when it returns False, jobs not yet
        begun are dropped, running ones are told to halt, and the iteration ends. Whatever `watch` or a job raises
        ends all others first.
        """
        futures: dict[Future[Any], int] = {self._executor.submit(job): i for i, job in enumerate(jobs)}
        waiting = set(futures)
        try:
            while waiting:
                done, waiting = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=lambda f: futures[f]):
                    yield futures[future], future.result()
                if waiting and not watch():
                    return
        finally:
            if waiting:
                self._halt.set()
                for future in waiting:
                    future.cancel()
                wait(waiting)
                self._halt.clear()

    def close(self) -> None:
        """End the threads."""
        self._halt.set()
        self._executor.shutdown(wait=True, cancel_futures=True)
