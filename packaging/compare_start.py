"""How soon is the built program's window there, beside the same window started from source.

    python packaging/compare_start.py [FOLDER] [--runs 7]

Both are started by turns, offscreen, in a home of their own with bytecode kept; what counts is the time from the start
of the process to the window's first picture. Ends with 1 where the built one takes more than 1.5 times as long.
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
BUDGET = 1.5


def start(command: list[str], home: Path) -> float:
    """Seconds until the first picture."""
    left_out = ("TRACER_HOME", "PYTHONDONTWRITEBYTECODE", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    places = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"), str(home))
    ours = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(home / "bytecode")}
    out = home / "window.png"
    began = time.time()
    subprocess.run([*command, "--photograph", str(out)], env=kept | places | ours, check=True, timeout=300)
    return float(json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))["painted"]) - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "dist" / "tracer")
    parser.add_argument("--runs", type=int, default=7)
    told = parser.parse_args()
    program = told.folder.resolve() / ("tracer-desktop.exe" if sys.platform == "win32" else "tracer-desktop")
    commands = {"built": [str(program)], "from source": [sys.executable, "-m", "tracer_desktop"]}
    taken: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as scratch:
        # Once for nothing: what is compiled and read from the disk for the first time counts for neither.
        for _ in range(told.runs + 1):
            for name, command in commands.items():
                taken[name].append(start(command, Path(scratch)))
    medians = {name: statistics.median(times[1:]) for name, times in taken.items()}
    for name, times in taken.items():
        print(f"{name:12s} median {medians[name]:.3f} s  ({' '.join(f'{one:.2f}' for one in times[1:])})")
    ratio = medians["built"] / medians["from source"]
    print(f"ratio {ratio:.2f} (budget {BUDGET})")
    sys.exit(1 if ratio > BUDGET else 0)


if __name__ == "__main__":
    main()
