"""Progress on stderr: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracer_engine.cli.interruption import Interruption, watch_interruption
from tracer_engine.cli.printing import shown
from tracer_engine.progress import Progress, Stage, Step

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

STAGES: dict[Stage, str] = {
    "read": "Reading",
    "profile": "Looking at the columns",
    "plan": "Planning",
    "train": "Training",
    "evaluate": "Measuring",
    "score": "Scoring",
    "write": "Writing",
}
SECONDS_BETWEEN_LINES = 1.0


def time_left(seconds: tuple[float, float] | None) -> str:
    """A range of time in words ("10 to 20 s left"), or nothing."""
    if seconds is None:
        return ""
    low, high = max(0.0, seconds[0]), max(0.0, seconds[1])
    unit, size = ("s", 1.0) if high < 100 else ("min", 60.0) if high < 6000 else ("h", 3600.0)
    first, last = round(low / size), max(1, round(high / size))
    return f"{first} to {last} {unit} left" if first < last else f"about {last} {unit} left"


class ProgressDisplay:
    """Shows the steps of one command, which may consist of several jobs: see `part`."""

    def __init__(self, interruption: Interruption) -> None:
        self._interruption = interruption
        self._lock = threading.RLock()
        self._shown_at = float("-inf")
        self._stage: Stage | None = None
        self._fraction = 0.0
        self._bar: Bar | None = None
        if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            self._bar = _make_bar()
            self._task = self._bar.add_task("Starting", total=1.0, left="")

    def start(self) -> None:
        """Begins to draw, or draws again after `stop`."""
        if self._bar:
            self._bar.start()

    def stop(self) -> None:
        """Stops drawing; the bar leaves no trace."""
        if self._bar:
            self._bar.stop()

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Room for lines on stdout, which may be the same terminal."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def part(self, low: float, high: float) -> Progress:
        """A `Progress` for a job that is the share `low` to `high` of the command."""

        def progress(step: Step, /) -> bool:
            with self._lock, contextlib.suppress(OSError, ValueError):
                # Whoever read our stderr may have gone: no reason to end the work.
                self._show(step, low + (high - low) * min(1.0, max(0.0, step.fraction)))
            return self._interruption.check()

        return progress

    def _show(self, step: Step, fraction: float) -> None:
        self._fraction = max(self._fraction, fraction)
        learner = ""
        if step.learner:
            value = "" if step.value is None else f": ROC AUC {step.value:.3f} out of fold"
            learner = f"{shown(step.learner)}{value}"
        if self._bar:
            if learner:
                self._bar.console.print(f"  {learner}", markup=False, highlight=False)
            what = "Finishing early" if self._interruption.finish_early else STAGES[step.stage]
            left = time_left(step.seconds_left)
            news = bool(learner) or step.stage != self._stage
            self._stage = step.stage
            self._bar.update(self._task, completed=self._fraction, description=what, left=left, refresh=news)
            return
        now = time.monotonic()
        if learner or step.stage != self._stage or now - self._shown_at >= SECONDS_BETWEEN_LINES:
            self._stage, self._shown_at = step.stage, now
            parts = (STAGES[step.stage], learner or shown(step.text), time_left(step.seconds_left))
            sys.stderr.write(f"{100 * self._fraction:3.0f} %  {' · '.join(part for part in parts if part)}\n")
            sys.stderr.flush()


def _make_bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description:<22}", markup=False),
        BarColumn(bar_width=None),
        TaskProgressColumn("[progress.percentage]{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[left]:>18}", markup=False),
        console=Console(stderr=True),
        transient=True,
        expand=True,
    )


@contextlib.contextmanager
def show_progress(*, keeps_best: bool = False) -> Iterator[ProgressDisplay]:
    """Shows progress and watches for Ctrl-C inside the `with` block."""
    with watch_interruption(keeps_best=keeps_best) as interruption:
        display = ProgressDisplay(interruption)
        display.start()
        try:
            yield display
        finally:
            display.stop()
