"""What uvicorn lacks: deadlines, caps, and refusals that arrive. Real sockets, short deadlines."""

from __future__ import annotations

import contextlib
import json
import time

import pytest

from tests.endpoint.conftest import RUN, Start
from tests.endpoint_clients import Client, read_all
from tests.small_runs import SmallRun

MOST = 2_000_000


@pytest.fixture(scope="module")
def strict(start: Start, hurried_run: SmallRun) -> Client:
    """An endpoint with short deadlines and small limits."""
    return start(
        hurried_run,
        header_seconds=0.4,
        body_seconds=0.6,
        write_seconds=0.5,
        idle_seconds=1.0,
        least_bytes_a_second=10_000,
        most_upload_bytes=MOST,
        most_connections=8,
        most_json_bytes=2048,
        most_json_rows=5,
    )


def status_of(answer: bytes) -> int:
    return int(answer.split()[1])


def form_head(client: Client, *lines: str) -> bytes:
    return client.head("POST", "/v1/profiles", "Content-Type: multipart/form-data; boundary=x", *lines)


def test_a_header_that_never_ends_is_answered_408(strict: Client) -> None:
    began = time.monotonic()
    with strict.connect() as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: ")
        answer = read_all(connection)

    assert status_of(answer) == 408
    assert b"application/problem+json" in answer
    assert time.monotonic() - began < 10


def test_a_header_that_drips_is_no_better(strict: Client) -> None:
    with strict.connect() as connection:
        connection.settimeout(0.05)
        answer = b""
        for _ in range(200):
            with contextlib.suppress(OSError):
                connection.sendall(b"X")
            with contextlib.suppress(TimeoutError, ConnectionError):
                answer = connection.recv(1000)
                break

    assert status_of(answer) == 408


def test_a_body_that_never_comes_is_answered_408_and_nothing_is_left(strict: Client) -> None:
    with strict.connect() as connection:
        connection.sendall(form_head(strict, "Content-Length: 1000") + b"--x\r\n")
        answer = read_all(connection)

    assert status_of(answer) == 408
    assert list((strict.workspace / "uploads").iterdir()) == []


def test_a_burst_does_not_pay_for_a_long_silence(strict: Client) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\n'
    began = time.monotonic()
    with strict.connect() as connection:
        connection.sendall(form_head(strict, "Content-Length: 1900000") + part + b"a" * 1_000_000)
        answer = read_all(connection)

    assert status_of(answer) == 408
    assert time.monotonic() - began < 20


def test_a_client_that_goes_away_leaves_nothing(strict: Client) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\n'
    with strict.connect() as connection:
        connection.sendall(form_head(strict, "Content-Length: 100000", "X-Request-Id: gone") + part + b"a" * 5000)

    assert strict.answered("gone")["status"] == 499
    assert list((strict.workspace / "uploads").iterdir()) == []


def test_a_client_that_does_not_read_is_cut_off(strict: Client) -> None:
    big = strict.workspace / "runs" / RUN / "scores.csv"
    content = big.read_bytes()
    try:
        big.write_bytes(content * 400)
        with strict.connect() as connection:
            connection.sendall(strict.head("GET", f"/v1/runs/{RUN}/scores", "X-Request-Id: stuck"))
            assert strict.answered("stuck")["bytes_out"] < len(content) * 400
    finally:
        big.write_bytes(content)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused_before_it_has_come(strict: Client, chunked: bool) -> None:
    """The announced length is believed where it refuses; what really comes is counted all the same."""
    size = "Transfer-Encoding: chunked" if chunked else "Content-Length: 3000000000"
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="t.csv"\r\n\r\n'
    sent = 0
    with strict.connect() as connection:
        connection.sendall(form_head(strict, size))
        data = part + b"a" * 60_000
        with contextlib.suppress(ConnectionError):
            while sent < 3 * MOST:
                connection.sendall(b"%x\r\n%s\r\n" % (len(data), data) if chunked else data)
                sent += len(data)
        answer = read_all(connection)

    assert status_of(answer) == 413
    assert list((strict.workspace / "uploads").iterdir()) == []


def test_more_bytes_than_were_announced_are_no_part_of_the_body(strict: Client) -> None:
    with strict.connect() as connection:
        connection.sendall(form_head(strict, "Content-Length: 10") + b"a" * 400_000)
        answer = read_all(connection)

    assert status_of(answer) == 400
    assert list((strict.workspace / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: 5", "Transfer-Encoding: chunked"],
        ["Content-Length: 5", "Content-Length: 6"],
        ["Content-Length: -5"],
        ["Content-Length: 5x"],
        ["Transfer-Encoding: gzip, chunked"],
        ["Transfer-Encoding: identity"],
    ],
)
def test_a_length_that_can_be_read_in_two_ways_is_refused(strict: Client, lines: list[str]) -> None:
    with strict.connect() as connection:
        connection.sendall(form_head(strict, *lines) + b"0\r\n\r\n")
        answer = read_all(connection)

    assert status_of(answer) in (400, 501)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /health HTTP/x.y\r\nHost: a\r\n\r\n", 400),
        (b"GET /he alth HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nHost: a\r\nA: " + b"b" * 100_000 + b"\r\n\r\n", 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"PRI * HTTP/2.0\r\n\r\n", 403),
    ],
)
def test_what_is_no_http_is_answered_with_a_problem(strict: Client, sent: bytes, status: int) -> None:
    with strict.connect() as connection:
        connection.sendall(sent)
        head, _, body = read_all(connection).partition(b"\r\n\r\n")

    assert status_of(head) in (status, 408)
    assert json.loads(body)["status"] == status_of(head)


def test_slow_connections_do_not_keep_an_honest_one_out(strict: Client) -> None:
    with contextlib.ExitStack() as slow:
        for _ in range(40):
            connection = slow.enter_context(strict.connect())
            connection.sendall(b"GET /health HTTP/1.1\r\n")
        assert strict.ask("GET", "/health", timeout=5).status == 200


def test_when_all_connections_are_busy_the_next_one_is_refused(start: Start) -> None:
    client = start(most_connections=8, body_seconds=30.0)
    with contextlib.ExitStack() as busy:
        for _ in range(8):
            connection = busy.enter_context(client.connect())
            connection.sendall(form_head(client, "Content-Length: 1000", "Expect: 100-continue"))
            assert connection.recv(1000).startswith(b"HTTP/1.1 100")
        with client.connect() as one_more:
            assert status_of(read_all(one_more)) == 429
    assert client.ask("GET", "/health").status == 200


def test_several_requests_may_come_on_one_connection(strict: Client) -> None:
    with strict.connect() as connection:
        connection.sendall(strict.head("GET", "/health") * 3 + strict.head("GET", "/v1/runs", "Connection: close"))
        answer = read_all(connection)

    assert answer.count(b"HTTP/1.1 200") == 4


def test_a_refused_upload_is_answered_though_the_client_is_still_sending(strict: Client) -> None:
    """Closing at once would reset the connection and lose the answer."""
    body = b"a" * 1_500_000
    with strict.connect() as connection:
        head = strict.head("POST", "/v1/runs", f"Content-Length: {len(body)}", token=False)
        connection.sendall(head + body)
        answer = read_all(connection)

    assert status_of(answer) == 401


def test_a_client_that_asks_first_is_spared_the_sending(strict: Client) -> None:
    with strict.connect() as connection:
        connection.sendall(strict.head("POST", "/v1/runs", "Content-Length: 10", "Expect: 100-continue", token=False))
        answer = read_all(connection)

    assert status_of(answer) == 401


def test_json_that_is_too_large_is_refused(strict: Client) -> None:
    many = strict.send_json(f"/v1/runs/{RUN}/scores", {"rows": [{"Age": 1}] * 6})
    long = strict.send_json(f"/v1/runs/{RUN}/scores", {"rows": [{"Age": "1" * 3000}]})

    assert (many.status, long.status) == (413, 413)


def test_an_upgrade_is_not_followed(strict: Client) -> None:
    with strict.connect() as connection:
        connection.sendall(strict.head("GET", "/health", "Connection: Upgrade", "Upgrade: websocket"))
        answer = connection.recv(1000)

    assert status_of(answer) == 200
