from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.endpoint_clients import Client
from tracer_engine.endpoint.logs import STDERR, RequestLog
from tracer_engine.errors import StorageError


def test_every_request_is_one_line_of_json(client: Client) -> None:
    reply = client.ask("GET", "/v1/runs?limit=3", headers={"X-Request-Id": "one-line"})
    line = client.answered("one-line")

    assert {key: line[key] for key in ("event", "method", "route", "status", "bytes_out")} == {
        "event": "request",
        "method": "GET",
        "route": "/v1/runs",
        "status": 200,
        "bytes_out": len(reply.body),
    }
    assert 0 <= line["seconds"] < 60
    assert line["time"].endswith("+00:00")


def test_a_log_is_appended_to_and_for_its_owner_s_eyes(tmp_path: Path) -> None:
    for number in range(2):
        log = RequestLog(tmp_path / "log")
        log.write("request", number=number, text="a\nb\u2028")
        log.close()
        log.write("request", number=9)

    lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["number"] for line in lines] == [0, 1]
    assert os.name == "nt" or (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_a_log_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="nowhere"):
        RequestLog(tmp_path / "nowhere" / "log")


def test_a_hyphen_is_standard_error_and_nothing_is_no_log(capsys: pytest.CaptureFixture[str]) -> None:
    log = RequestLog(STDERR)
    log.write("request", status=200)
    log.close()
    RequestLog(None).write("request", status=201)

    told = capsys.readouterr()
    assert json.loads(told.err)["status"] == 200
    assert told.out == ""
