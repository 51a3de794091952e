"""Files a user gets are whole or not there."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from tracer_engine.durable_files import durable_writer, storage_error, sync_folder, write_durably
from tracer_engine.errors import StorageError
from tracer_engine.progress import Cancelled

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
not_as_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="the superuser may write everywhere"
)


def test_bytes_and_text_are_written_as_they_stand(tmp_path: Path) -> None:
    write_durably(tmp_path / "bytes", b"a\r\n\x00")
    write_durably(tmp_path / "text", "Zoë\r\n\n")

    assert (tmp_path / "bytes").read_bytes() == b"a\r\n\x00"
    assert (tmp_path / "text").read_bytes() == "Zoë\r\n\n".encode()


def test_a_text_writer_translates_no_line_ends(tmp_path: Path) -> None:
    with durable_writer(tmp_path / "text.csv", "w", encoding="utf-8") as file:
        file.write("a\nb\r\n")

    assert (tmp_path / "text.csv").read_bytes() == b"a\nb\r\n"


def test_the_old_file_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("old")

    with durable_writer(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"

    assert path.read_text() == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["scores.csv"]


@pytest.mark.parametrize("end", [ValueError, Cancelled, KeyboardInterrupt])
def test_an_error_or_a_cancel_leaves_the_old_file_and_nothing_else(tmp_path: Path, end: type[BaseException]) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("old")

    with pytest.raises(end), durable_writer(path) as file:
        file.write(b"half of it")
        raise end

    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["scores.csv"]


def test_an_error_leaves_no_file_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"), durable_writer(tmp_path / "new.csv"):
        raise ValueError("x")

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_file_whole_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("old")

    with pytest.raises(StorageError, match="the disk is full") as raised, durable_writer(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    assert "Free some space" in raised.value.remedy
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["scores.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_disk_that_fills_up_for_real_is_a_storage_error(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match="the disk is full"),
        durable_writer(tmp_path / "scores.csv"),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_as_target_is_refused_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "scores.csv"
    folder.mkdir()
    (folder / "kept").write_text("kept")

    with pytest.raises(StorageError, match=r"Could not write .*scores\.csv") as raised:
        write_durably(folder, "new")

    assert raised.value.remedy
    assert (folder / "kept").read_text() == "kept"
    assert [one.name for one in tmp_path.iterdir()] == ["scores.csv"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="its folder does not exist"):
        write_durably(tmp_path / "nowhere" / "scores.csv", "new")


@posix_only
def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError, match="a part of its path is a file"):
        write_durably(tmp_path / "file" / "scores.csv", "new")


@posix_only
@not_as_root
def test_a_read_only_folder_keeps_its_old_file(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("old")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="access was denied"):
            write_durably(path, "new")
    finally:
        tmp_path.chmod(0o700)

    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["scores.csv"]


@pytest.mark.parametrize(
    ("number", "words"), [(errno.EACCES, "access was denied"), (errno.EROFS, "the disk is read-only")]
)
def test_where_no_file_can_be_made_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """Also where the tests run as a superuser, whom no rights stop: the system's answer is given in its stead."""

    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "scores.csv"
    path.write_text("old")
    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(StorageError, match=words):
        write_durably(path, "new")

    monkeypatch.undo()
    assert path.read_text() == "old"


@posix_only
def test_a_file_is_for_its_owner_s_eyes_only(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("old")
    path.chmod(0o644)

    write_durably(path, "new")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix_only
@pytest.mark.parametrize("name", ["顧" * 80 + ".csv", "x" * 251 + ".csv"], ids=["three bytes a letter", "one byte"])
def test_a_name_as_long_as_the_disk_takes_is_written(tmp_path: Path, name: str) -> None:
    write_durably(tmp_path / name, "new")

    assert [one.name for one in tmp_path.iterdir()] == [name]


@posix_only
def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="its name is too long"):
        write_durably(tmp_path / ("x" * 300), "new")

    assert list(tmp_path.iterdir()) == []


def test_a_cause_without_words_of_ours_is_told_in_the_system_s() -> None:
    error = storage_error(OSError(errno.EIO, "Input/output error"), "scores.csv", "read")

    assert error.message == "Could not read scores.csv: Input/output error."
    assert error.remedy
    assert storage_error(OSError(), "x").message == "Could not write x: OSError."


def test_syncing_a_folder_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    sync_folder(tmp_path / "nowhere")


@pytest.fixture(params=["without a name", "with a name", "copied"])
def kind_of_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The three kinds of file systems: that know nameless files, that do not, and that give them no name afterwards."""
    kind = str(request.param)
    if kind != "without a name":
        if not hasattr(os, "O_TMPFILE"):
            pytest.skip("no system here knows nameless files")
        if kind == "with a name":
            monkeypatch.delattr(os, "O_TMPFILE")
        else:

            def refuse(*_: object, **__: object) -> None:
                raise OSError(errno.EPERM, os.strerror(errno.EPERM))

            monkeypatch.setattr(os, "link", refuse)
    return kind


def test_on_every_kind_of_disk_a_file_is_written_whole(tmp_path: Path, kind_of_disk: str) -> None:
    path = tmp_path / "scores.csv"
    for content in ("old", "new" * 100_000):
        write_durably(path, content)
        assert path.read_text() == content
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"

    assert [one.name for one in tmp_path.iterdir()] == ["scores.csv"]


def test_on_every_kind_of_disk_an_error_leaves_the_old_file(tmp_path: Path, kind_of_disk: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("old")

    with pytest.raises(Cancelled), durable_writer(path) as file:
        file.write(b"half")
        raise Cancelled

    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["scores.csv"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "scores.csv").write_text("old")
    link = tmp_path / "link.csv"
    try:
        link.symlink_to(tmp_path / "real" / "scores.csv")
    except OSError:
        pytest.skip("no links can be made here")

    write_durably(link, "new")

    assert link.is_symlink()
    assert (tmp_path / "real" / "scores.csv").read_text() == "new"
    assert [one.name for one in (tmp_path / "real").iterdir()] == ["scores.csv"]


@posix_only
def test_a_pipe_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(StorageError, match="a device or a pipe"):
        write_durably(tmp_path / "pipe", "new")

    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@posix_only
@not_as_root
def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("old")
    path.chmod(0o400)

    with pytest.raises(StorageError, match="access was denied"):
        write_durably(path, "new")

    assert path.read_text() == "old"


@posix_only
def test_what_a_killed_program_left_is_removed_by_the_next_write_and_a_living_one_s_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if hasattr(os, "O_TMPFILE"):
        monkeypatch.delattr(os, "O_TMPFILE")
    dead = tmp_path / ".scores.csv.tracer-0123456789ab.tmp"
    dead.write_text("half")
    mine = tmp_path / ".scores.csv.mine.tmp"
    mine.write_text("mine")

    with durable_writer(tmp_path / "scores.csv") as file:
        file.write(b"a")
        (living,) = [one for one in tmp_path.iterdir() if ".tracer-" in one.name]
        assert living != dead
        write_durably(tmp_path / "other.csv", "b")
        assert living.exists()

    assert sorted(one.name for one in tmp_path.iterdir()) == [".scores.csv.mine.tmp", "other.csv", "scores.csv"]
    assert (tmp_path / "scores.csv").read_text() == "a"


def test_a_reader_that_went_away_is_no_trouble_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), durable_writer(tmp_path / "scores.csv"):
        raise BrokenPipeError

    assert list(tmp_path.iterdir()) == []
