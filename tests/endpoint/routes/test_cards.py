from __future__ import annotations

import json

from tests.endpoint.conftest import RUN
from tests.endpoint_clients import Client

CARD = f"/v1/runs/{RUN}/card"


def test_the_card_is_told_as_json_and_as_pages(client: Client) -> None:
    told = client.ask("GET", CARD)
    page, summary = (client.ask("GET", f"{CARD}?format={shape}") for shape in ("html", "summary"))

    card = json.loads(told.body)
    assert told.status == page.status == summary.status == 200
    assert card["sections"][0]["title"] == "What it answers"
    assert {figure["label"] for figure in card["summary"]["figures"]} >= {"Ranking, ROC AUC"}
    assert "sandbox" in page.headers["content-security-policy"]
    assert card["sections"][-1]["title"] in page.body.decode()
    assert card["summary"]["headline"] in summary.body.decode()


def test_a_run_that_is_not_there_has_none(client: Client) -> None:
    assert client.ask("GET", "/v1/runs/nobody/card").status == 404
    assert client.ask("GET", f"{CARD}?format=pdf").status == 422
