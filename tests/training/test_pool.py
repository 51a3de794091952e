"""The pool: watched from the calling thread, ended at once when told, and nothing is lost or left running."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tracer_engine.learners.contract import Halted
from tracer_engine.progress import Cancelled
from tracer_engine.training.pool import Pool, threads_to_use

PATIENCE = 30.0


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(2)
    yield pool
    pool.close()


def fit_until_halted(pool: Pool, began: threading.Event, ended: threading.Event) -> None:
    """What a fit does: it asks again and again whether to end."""
    began.set()
    try:
        pause = threading.Event()
        for _ in range(int(PATIENCE * 100)):
            if pool.halted():
                raise Halted
            pause.wait(0.01)
    finally:
        ended.set()


def test_every_job_s_result_comes_with_its_number(pool: Pool) -> None:
    jobs = [lambda number=number: number * number for number in range(20)]

    assert dict(pool.run(jobs, lambda: True)) == {number: number * number for number in range(20)}


def test_jobs_run_in_other_threads_and_the_watch_in_the_caller_s(pool: Pool) -> None:
    watched: set[int] = set()
    hold = threading.Event()

    def watch() -> bool:
        watched.add(threading.get_ident())
        hold.set()
        return True

    def job() -> int:
        assert hold.wait(PATIENCE)
        return threading.get_ident()

    (result,) = pool.run([job], watch)

    assert watched == {threading.get_ident()}
    assert result[1] != threading.get_ident()


def test_no_more_jobs_run_at_a_time_than_there_are_threads(pool: Pool) -> None:
    lock, running, most = threading.Lock(), [0], [0]
    both = threading.Barrier(2, timeout=PATIENCE)

    def job() -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        both.wait()
        with lock:
            running[0] -= 1

    list(pool.run([job] * 6, lambda: True))

    assert most[0] == 2


def test_when_the_watch_says_so_running_fits_halt_and_waiting_ones_never_begin(pool: Pool) -> None:
    began, ended, never = threading.Event(), threading.Event(), threading.Event()
    jobs = [lambda: fit_until_halted(pool, began, ended)] * 2 + [never.set]

    assert list(pool.run(jobs, lambda: not began.is_set())) == []

    assert ended.is_set()
    assert not never.is_set()
    assert not pool.halted()


@pytest.mark.parametrize("end", [Cancelled, KeyboardInterrupt, ValueError])
def test_what_the_watch_raises_ends_all_fits_first(pool: Pool, end: type[BaseException]) -> None:
    began, ended = threading.Event(), threading.Event()

    def watch() -> bool:
        if began.is_set():
            raise end
        return True

    with pytest.raises(end):
        list(pool.run([lambda: fit_until_halted(pool, began, ended)], watch))

    assert ended.is_set()


def test_what_a_fit_raises_ends_the_others_and_reaches_the_caller(pool: Pool) -> None:
    began, ended = threading.Event(), threading.Event()

    def fail() -> None:
        assert began.wait(PATIENCE)
        raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError, match="a bug"):
        list(pool.run([lambda: fit_until_halted(pool, began, ended), fail], lambda: True))

    assert ended.is_set()


def test_a_pool_can_be_used_again_after_a_halt(pool: Pool) -> None:
    began, ended = threading.Event(), threading.Event()
    list(pool.run([lambda: fit_until_halted(pool, began, ended)], lambda: not began.is_set()))

    assert list(pool.run([lambda: 7], lambda: True)) == [(0, 7)]


def test_closing_ends_the_threads() -> None:
    pool = Pool(2)
    list(pool.run([lambda: None] * 4, lambda: True))

    pool.close()

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("fit")]


def test_there_is_always_a_thread() -> None:
    assert 1 <= Pool().threads <= 8


@pytest.mark.parametrize(("told", "used"), [("3", 3), (" 1 ", 1), ("1000", 64)])
def test_as_many_threads_are_used_as_the_environment_says(told: str, used: int) -> None:
    assert threads_to_use({"TRACER_THREADS": told}) == used


@pytest.mark.parametrize("told", ["", "0", "many", "-2"])
def test_a_number_of_threads_that_is_none_is_not_believed(told: str) -> None:
    assert threads_to_use({"TRACER_THREADS": told}) == threads_to_use({})


def test_a_pool_asks_the_environment_when_it_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_THREADS", "3")
    pool = Pool()
    pool.close()

    assert pool.threads == 3
