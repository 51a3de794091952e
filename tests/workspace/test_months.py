"""Scored files as the workspace remembers them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tracer_engine.errors import InputError
from tracer_engine.types.scores import RememberedRows, ScoredFile
from tracer_engine.workspace import Workspace, months, open_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return open_workspace(tmp_path / "home")


def told(number: int, sha256: str | None = None) -> ScoredFile:
    return ScoredFile(
        created=f"2026-{1 + number // 28:02d}-{1 + number % 28:02d}T10:00:00+00:00",
        source=f"file{number}.csv",
        sha256=sha256 or f"hash{number}",
        rows=3,
        listed=1,
        expected=1.25,
        threshold=0.5,
        level="go",
        reasons=("Age", "Contract"),
    )


def rows(ids: int = 3) -> RememberedRows:
    return RememberedRows(
        ids=np.arange(ids, dtype=np.uint64),
        probability=np.array([0.9, 0.3, 0.05], dtype=np.float32),
        reason=np.array([1, 0, -1], dtype=np.int16),
    )


def test_what_is_remembered_comes_back_newest_first(workspace: Workspace) -> None:
    folder = months.memory_folder(workspace, "key")
    months.remember(folder, told(1), rows())
    months.remember(folder, told(2), rows())

    assert months.remembered(folder) == (told(2), told(1))
    before = months.file_before(folder, "hash2")
    assert before is not None
    assert before[0] == told(1)
    assert before[1].probability.tolist() == rows().probability.tolist()
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_files_scored_within_one_second_keep_their_order(workspace: Workspace) -> None:
    folder = months.memory_folder(workspace, "key")
    files = [dataclasses.replace(told(1, f"hash{number}"), source=f"file{number}.csv") for number in range(8)]
    for one in files:
        months.remember(folder, one, rows())

    assert months.remembered(folder) == tuple(reversed(files))


def test_the_same_file_scored_again_takes_its_own_place(workspace: Workspace) -> None:
    folder = months.memory_folder(workspace, "key")
    months.remember(folder, told(1, "same"), rows())
    months.remember(folder, told(2, "same"), rows())

    assert months.remembered(folder) == (told(2, "same"),)
    assert months.file_before(folder, "same") is None


def test_the_oldest_are_forgotten(workspace: Workspace) -> None:
    folder = months.memory_folder(workspace, "key")
    for number in range(months.MOST_MONTHS + 3):
        months.remember(folder, told(number), rows())

    kept = months.remembered(folder)
    assert len(kept) == months.MOST_MONTHS
    assert kept[-1] == told(3)


def test_damaged_files_are_passed_over_and_make_place(workspace: Workspace) -> None:
    folder = months.memory_folder(workspace, "key")
    months.remember(folder, told(1), rows())
    (folder / "20260101-zzzz.month").write_bytes(b"not an archive")
    months.remember(folder, told(3), rows(0))

    assert months.remembered(folder) == (told(3), told(1))
    assert not (folder / "20260101-zzzz.month").exists()


def test_ids_are_hashed_alike_in_one_workspace_and_otherwise_in_another(workspace: Workspace, tmp_path: Path) -> None:
    other = open_workspace(tmp_path / "other")
    ids = pl.Series(["7590-VHVEG", " 7590-VHVEG ", "5575-GNVDE"])

    hashed = months.hashed(workspace, ids)

    assert hashed[0] == hashed[1] != hashed[2]
    assert months.hashed(workspace, ids).tolist() == hashed.tolist()
    assert months.hashed(other, ids)[0] != hashed[0]
    (workspace.path / months.SALT).write_text("no salt")
    with pytest.raises(InputError, match="is damaged"):
        months.hashed(workspace, ids)


def test_answers_are_kept_beside_earlier_ones_and_forgotten_with_the_rest(workspace: Workspace) -> None:
    folder = months.memory_folder(workspace, "key")
    months.keep_answers(folder, {"Age": "Alter"}, "")
    months.keep_answers(folder, {"Tenure": ""}, "Nr")
    months.remember(folder, told(1), rows())

    assert months.answers(folder) == {"matches": {"Age": "Alter", "Tenure": ""}, "id": "Nr"}
    assert months.forget(folder) == 1
    assert months.answers(folder) == {"matches": {}, "id": ""}
    assert months.forget(folder) == 0


def test_the_memory_of_a_run_s_model_lies_with_the_run(workspace: Workspace) -> None:
    with workspace.new_run("a.csv") as folder:
        folder.write_summary(blueprint="churn", target="Churn", rows=3, roc_auc=0.7, model="abc")

    place = months.memory_folder(workspace, "abc")

    assert place.parent == folder.final_path
    months.remember(place, told(1), rows())
    workspace.delete(folder.id)
    assert months.remembered(months.memory_folder(workspace, "abc")) == ()


def test_the_files_of_all_models_are_counted_and_forgotten_together(workspace: Workspace) -> None:
    with workspace.new_run("a.csv") as folder:
        folder.write_summary(blueprint="churn", target="Churn", rows=3, roc_auc=0.7, model="abc")
    for key, number in (("abc", 1), ("abc", 2), ("elsewhere", 3)):
        months.remember(months.memory_folder(workspace, key), told(number), rows())
    months.keep_answers(months.memory_folder(workspace, "other"), {"Age": "Alter"}, "")

    assert months.count_remembered(workspace) == 3
    assert months.forget_remembered(workspace) == 3
    assert months.count_remembered(workspace) == 0
    assert months.answers(months.memory_folder(workspace, "other"))["matches"] == {}
    assert workspace.runs()[0].id == folder.id
