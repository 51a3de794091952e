from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint_clients import Client, copy_run
from tests.small_runs import SmallRun
from tracer_engine.endpoint import Endpoint, EndpointSettings
from tracer_engine.workspace import open_workspace

RUN = "20260101-000000-customers-aaaa"
Start = Callable[..., Client]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts endpoints in this process, each on a workspace of its own; all are stopped at the end."""
    running: list[Endpoint] = []

    def run(run: SmallRun | None = None, **settings: Any) -> Client:
        folder = tmp_path_factory.mktemp("endpoint")
        if run is not None:
            copy_run(run, folder / "home", RUN)
        told: dict[str, Any] = {
            "grace_seconds": 0.2,
            "log_file": folder / "log.jsonl",
            "token_file": folder / "token",
        } | settings
        endpoint = Endpoint(workspace=open_workspace(folder / "home"), settings=EndpointSettings(**told))
        endpoint.start()
        running.append(endpoint)
        assert endpoint.address is not None
        assert endpoint.token is not None
        return Client(int(endpoint.address.rpartition(":")[2]), endpoint.token, folder / "home", folder / "log.jsonl")

    yield run
    for endpoint in running:
        endpoint.stop()


@pytest.fixture(scope="module")
def client(start: Start, hurried_run: SmallRun) -> Client:
    """A client of an endpoint whose workspace has one run, `RUN`."""
    return start(hurried_run)


@pytest.fixture(scope="module")
def next_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty more customers."""
    from tests.small_runs import customers, write_table

    return write_table(tmp_path_factory.mktemp("next") / "next.csv", customers(20, seed=2))
