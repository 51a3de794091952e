"""Everything said about a run on employees: the blueprint's own words, and never those of another."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.endpoint_clients import Client
from tests.small_runs import hurried, unscored, write_table
from tracer_engine.blueprints import blueprint
from tracer_engine.cli.front import run_front
from tracer_engine.endpoint import Endpoint, EndpointSettings
from tracer_engine.samples import sample_columns
from tracer_engine.types.run import Run
from tracer_engine.workflow import (
    draft_plan,
    export_everything,
    export_scores_xlsx,
    profile_table,
    read_table,
    train_run,
)
from tracer_engine.workspace import Workspace, open_workspace

FOREIGN = re.compile(r".{0,60}(?:churn|customer|client).{0,60}", re.IGNORECASE)
COLUMNS = ["attrition_probability", "attrition_predicted", "attrition_risk", "attrition_rank", "attrition_reason_1"]


def foreign_words(text: str) -> list[str]:
    return FOREIGN.findall(text)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_workspace(tmp_path_factory.mktemp("attrition") / "home")


@pytest.fixture(scope="module")
def employees(workspace: Workspace) -> Path:
    return write_table(workspace.path.parent / "employees.csv", sample_columns(blueprint("attrition"), rows=400))


@pytest.fixture(scope="module")
def run(workspace: Workspace, employees: Path) -> Run:
    """A training on made-up employees, finished early."""
    table = read_table(employees)
    profile = profile_table(table)
    return train_run(table, draft_plan(table, profile), profile=profile, workspace=workspace, progress=hurried)


@pytest.fixture(scope="module")
def client(workspace: Workspace, run: Run) -> Iterator[Client]:
    del run
    folder = workspace.path.parent
    endpoint = Endpoint(
        workspace=workspace,
        settings=EndpointSettings(grace_seconds=0.2, log_file=folder / "log.jsonl", token_file=folder / "token"),
    )
    endpoint.start()
    assert endpoint.address is not None
    assert endpoint.token is not None
    yield Client(int(endpoint.address.rpartition(":")[2]), endpoint.token, workspace.path)
    endpoint.stop()


def test_report_scores_and_model_speak_of_employees(run: Run) -> None:
    html = run.paths["report_html"].read_text(encoding="utf-8")
    assert foreign_words(html) == []
    assert "employees" in html
    assert "left the company" in html
    report = run.paths["report_json"].read_text(encoding="utf-8")
    assert foreign_words(report) == []
    assert json.loads(report)["outcome"] == "attrition"
    scores = run.paths["scores"].read_text(encoding="utf-8-sig")
    assert foreign_words(scores) == []
    assert set(COLUMNS) <= set(scores.splitlines()[0].split(","))
    with zipfile.ZipFile(run.paths["model"]) as model:
        told = [model.read(name).decode() for name in ("manifest.json", "preparation.json")]
    assert foreign_words("\n".join(told)) == []


def test_no_sentence_about_a_row_has_a_gap(run: Run) -> None:
    """Sentences of numbers, asked of a yes or no, would end in "usually" and nothing."""
    scores = run.paths["scores"].read_text(encoding="utf-8-sig")
    assert re.findall(r"usually *[\",\r\n]|\{\w*\}|nan", scores) == []


def test_exported_files_speak_of_employees(run: Run, workspace: Workspace, tmp_path: Path) -> None:
    export_everything(run.id, tmp_path / "all", workspace=workspace)
    files = [path for path in (tmp_path / "all").rglob("*") if path.suffix in (".csv", ".json", ".html", ".txt", ".md")]
    assert files
    assert [words for path in files for words in foreign_words(path.read_text(encoding="utf-8-sig"))] == []
    export_scores_xlsx(run.id, tmp_path / "scores.xlsx", workspace=workspace)
    with zipfile.ZipFile(tmp_path / "scores.xlsx") as book:
        told = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert foreign_words(told) == []
    assert "attrition_probability" in told


@pytest.mark.parametrize(
    "command",
    [
        "profile employees.csv",
        "profile employees.csv --json",
        "score RUN next.csv --out scored.csv",
        "score RUN next.csv --out scored.csv --json",
        "inspect RUN",
        "runs show RUN",
        "runs show RUN --json",
        "blueprints show attrition",
        "train employees.csv --out out --time-limit 1",
    ],
)
def test_the_command_line_speaks_of_employees(
    run: Run,
    workspace: Workspace,
    employees: Path,
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TRACER_HOME", str(workspace.path))
    monkeypatch.chdir(employees.parent)
    write_table(employees.parent / "next.csv", without_target())
    assert run_front(command.replace("RUN", run.id).split()) == 0
    told = capsys.readouterr()
    if command.startswith("blueprints"):
        # Names that an employees' file may have too: the target's hints.
        told_out = told.out.split("Names a target goes by")[0]
    else:
        told_out = told.out
    assert told_out
    assert foreign_words(told_out + told.err) == []
    if "--out scored.csv" in command:
        scored = (employees.parent / "scored.csv").read_text(encoding="utf-8-sig")
        assert foreign_words(scored) == []
        assert set(COLUMNS) <= set(scored.splitlines()[0].split(","))


def without_target() -> dict[str, list[str]]:
    columns = sample_columns(blueprint("attrition"), rows=40, month=1)
    return {name: cells for name, cells in unscored(columns).items() if name != "Attrition"}


def test_answers_over_http_speak_of_employees(client: Client, run: Run) -> None:
    columns = without_target()
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    told = [
        client.ask("GET", "/v1/runs"),
        client.ask("GET", f"/v1/runs/{run.id}"),
        client.ask("GET", f"/v1/runs/{run.id}/report"),
        client.ask("GET", f"/v1/runs/{run.id}/report?format=html"),
        client.ask("GET", f"/v1/runs/{run.id}/scores"),
        client.send_json(f"/v1/runs/{run.id}/scores", {"rows": rows[:5], "reasons": 3}),
    ]
    assert {reply.status for reply in told} == {200}
    assert [words for reply in told for words in foreign_words(reply.body.decode("utf-8-sig"))] == []
    assert told[-1].json["outcome"] == "attrition"


def test_a_profile_over_http_picks_attrition_and_speaks_of_employees(client: Client, employees: Path) -> None:
    reply = client.send("/v1/profiles", [("file", "employees.csv", employees.read_bytes())])
    assert reply.status == 200
    assert reply.json["suggested"]["blueprint"] == "attrition"
    assert foreign_words(reply.body.decode()) == []
