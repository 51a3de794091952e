"""Contributions become sentences: the strongest first, in the row's own direction, worded by the blueprint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.small_runs import SmallRun, read_scored
from tracer_engine.evaluation.metrics import Values
from tracer_engine.explaining.reasons import LEAST, Sentences, day_text, reason_sentences, strongest
from tracer_engine.features.preparation import Engineered, InputColumn, Preparation, Prepared
from tracer_engine.scoring.model import Model
from tracer_engine.types.model import Phrase

NAN = float("nan")
SPREAD: dict[str, Any] = {"low": 0.0, "lower": 10.0, "usual": 29.0, "upper": 50.0, "high": 72.0}
INPUTS = (
    InputColumn(name="Tenure", kind="number", **SPREAD),
    InputColumn(name="Since", kind="date", **SPREAD),
    InputColumn(name="Usage", kind="number", **SPREAD),
    InputColumn(name="Contract", kind="category", levels=("a", "b"), labels=("Monthly", "{value} {usual}")),
    InputColumn(name="Support", kind="flag", levels=("no", "yes"), labels=("No", "Yes")),
    InputColumn(name="Paperless", kind="flag", levels=("no", "yes"), labels=("0", "1")),
)
RATIO = Engineered(name="ratio", label="Charge per month", expression="1", single={}, many={}, **SPREAD)
PHRASES = {
    "Tenure": Phrase(
        label="Tenure",
        high="A customer for {value}, usually {usual}",
        low="A customer for only {value}, usually {usual}",
        counted="months",
    ),
    "Since": Phrase(label="Since"),
    "Usage": Phrase(label="Usage", unit="GB"),
    "Contract": Phrase(label="Contract", level="Contract is {value}"),
    "Support": Phrase(label="Support", high="Has support", low="Has no support"),
    "Paperless": Phrase(label="Paperless"),
    "ratio": Phrase(label="Charge per month", unit="currency"),
}


@pytest.fixture
def model(small_run: SmallRun) -> Model:
    """A model of six columns and an engineered feature; only its words and its base rate of one quarter matter."""
    card = replace(small_run.model.card, phrases=PHRASES, base_rate=0.25)
    return replace(small_run.model, card=card, preparation=Preparation(inputs=INPUTS, engineered=(RATIO,)))


def one_row(numbers: list[float], codes: list[int]) -> Prepared:
    return Prepared(numbers=np.array([numbers]), codes=np.array([codes], dtype=np.int32))


def sentence(model: Model, source: str, value: float) -> str:
    numbers, codes = [NAN] * 4, [-1] * 3
    place = model.preparation.sources.index(source)
    if place < 4:
        numbers[place] = value
    else:
        codes[place - 4] = int(value)
    return Sentences(model).sentence(one_row(numbers, codes), 0, place)


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("Tenure", 60.0, "A customer for 60 months, usually 29 months"),
        ("Tenure", 4.0, "A customer for only 4 months, usually 29 months"),
        ("Tenure", 1.0, "A customer for only 1 month, usually 29 months"),
        ("Tenure", 30.0, "Tenure is 30"),
        ("Tenure", 29.0, "Tenure is 29"),
        ("Tenure", NAN, "Tenure is not known"),
        ("Since", 18262.0, "Since is 2020-01-01"),
        ("Usage", 19.45, "Usage is 19.45 GB"),
        ("Usage", 70.5, "Usage is 70.5 GB, usually 29 GB"),
        ("ratio", 12.0, "Charge per month is 12"),
        ("Contract", 0, "Contract is Monthly"),
        ("Contract", 2, "Contract is a rare or new value"),
        ("Contract", -1, "Contract is not known"),
        ("Support", 1, "Has support"),
        ("Support", 0, "Has no support"),
        ("Paperless", 1, "Paperless is yes"),
    ],
)
def test_a_source_and_its_value_make_a_sentence(model: Model, source: str, value: float, text: str) -> None:
    assert sentence(model, source, value) == text


@pytest.mark.parametrize(
    ("label", "value", "text"),
    [
        ("Late bills", 0.0, "Late bills are 0, usually 29"),
        ("Years at company", 30.0, "Years at company are 30"),
        ("Status", 30.0, "Status is 30"),
        ("Distance from home", 30.0, "Distance from home is 30"),
    ],
)
def test_a_column_of_no_known_role_is_spoken_of_in_a_sentence(
    model: Model, label: str, value: float, text: str
) -> None:
    named = replace(model, card=replace(model.card, phrases=PHRASES | {"Usage": Phrase(label=label)}))

    assert sentence(named, "Usage", value) == text


@pytest.mark.parametrize(
    ("label", "yes", "no"),
    [
        ("Is active member", "Is active member", "Is not active member"),
        ("Has partner", "Has partner", "Has no partner"),
        ("Paperless", "Paperless is yes", "Paperless is no"),
        ("Late bills", "Late bills are yes", "Late bills are no"),
    ],
)
def test_a_flag_named_as_a_statement_is_one(model: Model, label: str, yes: str, no: str) -> None:
    named = replace(model, card=replace(model.card, phrases=PHRASES | {"Paperless": Phrase(label=label)}))

    assert (sentence(named, "Paperless", 1), sentence(named, "Paperless", 0)) == (yes, no)


def test_cell_text_is_never_read_as_a_template(model: Model) -> None:
    assert sentence(model, "Contract", 1) == "Contract is {value} {usual}"


def test_a_source_without_a_phrase_goes_by_its_name(model: Model) -> None:
    bare = replace(model, card=replace(model.card, phrases={}))

    assert sentence(bare, "Contract", 0) == "Contract is Monthly"
    assert sentence(bare, "ratio", 12.0) == "ratio is 12"


def test_a_sentence_made_once_is_remembered_apart_by_value(model: Model) -> None:
    sentences = Sentences(model)
    numbers = np.full((4, 4), NAN)
    numbers[:2, 0] = 4.0, 60.0
    rows = Prepared(numbers=numbers, codes=np.full((4, 3), -1, dtype=np.int32))

    texts = [sentences.sentence(rows, row, 0) for row in range(4)]

    assert len(set(texts)) == 3
    assert texts[2] is texts[3]


def test_the_strongest_pushes_of_a_row_come_first_in_its_own_direction() -> None:
    contributions = np.array([[0.5, -1.0, 0.9, 0.01], [0.5, -1.0, -0.2, 0.0]])

    order, pushes = strongest(contributions, np.array([True, False]), 3)

    assert order[:, :2].tolist() == [[2, 0], [1, 2]]
    np.testing.assert_allclose(pushes, [[0.9, 0.5, 0.0], [1.0, 0.2, 0.0]])


def test_equal_pushes_go_by_the_order_of_the_sources() -> None:
    order, _ = strongest(np.ones((1, 4)), np.array([True]), 4)

    assert order.tolist() == [[0, 1, 2, 3]]


def test_a_push_too_small_to_matter_is_no_reason() -> None:
    _, pushes = strongest(np.array([[LEAST * 0.99, LEAST]]), np.array([True]), 2)

    assert pushes.tolist() == [[LEAST, 0.0]]


def reasons(model: Model, contributions: list[float], log_odds: float, count: int = 3) -> list[str]:
    row = one_row([4.0, 18262.0, 70.0, 12.0], [0, 1, 1])
    values: Values = np.array([contributions])
    return reason_sentences(model, row, values, np.array([log_odds]), count, Sentences(model))[0]


def test_who_is_above_the_base_rate_is_told_what_raises_the_risk(model: Model) -> None:
    told = reasons(model, [0.2, 0, 0, 0, 0.9, -0.8, 0], log_odds=np.log(0.25 / 0.75) + 1e-9)

    assert told == ["Contract is Monthly", "A customer for only 4 months, usually 29 months", ""]


def test_who_is_below_is_told_what_lowers_it_and_that_it_does(model: Model) -> None:
    told = reasons(model, [0.2, 0, 0, 0, 0.9, -0.8, -0.1], log_odds=np.log(0.25 / 0.75) - 1e-9)

    assert told == ["Lowers the risk: Has support", "Lowers the risk: Paperless is yes", ""]


@pytest.mark.parametrize("count", [1, 3, 7, 9])
def test_there_are_as_many_places_as_were_asked_for(model: Model, count: int) -> None:
    told = reasons(model, [0.1] * 7, log_odds=1.0, count=count)

    assert len(told) == count
    assert sum(bool(text) for text in told) == min(count, 7)


def test_a_day_that_no_calendar_has_is_still_said() -> None:
    assert day_text(0.0) == "1970-01-01"
    assert day_text(1e9) == "a date out of range"


def test_true_reasons_name_true_causes(small_run: SmallRun) -> None:
    """Of the riskiest tenth, most are told of the contract, the tenure or whatever else truly drives it."""
    rows = sorted(read_scored(small_run.run.paths["scores"]), key=lambda row: int(row["churn_rank"]))[:50]
    words = ("month-to-month", "contract", "customer for", "tenure", "support", "fiber", "charge", "outage", "check")
    named = [
        any(word in " ".join(row[f"churn_reason_{n}"] for n in (1, 2, 3)).lower() for word in words) for row in rows
    ]

    assert np.mean(named) > 0.9
    assert not any(row["churn_reason_1"].startswith("Lowers") for row in rows)
