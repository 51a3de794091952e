from __future__ import annotations

import pytest

from tests.endpoint.conftest import RUN
from tests.endpoint_clients import Client
from tests.small_runs import SmallRun, customers
from tracer_engine.workflow import what_if_rows

WHAT_IF = f"/v1/runs/{RUN}/what-if"


def test_rows_are_told_as_they_are_and_as_they_would_be(client: Client, hurried_run: SmallRun) -> None:
    columns = customers(20, seed=2)
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    reply = client.send_json(WHAT_IF, {"rows": rows, "set": {"Contract": "Two year", "MonthlyCharge": 40}})

    expected = what_if_rows(
        hurried_run.model,
        rows,
        {"Contract": "Two year", "MonthlyCharge": "40"},
        training=hurried_run.run.paths["scores"],
    )
    assert reply.status == 200
    assert reply.json["after"]["value"] == expected.after.value < reply.json["before"]["value"]
    assert (reply.json["rows"], reply.json["unsupported"]) == (20, expected.unsupported)
    assert reply.json["text"] == expected.text
    assert "no promise" in reply.json["caution"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"rows": [{"Age": 1}]}', 422),
        (b'{"rows": [{"Age": 1}], "set": {}}', 422),
        (b'{"rows": [{"Age": 1}], "set": {"Age": 2}}', 422),
        (b'{"rows": [{"Age": 1}], "set": {"Contract": "For ever"}}', 422),
    ],
)
def test_what_cannot_be_set_is_refused(client: Client, body: bytes, status: int) -> None:
    reply = client.send_json(WHAT_IF, body)

    assert reply.status == status, reply.body
    assert reply.headers["content-type"] == "application/problem+json"


def test_another_content_type_than_json_is_refused(client: Client) -> None:
    assert client.ask("POST", WHAT_IF, b"Age\n1\n", headers={"Content-Type": "text/csv"}).status == 415
