from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracer_engine.cli.output_paths import check_output_file, prepare_output_folder
from tracer_engine.errors import InputError, StorageError


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
    prepare_output_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper"):
        with pytest.raises(StorageError):
            prepare_output_folder(folder)


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_without_permission_is_storage_trouble(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="access was denied"):
        prepare_output_folder(tmp_path)
