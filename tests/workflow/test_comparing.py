"""Champion against challenger on the same rows."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.small_runs import SmallRun, customers, train_small
from tracer_engine.errors import InputError
from tracer_engine.workflow import compare_runs
from tracer_engine.workspace import Workspace, open_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return open_workspace(tmp_path / "home")


def put(run: SmallRun, workspace: Workspace, name: str) -> str:
    shutil.copytree(run.run.path, workspace.runs_folder / name)
    return name


def test_a_run_against_itself_differs_by_nothing(small_run: SmallRun, workspace: Workspace) -> None:
    found = compare_runs(
        put(small_run, workspace, "20260101-000000-a-1111"), put(small_run, workspace, "20260102-000000-b-2222"),
        workspace=workspace,
    )  # fmt: skip

    assert (found.rows, found.unseen) == (500, 0)
    assert (found.difference["roc_auc"].value, found.difference["roc_auc"].low) == (0, 0)
    assert found.newer["roc_auc"].value == pytest.approx(small_run.run.report.metrics["roc_auc"].value)


def test_rows_the_older_one_never_saw_are_scored_by_its_model(
    small_run: SmallRun, hurried_run: SmallRun, workspace: Workspace
) -> None:
    older = put(hurried_run, workspace, "20260101-000000-a-1111")
    newer = put(small_run, workspace, "20260102-000000-b-2222")
    found = compare_runs(older, newer, workspace=workspace)

    before, now = (
        dict(zip(run.columns["CustomerID"], run.columns["Churn"], strict=True)) for run in (hurried_run, small_run)
    )
    # A customer whose outcome the two tables tell differently judges neither.
    agreed = sum(before.get(name, outcome) == outcome for name, outcome in now.items())
    assert found.unseen == len(now.keys() - before.keys()) == 100
    assert found.rows == agreed
    change = found.difference["roc_auc"]
    assert change.low < change.value < change.high
    assert change.value == pytest.approx(found.newer["roc_auc"].value - found.older["roc_auc"].value)


def test_a_table_that_lacks_what_the_older_one_reads_is_no_fair_test(
    hurried_run: SmallRun, workspace: Workspace
) -> None:
    older, newer = (put(hurried_run, workspace, name) for name in ("20260101-a", "20260102-b"))
    assert compare_runs(older, newer, workspace=workspace).warning == ""
    scores = workspace.runs_folder / newer / "scores.csv"
    kept = ("CustomerID", "Age", "Churn")
    with scores.open(encoding="utf-8-sig", newline="") as file:
        rows = [{name: row[name] for name in row if name in kept or "churn_" in name} for row in csv.DictReader(file)]
    with scores.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"CustomerID": f"other {row['CustomerID']}"} for row in rows)

    found = compare_runs(older, newer, workspace=workspace)

    read = len(hurried_run.model.preparation.inputs)
    assert found.unseen == found.rows == len(rows)
    assert f"the older model lacks {read - 1} of the {read} columns it reads (" in found.warning


def test_runs_that_share_nothing_are_refused(small_run: SmallRun, workspace: Workspace, tmp_path: Path) -> None:
    columns = {("Number" if name == "CustomerID" else name): cells for name, cells in customers(120, seed=8).items()}
    del columns["Number"]
    other = train_small(tmp_path / "other", columns, progress=lambda _step: False)
    older, newer = put(small_run, workspace, "20260101-a"), put(other, workspace, "20260102-b")

    with pytest.raises(InputError, match="no column names their rows"):
        compare_runs(older, newer, workspace=workspace)
