from __future__ import annotations

import pytest

from tracer_engine.endpoint.forms import BASE_RATE_FIELD, SCORE_FIELDS, read_fields, share_field, train_fields
from tracer_engine.endpoint.problems import Refusal


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"effort": ["fast"]}, "The field 'effort' cannot be used: give quick, balanced or thorough."),
        ({"seed": ["1", "2"]}, "The field 'seed' cannot be used: it stands there more than once."),
        ({"efort": ["quick"]}, "The field 'efort' cannot be used: it is not known; there are file, target, "),
        ({"effort": ["fast"], "seed": ["x"]}, "2 fields cannot be used."),
    ],
)
def test_a_field_that_cannot_be_used_is_told_in_a_sentence(fields: dict[str, list[str]], says: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_fields(fields, train_fields())
    assert refused.value.problem.message.startswith(says)
    assert len(refused.value.problem.errors) == len(fields)


def test_an_empty_field_counts_as_not_told() -> None:
    assert read_fields({"reasons": [""], "id": ["Name"]}, SCORE_FIELDS).one == {"id": "Name"}


@pytest.mark.parametrize(("text", "share"), [("0.25", 0.25), ("25%", 0.25), ("2.5 %", 0.025), ("0.5%", 0.005)])
def test_a_share_may_be_told_in_percent(text: str, share: float) -> None:
    fields = (share_field("part", "A part."), BASE_RATE_FIELD)
    assert read_fields({"part": [text], "base_rate": [text]}, fields).one == pytest.approx(
        {"part": share, "base_rate": share}
    )
    assert read_fields({"part": ["100 %"]}, fields).one == {"part": 1.0}


@pytest.mark.parametrize("text", ["25", "101%", "-5%", "%", "a quarter", "nan", "nan%"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="share such as"):
        read_fields({"part": [text]}, (share_field("part", "A part."),))


@pytest.mark.parametrize("text", ["0", "1", "0%", "100%", "0.0%"])
def test_a_base_rate_lies_between_nobody_and_everybody(text: str) -> None:
    with pytest.raises(Refusal, match="or estimate"):
        read_fields({"base_rate": [text]}, (BASE_RATE_FIELD,))
