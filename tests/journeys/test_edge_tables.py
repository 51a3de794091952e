"""Whatever the table: a right result and a word about what is odd, or exit code 3 with cause and remedy.

Never a traceback, never exit code 70, never silence.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.edge_score_files import SCORE_FILES, EdgeScoreFile, trained_on
from tests.journeys.edge_tables import REFUSED, TRAINED, EdgeTable, of_text, text_of
from tests.journeys.in_process import Ended, tracer

ROOT = Path(__file__).resolve().parents[2]
TABLES = {table.name: table for table in (*REFUSED, *TRAINED)}


@pytest.fixture(autouse=True)
def own_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of customers whose files of later months are scored below."""
    folder = tmp_path_factory.mktemp("edge_model")
    file = of_text(text_of(trained_on()))(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_HOME", str(folder / "home"))
        assert tracer("train", file, "--out", folder / "out").code == 0
    return folder / "out" / "model.tracer"


def assert_refused(ended: Ended, cause: str) -> None:
    """Exit code 3, nothing on stdout, cause and remedy as the last two lines of stderr."""
    assert ended.code == 3, ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    said, remedy = ended.told[-2:]
    assert cause in said
    assert said.endswith(".")
    assert remedy.endswith((".", "?", "…"))


def read_scores(path: Path, outcome: str) -> list[dict[str, str]]:
    """The rows of a scored file; probabilities and ranks are checked on the way."""
    csv.field_size_limit(1 << 27)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(0 <= float(row[f"{outcome}_probability"]) <= 1 for row in rows)
    assert sorted(int(row[f"{outcome}_rank"]) for row in rows) == list(range(1, len(rows) + 1))
    return rows


def test_there_are_more_than_forty_tables_of_different_names() -> None:
    assert len(TABLES) == len(REFUSED) + len(TRAINED) > 40


@pytest.mark.parametrize("table", REFUSED, ids=lambda table: table.name)
def test_a_table_that_cannot_be_learned_from_is_refused_with_cause_and_remedy(
    table: EdgeTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = table.build(tmp_path)
    if table.memory:
        monkeypatch.setenv("TRACER_MEMORY_LIMIT_MB", str(table.memory))

    assert_refused(tracer("train", file, "--json", *table.options), table.refused)

    assert tracer("runs", "--json").answer == {"runs": []}


@pytest.mark.parametrize(
    "table",
    [pytest.param(table, marks=pytest.mark.slow if table.slow else (), id=table.name) for table in TRAINED],
)
def test_an_odd_table_gives_a_right_model_and_what_is_odd_is_said(table: EdgeTable, tmp_path: Path) -> None:
    file, out, scored = table.build(tmp_path), tmp_path / "out", tmp_path / "scored.csv"

    ended = tracer("train", file, "--out", out, "--json", *table.options)

    assert ended.code == 0, ended.err
    answer = ended.answer
    assert_says_what_is_odd(table, answer)
    for metric in answer["metrics"].values():
        assert metric["low"] - 1e-9 <= metric["value"] <= metric["high"] + 1e-9
    kept = answer["receipt"]["rows_kept"]
    assert len(read_scores(out / "scores.csv", answer["outcome"])) == kept
    assert (out / "report.html").stat().st_size > 10_000

    ended = tracer("score", out / "model.tracer", file, "--out", scored, "--reasons", 1, "--json", *reading(table))

    assert ended.code == 0, ended.err
    # Nothing about the file speaks against scoring it; a model not worth using does.
    level, causes = ended.answer["verdict"]["level"], ended.answer["verdict"]["causes"]
    worth = answer["verdict"]["worth_using"]
    assert (level, len(causes)) == (("go", 0) if worth else ("stop", 1))
    assert len(read_scores(scored, answer["outcome"])) == ended.answer["rows"] == kept


def reading(table: EdgeTable) -> tuple[str, ...]:
    """The reading options among those of a table."""
    return table.options if "--header-rows" in table.options else ()


def assert_says_what_is_odd(table: EdgeTable, answer: dict[str, object]) -> None:
    findings, excluded, importance = answer["findings"], answer["excluded"], answer["importance"]
    assert isinstance(findings, list)
    assert isinstance(excluded, list)
    assert isinstance(importance, list)
    assert table.findings or table.left_out or table.says, "what must be said of it?"
    assert set(table.findings) <= {(finding["code"], finding["column"]) for finding in findings}
    assert set(table.left_out) <= {entry["column"] for entry in excluded}
    assert set(table.learns) <= {entry["column"] for entry in importance}
    whole = json.dumps(answer, ensure_ascii=False)
    assert [words for words in table.says if words not in whole] == []
    assert table.positives in (None, answer["positives"])
    verdict = answer["verdict"]
    assert isinstance(verdict, dict)
    assert table.worth in (None, verdict["worth_using"])


@pytest.fixture(scope="module")
def plain_scores(model: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("plain")
    file = SCORE_FILES[0].build(folder)
    assert tracer("score", model, file, "--out", folder / "scored.csv").code == 0
    return [row["churn_probability"] for row in read_scores(folder / "scored.csv", "churn")]


@pytest.mark.parametrize("file", SCORE_FILES, ids=lambda file: file.name)
def test_a_file_that_differs_is_scored_alike_or_what_differs_is_said(
    file: EdgeScoreFile, model: Path, plain_scores: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "scored.csv"

    ended = tracer("score", model, file.build(tmp_path), "--out", out, "--json", *file.options)

    if file.refused:
        assert_refused(ended, file.refused)
        assert not out.exists()
        return
    assert ended.code == 0, ended.err
    assert (ended.answer["verdict"]["level"], ended.answer["rows"]) == (file.level, file.rows)
    assert [words for words in file.says if words not in ended.out] == []
    scores = [row["churn_probability"] for row in read_scores(out, "churn")]
    assert len(scores) == file.rows
    assert file.same == (scores[: len(plain_scores)] == plain_scores)


@pytest.mark.parametrize("name", ["header-only", "zero-bytes-in-cells", "right-to-left-names"])
def test_the_same_in_a_process_of_its_own(name: str, tmp_path: Path) -> None:
    table = TABLES[name]
    environment = os.environ | {"TRACER_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "tracer_engine.cli", "train", table.build(tmp_path), *table.options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )

    assert "Traceback" not in done.stderr
    if table.refused:
        assert_refused(Ended(done.returncode, done.stdout, done.stderr), table.refused)
    else:
        assert done.returncode == 0, done.stderr
        assert "CustomerID" in done.stdout
