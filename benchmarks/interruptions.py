"""Cancelled is raised, or False answered, at every step of a training and a scoring."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import tracer_engine
from benchmarks.scenes import Tally, run_problems
from tracer_engine.progress import Cancelled, Progress, Step, silent
from tracer_engine.types.run import Run
from tracer_engine.workspace import open_workspace


class Counting:
    """A `Progress` that counts its steps and, from step `at` on, cancels or asks to finish early."""

    def __init__(self, at: int | None = None, *, cancel: bool = False) -> None:
        self.at, self.cancel, self.steps = at, cancel, 0

    def __call__(self, _step: Step, /) -> bool:
        self.steps += 1
        if self.at is None or self.steps <= self.at:
            return True
        if self.cancel:
            raise Cancelled
        return False


def train_once(table: Path, home: Path, progress: Progress = silent) -> Run:
    """The whole way from a file to a kept run, every step through `progress`."""
    read = tracer_engine.read_table(table, progress=progress)
    found = tracer_engine.profile_table(read, progress=progress)
    plan = tracer_engine.draft_plan(read, found)
    return tracer_engine.train_run(
        read, plan, profile=found, workspace=open_workspace(home), threads=1, progress=progress
    )


def interrupted(folder: Path, table: Path, at: int, *, cancel: bool, rows: int) -> tuple[Tally, bool]:
    """One training that is interrupted after step `at`; also whether it came that far."""
    tally = Tally("train cancelled" if cancel else "train finished early", cases=1)
    progress = Counting(at, cancel=cancel)
    home = folder / "home"
    with contextlib.suppress(Cancelled):
        train_once(table, home, progress)
    runs = open_workspace(home).runs()
    reached = progress.steps > at
    tally.note("lost" if not cancel else "left over", [f"{len(runs)} runs"] if len(runs) != (not cancel) else [])
    for entry in runs:
        tally.note("torn", run_problems(entry.path, rows))
    names = {path.name for path in (home / "runs").iterdir()}
    tally.note("left over", sorted(names - {entry.id for entry in runs}))
    shutil.rmtree(home)
    return (tally if reached or not cancel else Tally(tally.kind)), reached


def interrupted_scoring(folder: Path, model: Path, table: Path, at: int, *, cancel: bool) -> tuple[Tally, bool]:
    """One scoring that is interrupted after step `at`; it has nothing to finish early, and goes on."""
    tally = Tally("score cancelled" if cancel else "score asked to finish early", cases=1)
    out = folder / "lists" / "scored.csv"
    out.parent.mkdir()
    out.write_text("old")
    progress = Counting(at, cancel=cancel)
    ended = False
    with contextlib.suppress(Cancelled):
        tracer_engine.score_file(model, table, out, progress=progress)
        ended = True
    rows = tracer_engine.read_table(out, as_text=True).rows if ended else 0
    wanted = tracer_engine.read_table(table, as_text=True).rows if ended else 0
    tally.note("torn", [f"{rows} rows"] if rows != wanted else [])
    tally.note("lost", ["the old list"] if not ended and out.read_text() != "old" else [])
    tally.note("left over", [path.name for path in out.parent.iterdir() if path != out])
    shutil.rmtree(out.parent)
    return (tally if progress.steps > at or not cancel else Tally(tally.kind)), progress.steps > at


def cancel_everywhere(folder: Path, most: int, rows: int = 160) -> list[Tally]:
    """Interrupt training and scoring at every step (or `most` of them, spread evenly)."""
    from tracer_engine.samples import write_samples

    paths = write_samples(folder / "in", seed=1, rows=rows)
    counting = Counting()
    run = train_once(paths["customers"], folder / "kept", counting)
    scoring = Counting()
    tracer_engine.score_file(run.paths["model"], paths["customers_next_month"], folder / "a.csv", progress=scoring)
    tallies = []
    for cancel in (True, False):
        trained, scored = Tally(""), Tally("")
        for at in spread(counting.steps, most):
            one, _ = interrupted(folder, paths["customers"], at, cancel=cancel, rows=rows)
            trained.kind = one.kind
            trained.add(one)
        for at in spread(scoring.steps, most):
            one, _ = interrupted_scoring(folder, run.paths["model"], paths["customers_next_month"], at, cancel=cancel)
            scored.kind = one.kind
            scored.add(one)
        tallies += [trained, scored]
    return tallies


def spread(steps: int, most: int) -> list[int]:
    """All of 0 … steps - 1, or `most` of them, the first and the last among them."""
    if steps <= most:
        return list(range(steps))
    return sorted({round(i * (steps - 1) / max(1, most - 1)) for i in range(most)})
