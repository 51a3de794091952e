from __future__ import annotations

from pathlib import Path

import pytest

from tests.endpoint.conftest import Start
from tests.endpoint_clients import Client
from tests.small_runs import SmallRun
from tracer_engine.endpoint.routes import profiles
from tracer_engine.workflow import profile_table, read_table


def test_a_profile_says_what_the_command_line_says(client: Client, hurried_run: SmallRun) -> None:
    found = profile_table(read_table(hurried_run.file))
    told = client.send("/v1/profiles", [("file", "März.csv", hurried_run.file.read_bytes())]).json

    assert (told["source"], told["rows"]) == ("März.csv", found.rows)
    assert [column["name"] for column in told["columns"]] == [column.name for column in found.columns]
    assert told["suggested"]["target"] == found.suggested.target
    assert told["suggested"]["roles"]["tenure"] == "TenureMonths"
    assert told["quality"]["score"] == found.quality.score
    assert [one["code"] for one in told["findings"]] == [one.code for one in found.findings]
    assert list((client.workspace / "uploads").iterdir()) == []


def test_a_large_table_is_looked_at_in_a_child(
    client: Client, next_table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = client.send("/v1/profiles", [("file", "t.csv", next_table.read_bytes())])
    monkeypatch.setattr(profiles, "SMALL", 10)
    there = client.send("/v1/profiles", [("file", "t.csv", next_table.read_bytes())])

    assert (here.status, there.status) == (200, 200)
    assert there.json == here.json
    unusable = client.send("/v1/profiles", [("file", "bad.csv", b"")])
    assert unusable.status == 422


def test_a_file_that_cannot_be_read_is_told_under_the_client_s_name(start: Start) -> None:
    client = start()
    reply = client.send("/v1/profiles", [("file", "x/empty.csv", b"")])

    assert reply.status == 422
    assert reply.json["detail"].startswith("empty.csv ")
    assert str(client.workspace) not in reply.body.decode()


def test_how_a_file_and_its_columns_are_read_can_be_told(client: Client) -> None:
    rows = "".join(f"{at};{at % 3 + 1}.{at % 9 + 1}.2024;1'{at:03}\n" for at in range(100, 140))
    fields = {"dates": "month", "thousands": "apostrophe", "delimiter": "semicolon", "missing": "amount=1'101"}
    parts = [("file", "t.csv", ("code;since;amount\n" + rows).encode()), ("kind", None, b"code=category")]
    told = client.send("/v1/profiles", [*parts, *((name, None, text.encode()) for name, text in fields.items())]).json

    assert [(column["kind"], column["missing"]) for column in told["columns"]] == [
        ("category", 0),
        ("date", 0),
        ("number", 1),
    ]
    assert "You said what 'code' is: category." in told["receipt"]["notes"]
    refused = client.send("/v1/profiles", [*parts, ("kind", None, b"nobody=date")])
    assert (refused.status, refused.json["detail"]) == (422, "There is no column 'nobody' in t.csv.")
