from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracer_engine.errors import InputError, StorageError
from tracer_engine.ingest.steady import SteadyFile


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text("a,b\n1,2\n")
    return path


def touch_later(path: Path) -> None:
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


def test_a_file_that_stays_as_it_is_passes(file: Path) -> None:
    steady = SteadyFile(file)
    with steady.reading():
        assert list(steady.watch([1, 2])) == [1, 2]
    steady.check()


def test_a_change_is_met_with_the_next_part_not_at_the_end(file: Path) -> None:
    parts = SteadyFile(file).watch([1, 2, 3])
    assert next(parts) == 1
    touch_later(file)
    with pytest.raises(InputError, match=r"customers\.csv changed while it was being read"):
        next(parts)


def test_a_cut_and_a_deletion_are_called_by_their_names(file: Path) -> None:
    steady = SteadyFile(file)
    os.truncate(file, 4)
    with pytest.raises(InputError, match="was cut from 8 to 4 bytes"):
        steady.check()
    file.unlink()
    with pytest.raises(InputError, match="was deleted or moved away"):
        steady.check()


def test_an_error_that_comes_of_a_change_is_told_as_the_change(file: Path) -> None:
    with pytest.raises(InputError, match="changed") as raised, SteadyFile(file).reading():
        touch_later(file)
        raise ValueError("what a reader says of half a file")
    assert isinstance(raised.value.__cause__, ValueError)


def test_an_error_without_a_change_stays_what_it_is(file: Path) -> None:
    with pytest.raises(InputError, match="no such column"), SteadyFile(file).reading():
        raise InputError("There is no such column.")
    with pytest.raises(StorageError, match=r"Could not read .*: Input/output error"), SteadyFile(file).reading():
        raise OSError(5, "Input/output error")


def test_a_file_that_was_never_there_is_the_reader_s_to_tell(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"), SteadyFile(tmp_path / "nope.csv").reading():
        raise InputError("There is no file.")
