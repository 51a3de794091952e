from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracer_engine.types.job import Job, JobState, TrainRequest
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.receipt import ReadingOptions

REQUEST = TrainRequest(
    file=Path("uploads") / "a" / "a.upload",
    source="telco.csv",
    target="Churn",
    roles={"tenure": ("months",)},
    exclude=("a", "b"),
    seed=7,
    reading=ReadingOptions(delimiter=";", header_rows=2, kinds={"Zip": "category"}),
)


def test_a_request_survives_json() -> None:
    assert TrainRequest.from_dict(json.loads(json.dumps(REQUEST.to_dict()))) == REQUEST


def test_a_request_says_what_the_planner_is_told() -> None:
    assert REQUEST.plan_options == PlanOptions(
        target="Churn", roles={"tenure": ("months",)}, exclude=("a", "b"), seed=7
    )


@pytest.mark.parametrize(
    ("state", "ended"),
    [
        ("queued", False),
        ("running", False),
        ("stopping", False),
        ("done", True),
        ("failed", True),
        ("cancelled", True),
        ("interrupted", True),
    ],
)
def test_a_job_knows_whether_it_has_ended(state: JobState, ended: bool) -> None:
    assert Job(id="a", kind="train", state=state, created="2026-11-23T06:30:12+00:00").has_ended is ended
