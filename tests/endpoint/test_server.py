"""The endpoint is on or off, and off means that nothing listens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from tests.endpoint_clients import Client, served
from tracer_engine.endpoint import Endpoint, EndpointSettings
from tracer_engine.errors import StorageError
from tracer_engine.workspace import Workspace, open_workspace


def is_listened_to(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stays_silent(port: int) -> bool:
    """Whether nobody listens any more, within a few seconds of the end.

    A server killed while it starts a job's child leaves, until that child runs its own program and thereby lets go of
    all it was born with, a listening socket in the newborn's hands.
    """
    for _ in range(500):
        if not is_listened_to(port):
            return True
        threading.Event().wait(0.02)
    return False


def state_of(endpoint: Endpoint) -> str:
    return endpoint.state


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "home")


def test_it_is_off_until_it_is_started_and_off_again_afterwards(workspace: Workspace) -> None:
    endpoint = Endpoint(workspace=workspace)
    assert (endpoint.state, endpoint.address, endpoint.token, endpoint.jobs_in_progress) == ("off", None, None, 0)
    before = threading.active_count()
    tokens = []

    for _ in range(2):
        endpoint.start()
        assert state_of(endpoint) == "on"
        assert endpoint.address is not None
        assert endpoint.token is not None
        assert endpoint.token_file == workspace.path / "token"
        assert endpoint.token_file.read_text(encoding="utf-8") == endpoint.token + "\n"
        assert os.name == "nt" or endpoint.token_file.stat().st_mode & 0o777 == 0o600
        port = int(endpoint.address.rpartition(":")[2])
        assert Client(port, endpoint.token, workspace.path).get("/v1/runs") == {"runs": []}
        tokens.append(endpoint.token)
        assert not endpoint.wait(0.01)
        endpoint.stop()
        assert endpoint.jobs_in_progress == 0
        assert state_of(endpoint) == "off"
        assert not is_listened_to(port)
        assert not (workspace.path / "token").exists()
        assert endpoint.wait(0)

    assert tokens[0] != tokens[1]
    assert threading.active_count() == before
    endpoint.stop()


def test_only_this_computer_is_listened_to(workspace: Workspace) -> None:
    with Endpoint(workspace=workspace) as endpoint:
        assert endpoint.address is not None
        port = int(endpoint.address.rpartition(":")[2])
        with socket.socket() as other:
            # Another of this computer's addresses, as another computer would use one.
            assert other.connect_ex(("127.0.0.2", port)) != 0


def test_a_second_endpoint_on_a_workspace_is_told_who_is_there(workspace: Workspace) -> None:
    with Endpoint(workspace=workspace) as first:
        assert first.token is not None
        second = Endpoint(workspace=workspace)
        with pytest.raises(StorageError, match=str(os.getpid())):
            second.start()
        assert second.state == "off"
        assert (workspace.path / "token").read_text(encoding="utf-8").strip() == first.token
        assert first.address is not None
        assert is_listened_to(int(first.address.rpartition(":")[2]))


def test_a_port_that_is_taken_is_told(workspace: Workspace) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        endpoint = Endpoint(workspace=workspace, settings=EndpointSettings(port=port))
        with pytest.raises(StorageError, match=f"port {port}"):
            endpoint.start()

    with Endpoint(workspace=workspace, settings=EndpointSettings(port=port)) as endpoint:
        assert endpoint.address == f"http://127.0.0.1:{port}"


def test_a_token_file_that_cannot_be_written_leaves_nothing_behind(workspace: Workspace) -> None:
    settings = EndpointSettings(token_file=workspace.path / "nowhere" / "token")
    with pytest.raises(StorageError, match="nowhere"):
        Endpoint(workspace=workspace, settings=settings).start()

    with Endpoint(workspace=workspace):
        pass


def test_open_streams_and_idle_connections_do_not_hold_it_up(workspace: Workspace) -> None:
    endpoint = Endpoint(workspace=workspace, settings=EndpointSettings(grace_seconds=30.0))
    endpoint.start()
    assert endpoint.address is not None
    assert endpoint.token is not None
    client = Client(int(endpoint.address.rpartition(":")[2]), endpoint.token, workspace.path)
    job = client.upload(b"a,b\n1,2\n").json["id"]
    with client.connect() as stream, client.connect() as idle:
        stream.sendall(client.head("GET", f"/v1/jobs/{job}/events"))
        assert stream.recv(100)
        idle.sendall(client.head("GET", "/health"))
        assert idle.recv(100)
        stopping = threading.Thread(target=endpoint.stop)
        stopping.start()
        stopping.join(15)
        assert not stopping.is_alive()


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_listens_after_the_end_however_it_came(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path / "home") as client:
        assert client.upload(b"a,b\n1,2\n").status == 202
        assert client.process is not None
        client.process.send_signal(number)
        code = client.process.wait(30)
        assert stays_silent(client.port)
        assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
        assert (tmp_path / "home.token").exists() == (number == signal.SIGKILL)
        assert (
            subprocess.run(["ps", "-o", "pid=", "--ppid", str(client.process.pid)], capture_output=True).stdout == b""
        )

    with served(tmp_path / "home") as client:
        states = {job["state"] for job in client.get("/v1/jobs")["jobs"]}
        assert len(client.get("/v1/jobs")["jobs"]) == 1
        assert "stopping" not in states
