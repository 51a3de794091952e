from __future__ import annotations

import pytest

from tracer_engine.cli.front import run_front
from tracer_engine.cli.usage_words import plain_usage


@pytest.mark.parametrize(
    ("message", "value", "plain"),
    [
        (
            "Value error, 'fast' is not one of 'quick', 'balanced', 'thorough'.",
            "fast",
            "it is fast; give quick, balanced or thorough.",
        ),
        ("'x' is not one of 'a', 'b'.", None, "give a or b."),
        ("Input should be a valid number, unable to parse string as a number", "x", "it is x; give a number."),
        ("'x' is not a valid integer range.", None, "give a whole number."),
        ("Input should be greater than or equal to 0", -3, "it is -3; give 0 or more."),
        ("'x' is not of the form ROLE=COLUMN.", None, "'x' is not of the form ROLE=COLUMN."),
    ],
)
def test_the_parsers_words_become_plain_ones(message: str, value: object, plain: str) -> None:
    assert plain_usage(message, value) == plain


@pytest.mark.parametrize(
    "words",
    [
        "train x.csv --effort fast",
        "train x.csv --seed many",
        "train x.csv --seed -3",
        "score M x.csv --out y.csv --reasons 99",
        "campaign M x.csv --budget much",
        "campaign M x.csv --acceptance much",
        "profile x.csv --header-rows 2.5",
    ],
)
def test_no_word_of_a_library_is_shown(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_front(words.split()) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "Input should" not in told
    assert "Value error" not in told
    assert f"it is {words.split()[-1]}; give " in told
