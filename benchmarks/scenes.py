"""A user's folder with results to be replaced, and what is wrong with what a command has left of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tracer_engine
from tracer_engine import TracerError
from tracer_engine.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parent.parent
ROWS = 400
OUT_FILES = ("model.tracer", "report.html", "report.json", "scores.csv")
RUN_FILES = (*OUT_FILES, "run.json")
WRONG = ("torn", "lost", "left over", "unclear")
NAMED = ("-c", "import os; del os.O_TMPFILE; from tracer_engine.cli import main; main()")


@dataclass
class Tally:
    """What happened to the cases of one kind; `notes` tell of each that went wrong."""

    kind: str
    cases: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def note(self, what: str, problems: Sequence[str]) -> None:
        """Count problems of one case and remember them."""
        if problems:
            self.counts[what] += 1
            self.notes += [f"{self.kind}, {what}: {problem}" for problem in problems]

    def add(self, other: Tally) -> None:
        """Take in the cases of another worker."""
        self.cases += other.cases
        self.counts += other.counts
        self.notes += other.notes

    @property
    def wrong(self) -> int:
        """Cases in which anything went wrong."""
        return sum(self.counts[what] for what in WRONG)


class Scene:
    """A folder with sample files, a workspace, and the results of an earlier training and scoring to be replaced."""

    def __init__(self, folder: Path, rows: int = ROWS, *, named: bool = False) -> None:
        self.folder = folder
        self.named = named
        self.home, self.out, self.scored = folder / "home", folder / "out", folder / "lists" / "scored.csv"
        self.table, self.next_month = folder / "in" / "customers.csv", folder / "in" / "next.csv"
        self.rows = rows
        self.prefix: tuple[str, ...] = ()
        for made in (folder / "in", self.out, self.scored.parent):
            made.mkdir(parents=True)
        self._expect(self.run("sample", folder / "in", "--rows", str(rows)))
        header, *lines = (folder / "in" / "customers_next_month.csv").read_text(encoding="utf-8").splitlines()
        self.next_month.write_text("\n".join([header, *lines * 6]) + "\n", encoding="utf-8")
        self.scored_rows = 6 * len(lines)
        self.seconds = {"train": self._timed(self.train(1))}
        self.model = folder / "model.tracer"
        shutil.copy(self.out / "model.tracer", self.model)
        self.seconds["score"] = self._timed(self.score(1))
        # The next scoring gives other bytes, always the same ones.
        self._expect(self.run(*self.score(3, folder / "expected.csv")))
        self.new_scores = (folder / "expected.csv").read_bytes()

    def train(self, seed: int) -> list[str]:
        """The training that replaces the results in `out`."""
        return ["train", str(self.table), "--out", str(self.out), "--seed", str(seed), "--json"]

    def score(self, reasons: int, out: Path | None = None) -> list[str]:
        """The scoring that replaces the scored list."""
        options = ["--reasons", str(reasons), "--json"]
        return ["score", str(self.model), str(self.next_month), "--out", str(out or self.scored), *options]

    def start(self, arguments: Sequence[object]) -> subprocess.Popen[str]:
        """Start the real command line in a process of its own."""
        program = NAMED if self.named else ("-m", "tracer_engine.cli")
        command = [*self.prefix, sys.executable, *program, *map(str, arguments)]
        environment = os.environ | {"TRACER_HOME": str(self.home), "PYTHONPATH": str(ROOT), "TRACER_DEBUG": "0"}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", env=environment)

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run the command line to its end."""
        process = self.start(arguments)
        out, err = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def runs(self) -> dict[str, Path]:
        """The runs the next start lists, by id; that start also sweeps."""
        done = self.run("runs", "--json")
        self._expect(done)
        return {run["id"]: Path(run["path"]) for run in json.loads(done.stdout)["runs"]}

    def files(self) -> dict[Path, bytes]:
        """All results a user can see outside the workspace."""
        visible = [*self.out.glob("[!.]*"), *self.scored.parent.glob("[!.]*")]
        return {path: path.read_bytes() for path in visible}

    def left_over(self) -> list[str]:
        """Whatever lies about that is neither a result nor a run."""
        known = {*(self.out / name for name in OUT_FILES), self.scored}
        known |= {path for path in self.home.glob("runs/*") if not path.name.startswith(".")}
        known |= {path / name for path in self.home.glob("runs/[!.]*") for name in (*RUN_FILES, "months")}
        # The files that were scored are remembered with their run.
        known |= {*self.home.glob("runs/[!.]*/months/*.month"), *self.home.glob("runs/[!.]*/months/answers.json")}
        runs = (*self.home.glob("runs/[!.]*"), *self.home.glob("runs/[!.]*/months"))
        places = (self.home / "runs", self.out, self.scored.parent, *runs)
        found = {path for place in places if place.is_dir() for path in place.iterdir()}
        # Beside the runs, the workspace may hold other things; none of them is hidden or a temporary file.
        found |= {path for pattern in (".*", "*.tmp") for path in self.home.glob(pattern)}
        return [str(path.relative_to(self.folder)) for path in sorted(found - known)]

    def _timed(self, arguments: Sequence[str]) -> float:
        started = time.monotonic()
        self._expect(self.run(*arguments))
        return time.monotonic() - started

    @staticmethod
    def _expect(done: subprocess.CompletedProcess[str]) -> None:
        if done.returncode:
            raise RuntimeError(f"{done.args} ended with {done.returncode}: {done.stderr}")


def run_problems(folder: Path, rows: int) -> list[str]:
    """What is wrong with a kept run: a file missing, cut or unreadable."""
    problems = [f"{folder.name}/{name} is missing" for name in RUN_FILES if not (folder / name).is_file()]
    if problems:
        return problems
    try:
        tracer_engine.load_model(folder / "model.tracer")
    except TracerError as error:
        problems.append(str(error))
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        if report["rows"] != rows or "verdict" not in report:
            problems.append(f"{folder.name}/report.json is not whole")
    except (ValueError, KeyError) as error:
        problems.append(f"{folder.name}/report.json: {error!r}")
    if not (folder / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>"):
        problems.append(f"{folder.name}/report.html is cut")
    table = tracer_engine.read_table(folder / "scores.csv", as_text=True)
    if table.rows != rows or table.frame.columns[-1] != "churn_reason_3":
        problems.append(f"{folder.name}/scores.csv has {table.rows} rows")
    return problems


def message_problems(done: subprocess.CompletedProcess[str], codes: Sequence[int]) -> list[str]:
    """What is unclear about how a command ended: its code, or what it said last."""
    said = done.stderr.strip().splitlines()
    problems = []
    if done.returncode not in codes:
        problems.append(f"exit code {done.returncode}: {' / '.join(said[-3:])}")
    if re.search(r"Traceback|Exception ignored|bug in Tracer", done.stderr):
        problems.append(f"a traceback: {' / '.join(said[-3:])}")
    if done.returncode == 4 and not (said and any(line.endswith(".") for line in said[-2:])):
        problems.append(f"no sentence: {said[-2:]}")
    return problems


def forget_runs(scene: Scene, runs: dict[str, Path], keep: int) -> None:
    """Delete all but the newest runs and those whose files lie in `out`, so that the next start stays quick."""
    shown = (scene.out / "model.tracer").read_bytes()
    for run_id in sorted(runs, reverse=True)[keep:]:
        if (runs[run_id] / "model.tracer").read_bytes() != shown:
            Workspace(scene.home).delete(run_id)


def forget_runs_of(home: Path) -> None:
    """Keep the oldest run of a workspace alone."""
    for entry in open_workspace(home).runs()[:-1]:
        Workspace(home).delete(entry.id)
