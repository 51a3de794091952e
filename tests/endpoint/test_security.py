"""Nobody is answered who may not ask: on a real server, with real connections."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from tests.endpoint.conftest import RUN, Start
from tests.endpoint_clients import Client, read_all
from tests.small_runs import SmallRun
from tracer_engine.endpoint.security import WITHOUT_TOKEN, has_token, is_local_host, is_own_origin, new_token

PORT = 8123
COMBINATIONS = 60
METHODS = ("GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS", "HEAD", "TRACE")
KINDS = (None, "application/json", "multipart/form-data; boundary=x", "text/plain", "application/x-www-form-urlencoded")
TOKENS = ("right", "none", "wrong", "basic", "twice", "empty", "in the query")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8123", "localhost", "LocalHost:8123", "[::1]:8123"])
def test_this_computer_is_a_local_host(host: str) -> None:
    assert is_local_host(host, PORT)


@pytest.mark.parametrize(
    "host",
    [
        *("", "evil.example", "evil.example:8123", "127.0.0.1.evil.example", "localhost.evil.example", "localhost."),
        *("127.0.0.1:80", "127.0.0.1:", "127.0.0.1:8123:8123", "a@127.0.0.1:8123", "127.0.0.1:8123/", " 127.0.0.1"),
        *("127.0.0.2", "0.0.0.0:8123", "127.1", "2130706433", "[::ffff:127.0.0.1]:8123", "127.0.0.1\x00", "localhost#"),
    ],
)
def test_anything_else_is_no_local_host(host: str) -> None:
    assert not is_local_host(host, PORT)


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://127.0.0.1:8123", True),
        ("http://localhost:8123", True),
        ("http://127.0.0.1", False),
        ("http://[::1]", False),
        ("https://127.0.0.1:8123", False),
        ("http://127.0.0.1:8124", False),
        ("http://evil.example", False),
        ("http://evil.example:8123", False),
        ("null", False),
        ("", False),
        ("file://", False),
        ("http://127.0.0.1:8123/", False),
    ],
)
def test_only_the_endpoint_itself_is_its_own_origin(origin: str, own: bool) -> None:
    assert is_own_origin(origin, PORT) is own


def test_a_token_has_256_bits_and_is_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert min(map(len, tokens)) == 43


def test_exactly_one_bearer_token_is_taken() -> None:
    assert has_token([b"Bearer secret"], "secret")
    assert has_token([b"bearer  secret "], "secret")
    for values in ([], [b"Bearer secret"] * 2, [b"secret"], [b"Basic secret"], [b"Bearer"], [b"Bearer Secret"]):
        assert not has_token(values, "secret")


def test_on_every_route_nobody_is_let_in_who_may_not(start: Start, hurried_run: SmallRun) -> None:
    """Sixty combinations of Host, Origin, method, content type and token for each route; no handler runs."""
    client = start(hurried_run)
    own = f"127.0.0.1:{client.port}"
    hosts = (own, f"localhost:{client.port}", "evil.example", f"{own}.evil.example", "127.0.0.1:1", None)
    origins = (None, f"http://{own}", "http://evil.example", "null", f"https://{own}", f"http://{own}, http://{own}")
    everything = list(itertools.product(hosts, origins, METHODS, KINDS, TOKENS))
    document = client.get("/openapi.json")
    paths = [re.sub(r"\{run_id\}", RUN, path).replace("{job_id}", "no-job") for path in document["paths"]]
    draw = random.Random(1)
    asked = let_in = 0
    for path in [*paths, "/docs", "/openapi.json", "/", "/v1", "/nowhere"]:
        for host, origin, method, kind, token in draw.sample(everything, COMBINATIONS):
            honest = host in hosts[:2] and origin in origins[:2]
            free = path in WITHOUT_TOKEN or token == "right"
            if honest and free and method in ("DELETE", "POST") and RUN in path:
                continue  # it would do what it says
            status = _ask(client, path, host, origin, method, kind, token)
            asked += 1
            let_in += honest and free
            expected = 403 if not honest else 401
            assert (honest and free) or status == expected, (path, host, origin, method, kind, token, status)
            assert not (honest and free) or status not in (401, 403), (path, method, token, status)

    assert asked > 1000
    assert let_in > 20
    # What was refused never came as far as a route, and nothing was done.
    requests = [line for line in client.logged() if line["event"] == "request"]
    assert [line for line in requests if line["status"] in (401, 403) and line["route"]] == []
    assert [run["id"] for run in client.get("/v1/runs")["runs"]] == [RUN]
    assert client.get("/v1/jobs") == {"jobs": []}


def _ask(
    client: Client, path: str, host: str | None, origin: str | None, method: str, kind: str | None, token: str
) -> int:
    lines = [f"{method} {path}{'?token=' + client.token if token == 'in the query' else ''} HTTP/1.0"]
    lines += [f"Host: {host}"] if host is not None else []
    lines += [f"Origin: {origin}"] if origin is not None else []
    lines += [f"Content-Type: {kind}", "Content-Length: 2"] if kind else []
    right = f"Authorization: Bearer {client.token}"
    lines += {
        "right": [right],
        "wrong": [f"{right[:-1]}?"],
        "basic": [f"Authorization: Basic {client.token}"],
        "twice": [right, right],
        "empty": ["Authorization:"],
    }.get(token, [])
    with client.connect() as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n" + ("{}" if kind else "")).encode())
        return int(read_all(connection).split()[1])


def test_no_answer_may_be_read_by_another_site(client: Client) -> None:
    for path in ("/health", "/docs", "/v1/runs", f"/v1/runs/{RUN}/report?format=html", "/nowhere"):
        headers = client.ask("GET", path).headers

        assert [name for name in headers if name.startswith("access-control-")] == []
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_routes_without_a_token_tell_nothing_of_the_data(client: Client) -> None:
    for path in WITHOUT_TOKEN:
        reply = client.ask("GET", path, token=False)

        assert reply.status == 200
        for secret in (RUN, client.token, str(client.workspace), "OutagesLast90d"):
            assert secret.encode() not in reply.body


def test_a_path_cannot_leave_the_workspace(client: Client) -> None:
    for path in (
        *("/v1/runs/..%2f..%2fetc/report", "/v1/runs/../../etc/passwd", "/v1/runs/%2e%2e/model", "/v1/runs/.%00/model"),
        *(f"/v1/runs/{RUN}%2f..%2f{RUN}/model", f"/v1/runs/./{RUN}/model", "/v1/runs//model", "/v1/runs/%ff%fe"),
        *(f"/v1/runs/{RUN[:-1]}", f"/v1/runs/{RUN.upper()}/", "http://127.0.0.1/v1/runs", "//v1/runs", "/v1/jobs/%2e"),
    ):
        with client.connect() as connection:
            connection.sendall(client.head("GET", path, "Connection: close"))
            assert read_all(connection).split()[1] == b"404", path


def test_a_request_may_bring_its_id_and_no_other_text_into_the_log(client: Client) -> None:
    assert client.ask("GET", "/health", headers={"X-Request-Id": "monday-42"}).headers["x-request-id"] == "monday-42"
    assert client.ask("GET", "/health", headers={"X-Request-Id": 'a"b c'}).headers["x-request-id"] != 'a"b c'
