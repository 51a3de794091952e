from __future__ import annotations

import pytest

from tracer_engine.progress import Cancelled, Step, portion, silent


def test_a_portion_maps_its_share_into_the_whole_and_keeps_the_rest_of_the_step() -> None:
    seen: list[Step] = []

    def note(step: Step, /) -> bool:
        seen.append(step)
        return False

    within = portion(portion(note, 0.5, 1.0), 0.0, 0.5)
    answers = [within(Step(stage="train", fraction=f, text="t", learner="l", value=0.8)) for f in (0.0, 0.5, 1.0)]

    assert answers == [False, False, False]
    assert [step.fraction for step in seen] == [0.5, 0.625, 0.75]
    assert {(step.stage, step.text, step.learner, step.value) for step in seen} == {("train", "t", "l", 0.8)}


def test_the_silent_progress_never_asks_to_stop() -> None:
    assert silent(Step(stage="read", fraction=0.0)) is True


def test_a_cancel_is_not_caught_as_an_ordinary_error() -> None:
    with pytest.raises(Cancelled):
        try:
            raise Cancelled
        except Exception:  # noqa: BLE001  # what a library's own loop would do
            pytest.fail("swallowed")
