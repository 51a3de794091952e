from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracer_engine.cli.output_paths import check_output_file, output_folder
from tracer_engine.errors import InputError, StorageError
from tracer_engine.progress import Cancelled


def test_a_result_never_takes_the_place_of_what_is_being_read(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("x")
    with pytest.raises(InputError, match="take the place"):
        check_output_file(tmp_path / "." / "a.csv", source)
    check_output_file(tmp_path / "b.csv", source)


def test_a_folder_or_a_missing_folder_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is a folder"):
        check_output_file(tmp_path)
    with pytest.raises(StorageError, match="does not exist"):
        check_output_file(tmp_path / "no" / "a.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        check_output_file(tmp_path / "file" / "a.csv")


def test_the_output_folder_is_made(tmp_path: Path) -> None:
    with output_folder(tmp_path / "a" / "b"):
        pass
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper"):
        with pytest.raises(StorageError), output_folder(folder):
            pass


@pytest.mark.parametrize("end", [InputError("No."), Cancelled()])
def test_of_work_that_fails_no_empty_folder_is_left_but_what_was_there_stays(
    tmp_path: Path, end: BaseException
) -> None:
    (tmp_path / "mine").mkdir()
    for folder in (tmp_path / "a" / "b", tmp_path / "mine", tmp_path / "mine" / "deeper"):
        with pytest.raises(type(end)), output_folder(folder):
            assert folder.is_dir()
            raise end
    assert [path.name for path in tmp_path.rglob("*")] == ["mine"]
    with pytest.raises(type(end)), output_folder(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "model.tracer").write_text("")
        raise end
    assert (tmp_path / "a" / "b" / "model.tracer").exists()


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_without_permission_is_storage_trouble(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="access was denied"), output_folder(tmp_path):
        pass
