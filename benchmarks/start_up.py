"""How soon is the window there: from the start of the process to its first picture, beside an empty Qt window.

    python benchmarks/start_up.py [--runs 7]

Both are started by turns with this Python, offscreen, with a workspace where a user's is and bytecode kept as on a
user's computer. The empty one is a QMainWindow with a QTableView and nothing else. The first picture is the window's
own: menu bar, sidebar, the first page with its buttons, status bar. Prints both medians and their ratio (budget: 1.3),
when all the rest was there too (menus, samples, recent files, the engine's process asked for), the longest time
between two turns of the event loop until then, and which heavy libraries our window has imported (none); ends with 1
where budget or libraries are missed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUDGET = 1.3
HEAVY = ("numpy", "polars", "scipy", "sklearn", "lightgbm", "matplotlib", "fastapi", "pydantic", "uvicorn", "pandas")

# Told once the first picture is complete: a timer of zero comes after the paint event and all that belongs to it.
WATCH = f"""
import json, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer

class Watch(QObject):
    def __init__(self, window, end):
        super().__init__(window)
        self.seen, self.end = False, end
        window.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.seen:
            self.seen = True
            QTimer.singleShot(0, self.tell)
        return False

    def tell(self):
        now = time.time()
        heavy = [name for name in {HEAVY!r} if name in sys.modules]
        print(json.dumps([now, time.process_time(), heavy]), flush=True)
        self.end()
"""
OURS = f"""
import gc, sys
from tracer_desktop.app import main, cap_threads
from tracer_desktop.app.binding import import_binding
cap_threads()
gc.disable()
import_binding()
from tracer_desktop.app import start
{WATCH}
class Whole(QObject):
    def __init__(self, running):
        super().__init__(running.window)
        self.window, self.last, self.longest = running.window, 0.0, 0.0
        self.watch = Watch(running.window, self.beat)
        running.arrived.connect(self.tell)

    def beat(self):
        now = time.perf_counter()
        self.longest = max(self.longest, now - self.last) if self.last else 0.0
        self.last = now
        QTimer.singleShot(1, self.beat)

    def tell(self):
        self.watch.end = self.window.close
        print(self.longest)
        QTimer.singleShot(0, self.watch.tell)

show = start.Running.__init__

def watched(self, *told, **named):
    show(self, *told, **named)
    Whole(self)

start.Running.__init__ = watched
sys.exit(main([]))
"""
EMPTY = f"""
import sys
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
{WATCH}
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QTableView())
window.resize(1280, 800)
window.show()
watch = Watch(window, window.close)
sys.exit(app.exec())
"""


@dataclass(frozen=True, kw_only=True)
class Start:
    """One start, in seconds: until the picture, and those of the processor in it; for ours also until the whole."""

    painted: float
    busy: float
    heavy: list[str]
    whole: float = 0.0
    longest: float = 0.0


def start(code: str, home: Path) -> Start:
    """Start one of them, and wait until it has closed itself."""
    began = time.time()
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment(home), capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        sys.exit(f"The window did not come:\n{done.stderr}")
    first, *rest = done.stdout.splitlines()
    painted, busy, heavy = json.loads(first)
    if not rest:
        return Start(painted=painted - began, busy=busy, heavy=heavy)
    whole, _, heavy = json.loads(rest[1])
    return Start(painted=painted - began, busy=busy, heavy=heavy, whole=whole - began, longest=float(rest[0]))


def environment(home: Path) -> dict[str, str]:
    """A user's: the workspace is looked for where theirs is, and Python keeps bytecode."""
    left_out = ("TRACER_HOME", "PYTHONDONTWRITEBYTECODE", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    ours = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(home / "bytecode")}
    places = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")
    return kept | ours | dict.fromkeys(places, str(home))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    taken: dict[str, list[Start]] = {"Tracer": [], "empty window": []}
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        # Once for nothing: what is compiled and read from the disk for the first time counts for neither.
        for code in (OURS, EMPTY):
            start(code, home)
        for _ in range(runs):
            for name, code in zip(taken, (OURS, EMPTY), strict=True):
                taken[name].append(start(code, home))
    medians = {}
    for name, starts in taken.items():
        seconds, busy = (statistics.median(getattr(one, what) for one in starts) for what in ("painted", "busy"))
        medians[name] = (seconds, busy)
        every = " ".join(f"{one.painted:.2f}" for one in starts)
        print(f"{name:13s} median {seconds:.3f} s, of the processor {busy:.3f} s  ({every})")
    ratio, busy_ratio = (ours / empty for ours, empty in zip(medians["Tracer"], medians["empty window"], strict=True))
    print(f"ratio {ratio:.2f}, of the processor's time {busy_ratio:.2f} (budget {BUDGET})")
    ours = taken["Tracer"]
    whole, longest = (statistics.median(getattr(one, what) for one in ours) for what in ("whole", "longest"))
    print(f"the whole window: {whole:.3f} s; longest time between two turns of the event loop: {longest * 1000:.0f} ms")
    heavy = sorted({name for one in ours for name in one.heavy})
    print(f"heavy libraries imported by then: {', '.join(heavy) or 'none'}")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    sys.exit(1 if heavy or ratio > BUDGET else 0)


if __name__ == "__main__":
    main()
