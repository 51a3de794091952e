from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from tests.campaign.test_outcomes import campaign
from tracer_engine.campaign.record import id_key, read_heading, read_record, table_digest
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


def test_the_heading_is_read_without_the_customers_however_the_file_is_written(tmp_path: Path) -> None:
    record, _ = campaign(1, listed=40)
    file = tmp_path / "c1.json"
    file.write_text(record.to_json(), encoding="utf-8")
    told = read_heading(file)
    # As an earlier version wrote it, in one line.
    data = {name: part for name, part in json.loads(record.to_json()).items() if name not in ("called", "control")}
    file.write_text(json.dumps(data), encoding="utf-8")

    assert read_heading(file) == told
    assert (told.id, told.called, told.control) == ("c1", 30, 10)
    assert told.settings == record.settings
    assert told.expected_gain.value == record.expected_gain[0]
    for text in (b"[]", b"{}", b"", b'{"id": 3', b"\xff\xfe"):
        file.write_bytes(text)
        with pytest.raises(InputError, match=r"c1\.json is not the record"):
            read_heading(file)


def test_a_table_has_one_digest_and_another_table_another() -> None:
    scores = np.linspace(-2.0, 2.0, 50)

    assert table_digest(scores) == table_digest(scores.copy())
    assert table_digest(scores) != table_digest(scores[::-1])
    assert table_digest(scores) != table_digest(scores[:-1])
