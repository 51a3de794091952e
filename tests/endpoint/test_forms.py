from __future__ import annotations

import pytest

from tracer_engine.endpoint.forms import SCORE_FIELDS, read_fields, train_fields
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
