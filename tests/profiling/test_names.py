"""Column names as words."""

from __future__ import annotations

import pytest

from tracer_engine.profiling.names import has_phrase, name_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NumOfProducts", ("number", "of", "product")),
        ("MonthlyCharges", ("monthly", "charge")),
        ("total eve mins", ("total", "evening", "minute")),
        ("days_since.last-login", ("day", "since", "last", "login")),
        ("customerID", ("customer", "id")),
        ("SupportCalls60d", ("support", "call", "60d")),
        ("Gekündigt", ("gekundigt",)),
        ("Customer Status", ("customer", "status")),
        ("#", ("#",)),
        ("Отток клиентов", ("отток", "клиентов")),
        ("是否流失", ("是否流失",)),
        ("  ", ()),
    ],
)
def test_a_name_is_split_into_plain_lower_case_words(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


def test_a_phrase_counts_only_as_whole_words_in_a_row() -> None:
    assert has_phrase(("service", "end", "date"), ("end", "date"))
    assert not has_phrase(("weekend", "date"), ("end", "date"))
    assert not has_phrase(("end", "of", "date"), ("end", "date"))
    assert not has_phrase(("end",), ())
