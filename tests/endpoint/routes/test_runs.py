from __future__ import annotations

import json

from tests.endpoint.conftest import RUN, Start
from tests.endpoint_clients import Client, copy_run
from tests.small_runs import SmallRun
from tracer_engine import model_file


def test_runs_are_listed_and_shown(client: Client, hurried_run: SmallRun) -> None:
    (listed,) = client.get("/v1/runs")["runs"]

    assert listed == client.get(f"/v1/runs/{RUN}")
    assert listed["id"] == RUN
    assert (listed["target"], listed["blueprint"], listed["rows"]) == ("Churn", "churn", 400)
    assert str(client.workspace) not in json.dumps(listed)


def test_the_files_of_a_run_come_as_they_lie_there(client: Client, hurried_run: SmallRun) -> None:
    for route, name, kind in (
        ("model", "model", "application/zip"),
        ("scores", "scores", "text/csv; charset=utf-8"),
        ("report", "report_json", "application/json"),
        ("report?format=json", "report_json", "application/json"),
        ("report?format=html", "report_html", "text/html; charset=utf-8"),
    ):
        reply = client.ask("GET", f"/v1/runs/{RUN}/{route}")
        assert reply.status == 200
        assert reply.headers["content-type"] == kind
        assert reply.body == hurried_run.run.paths[name].read_bytes()


def test_a_model_that_was_fetched_opens(client: Client) -> None:
    folder = client.workspace.parent
    (folder / "fetched.tracer").write_bytes(client.ask("GET", f"/v1/runs/{RUN}/model").body)

    assert model_file.load_model(folder / "fetched.tracer").card.target == "Churn"


def test_what_is_not_there_is_answered_404_with_a_remedy(client: Client) -> None:
    for method, path in (
        ("GET", "/v1/runs/nothing"),
        ("GET", "/v1/runs/nothing/model"),
        ("GET", "/v1/runs/nothing/report?format=html"),
        ("DELETE", "/v1/runs/nothing"),
        ("GET", f"/v1/runs/{RUN[:-1]}"),
        ("GET", "/v1/jobs/nothing"),
        ("GET", "/v1/jobs/nothing/events"),
        ("POST", "/v1/jobs/nothing/stop"),
        ("POST", "/v1/jobs/nothing/restart"),
        ("DELETE", "/v1/jobs/nothing"),
    ):
        reply = client.ask(method, path)
        problem = reply.json
        assert (reply.status, problem["status"], problem["type"]) == (404, 404, "/docs#not-found")
        assert problem["detail"]
        assert problem["remedy"]
        assert problem["request_id"] == reply.headers["x-request-id"]


def test_a_run_that_is_deleted_is_gone(start: Start, hurried_run: SmallRun) -> None:
    client = start()
    copy_run(hurried_run, client.workspace, "one", "two")

    assert client.ask("DELETE", "/v1/runs/one").json == {"deleted": ["one"]}
    assert client.ask("DELETE", "/v1/runs/one").status == 404
    assert [run["id"] for run in client.get("/v1/runs")["runs"]] == ["two"]


def test_a_damaged_run_is_told_as_such(start: Start, hurried_run: SmallRun) -> None:
    client = start()
    copy_run(hurried_run, client.workspace, "one", "two")
    (client.workspace / "runs" / "one" / "run.json").write_text("{", encoding="utf-8")
    (client.workspace / "runs" / "two" / "model.tracer").unlink()

    assert client.ask("GET", "/v1/runs/one").status == 422
    assert client.ask("GET", "/v1/runs/two/model").status == 404
    assert client.send_json("/v1/runs/two/scores", {"rows": [{"Age": 1}]}).status == 422


def test_a_method_that_is_not_possible_is_told_which_are(client: Client) -> None:
    for path, allowed in (("/v1/runs", "GET, POST"), (f"/v1/runs/{RUN}", "DELETE, GET"), ("/docs", "GET")):
        reply = client.ask("PUT", path)
        assert (reply.status, reply.headers["allow"]) == (405, allowed)


def test_a_parameter_that_cannot_be_used_is_named(client: Client) -> None:
    reply = client.ask("GET", f"/v1/runs/{RUN}/report?format=pdf")

    assert reply.status == 422
    assert reply.json["errors"][0]["where"] == "query.format"
