from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tracer_desktop.session.unfinished import FOLDER, Unfinished
from tracer_engine import Plan, ReadingOptions, TrainRequest

ROOT = Path(__file__).resolve().parents[3]
KILLED = """
import os, sys
from pathlib import Path
from tests.desktop.session.test_unfinished import plan, request
from tracer_desktop.session.unfinished import Unfinished
unfinished = Unfinished(Path(sys.argv[1]))
unfinished.begin(request(Path(sys.argv[2])), plan())
unfinished.settle()
os._exit(9)
"""


def request(file: Path) -> TrainRequest:
    return TrainRequest(
        file=file, source=file.name, effort="thorough", target="Churn", exclude=("CancelReason",),
        roles={"tenure": ("TenureMonths",)}, reading=ReadingOptions(delimiter=";", kinds={"Age": "number"}),
    )  # fmt: skip


def plan() -> Plan:
    return Plan(
        blueprint="churn", outcome="churn", target="Churn", positive="Yes", id="CustomerID", group=None,
        features=("Age",), engineered=(), excluded=(), roles={}, effort="thorough", seed=1,
    )  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "telco.csv"
    path.write_text("a,b\n")
    return path


def test_a_training_that_goes_on_is_nobody_s_to_take_up(tmp_path: Path, file: Path) -> None:
    running = Unfinished(tmp_path)
    running.begin(request(file), plan())
    running.settle()

    assert Unfinished(tmp_path).found() == []
    assert running.found() == []


def test_a_training_that_ended_leaves_nothing(tmp_path: Path, file: Path) -> None:
    unfinished = Unfinished(tmp_path)
    record = unfinished.begin(request(file), plan())
    unfinished.end(record)

    assert list((tmp_path / FOLDER).iterdir()) == []


def test_a_training_whose_program_was_killed_is_found_as_it_was_told(tmp_path: Path, file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(file)], cwd=ROOT, capture_output=True)
    assert done.returncode == 9, done.stderr

    (one,) = Unfinished(tmp_path).found()

    assert one.request == request(file)
    assert (one.target, one.positive, one.blueprint) == ("Churn", "Yes", "churn")
    assert one.can_be_repeated
    file.unlink()
    assert not one.can_be_repeated


def test_discarded_it_is_not_found_again(tmp_path: Path, file: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(file)], cwd=ROOT, capture_output=True)
    unfinished = Unfinished(tmp_path)
    unfinished.discard(unfinished.found()[0])

    assert unfinished.found() == []


def test_a_record_that_cannot_be_read_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "a.json").write_text("{half")

    assert Unfinished(tmp_path).found() == []
    assert not (tmp_path / FOLDER / "a.json").exists()
