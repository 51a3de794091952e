"""One file and one plan give one result: in the window, by the command it copies, from the endpoint it switches on."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from tests.endpoint_clients import ROOT, Client
from tests.journeys.window_user import CTRL, Key, User
from tracer_desktop.operations.typed_command import command_words
from tracer_desktop.pages.training_page import TrainingPage


def test_window_command_and_endpoint_train_the_same_model(user: User, june: Path, tmp_path: Path) -> None:
    user.opens(june)
    user.key(Key.Key_Return, CTRL)
    wizard = user.page(TrainingPage).wizard
    user.key(Key.Key_Return, times=2)
    wizard.columns.use(["Region"], False)
    user.until_planned()
    user.key(Key.Key_Return)
    user.click(wizard.effort.expert)
    wizard.effort.seed.setFocus()
    wizard.effort.seed.selectAll()
    user.qtbot.keyClicks(wizard.effort.seed, "3")
    user.key(Key.Key_Tab)
    user.until_planned()
    assert user.session.options.seed == 3
    user.click(wizard.next)
    user.until(lambda: "--seed 3" in wizard.command)
    user.click(wizard.copy)
    command = QGuiApplication.clipboard().text()
    user.click(wizard.next)
    user.until_page("verdict")
    run = user.session.run
    assert run is not None

    # The command that the window gave away, in a workspace of its own.
    words = shlex.split(command)
    words = words[len(command_words()) - 1 :]
    assert words[1] == "train"
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "tracer_engine.cli", *words[1:], "--out", str(out), "--json"],
        env=os.environ | {"TRACER_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)},
        cwd=june.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

    # The endpoint of the same window.
    endpoint = user.session.endpoint
    endpoint.switch_on(0)
    user.until(lambda: endpoint.state != "starting")
    assert endpoint.state == "on", endpoint.error
    assert endpoint.port is not None
    client = Client(endpoint.port, endpoint.token, user.session.workspace.path)
    reply = client.upload(june.read_bytes(), june.name, target="Churn", positive="Yes", seed="3", exclude="Region")
    assert reply.status == 202, reply.body
    job = client.ended(reply.json["id"])
    assert job["state"] == "done", job
    served = f"/v1/runs/{job['run_id']}"

    ours = run.paths["scores"].read_bytes()
    assert ours == (out / "scores.csv").read_bytes()
    assert ours == client.ask("GET", f"{served}/scores").body
    report = client.get(f"{served}/report")
    assert json.dumps(run.report["metrics"]) == json.dumps(told["metrics"]) == json.dumps(report["metrics"])
    assert run.report["verdict"] == report["verdict"]
    # All three are runs of a workspace; the endpoint's is one of the window's.
    assert set(user.runs()) == {run.id, job["run_id"]}
