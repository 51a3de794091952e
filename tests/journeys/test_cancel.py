"""Cancelling and finishing early, at any step: nothing half-written, and nothing or a whole run kept.

benchmarks/durability.py cancel interrupts at every step there is; here are all steps of a hurried training and a
scoring, and a few of an unhurried one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.interruptions import Counting, cancel_everywhere, spread
from tests.small_runs import SmallRun
from tracer_engine.progress import Cancelled, Progress, Step
from tracer_engine.workflow import train_run
from tracer_engine.workspace import open_workspace


def test_wherever_it_is_interrupted_nothing_is_torn_lost_or_left_over(tmp_path: Path) -> None:
    tallies = cancel_everywhere(tmp_path, most=5)

    assert [note for tally in tallies for note in tally.notes] == []
    assert [tally.kind for tally in tallies if tally.cases == 0] == []


def hurried_until(at: int) -> Progress:
    """Asks to finish early from the first step on, and cancels after step `at`."""
    count = Counting(at, cancel=True)

    def progress(step: Step, /) -> bool:
        count(step)
        return False

    return progress


def test_a_hurried_training_can_be_cancelled_at_every_step(small_run: SmallRun, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "home")
    at = 0
    while True:
        try:
            train_run(small_run.table, small_run.plan, workspace=workspace, threads=1, progress=hurried_until(at))
        except Cancelled:
            # Also at the very last step, when the run had its place already.
            assert list(workspace.runs_folder.iterdir()) == []
            at += 1
        else:
            break
    assert at >= 6
    assert len(workspace.runs()) == 1


@pytest.mark.parametrize(("steps", "most", "wanted"), [(3, 5, [0, 1, 2]), (100, 3, [0, 50, 99]), (9, 1, [0])])
def test_steps_are_spread_from_the_first_to_the_last(steps: int, most: int, wanted: list[int]) -> None:
    assert spread(steps, most) == [round(step) for step in wanted]
