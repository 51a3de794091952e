"""The scheduled script's story, with curl alone: upload, wait, fetch, score next month; as on the command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint_clients import ROOT, Client, served
from tests.small_runs import customers, write_table

CURL = shutil.which("curl")


def curl(client: Client, path: str, *arguments: str) -> bytes:
    assert CURL is not None
    command = [CURL, "--silent", "--show-error", "--fail-with-body", "-H", f"Authorization: Bearer {client.token}"]
    return subprocess.run(
        [*command, *arguments, f"http://127.0.0.1:{client.port}{path}"], check=True, capture_output=True
    ).stdout


def tracer(home: Path, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tracer_engine.cli", *arguments, "--json"],
        env=os.environ | {"TRACER_HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(CURL is None, reason="there is no curl")
def test_upload_train_fetch_and_score_as_on_the_command_line(tmp_path: Path) -> None:
    table = write_table(tmp_path / "customers.csv", customers(500))
    later = write_table(tmp_path / "later.csv", customers(120, seed=2))
    out = tmp_path / "out"
    with served(tmp_path / "home") as client:
        form = ["-F", f"file=@{table}", "-F", "target=Churn", "-F", "seed=3", "-F", "exclude=Region"]
        job = json.loads(curl(client, "/v1/runs", *form, "-H", "Idempotency-Key: monday"))
        again = json.loads(curl(client, "/v1/runs", *form, "-H", "Idempotency-Key: monday"))
        assert again["id"] == job["id"]
        events = curl(client, f"/v1/jobs/{job['id']}/events", "--no-buffer").decode()
        job = json.loads(curl(client, f"/v1/jobs/{job['id']}"))
        assert (job["state"], job["fraction"], job["error"], job["source"]) == ("done", 1.0, None, "customers.csv")
        fractions = [json.loads(line[6:])["fraction"] for line in events.splitlines() if line.startswith("data: ")]
        assert fractions == sorted(fractions)
        run = f"/v1/runs/{job['run_id']}"
        scores, report = curl(client, f"{run}/scores"), json.loads(curl(client, f"{run}/report"))
        model = tmp_path / "model.tracer"
        model.write_bytes(curl(client, f"{run}/model"))
        assert b"<svg" in curl(client, f"{run}/report?format=html")
        scored = curl(client, f"{run}/scores", "-F", f"file=@{later}")
        row = {name: cells[0] for name, cells in customers(120, seed=2).items()}
        body = ["-H", "Content-Type: application/json", "-d", json.dumps({"rows": [row]})]
        one = json.loads(curl(client, f"{run}/scores", *body))["scores"][0]

    train = ["train", str(table), "--target", "Churn", "--seed", "3", "--exclude", "Region", "--out", str(out)]
    trained = tracer(tmp_path / "other", *train)
    tracer(tmp_path / "other", "score", str(out / "model.tracer"), str(later), "--out", str(tmp_path / "cli.csv"))

    assert scores == (out / "scores.csv").read_bytes()
    assert scored == (tmp_path / "cli.csv").read_bytes()
    assert report["metrics"] == trained["metrics"]
    assert report["source"] == trained["source"]
    first = (tmp_path / "cli.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    assert str(one["probability"]) in first
    # The model that was fetched scores alike wherever it is used.
    tracer(tmp_path / "third", "score", str(model), str(later), "--out", str(tmp_path / "fetched.csv"))
    assert (tmp_path / "fetched.csv").read_bytes() == scored
    # And the command line sees the endpoint's run.
    assert [entry["id"] for entry in tracer(tmp_path / "home", "runs")["runs"]] == [job["run_id"]]
