"""A script that scores without the window, run as a user would run it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.small_runs import SmallRun, customers, write_table
from tracer_engine.errors import InputError
from tracer_engine.export.score_script import script_text
from tracer_engine.workflow import export_python, score_file, score_rows


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8")


def test_the_script_gives_the_scores_of_tracer(small_run: SmallRun, tmp_path: Path) -> None:
    note = export_python(small_run.run.id, tmp_path / "score.py", workspace=small_run.workspace)
    assert "score.tracer beside it" in note
    table = write_table(tmp_path / "next.csv", customers(40, seed=8))
    rows = [{"TenureMonths": 2, "Contract": "Month-to-month", "MonthlyCharge": 89.5}]
    # The same interpreter scores the file and, imported, a row.
    asked = (
        "import json, score; print(score.main(['next.csv', 'out.csv']));"
        f"print(json.dumps([one.probability for one in score.score_rows({rows!r})]))"
    )
    done = run("-c", asked, folder=tmp_path)
    score_file(small_run.model, table, tmp_path / "expected.csv")

    assert done.returncode == 0, done.stderr
    told, code, probabilities = done.stdout.splitlines()
    assert told.startswith("40 rows scored: ")
    assert code == "0"
    assert json.loads(probabilities) == [score_rows(small_run.model, rows).scores[0].probability]
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "expected.csv").read_bytes()


def test_it_tells_how_it_is_used_and_knows_its_model(small_run: SmallRun, tmp_path: Path) -> None:
    export_python(small_run.run.paths["model"], tmp_path / "score.py")
    usage = run("score.py", folder=tmp_path)
    assert usage.returncode == 2
    assert "python score.py FILE SCORED.csv" in usage.stderr
    (tmp_path / "score.tracer").write_bytes(b"another")
    other = run("score.py", "a.csv", "b.csv", folder=tmp_path)
    assert other.returncode == 1
    assert "another model" in other.stderr


def test_texts_from_data_cannot_become_code(small_run: SmallRun) -> None:
    evil = '"""\nimport os\n'
    card = replace(small_run.model.card, source=evil, columns={evil: "number", "a\\": "number"})
    text = script_text(card, evil, "score.py", 'it"s.tracer', b"")
    tree = ast.parse(text)

    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert names == {"hashlib", "sys", "tracer_engine"}
    assert 'with_name("it\\"s.tracer")' in text


@pytest.mark.parametrize("name", ["score.txt", ".py", "class.py", "tracer_engine.py"])
def test_a_name_no_script_can_have_is_refused(small_run: SmallRun, name: str) -> None:
    with pytest.raises(InputError, match="script"):
        script_text(small_run.model.card, "Who?", name, "m.tracer", b"")
