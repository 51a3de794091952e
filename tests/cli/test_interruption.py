from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tracer_engine.cli.interruption import watch_interruption
from tracer_engine.progress import Cancelled

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process cannot send itself these signals on Windows")


def send(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


def test_ctrl_c_once_finishes_early_and_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    with watch_interruption(keeps_best=True) as interruption:
        assert interruption.check()
        send(signal.SIGINT)
        assert not interruption.check()
    assert "Finishing early with the best so far" in capfd.readouterr().err


def test_ctrl_c_twice_cancels() -> None:
    with watch_interruption(keeps_best=True) as interruption:
        send(signal.SIGINT)
        with pytest.raises(Cancelled):
            send(signal.SIGINT)
        # A cancel that was swallowed on the way is raised again at the next step.
        with pytest.raises(Cancelled):
            interruption.check()


def test_ctrl_c_cancels_at_once_where_there_is_nothing_to_keep() -> None:
    with pytest.raises(Cancelled), watch_interruption():
        send(signal.SIGINT)


def test_being_told_to_end_cancels_at_once() -> None:
    with pytest.raises(Cancelled), watch_interruption(keeps_best=True):
        send(signal.SIGTERM)


def test_the_handlers_before_are_put_back() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with watch_interruption():
        assert signal.getsignal(signal.SIGINT) != before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_another_thread_goes_without_handlers() -> None:
    answers = []

    def work() -> None:
        with watch_interruption() as interruption:
            answers.append(interruption.check())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert answers == [True]


TAKES_A_WHILE = """
import os, signal, threading
from tracer_engine.cli.interruption import watch_interruption
with watch_interruption(keeps_best=True) as interruption:
    import polars as pl
    cells = pl.Series([str(number) for number in range(200_000)])
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
    while interruption.check():
        frame = cells.to_frame("a").lazy().with_columns(b=pl.col("a").str.contains("1.*2.*3.*4|5.*6.*7"))
        frame.group_by("a").len().collect()
    print("finished early")
"""


def test_ctrl_c_while_polars_is_at_work_finishes_early() -> None:
    """In a process of its own: polars looks for Ctrl-C from its first import on."""
    run = subprocess.run(
        [sys.executable, "-c", TAKES_A_WHILE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stdout) == (0, "finished early\n"), run.stderr


def test_a_library_that_ends_at_ctrl_c_by_itself_is_a_cancel() -> None:
    with pytest.raises(Cancelled), watch_interruption(keeps_best=True):
        raise KeyboardInterrupt
