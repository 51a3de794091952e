from __future__ import annotations

from pathlib import Path

import pytest

from tests.endpoint.conftest import RUN
from tests.endpoint_clients import Client
from tests.small_runs import SmallRun
from tracer_engine.workflow.campaigns import plain_campaign, plan_campaign

CAMPAIGNS = f"/v1/runs/{RUN}/campaigns"
TOLD: dict[str, object] = {
    "capacity": 5, "budget": 200.0, "contact_cost": 2.0, "offer_cost": 15.0, "acceptance": 0.25,
    "value_column": "MonthlyCharge", "value_months": 12.0, "control_share": 0.2,
}  # fmt: skip
FIELDS = [(name, None, str(value).encode()) for name, value in TOLD.items()]


def test_the_answer_is_what_the_command_line_says(
    client: Client, hurried_run: SmallRun, next_table: Path, tmp_path: Path
) -> None:
    reply = client.send(CAMPAIGNS, [("file", "next.csv", next_table.read_bytes()), *FIELDS])
    campaign = plan_campaign(hurried_run.model, next_table, TOLD, keep=True)
    expected = plain_campaign(campaign)

    assert reply.status == 200
    told = reply.json
    for name in ("customers", "committed_cost", "expected_gain", "rules", "emp", "curve", "settings", "said"):
        assert told[name] == expected[name]
    assert told["list"] == [dict(line) for line in campaign.lines]
    assert [line["group"] for line in told["list"]] == ["call"] * 4 + ["control"]
    assert reply.headers["tracer-verdict"] == told["verdict"]["level"]
    assert reply.headers["tracer-campaign"] == told["id"]
    assert (client.workspace / "campaigns" / f"{told['id']}.json").exists()
    assert "paths" not in told
    assert list((client.workspace / "uploads").iterdir()) == []


@pytest.mark.parametrize("way", ["query", "accept"])
def test_the_list_alone_comes_as_csv(
    client: Client, hurried_run: SmallRun, next_table: Path, tmp_path: Path, way: str
) -> None:
    parts = [("file", "next.csv", next_table.read_bytes()), *FIELDS, ("reasons", None, b"2")]
    if way == "query":
        reply = client.send(f"{CAMPAIGNS}?format=csv", parts)
    else:
        reply = client.send(CAMPAIGNS, parts, headers={"Accept": "text/csv"})
    plan_campaign(hurried_run.model, next_table, TOLD, tmp_path / "list.csv", reasons=2)

    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/csv")
    assert reply.body == (tmp_path / "list.csv").read_bytes()
    assert list((client.workspace / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("acceptance", "25", "give a number from 0 to 1, or a share such as 25%"),
        ("acceptance", "250%", "give a number from 0 to 1, or a share such as 25%"),
        ("base_rate", "0%", "give a share such as 0.15 or 15%"),
        ("budget", "much", "give a number from 0"),
        ("capacity", "-1", "give a whole number"),
        ("currency", "euro", "three capital letters"),
        ("play", "contract", "ROLE=TEXT"),
        ("preset", "excel", "tracer, salesforce"),
        ("shoes", "9", "is not known"),
        ("control_share", "1", "less than 1"),
        ("value_column", "Nope", "no column 'Nope'"),
    ],
)
def test_fields_that_cannot_be_used_are_named(
    client: Client, next_table: Path, name: str, value: str, says: str
) -> None:
    reply = client.send(CAMPAIGNS, [("file", "next.csv", next_table.read_bytes()), (name, None, value.encode())])

    assert reply.status == 422
    assert says in str(reply.json)
    assert "next.csv" in reply.json["detail"] or name != "value_column"


def test_other_bodies_and_runs_are_refused(client: Client, next_table: Path) -> None:
    assert client.send_json(CAMPAIGNS, {"capacity": 5}).status == 415
    parts = [("file", "next.csv", next_table.read_bytes())]
    assert client.send("/v1/runs/none/campaigns", parts).status == 404
    assert client.send(f"{CAMPAIGNS}?format=pdf", parts).status == 422
