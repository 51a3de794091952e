from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import IO

import pytest

from tracer_engine.cli.interruption import Interruption
from tracer_engine.cli.progress_display import ProgressDisplay, show_progress, time_left
from tracer_engine.progress import Cancelled, Step


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        ((3.0, 12.4), "3 to 12 s left"),
        ((0.0, 0.2), "0 to 1 s left"),
        ((5.2, 5.4), "about 5 s left"),
        ((60.0, 300.0), "1 to 5 min left"),
        ((3600.0, 10_800.0), "1 to 3 h left"),
    ],
)
def test_time_left_is_a_range_in_words(seconds: tuple[float, float] | None, words: str) -> None:
    assert time_left(seconds) == words


def test_without_a_terminal_there_is_one_line_a_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress() as display:
        progress = display.part(0, 1)
        for thousandth in range(1000):
            assert progress(Step(stage="read", fraction=thousandth / 2000))
        progress(Step(stage="train", fraction=0.5, seconds_left=(10, 20)))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "  0 %  Reading"
    assert lines[-1] == " 50 %  Training · 10 to 20 s left"
    assert len(lines) <= 4


def test_every_finished_learner_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress() as display:
        progress = display.part(0, 1)
        for name in ("spline-logistic", "trees-native"):
            progress(Step(stage="train", fraction=0.5, learner=name, value=0.84561))
    assert capsys.readouterr().err.splitlines() == [
        " 50 %  Training · spline-logistic: ROC AUC 0.846 out of fold",
        " 50 %  Training · trees-native: ROC AUC 0.846 out of fold",
    ]


def test_jobs_share_one_bar_and_it_never_goes_back(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress() as display:
        display.part(0, 0.4)(Step(stage="read", fraction=1))
        display.part(0.4, 1)(Step(stage="train", fraction=0.5))
        display.part(0.4, 1)(Step(stage="write", fraction=0.1))
    assert [line[:5] for line in capsys.readouterr().err.splitlines()] == [" 40 %", " 70 %", " 70 %"]


def test_the_callable_asks_to_finish_early_and_to_cancel() -> None:
    interruption = Interruption(keeps_best=True)
    progress = ProgressDisplay(interruption).part(0, 1)
    assert progress(Step(stage="train", fraction=0.1))
    interruption.finish_early = True
    assert not progress(Step(stage="train", fraction=0.2))
    interruption.cancelled = True
    with pytest.raises(Cancelled):
        progress(Step(stage="train", fraction=0.3))


def test_a_stderr_that_nobody_reads_any_more_does_not_end_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stderr = os.fdopen(writing, "w", buffering=1)
    monkeypatch.setattr(sys, "stderr", stderr)
    assert ProgressDisplay(Interruption(keeps_best=False)).part(0, 1)(Step(stage="read", fraction=0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), stderr.fileno())
    stderr.close()


def whole(leader: int) -> str:
    """All that was drawn on a pseudo-terminal nobody draws on any more; one read gives a part of it."""
    parts = []
    with suppress(OSError):  # the end, on Linux
        while part := os.read(leader, 65_536):
            parts.append(part)
    return b"".join(parts).decode()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    try:
        leader, follower = pty.openpty()
    except OSError:
        pytest.skip("this system has no pseudo-terminals to give")
    terminal: IO[str] = os.fdopen(follower, "w")
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with show_progress(keeps_best=True) as display:
        progress = display.part(0, 1)
        progress(Step(stage="train", fraction=0.42, seconds_left=(5, 9)))
        progress(Step(stage="train", fraction=0.42, learner="[bold]trees", value=0.9))
        with display.paused():
            terminal.write("between\n")
        progress(Step(stage="write", fraction=1.0))
    terminal.close()
    drawn = whole(leader)
    os.close(leader)
    for part in ("Training", "42 %", "5 to 9 s left", "[bold]trees: ROC AUC 0.900", "between", "100 %"):
        assert part in drawn
