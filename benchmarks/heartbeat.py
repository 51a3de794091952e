"""Does the window ever keep its user waiting: the longest stall of its event loop while the engine works.

    python benchmarks/heartbeat.py [--big FILE] [--train ../shared/data/internet.csv] [--where]

The real window, offscreen; a timer in its event loop beats every 5 ms. While pages are built before anybody asks for
them, and idle; then while a CSV of 500 MB is opened (made where none is given), while a quick training goes on with its
page shown, and while its results are opened. For each phase: the longest time between two beats without the drawing of
plots in it, how often it was longer than the budget of 50 ms, how long the window's thread was at work at most between
two beats (the rest it waited for a processor: a busy machine's fault), and beside it the longest drawing of a plot.
--where tells what ran meanwhile.
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


class Heart(QObject):
    """Beats; knows the gaps since `begin`: (seconds without plots, those the thread was at work, where it was)."""

    def __init__(self, *, where: bool) -> None:
        super().__init__()
        self.gaps: list[tuple[float, float, str]] = []
        self.draws: list[float] = []
        self._drawn, self._where, self._stack = 0.0, where, ""
        self._last, self._busy = time.monotonic(), time.thread_time()
        self._thread = threading.main_thread().ident
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(round(BEAT * 1000))
        if where:
            threading.Thread(target=self._watch, daemon=True).start()
        plot_library().ready.connect(self._watch_plots)

    def begin(self) -> None:
        self.gaps, self.draws, self._drawn, self._stack = [], [], 0.0, ""
        self._last, self._busy = time.monotonic(), time.thread_time()

    def _beat(self) -> None:
        now, busy = time.monotonic(), time.thread_time()
        self.gaps.append((now - self._last - self._drawn, busy - self._busy - self._drawn, self._stack))
        self._last, self._busy, self._drawn, self._stack = now, busy, 0.0, ""

    def _watch_plots(self) -> None:
        from tracer_desktop.plots.canvas import PlotCanvas

        redraw = PlotCanvas.redraw

        def timed(canvas: PlotCanvas) -> None:
            began, before = time.monotonic(), canvas.redraws
            redraw(canvas)
            if canvas.redraws > before:
                self._drawn += time.monotonic() - began
                self.draws.append(time.monotonic() - began)

        PlotCanvas.redraw = timed  # type: ignore[method-assign]

    def _watch(self) -> None:
        """What the window's thread is at whenever a beat is late."""
        while True:
            time.sleep(0.01)
            if time.monotonic() - self._last > BUDGET * 0.6 and self._thread is not None:
                self._stack = where_is(self._thread)


def where_is(thread: int) -> str:
    """The innermost places of a thread. Quick: a frame that is held longer dies, with what it has, in this thread."""
    frame, places = sys._current_frames().get(thread), []  # noqa: SLF001 - the one way to look
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
        longest = max(gap for gap, _, _ in gaps)
        busiest = max(busy for _, busy, _ in gaps)
        if act == self.idle:
            self._idle = longest
        compared = f" ({longest / self._idle:4.1f} x idle)" if self._idle else ""
        late = sum(gap > BUDGET for gap, _, _ in gaps)
        print(
            f"{name:10s} {time.monotonic() - began:6.1f} s  longest stall {1000 * longest:6.1f} ms"
            f"{compared}, {late} over {1000 * BUDGET:.0f} ms, "
            f"longest at work {1000 * max(0.0, busiest):.1f} ms"
            + (
                f"; {len(self.heart.draws)} plots, longest {1000 * max(self.heart.draws):.0f} ms"
                if self.heart.draws
                else ""
            )
            + (f"; {words}" if words else ""),
            flush=True,
        )
        if self._where:
            for gap, busy, stack in sorted(gaps, reverse=True)[:3]:
                if gap > BUDGET:
                    print(f"    {1000 * gap:.0f} ms, at work {1000 * busy:.0f} ms\n{stack}")

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
