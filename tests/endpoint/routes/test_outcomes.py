"""Outcomes over HTTP: the numbers of the command line, on one workspace."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint.conftest import RUN, Start
from tests.endpoint_clients import Client
from tests.small_runs import SmallRun, customers, write_table
from tracer_engine.cli.front import run_front

CAMPAIGNS = f"/v1/runs/{RUN}/campaigns"
FIELDS = [(name, None, value) for name, value in (("value", b"600"), ("control_share", b"0.3"), ("offer_cost", b"5"))]


@pytest.fixture(scope="module")
def kept(start: Start, hurried_run: SmallRun) -> Client:
    """An endpoint whose campaigns are no other test's."""
    return start(hurried_run)


def plan(client: Client, table: Path) -> tuple[str, bytes]:
    """A campaign, and a table of what came of it: half of those held back left, a third of those called."""
    reply = client.send(f"{CAMPAIGNS}?format=csv", [("file", table.name, table.read_bytes()), *FIELDS])
    assert reply.status == 200
    lines = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"))))
    told = [f"{line['id']},{_left(at, line['group'])}" for at, line in enumerate(lines)]
    return reply.headers["tracer-campaign"], "\n".join(["CustomerID,Churn", *told, ""]).encode()


def _left(at: int, group: str) -> str:
    return "Yes" if at % (2 if group == "control" else 3) == 0 else "No"


def command_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run_front([*arguments, "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_the_numbers_are_those_of_the_command_line(
    kept: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_HOME", str(kept.workspace))
    measured = []
    for month in range(2):
        table = write_table(tmp_path / f"month{month}.csv", customers(200, seed=30 + month, month=1))
        campaign, back = plan(kept, table)
        file = tmp_path / f"back{month}.csv"
        file.write_bytes(back)
        reply = kept.send(f"{CAMPAIGNS}/{campaign}/outcomes", [("file", "back.csv", back)])
        assert reply.status == 200, reply.body
        assert reply.json == command_line(["campaign", "--outcomes", str(file), "--record", campaign], capsys)
        measured.append(reply.json)

    assert measured[0]["pooled"] is None
    assert set(measured[1]["pooled"]["ids"]) == {one["id"] for one in measured}
    told = kept.get(CAMPAIGNS)
    assert told == command_line(["campaign", RUN, "--earlier"], capsys)
    assert told["pooled"] == measured[1]["pooled"]
    assert [one["id"] for one in told["campaigns"]] == [one["id"] for one in measured[::-1]]
    assert list((kept.workspace / "uploads").iterdir()) == []


def test_columns_of_other_names_are_told(kept: Client, tmp_path: Path) -> None:
    campaign, back = plan(kept, write_table(tmp_path / "t.csv", customers(100, seed=5)))
    body = back.replace(b"CustomerID,Churn", b"who;state").replace(b",", b";").replace(b"Yes", b"gone")
    where = f"{CAMPAIGNS}/{campaign}/outcomes"
    parts = [("file", "back.csv", body), ("id", None, b"who"), ("target", None, b"state")]

    refused = kept.send(where, parts)
    assert refused.status == 422
    assert "back.csv" in refused.json["detail"]
    assert str(kept.workspace) not in str(refused.json)
    assert kept.send(where, [*parts, ("positive", None, b"gone"), ("delimiter", None, b";")]).status == 200
    assert kept.send(where, [*parts, ("shoes", None, b"9")]).status == 422


@pytest.mark.parametrize("campaign", ["none", "..%2F..%2Ftoken", "%2e%2e", "20", "%00", "outcomes"])
def test_a_campaign_that_is_not_the_run_s_is_not_there(kept: Client, campaign: str) -> None:
    assert kept.send(f"{CAMPAIGNS}/{campaign}/outcomes", [("file", "b.csv", b"id,Churn\n1,Yes\n")]).status == 404


def test_other_bodies_and_runs_are_refused(kept: Client) -> None:
    assert kept.send_json(f"{CAMPAIGNS}/none/outcomes", {}).status == 415
    assert kept.send("/v1/runs/none/campaigns/x/outcomes", [("file", "b.csv", b"a\n1\n")]).status == 404
    assert kept.ask("GET", "/v1/runs/none/campaigns").status == 404
