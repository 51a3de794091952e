"""Verbs for children, so small that a test need not wait for the learning libraries."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

from tracer_engine.errors import InputError, StorageError
from tracer_engine.progress import Progress, Stage, Step
from tracer_engine.types.job import TrainRequest
from tracer_engine.workspace import open_workspace


def add(first: int, second: int, *, progress: Progress) -> int:
    # Another stage each time, so that none is left out for want of news.
    stages: dict[Stage, float] = {"read": 0.0, "train": 0.5, "write": 1.0}
    for stage, fraction in stages.items():
        progress(Step(stage=stage, fraction=fraction))
    return first + second


def niceness(*, progress: Progress) -> int:
    return os.nice(0)


def lingers(*, progress: Progress, stage: Stage = "train") -> str:
    """Works until it is to finish early."""
    rest = threading.Event()
    while progress(Step(stage=stage, fraction=0.5)):
        rest.wait(0.01)
    return "the best so far"


def deaf(*, progress: Progress) -> str:
    """Works and cannot be asked to end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return lingers(progress=progress)


def refuses(*, progress: Progress) -> None:
    raise InputError("telco.csv is empty.", remedy="Export it once more.")


def stumbles(*, progress: Progress) -> None:
    raise KeyError("a cell of the customer Jane Doe")


def needs_too_much(*, progress: Progress) -> None:
    import resource

    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + (64 << 20), resource.RLIM_INFINITY))
    kept = []
    while True:
        kept.append(bytearray(1 << 20))


def is_killed(*, progress: Progress) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leaves(*, progress: Progress) -> None:
    os._exit(3)


def leaves_at_once(_link: object) -> None:
    os._exit(3)


def returns_a_lock(*, progress: Progress) -> object:
    return threading.Lock()


def writes(path: Path, *, progress: Progress) -> None:
    path.write_text("written", encoding="utf-8")


def prints(*, progress: Progress) -> None:
    print("this is not for stdout", flush=True)


def train(request: TrainRequest, workspace: Path, job_id: str, *, progress: Progress) -> str:
    """A training that learns nothing; the words in the file say how it is to go."""
    todo = request.file.read_text(encoding="utf-8").split()
    progress(Step(stage="train", fraction=0.25, seconds_left=(1.0, 2.0), text="Training"))
    progress(Step(stage="train", fraction=0.5, learner="spline-logistic", value=0.8123))
    best = "whole"
    if "linger" in todo:
        best = lingers(progress=progress)
    if "refuse" in todo:
        raise InputError("telco.csv is empty.", remedy="Export it once more.")
    if "full" in todo:
        raise StorageError("The disk is full.", remedy="Free some space.")
    if "memory" in todo:
        raise MemoryError
    if "die" in todo:
        os.kill(os.getpid(), signal.SIGKILL)
    with open_workspace(workspace).new_run(request.source) as folder:
        if "die-writing" in todo:
            os.kill(os.getpid(), signal.SIGKILL)
        folder.write_summary(
            blueprint="churn",
            target="Churn",
            rows=len(todo),
            roc_auc=None,
            source=request.source,
            best=best,
            job=job_id,
        )
    if "die-after" in todo:
        os.kill(os.getpid(), signal.SIGKILL)
    if "linger-after" in todo:
        lingers(progress=progress, stage="write")
    return folder.id


def summary(path: Path) -> dict[str, Any]:
    """What run.json says."""
    told: dict[str, Any] = json.loads((path / "run.json").read_text(encoding="utf-8"))
    return told


def until(met: Any, seconds: float = 30.0) -> None:
    """Wait for what nobody tells of, such as the end of somebody else's process."""
    end = time.monotonic() + seconds
    rest = threading.Event()
    while not met():
        assert time.monotonic() < end, "waited in vain"
        rest.wait(0.02)
