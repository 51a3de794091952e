"""Does the window ever keep its user waiting: the longest stall of its event loop while the engine works.

    python benchmarks/heartbeat.py [--big FILE] [--train ../shared/data/internet.csv] [--where]

The real window, offscreen; a timer in its event loop beats every 5 ms. While pages are built before anybody asks for
them, and idle; then while a CSV of 500 MB is opened (made where none is given), while a quick training goes on with its
page shown, and while its results are opened. For each phase: the longest time between two beats without the drawing of
plots in it, how often it was longer than the budget of 50 ms, the same without the time in which the window's thread
was ready to run and had no processor (a busy machine's fault; Linux tells it), how long that thread was itself at work
at most between two beats (what is left it waited for another thread), and the longest drawing of a plot. --where tells
what ran meanwhile.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

os.environ.setdefault("OMP_NUM_THREADS", "1")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from tracer_desktop.app import start
from tracer_desktop.plots.loading import plot_library
from tracer_engine import JobError, open_workspace

ROOT = Path(__file__).resolve().parent.parent
BEAT, BUDGET = 0.005, 0.050
BYTES = 500_000_000
LOOKED_AT = 1.5
PLACES = 8
RESULTS = ("verdict", "ranking", "calibration", "drivers", "customers", "card")


class Gap(NamedTuple):
    """Between two beats, without plots: seconds in all, without those of no processor, at work; and where it was."""

    whole: float
    own: float
    busy: float
    where: str


class Waiting:
    """How long this thread has been ready to run without a processor, in seconds; 0 where the system does not tell."""

    def __init__(self) -> None:
        place = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._told = place.open("rb", buffering=0) if place.exists() else None

    def __call__(self) -> float:
        return int(os.pread(self._told.fileno(), 100, 0).split()[1]) / 1e9 if self._told is not None else 0.0


class Heart(QObject):
    """Beats; knows the gaps since `begin`."""

    def __init__(self, *, where: bool) -> None:
        super().__init__()
        self.gaps: list[Gap] = []
        self.draws: list[float] = []
        self._drawn, self._where, self._stack = 0.0, where, ""
        self._waiting = Waiting()
        self._start_anew()
        self._thread = threading.main_thread().ident
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(round(BEAT * 1000))
        if where:
            threading.Thread(target=self._watch, daemon=True).start()
        plot_library().ready.connect(self._watch_plots)

    def begin(self) -> None:
        self.gaps, self.draws = [], []
        self._start_anew()

    def _start_anew(self) -> None:
        self._drawn, self._stack = 0.0, ""
        self._last, self._waited, self._busy = time.monotonic(), self._waiting(), time.thread_time()

    def _beat(self) -> None:
        whole, busy = time.monotonic() - self._last - self._drawn, time.thread_time() - self._busy - self._drawn
        # What a plot waited for is in `_drawn` already: then the rest may be too little, never too much.
        own = whole - (self._waiting() - self._waited) if not self._drawn else max(0.0, busy)
        self.gaps.append(Gap(whole, own, busy, self._stack))
        self._start_anew()

    def _watch_plots(self) -> None:
        from tracer_desktop.plots.canvas import PlotCanvas

        redraw = PlotCanvas.redraw

        def timed(canvas: PlotCanvas) -> None:
            began, before = time.monotonic(), canvas.redraws
            redraw(canvas)
            if canvas.redraws > before:
                self._drawn += time.monotonic() - began
                self.draws.append(time.monotonic() - began)

        PlotCanvas.redraw = timed  # type: ignore[method-assign,assignment]

    def _watch(self) -> None:
        """What the window's thread is at whenever a beat is late."""
        while True:
            time.sleep(0.01)
            if time.monotonic() - self._last > BUDGET * 0.6 and self._thread is not None:
                self._stack = where_is(self._thread)


def where_is(thread: int) -> str:
    """The innermost places of a thread. Quick: a frame that is held longer dies, with what it has, in this thread."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - the one way to look
    places: list[str] = []
    while frame is not None and len(places) < PLACES:
        places.append(f"    {Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    del frame
    return "\n".join(places)


def turn(seconds: float = 0.0, until: Callable[[], bool] | None = None, patience: float = 900.0) -> None:
    """Turn the event loop for some seconds, or until something is so."""
    loop, timer = QEventLoop(), QTimer()
    ends = time.monotonic() + (seconds if until is None else patience)

    def look() -> None:
        if time.monotonic() > ends or (until is not None and until()):
            loop.quit()

    timer.timeout.connect(look)
    timer.start(20)
    loop.exec()
    if until is not None and not until():
        sys.exit("That took too long.")


def make_big(path: Path) -> Path:
    """A CSV of customers, about 500 MB."""
    plans, regions = ("A", "B", "C"), ("north", "south", "east", "west")
    block = "".join(
        f"C{i:07d},{(i * 7919) % 100000 / 100:.2f},{(i * 104729) % 90000 / 100:.2f},{i % 72},{plans[i % 3]},"
        f"{regions[i % 4]},2024-{i % 12 + 1:02d}-{i % 28 + 1:02d},{i * 31 % 7 // 6}\n"
        for i in range(100_000)
    )
    with path.open("w", encoding="utf-8") as file:
        file.write("customer_id,charge,usage,tenure,plan,region,start,churn\n")
        while file.tell() < BYTES:
            file.write(block)
    return path


class Phases:
    """The window, and what is done with it."""

    def __init__(self, heart: Heart, running: start.Running, *, where: bool) -> None:
        self.heart, self.window, self.session = heart, running.window, running.session
        self._where = where
        self._idle = 0.0

    def told(self, name: str, act: Callable[[], str]) -> None:
        """Do it, and print what it was like."""
        self.heart.begin()
        began = time.monotonic()
        words = act()
        gaps = self.heart.gaps
        longest, own, busiest = (max(part) for part in zip(*(gap[:3] for gap in gaps), strict=True))
        if act == self.idle:
            self._idle = longest
        compared = f" ({longest / self._idle:4.1f} x idle)" if self._idle else ""
        late, late_own = (
            sum(part > BUDGET for part in parts) for parts in zip(*(gap[:2] for gap in gaps), strict=True)
        )
        print(
            f"{name:10s} {time.monotonic() - began:6.1f} s  longest stall {1000 * longest:6.1f} ms"
            f"{compared}, {late} over {1000 * BUDGET:.0f} ms; "
            f"given a processor {1000 * own:.1f} ms, {late_own} over; longest at work {1000 * max(0.0, busiest):.1f} ms"
            + (
                f"; {len(self.heart.draws)} plots, longest {1000 * max(self.heart.draws):.0f} ms"
                if self.heart.draws
                else ""
            )
            + (f"; {words}" if words else ""),
            flush=True,
        )
        if self._where:
            for gap in sorted(gaps, key=lambda gap: gap.own, reverse=True)[:3]:
                if gap.whole > BUDGET:
                    print(
                        f"    {1000 * gap.whole:.0f} ms, given a processor {1000 * gap.own:.0f} ms, "
                        f"at work {1000 * gap.busy:.0f} ms\n{gap.where}"
                    )

    @staticmethod
    def build(running: start.Running) -> str:
        """Pages are imported and built before anybody asks for them."""
        turn(until=lambda: running.ahead.is_at_rest)
        return ""

    def idle(self) -> str:
        turn(3.0)
        return ""

    def open_big(self, path: Path) -> str:
        began, session = time.monotonic(), self.session
        self.window.open(path)
        turn(until=lambda: session.peek is not None)
        # One turn of the loop more: the rows have been painted.
        turn(0.0)
        first = time.monotonic() - began
        turn(until=lambda: session.plan is not None)
        turn(0.5)
        assert session.table is not None
        return f"first rows after {first:.2f} s, {session.table.rows:,} rows"

    def open_small(self, path: Path) -> str:
        session = self.session
        self.window.open(path)
        turn(until=lambda: session.path == path and session.plan is not None)
        turn(0.5)
        return ""

    def train(self) -> str:
        session = self.session
        self.window.show_page("training")
        turn(0.5)
        session.train()
        training = session.training
        assert training is not None
        troubles: list[JobError] = []
        session.run_failed.connect(troubles.append)
        turn(until=lambda: session.cut_offs is not None or training.state == "failed" or bool(troubles))
        turn(LOOKED_AT)
        return next((error.message for error in (training.error, *troubles) if error is not None), "")

    def show_results(self) -> str:
        for key in RESULTS:
            self.window.show_page(key)
            turn(LOOKED_AT)
        return f"{len(RESULTS)} pages"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--big", type=Path, help="the large table (default: one is made)")
    parser.add_argument("--train", type=Path, default=ROOT.parent / "shared" / "data" / "internet.csv")
    parser.add_argument("--where", action="store_true", help="say what ran during the longest stalls")
    arguments = parser.parse_args()
    if not arguments.train.is_file():
        sys.exit(f"There is no {arguments.train}. Tell what to train on with --train.")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["TRACER_HOME"] = str(Path(scratch) / "home")
        big = arguments.big or make_big(Path(scratch) / "big.csv")
        running = start.Running(start.make_application(), open_workspace().path)
        try:
            turn(until=lambda: hasattr(running, "ahead"))
            phases = Phases(Heart(where=arguments.where), running, where=arguments.where)
            phases.told("building", lambda: phases.build(running))
            phases.told("idle", phases.idle)
            phases.told("opening", lambda: phases.open_big(big))
            phases.told("small file", lambda: phases.open_small(arguments.train.resolve()))
            phases.told("training", phases.train)
            phases.told("results", phases.show_results)
        finally:
            running.close()


if __name__ == "__main__":
    main()
