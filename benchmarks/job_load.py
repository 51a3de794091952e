"""Many jobs at once, and how soon a wish is heard: is anything mixed up, does the parent's memory grow?

    python benchmarks/job_load.py [--count 100] [--jobs 2] [--rows 160]

Queues `count` trainings of small tables at once, each with a row count of its own, and waits for all; then stops ten
trainings and cancels ten. Wanted: every job `done` with its own run, the parent's memory flat, a wish acknowledged
within 0.2 s, a cancel done within 2 s, a stop within 10 s. Memory is told on Linux alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tracer_engine.jobs import JobRunner
from tracer_engine.types.job import Job, TrainRequest
from tracer_engine.workspace import open_workspace

SECONDS = 600.0


def own_megabytes() -> float:
    """Resident memory of this process; 0 where it cannot be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def submit(runner: JobRunner, lines: list[str], source: str) -> Job:
    """A training on these lines of a CSV file, as if they had been uploaded."""
    file = runner.new_upload()
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return runner.submit_train(TrainRequest(file=file, source=source))


def ended(runner: JobRunner, job: Job, stage: str | None = None) -> Job:
    """The job once it has ended, or has come to `stage`."""
    end = time.monotonic() + SECONDS
    while not job.has_ended and job.stage != stage and time.monotonic() < end:
        job = runner.wait_change(job.id, job.sequence, SECONDS) or job
    return job


def queue_many(runner: JobRunner, lines: list[str], count: int) -> int:
    """Queue them all and wait for them; returns how many went wrong."""
    started = time.monotonic()
    jobs = [submit(runner, lines[: len(lines) - n % 40], f"file-{n}.csv") for n in range(count)]
    queued = time.monotonic() - started
    memory, problems = [], []
    for n, job in enumerate(jobs):
        job = ended(runner, job)
        memory.append(own_megabytes())
        if job.state != "done" or job.run_id is None:
            problems.append(f"{job.source} is {job.state}: {job.error}")
            continue
        told = json.loads((runner.workspace.run(job.run_id).path / "run.json").read_text(encoding="utf-8"))
        rows = len(lines) - n % 40 - 1
        if (told["source"], told["rows"], told["job"]) != (f"file-{n}.csv", rows, job.id):
            problems.append(f"{job.source} became {told}")
    files = len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0
    print(
        f"{count} queued in {queued:.1f} s, done in {time.monotonic() - started:.0f} s; {len(problems)} went wrong; "
        f"parent {memory[0]:.0f} MB after the first, {memory[count // 2]:.0f} half-way, {memory[-1]:.0f} at the end; "
        f"{threading.active_count()} threads, {files} open files"
    )
    for problem in problems:
        print("  " + problem)
    return len(problems)


def time_wishes(runner: JobRunner, lines: list[str], wish: str, wanted: str, stages: list[str]) -> int:
    """Ten jobs stopped or cancelled at different stages: how soon that is acknowledged, and done."""
    heard, done, states = [], [], Counter[str]()
    for n in range(10):
        job = ended(runner, submit(runner, lines, "wish.csv"), stages[n % len(stages)])
        began = time.monotonic()
        getattr(runner, wish)(job.id)
        heard.append(time.monotonic() - began)
        states[ended(runner, runner.job(job.id)).state] += 1
        done.append(time.monotonic() - began)
    print(f"{wish}: acknowledged within {max(heard):.3f} s, done within {max(done):.2f} s; {dict(states)}")
    return 10 - states[wanted]


def main() -> int:
    from tracer_engine.samples import write_samples

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rows", type=int, default=160)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jobs-") as scratch:
        table = write_samples(Path(scratch) / "in", seed=1, rows=arguments.rows)["customers"]
        lines = table.read_text(encoding="utf-8").splitlines()
        home = open_workspace(Path(scratch) / "home")
        with JobRunner(home, jobs_at_once=arguments.jobs) as runner:
            wrong = queue_many(runner, lines, arguments.count)
            wrong += time_wishes(runner, lines, "stop", "done", ["read", "train", "evaluate"])
            wrong += time_wishes(runner, lines, "cancel", "cancelled", ["read", "profile", "train", "evaluate"])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
