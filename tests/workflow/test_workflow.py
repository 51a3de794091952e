from __future__ import annotations

import pytest

import tracer_engine
from tests.small_runs import Steps
from tracer_engine.progress import Progress, Step
from tracer_engine.workflow import score_file


def test_the_engine_hands_on_every_name_it_promises() -> None:
    for name in tracer_engine.__all__:
        assert getattr(tracer_engine, name) is not None
    assert tracer_engine.score_file is score_file
    assert set(dir(tracer_engine)) == set(tracer_engine.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        tracer_engine.nothing  # noqa: B018


def test_steps_are_a_progress() -> None:
    progress: Progress = Steps()
    assert progress(Step(stage="read", fraction=0.0)) is True
