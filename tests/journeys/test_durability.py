"""Killed programs, full disks, folders and files that change or go: no file of a user is ever torn, lost or left over.

The cases are those of benchmarks/durability.py, which runs hundreds of them; here are a few of each.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.durability import killed
from benchmarks.places import OBEDIENT, PLACES, Place, full_disk, read_only, small_disk, vanished
from benchmarks.scenes import Scene, Tally, message_problems, run_problems
from tests.small_runs import SmallRun, customers, write_table
from tracer_engine import durable_files
from tracer_engine.durable_files import durable_writer, write_durably
from tracer_engine.errors import InputError, StorageError
from tracer_engine.export.set_aside import set_aside_path, write_set_aside
from tracer_engine.progress import Progress, Step
from tracer_engine.workflow import export_run, read_table, score_file
from tracer_engine.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[2]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="these cases need Linux")
not_on_windows = pytest.mark.skipif(os.name == "nt", reason="Windows refuses to touch open files by itself")
EACH_PLACE = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
EACH_FOLDER = pytest.mark.parametrize(
    "place", [place for place in PLACES if place.name != "report"], ids=lambda place: place.name
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("durability") / "scene", rows=200)


def nothing_wrong(tally: Tally) -> bool:
    assert tally.notes == []
    return tally.cases == 1


# ---------------------------------------------------------------- under the real command line


@linux_only
@pytest.mark.parametrize("number", range(4))
def test_a_killed_command_leaves_old_or_new_files_and_nothing_else(scene: Scene, number: int) -> None:
    assert nothing_wrong(killed(scene, number, random.Random(number)))


@linux_only
@EACH_PLACE
def test_a_full_disk_leaves_every_old_file_whole_and_is_told(scene: Scene, place: Place, tmp_path: Path) -> None:
    try:
        with small_disk(tmp_path / "disk"):
            pass
    except OSError as error:
        pytest.skip(f"{error} (a limit on file sizes takes its place below)")

    assert nothing_wrong(full_disk(scene, place, 1, 2, random.Random(1)))


@linux_only
@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_a_file_that_outgrows_what_is_allowed_leaves_the_old_one_whole(scene: Scene, share: float) -> None:
    most = int(share * len(scene.new_scores))
    old = scene.scored.read_bytes()
    limited = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
        "from tracer_engine.cli import main; main(sys.argv[1:])"
    )

    done = subprocess.run(
        [sys.executable, "-c", limited, *scene.score(3)],
        capture_output=True,
        text=True,
        # Measuring coverage writes files too, which would meet the same limit.
        env={name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        | {"TRACER_HOME": str(scene.home), "PYTHONPATH": str(ROOT)},
    )

    assert message_problems(done, [4]) == []
    assert "larger than the disk or your limits allow" in done.stderr
    assert scene.scored.read_bytes() == old
    assert scene.left_over() == []


@linux_only
@pytest.mark.parametrize("number", [0, 1], ids=["from the start", "from a moment on"])
@EACH_FOLDER
def test_a_folder_that_may_not_be_written_to_keeps_its_files(scene: Scene, place: Place, number: int) -> None:
    if os.geteuid() == 0 and not shutil.which(OBEDIENT[0]):
        pytest.skip("the superuser may write everywhere, and cannot give that up here")

    assert nothing_wrong(read_only(scene, place, number, random.Random(3)))


@linux_only
@EACH_FOLDER
def test_a_folder_that_vanishes_is_told_in_a_sentence(scene: Scene, place: Place) -> None:
    assert nothing_wrong(vanished(scene, place, random.Random(2)))


@linux_only
def test_programs_that_share_a_workspace_leave_each_other_s_runs_alone(scene: Scene) -> None:
    before = scene.runs().keys()
    # Another output folder, not to write over each other's results.
    trainings = [scene.start(["train", scene.table, "--seed", seed]) for seed in (1, 2)]
    while any(process.poll() is None for process in trainings):
        open_workspace(scene.home)  # sweeps, as every start does
    said = [process.communicate() for process in trainings]

    assert [process.returncode for process in trainings] == [0, 0], said
    new = {run_id: path for run_id, path in scene.runs().items() if run_id not in before}
    assert len(new) == 2
    assert [problem for path in new.values() for problem in run_problems(path, scene.rows)] == []
    assert scene.left_over() == []


def test_the_harness_sees_a_torn_file(small_run: SmallRun, tmp_path: Path) -> None:
    rows = small_run.table.rows
    assert run_problems(small_run.run.path, rows) == []
    for name in ("model.tracer", "report.json", "report.html", "scores.csv"):
        copy = tmp_path / name / "run"
        shutil.copytree(small_run.run.path, copy)
        (copy / name).write_bytes((copy / name).read_bytes()[:-500])
        assert run_problems(copy, rows) != []
        (copy / name).unlink()
        assert run_problems(copy, rows) == [f"run/{name} is missing"]


# ---------------------------------------------------------------- temporary files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=["nameless", "no name to be had afterwards", "with a temporary name"])
def way_of_writing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """All ways in which a file can be written aside, whatever the disk under the tests can do."""
    if request.param == "with a temporary name":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    if request.param == "no name to be had afterwards":

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
    return str(request.param)


def test_a_file_is_written_whole_in_every_way(way_of_writing: str, tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    for content in (b"first", b"second" * 100_000):
        write_durably(path, content)
        assert path.read_bytes() == content
        assert names(tmp_path) == ["scores.csv"]
        if os.name != "nt":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_failure_leaves_nothing_in_every_way(way_of_writing: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="disk is full"), durable_writer(tmp_path / "scores.csv") as file:
        file.write(b"x" * 100_000)
        raise OSError(28, "No space left on device")
    assert names(tmp_path) == []


@not_on_windows
def test_a_folder_that_goes_while_a_file_is_written_is_told(way_of_writing: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with (
        pytest.raises(StorageError, match="its folder does not exist"),
        durable_writer(tmp_path / "out" / "a.csv") as file,
    ):
        file.write(b"x")
        (tmp_path / "out").rename(tmp_path / "away")
    assert "out" not in names(tmp_path)


LEFT = ".scores.csv.tracer-0123456789ab.tmp"


@not_on_windows
def test_what_a_dead_program_left_goes_with_the_next_writing(tmp_path: Path) -> None:
    (tmp_path / LEFT).write_bytes(b"half")
    (tmp_path / ".scores.csv.tmp").write_bytes(b"not ours")

    write_durably(tmp_path / "other.csv", "new")

    assert names(tmp_path) == [".scores.csv.tmp", "other.csv"]


@not_on_windows
def test_what_a_living_program_writes_is_never_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    with durable_writer(tmp_path / "scores.csv") as file:
        file.write(b"new")
        (temporary,) = names(tmp_path)
        assert durable_files._TEMPORARY.fullmatch(temporary)
        story = "import sys; from tracer_engine.durable_files import write_durably; write_durably(sys.argv[1], 'x')"
        subprocess.run(
            [sys.executable, "-c", story, str(tmp_path / "other.csv")],
            check=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert names(tmp_path) == [temporary, "other.csv"]
    assert (tmp_path / "scores.csv").read_bytes() == b"new"


@linux_only
def test_a_program_that_dies_while_writing_leaves_no_name_behind(tmp_path: Path) -> None:
    story = (
        "import os, sys; from tracer_engine.durable_files import durable_writer\n"
        "with durable_writer(sys.argv[1]) as file: file.write(b'x' * 100_000); os._exit(9)"
    )
    command = [sys.executable, "-c", story, str(tmp_path / "scores.csv")]
    subprocess.run(command, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)})
    left = names(tmp_path)
    if left and durable_files._nameless_draft(tmp_path / "x") is None:
        pytest.skip("this disk makes no files without a name")

    assert left == []


@not_on_windows
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "latest.csv").symlink_to(tmp_path / "share" / "scores.csv")

    write_durably(tmp_path / "latest.csv", "new")

    assert (tmp_path / "latest.csv").is_symlink()
    assert (tmp_path / "share" / "scores.csv").read_text() == "new"


@not_on_windows
def test_a_pipe_or_a_device_is_refused_and_stays(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageError, match="a device or a pipe"):
        write_durably(tmp_path / "pipe", "new")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


# ---------------------------------------------------------------- several files that belong together


def test_a_run_is_handed_out_with_all_its_files_or_none(small_run: SmallRun, tmp_path: Path) -> None:
    for name in ("model.tracer", "report.html", "scores.csv"):
        (tmp_path / name).write_text("old")
    (tmp_path / "report.json").mkdir()  # in the way of the third of four

    with pytest.raises(StorageError, match="it is a folder"):
        export_run(small_run.run, tmp_path)

    assert {(tmp_path / name).read_text() for name in ("model.tracer", "report.html", "scores.csv")} == {"old"}
    assert len(names(tmp_path)) == 4


def test_rows_set_aside_by_an_earlier_scoring_do_not_stay_beside_the_new_scores(
    small_run: SmallRun, tmp_path: Path
) -> None:
    out = tmp_path / "scored.csv"
    write_set_aside(out, [(7, "a,b")])
    score_file(small_run.model, small_run.file, out, reasons=0)
    assert names(tmp_path) == ["scored.csv"]

    set_aside_path(out).write_text("a file of the user's own")
    score_file(small_run.model, small_run.file, out, reasons=0)
    assert set_aside_path(out).read_text() == "a file of the user's own"


def test_the_rows_set_aside_can_be_scored_without_being_overwritten(small_run: SmallRun, tmp_path: Path) -> None:
    source = set_aside_path(tmp_path / "scored.csv")
    shutil.copy(small_run.file, source)
    with pytest.raises(InputError, match="take the place"):
        score_file(small_run.model, source, tmp_path / "scored.csv")
    assert source.read_bytes() == small_run.file.read_bytes()


# ---------------------------------------------------------------- input that changes while it is read


def change(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(-20, os.SEEK_END)
        file.write(b"9" * 10)
    # However coarse the clock of the disk is.
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(path.read_bytes()[-200:])


def replace(path: Path) -> None:
    other = path.with_suffix(".new")
    write_table(other, customers(300, seed=2))
    other.replace(path)


CHANGES = pytest.mark.parametrize(
    ("meddle", "told"),
    [
        (change, "changed"),
        (cut, "was cut"),
        (grow, "changed"),
        (replace, "changed|was cut"),
        (Path.unlink, "was deleted"),
    ],
    ids=["changed", "cut", "grown", "replaced", "deleted"],
)


def after(steps: int, meddle: Callable[[Path], None], path: Path) -> Progress:
    left = [None] * steps

    def progress(_step: Step, /) -> bool:
        if not left:
            with contextlib.suppress(FileNotFoundError):
                meddle(path)
        else:
            left.pop()
        return True

    return progress


@not_on_windows
@CHANGES
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_table_is_never_mixed_of_two_files(
    tmp_path: Path, meddle: Callable[[Path], None], told: str, steps: int
) -> None:
    file = write_table(tmp_path / "customers.csv", customers(300))
    with pytest.raises(InputError, match=rf"customers\.csv ({told}).* while it was being read") as raised:
        read_table(file, progress=after(steps, meddle, file))
    assert "copy" in raised.value.remedy


@not_on_windows
@CHANGES
@pytest.mark.parametrize("steps", [0, 1])
def test_scores_are_never_mixed_of_two_files(
    small_run: SmallRun, tmp_path: Path, meddle: Callable[[Path], None], told: str, steps: int
) -> None:
    file = write_table(tmp_path / "customers.csv", customers(300))
    out = tmp_path / "lists" / "scored.csv"
    out.parent.mkdir()
    out.write_text("old")
    with pytest.raises(InputError, match=rf"customers\.csv ({told}).* while it was being read"):
        score_file(small_run.model, file, out, progress=after(steps, meddle, file))
    assert out.read_text() == "old"
    assert names(out.parent) == ["scored.csv"]
