from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest

from tests.campaign.test_outcomes import campaign
from tracer_engine.campaign.record import id_key, read_record
from tracer_engine.errors import InputError


def test_a_record_is_read_back_as_it_was_written() -> None:
    record, _ = campaign(1, listed=40)
    text = record.to_json()
    again = read_record(text, "list.campaign.json")

    assert again.to_json() == text
    assert asdict(again.settings) == asdict(record.settings)
    assert np.array_equal(again.control, record.control)
    assert np.array_equal(again.value, record.value)


def test_nobody_can_read_in_it_who_the_customers_are() -> None:
    key = id_key("campaign-1", " 0042 ")

    assert key == id_key("campaign-1", "0042") != id_key("campaign-2", "0042")
    assert "0042" not in key


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: {**data, "format": 99}, "newer Tracer"),
        (lambda data: {**data, "customers": [{"key": "x"}]}, "not the record of a campaign"),
        (lambda data: {**data, "settings": {"shoes": 3}}, "not the record"),
        (lambda data: {name: part for name, part in data.items() if name != "wording"}, "not the record"),
        (lambda data: [data], "not the record"),
    ],
)
def test_what_is_no_record_is_refused(change: object, says: str) -> None:
    data = json.loads(campaign(1, listed=4)[0].to_json())
    with pytest.raises(InputError, match=says):
        read_record(json.dumps(change(data)), "list.campaign.json")  # type: ignore[operator]
    with pytest.raises(InputError, match="not the record"):
        read_record("id,churn", "list.csv")
