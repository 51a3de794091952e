"""How soon is the window there: from the start of the process to its first picture, beside an empty Qt window.

    python benchmarks/start_up.py [--runs 7]

Both are started by turns with this Python, offscreen. The empty one is a QMainWindow with a QTableView and nothing
else. Prints both medians and their ratio (budget: 1.3), and which heavy libraries our window has imported by then
(none); ends with 1 where either is missed.
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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUDGET = 1.3
HEAVY = ("numpy", "polars", "scipy", "sklearn", "lightgbm", "matplotlib", "fastapi", "pydantic", "uvicorn", "pandas")

# Told once the first picture is complete: a timer of zero comes after the paint event and all that belongs to it.
WATCH = f"""
import json, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer

class Watch(QObject):
    def __init__(self, window):
        super().__init__(window)
        self.window, self.seen = window, False
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
        self.window.close()
"""
OURS = f"""
import sys
from tracer_desktop.app import main, cap_threads
cap_threads()
from tracer_desktop.app import start
{WATCH}
turn = start.Application.exec

def watched():
    Watch(next(widget for widget in start.Application.topLevelWidgets() if widget.isWindow() and widget.isVisible()))
    return turn()

start.Application.exec = staticmethod(watched)
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
watch = Watch(window)
sys.exit(app.exec())
"""


def start(code: str, home: Path) -> tuple[float, float, list[str]]:
    """Seconds from the start to the picture, those of the processor in it, and what heavy libraries were there."""
    environment = os.environ | {"TRACER_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    began = time.time()
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        sys.exit(f"The window did not come:\n{done.stderr}")
    painted, busy, heavy = json.loads(done.stdout.splitlines()[0])
    return painted - began, busy, heavy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    taken: dict[str, list[tuple[float, float]]] = {"Tracer": [], "empty window": []}
    heavy: set[str] = set()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        # Once for nothing: what is compiled and read from the disk for the first time counts for neither.
        for code in (OURS, EMPTY):
            start(code, home)
        for _ in range(runs):
            for name, code in zip(taken, (OURS, EMPTY), strict=True):
                seconds, busy, found = start(code, home)
                taken[name].append((seconds, busy))
                heavy |= set(found) if name == "Tracer" else set()
    medians = {name: [statistics.median(one) for one in zip(*both, strict=True)] for name, both in taken.items()}
    for name, both in taken.items():
        every = " ".join(f"{seconds:.2f}" for seconds, _ in both)
        print(f"{name:13s} median {medians[name][0]:.3f} s, of the processor {medians[name][1]:.3f} s  ({every})")
    ratio, busy_ratio = (ours / empty for ours, empty in zip(medians["Tracer"], medians["empty window"], strict=True))
    print(f"ratio {ratio:.2f}, of the processor's time {busy_ratio:.2f} (budget {BUDGET})")
    print(f"heavy libraries imported by then: {', '.join(sorted(heavy)) or 'none'}")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    sys.exit(1 if heavy or ratio > BUDGET else 0)


if __name__ == "__main__":
    main()
