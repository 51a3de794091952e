from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.endpoint_clients import ROOT, served
from tracer_engine.cli.front import run_front


def test_the_first_line_is_the_address_and_the_token_is_where_it_was_told(tmp_path: Path) -> None:
    with served(tmp_path / "home") as client:
        assert client.get("/v1/runs") == {"runs": []}
        assert client.ask("GET", "/v1/runs", token=False).status == 401
        token_file = tmp_path / "home.token"
        assert os.name == "nt" or token_file.stat().st_mode & 0o777 == 0o600
        # A second one on the same workspace says who is there, and does no harm.
        again = subprocess.run(
            [sys.executable, "-m", "tracer_engine.cli", "serve"],
            env=os.environ | {"TRACER_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        assert (again.returncode, again.stdout) == (4, "")
        assert client.process is not None
        assert f"process {client.process.pid}" in again.stderr
        assert client.get("/v1/runs") == {"runs": []}


def test_json_tells_address_and_token_file_in_one_object(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tracer_engine.cli", "serve", "--json"],
        env=os.environ | {"TRACER_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(30) == 0

    assert told["address"].startswith("http://127.0.0.1:")
    assert told["token_file"] == str(tmp_path / "token")


@pytest.mark.parametrize("arguments", [["--port", "65536"], ["--port", "x"], ["--nothing"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert run_front(["serve", *arguments]) == 2


def test_a_setting_that_does_not_fit_is_exit_code_3(
    own_workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_ENDPOINT_JOBS_AT_ONCE", "none")

    assert run_front(["serve"]) == 3
    assert "TRACER_ENDPOINT_JOBS_AT_ONCE" in capsys.readouterr().err
