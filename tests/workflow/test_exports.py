"""A run in other forms: whole, and with the same scores."""

from __future__ import annotations

from pathlib import Path

import joblib
import pytest

from tests.small_runs import SmallRun, Steps, customers, read_scored, unscored, write_table
from tracer_engine.errors import InputError, StorageError
from tracer_engine.progress import Cancelled
from tracer_engine.workflow import (
    export_joblib,
    export_model,
    export_python,
    export_report_html,
    export_scores_csv,
    export_scores_xlsx,
    score_file,
)


def first_sheet(path: Path) -> list[list[object]]:
    from python_calamine import CalamineWorkbook

    return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()]


def test_the_list_of_a_run_becomes_a_workbook(small_run: SmallRun, tmp_path: Path) -> None:
    export_scores_xlsx(small_run.run.id, tmp_path / "scores.xlsx", workspace=small_run.workspace)

    header, *rows = first_sheet(tmp_path / "scores.xlsx")
    expected = read_scored(small_run.run.paths["scores"])
    assert header == list(expected[0])
    assert [row[0] for row in rows] == [cells["CustomerID"] for cells in expected]


def test_copies_of_a_run_are_what_it_keeps(small_run: SmallRun, tmp_path: Path) -> None:
    export_report_html(small_run.run.id, tmp_path / "report.html", workspace=small_run.workspace)
    export_scores_csv(small_run.run.id, tmp_path / "scores.csv", workspace=small_run.workspace)
    export_model(small_run.run.id, tmp_path / "model.tracer", workspace=small_run.workspace)
    export_model(tmp_path / "model.tracer", tmp_path / "again.tracer")

    for name, key in (("report.html", "report_html"), ("scores.csv", "scores"), ("again.tracer", "model")):
        assert (tmp_path / name).read_bytes() == small_run.run.paths[key].read_bytes()


def test_a_joblib_file_comes_with_its_warning(small_run: SmallRun, tmp_path: Path) -> None:
    told = export_joblib(small_run.run.id, tmp_path / "model.joblib", workspace=small_run.workspace)

    assert told == "Loading a joblib file runs code from it; only load files you made."
    assert joblib.load(tmp_path / "model.joblib").predict_proba(small_run.table.frame).shape == (500, 2)


def test_a_script_never_takes_the_place_of_another_model(small_run: SmallRun, tmp_path: Path) -> None:
    model = small_run.run.paths["model"]
    (tmp_path / "score.tracer").write_bytes(b"another model")
    with pytest.raises(InputError, match=r"score\.tracer is there already"):
        export_python(model, tmp_path / "score.py")
    assert [path.name for path in tmp_path.iterdir()] == ["score.tracer"]

    (tmp_path / "score.tracer").unlink()
    for _ in range(2):
        export_python(model, tmp_path / "score.py")
    assert (tmp_path / "score.tracer").read_bytes() == model.read_bytes()


def test_what_is_not_there_or_cannot_be_written_is_told(small_run: SmallRun, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run"):
        export_scores_xlsx("nobody", tmp_path / "scores.xlsx", workspace=small_run.workspace)
    (tmp_path / "bad.tracer").write_bytes(b"no zip")
    with pytest.raises(InputError, match="not a model file"):
        export_model(tmp_path / "bad.tracer", tmp_path / "out.tracer")
    with pytest.raises(StorageError, match="does not exist"):
        export_report_html(small_run.run.id, tmp_path / "nowhere" / "r.html", workspace=small_run.workspace)

    assert [path.name for path in tmp_path.iterdir()] == ["bad.tracer"]


def test_a_file_is_scored_into_a_workbook(small_run: SmallRun, tmp_path: Path) -> None:
    file = write_table(tmp_path / "later.csv", unscored(customers(100, seed=4)))
    lines = file.read_bytes().split(b"\r\n")
    lines[40] = b"only three,cells,here"
    file.write_bytes(b"\r\n".join(lines))
    steps = Steps()
    plain = score_file(small_run.model, file, tmp_path / "out.csv")
    scored = score_file(small_run.model, file, tmp_path / "out.xlsx", progress=steps)

    assert scored.paths == {"scores": tmp_path / "out.xlsx", "set_aside": tmp_path / "out.set-aside.csv"}
    assert (scored.rows, scored.notes, scored.verdict_causes) == (plain.rows, plain.notes, plain.verdict_causes)
    header, *rows = first_sheet(tmp_path / "out.xlsx")
    expected = read_scored(tmp_path / "out.csv")
    assert header == list(expected[0])
    found = [row[header.index("churn_probability")] for row in rows]
    assert found == pytest.approx([float(cells["churn_probability"]) for cells in expected], rel=1e-14)
    steps.assert_forward()

    (tmp_path / "old.xlsx").write_text("old")
    with pytest.raises(Cancelled):
        score_file(small_run.model, file, tmp_path / "old.xlsx", progress=Steps(len(steps.seen) - 1))
    assert (tmp_path / "old.xlsx").read_text() == "old"
