from __future__ import annotations

import os

import pytest

from tests.endpoint.conftest import Start
from tests.endpoint_clients import Client
from tracer_engine.version import VERSION


def test_health_tells_version_workspace_and_queue_without_a_token(client: Client) -> None:
    reply = client.ask("GET", "/health", token=False)

    assert reply.json == {
        "status": "ok",
        "version": VERSION,
        "workspace": {"writable": True},
        "jobs": {"queued": 0, "running": 0},
    }
    assert [path for path in client.workspace.iterdir() if path.name.startswith(".health")] == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_workspace_that_cannot_be_written_to_is_told(start: Start) -> None:
    client = start()
    client.workspace.chmod(0o500)
    try:
        assert client.ask("GET", "/health").json["status"] == "degraded"
    finally:
        client.workspace.chmod(0o700)
