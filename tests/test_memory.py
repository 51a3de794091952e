from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tracer_engine.errors import InputError
from tracer_engine.memory import (
    LIMIT_VARIABLE,
    available_bytes,
    megabytes,
    reading_bytes,
    refuse_what_cannot_be_read,
)


def test_the_system_tells_how_much_memory_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LIMIT_VARIABLE, raising=False)
    free = available_bytes()

    assert free is not None
    assert 10 << 20 < free < 1 << 50


def test_a_limit_can_be_told_but_not_more_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, "7")
    assert available_bytes() == 7 << 20
    monkeypatch.setenv(LIMIT_VARIABLE, str(1 << 40))
    assert (available_bytes() or 0) < 1 << 50
    monkeypatch.setenv(LIMIT_VARIABLE, "much")
    assert (available_bytes() or 0) > 10 << 20


def test_reading_takes_more_the_more_cells_a_text_has(tmp_path: Path) -> None:
    few, many = tmp_path / "few.csv", tmp_path / "many.csv"
    few.write_text("a;b\n" + "a long text in each of two cells;and another long one\n" * 500)
    many.write_text(";".join("abcdefghij") + "\n" + "1;2;3;4;5;6;7;8;9;0\n" * 1350)

    assert reading_bytes(many) > 5 * reading_bytes(few) > 5 * few.stat().st_size
    assert reading_bytes(many, streamed=True) == 0


def test_a_workbook_is_judged_by_what_it_unpacks_to(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)

    assert path.stat().st_size < 10_000
    assert reading_bytes(path) == reading_bytes(path, streamed=True) >= 5_000_000


def test_what_is_not_there_or_no_file_is_left_to_the_reader(tmp_path: Path) -> None:
    assert reading_bytes(tmp_path / "none.csv") == 0
    assert reading_bytes(tmp_path) == 0
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    assert reading_bytes(tmp_path / "broken.xlsx") == 0


def test_a_file_too_large_is_refused_with_both_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    path.write_text("a,b\n" + "1,2\n" * 100_000)
    refuse_what_cannot_be_read(path)
    monkeypatch.setenv(LIMIT_VARIABLE, "5")

    with pytest.raises(InputError, match=r"large\.csv is too large .* about 12 MB .* 5 MB are free") as raised:
        refuse_what_cannot_be_read(path)

    assert "fewer rows" in raised.value.remedy


def test_sizes_are_said_in_words() -> None:
    assert megabytes(350 << 20) == "350 MB"
    assert megabytes(4.2 * 2**30) == "4.2 GB"
