"""Runs: listed, shown, deleted, copied out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.small_runs import SmallRun, customers, hurried, train_small
from tracer_engine.errors import InputError, StorageError
from tracer_engine.workflow import RUN_FILES, delete_run, export_run, list_runs, rename_run, show_run
from tracer_engine.workspace import open_workspace


def test_the_run_is_listed_shown_and_deleted(hurried_run: SmallRun, tmp_path: Path) -> None:
    run = train_small(tmp_path, customers(200), progress=hurried)
    (entry,) = list_runs(workspace=run.workspace)

    assert (entry.id, entry.target, entry.rows, entry.blueprint) == (run.run.id, "Churn", 200, "churn")
    assert entry.roc_auc == run.run.report.metrics["roc_auc"].value
    shown = show_run(run.run.id, workspace=run.workspace)
    assert shown["entry"] == entry
    assert shown["report"]["target"] == "Churn"
    run.run.paths["report_json"].write_text("{")
    with pytest.raises(StorageError, match="cannot be read"):
        show_run(run.run.id, workspace=run.workspace)
    assert delete_run(run.run.id, workspace=run.workspace) == run.run.id
    assert list_runs(workspace=run.workspace) == ()


def test_a_run_is_given_a_name_that_stays(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "home")
    with workspace.new_run("customers.2026.csv") as folder:
        folder.write_summary(
            blueprint="churn", target="Churn", rows=1, roc_auc=None, source="customers.2026.csv", worth_using=True
        )
    (before,) = list_runs(workspace=workspace)
    assert before.name == "customers.2026"

    renamed = rename_run(before.id[:15], "  Ångström – spring\tcampaign ", workspace=workspace)
    assert renamed == replace(before, name="Ångström – spring campaign")
    assert list_runs(workspace=open_workspace(tmp_path / "home")) == (renamed,)
    for wrong in ("", " \n ", "x" * 121, "bell\x07"):
        with pytest.raises(InputError, match="cannot be called"):
            rename_run(before.id, wrong, workspace=workspace)
    with pytest.raises(InputError, match="no run"):
        rename_run("nobody", "Name", workspace=workspace)
    assert list_runs(workspace=workspace) == (renamed,)


def test_a_run_of_an_early_version_is_called_by_the_words_of_its_id(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "home")
    with workspace.new_run("telco.csv") as folder:
        folder.write_summary(blueprint="churn", target="Churn", rows=1, roc_auc=None)

    assert [entry.name for entry in list_runs(workspace=workspace)] == ["telco"]


def test_exporting_a_run_copies_all_of_it(small_run: SmallRun, tmp_path: Path) -> None:
    copies = export_run(small_run.run, tmp_path / "a" / "b")

    assert {path.name for path in (tmp_path / "a" / "b").iterdir()} == set(RUN_FILES.values())
    for key, path in copies.items():
        assert path.read_bytes() == small_run.run.paths[key].read_bytes()


def test_exporting_to_a_file_or_over_a_folder_is_refused(small_run: SmallRun, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError, match="file"):
        export_run(small_run.run, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"

    (tmp_path / "out" / "report.html").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"report\.html"):
        export_run(small_run.run, tmp_path / "out")


def test_exporting_a_run_whose_files_are_gone_is_told(hurried_run: SmallRun, tmp_path: Path) -> None:
    gone = replace(hurried_run.run, paths={key: tmp_path / "gone" / name for key, name in RUN_FILES.items()})

    with pytest.raises(StorageError, match="Could not read"):
        export_run(gone, tmp_path / "out")
