from __future__ import annotations

import datetime
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tracer_engine.errors import InputError, StorageError
from tracer_engine.progress import Cancelled
from tracer_engine.workspace import Workspace, open_workspace
from tracer_engine.workspace.runs import new_run_id

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "home")


def keep_run(workspace: Workspace, source: str = "telco.csv", rows: int = 7) -> str:
    with workspace.new_run(source) as folder:
        (folder.path / "report.json").write_text("{}")
        folder.write_summary(blueprint="churn", target="Churn", rows=rows, roc_auc=0.84)
    return folder.id


def left_over(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in workspace.runs_folder.iterdir() if path.name.startswith("."))


def test_a_finished_run_is_listed_with_what_its_folder_says(workspace: Workspace) -> None:
    run_id = keep_run(workspace)
    (entry,) = workspace.runs()
    assert (entry.id, entry.blueprint, entry.target, entry.rows, entry.roc_auc) == (run_id, "churn", "Churn", 7, 0.84)
    assert entry.path == workspace.runs_folder / run_id
    assert (entry.path / "report.json").read_text() == "{}"
    assert datetime.datetime.fromisoformat(entry.created).utcoffset() == datetime.timedelta(0)
    assert left_over(workspace) == []


def test_a_run_id_tells_its_time_and_its_file() -> None:
    now = datetime.datetime(2026, 11, 23, 6, 30, 12, tzinfo=datetime.UTC)
    assert new_run_id("/data/Telco Kunden (März).csv", now)[:-4] == "20261123-063012-telco-kunden-m-rz-"
    assert new_run_id("顧客.csv", now)[:-4] == "20261123-063012-table-"


@pytest.mark.parametrize("end", [Cancelled, ValueError, KeyboardInterrupt])
def test_nothing_is_left_of_a_run_that_failed_or_was_cancelled(workspace: Workspace, end: type[BaseException]) -> None:
    with pytest.raises(end), workspace.new_run("telco.csv") as folder:
        (folder.path / "model.tracer").write_bytes(b"half")
        raise end
    assert list(workspace.runs_folder.iterdir()) == []


@posix_only
def test_a_cancel_that_meets_the_clean_up_leaves_nothing_either(workspace: Workspace) -> None:
    def cancel(_number: int, _frame: object) -> None:
        raise Cancelled

    before = signal.signal(signal.SIGALRM, cancel)
    try:
        with pytest.raises(ValueError, match="half"), workspace.new_run("telco.csv") as folder:
            for number in range(3_000):
                (folder.path / f"part{number}").touch()
            # Removing so many files takes longer than this: the cancel comes in the middle of it.
            signal.setitimer(signal.ITIMER_REAL, 0.002)
            raise ValueError("half")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert list(workspace.runs_folder.iterdir()) == []


def test_a_run_without_a_summary_is_not_kept(workspace: Workspace) -> None:
    with pytest.raises(StorageError, match=r"run\.json"), workspace.new_run("telco.csv"):
        pass
    assert list(workspace.runs_folder.iterdir()) == []


def test_a_disk_error_in_the_middle_becomes_a_storage_error(workspace: Workspace) -> None:
    with pytest.raises(StorageError, match="disk is full"), workspace.new_run("telco.csv"):
        raise OSError(28, "No space left on device")


def test_a_run_that_is_being_written_is_neither_listed_nor_swept(workspace: Workspace) -> None:
    with workspace.new_run("telco.csv") as folder:
        open_workspace(workspace.path)
        assert folder.path.is_dir()
        assert workspace.runs() == ()
        folder.write_summary(blueprint="churn", target="Churn", rows=1, roc_auc=None)
    assert [entry.roc_auc for entry in workspace.runs()] == [None]


def test_what_a_killed_program_left_is_swept_at_the_next_opening(workspace: Workspace) -> None:
    story = (
        "import os, sys; from pathlib import Path; from tracer_engine.workspace import open_workspace\n"
        "with open_workspace(Path(sys.argv[1])).new_run('telco.csv') as folder:\n"
        "    (folder.path / 'part').write_text('x'); os._exit(9)"
    )
    ended = subprocess.run([sys.executable, "-c", story, str(workspace.path)], check=False)
    assert ended.returncode == 9
    assert len(left_over(workspace)) == 2
    open_workspace(workspace.path)
    assert left_over(workspace) == []


def test_half_deleted_runs_and_folders_without_a_lock_are_swept(workspace: Workspace) -> None:
    for name in (".gone-20260101-000000-telco-aaaa-bbbb", ".new-20260101-000000-telco-aaaa"):
        (workspace.runs_folder / name).mkdir()
    open_workspace(workspace.path)
    assert left_over(workspace) == []


def test_a_run_is_found_by_the_beginning_of_its_id(workspace: Workspace) -> None:
    first, second = keep_run(workspace, "telco.csv"), keep_run(workspace, "bank.csv")
    assert workspace.run(first).id == first
    assert workspace.run(second[:-1]).id == second
    with pytest.raises(InputError, match="2 runs begin with '2'"):
        workspace.run("2")
    with pytest.raises(InputError, match="no run 'nope'") as caught:
        workspace.run("nope")
    assert first in caught.value.remedy


def test_an_empty_id_finds_nothing(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="train one first"):
        workspace.run("")


def test_a_deleted_run_is_gone(workspace: Workspace) -> None:
    run_id = keep_run(workspace)
    assert workspace.delete(run_id[:-2]) == run_id
    assert list(workspace.runs_folder.iterdir()) == []
    with pytest.raises(InputError):
        workspace.delete(run_id)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "is missing"), ("{", "is damaged"), ("{}", "is incomplete"), ("[]", "is incomplete")],
)
def test_a_broken_folder_hides_no_other_run_and_can_be_deleted(
    workspace: Workspace, content: str | None, problem: str
) -> None:
    run_id = keep_run(workspace)
    broken = workspace.runs_folder / "20260101-000000-old-aaaa"
    broken.mkdir()
    if content is not None:
        (broken / "run.json").write_text(content)
    assert [entry.id for entry in workspace.runs()] == [run_id]
    (told,) = workspace.broken_runs()
    assert told.path == broken
    assert problem in told.problem
    with pytest.raises(InputError, match=problem):
        workspace.run(broken.name)
    assert workspace.delete(broken.name) == broken.name


@posix_only
def test_folders_and_files_are_for_their_owner_only(workspace: Workspace) -> None:
    entry = workspace.run(keep_run(workspace))
    for path in (workspace.path, workspace.runs_folder, entry.path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in entry.path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_run_of_a_newer_tracer_is_refused_and_left_as_it_is(workspace: Workspace) -> None:
    run_id = keep_run(workspace)
    summary = workspace.runs_folder / run_id / "run.json"
    newer = summary.read_text(encoding="utf-8").replace('"format": 1', '"format": 7')
    summary.write_text(newer, encoding="utf-8")

    with pytest.raises(InputError, match=r"newer Tracer \(format 7; this one reads up to 1\)") as raised:
        workspace.run(run_id)

    assert raised.value.remedy == "Install the newer version; the run is left as it is."
    assert "newer Tracer" in workspace.broken_runs()[0].problem
    assert summary.read_text(encoding="utf-8") == newer
