from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.endpoint_clients import Client
from tracer_engine.endpoint.problems import MEANINGS


class Page(HTMLParser):
    """What a page holds and asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "data")]
        self.ids += [value or "" for name, value in attrs if name == "id"]


@pytest.fixture(scope="module")
def document(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json")
    return found


@pytest.fixture(scope="module")
def page(client: Client) -> Page:
    reply = client.ask("GET", "/docs", token=False)
    assert reply.headers["content-type"].startswith("text/html")
    return Page(reply.body.decode())


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(page: Page) -> None:
    assert {"script", "link", "img", "iframe", "form", "object"} & set(page.tags) == set()
    assert [link for link in page.links if not re.fullmatch(r"#[\w-]+|/openapi\.json", link)] == []


def test_every_link_of_the_page_leads_somewhere(page: Page) -> None:
    assert [link for link in page.links if link.startswith("#") and link[1:] not in page.ids] == []
    assert len(page.ids) == len(set(page.ids))


def test_every_operation_and_every_problem_is_on_the_page(page: Page, document: dict[str, Any]) -> None:
    operations = [one["operationId"] for path in document["paths"].values() for one in path.values()]

    assert set(operations) <= set(page.ids)
    assert {key for key, _ in MEANINGS.values()} <= set(page.ids)


def test_the_routes_are_those_of_the_contract_and_what_was_added(document: dict[str, Any]) -> None:
    told = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}

    assert told == {
        *("POST /v1/runs", "GET /v1/runs", "GET /v1/runs/{run_id}", "DELETE /v1/runs/{run_id}"),
        *("GET /v1/runs/{run_id}/model", "GET /v1/runs/{run_id}/scores", "GET /v1/runs/{run_id}/report"),
        *("POST /v1/runs/{run_id}/scores", "POST /v1/profiles", "GET /v1/blueprints", "GET /health"),
        *("GET /v1/jobs", "GET /v1/jobs/{job_id}", "DELETE /v1/jobs/{job_id}", "GET /v1/jobs/{job_id}/events"),
        *("POST /v1/jobs/{job_id}/stop", "POST /v1/jobs/{job_id}/restart"),
        "POST /v1/runs/{run_id}/campaigns",
        # Beyond the contract.
        *("GET /v1/runs/{run_id}/months", "DELETE /v1/runs/{run_id}/months"),
        *("POST /v1/runs/{run_id}/what-if", "GET /v1/runs/{run_id}/card"),
        *("GET /v1/runs/{run_id}/campaigns", "POST /v1/runs/{run_id}/campaigns/{campaign_id}/outcomes"),
    }


def test_the_document_says_what_needs_the_token_and_what_refusals_look_like(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for one in methods.values():
            assert one.get("security", document["security"]) == ([] if path == "/health" else [{"token": []}])
            assert one["summary"]
            for status, answer in one["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"]


def test_every_model_of_the_document_is_there_and_every_field_has_a_word(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    named = set(re.findall(r"#/components/schemas/(\w+)", str(document)))

    assert named <= set(schemas)
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []
