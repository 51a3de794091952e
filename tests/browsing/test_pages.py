"""The first rows of a file are there at once, however long it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from tests.small_runs import customers, write_table
from tracer_engine.browsing.pages import PEEKED_ROWS, peek
from tracer_engine.errors import InputError
from tracer_engine.ingest import tables
from tracer_engine.ingest.byte_source import ByteSource
from tracer_engine.types.receipt import ReadingOptions


def test_the_first_rows_and_a_guess_at_the_kinds_are_told(tmp_path: Path) -> None:
    file = write_table(tmp_path / "customers.csv", customers(900))
    told = peek(file, ReadingOptions())

    assert (told.source, told.size, len(told.page.rows)) == ("customers.csv", file.stat().st_size, PEEKED_ROWS)
    assert told.page.rows[0] == tuple(cells[0] for cells in customers(900).values())
    assert {column.name: column.kind for column in told.columns}["CustomerID"] == "id"
    assert told.receipt.delimiter == ","


def test_no_more_than_the_beginning_of_a_long_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "long.csv"
    line = "name,ä,1,2.5\n".encode()
    file.write_bytes(b"a,b,c,d\n" + line * (20_000_000 // len(line)) + b"\xff\xff broken at the end\n")
    sources: list[ByteSource] = []

    class Remembered(ByteSource):
        def __init__(self, *arguments: Any, **told: Any) -> None:
            super().__init__(*arguments, **told)
            sources.append(self)

    monkeypatch.setattr("tracer_engine.ingest.csv_blocks.ByteSource", Remembered)
    told = peek(file, ReadingOptions())

    assert told.page.rows[499] == ("name", "ä", "1", "2.5")
    assert sources[0].bytes_done <= 2 * tables.FIRST_BYTES
    assert told.receipt.encoding == "utf-8"


def test_a_character_cut_in_two_where_one_stops_looking_is_no_damage(tmp_path: Path) -> None:
    file = tmp_path / "umlauts.csv"
    for shift in range(2):
        file.write_bytes(b"a" * (1 + shift) + b",b\n" + "ää,ö\n".encode() * 300_000)
        assert peek(file, ReadingOptions()).receipt.encoding == "utf-8"


def test_workbooks_and_parquet_are_peeked_at_too(tmp_path: Path) -> None:
    frame = pl.DataFrame({"name": [f"n{n % 9}" for n in range(3000)], "spend": [n / 2 for n in range(3000)]})
    frame.write_parquet(tmp_path / "some.parquet")
    with xlsxwriter.Workbook(tmp_path / "some.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([frame.columns, *frame.iter_rows()]):
            sheet.write_row(number, 0, row)

    for name in ("some.parquet", "some.xlsx"):
        told = peek(tmp_path / name, ReadingOptions())
        assert told.page.rows[499] == ("n4", "249.5")
        assert [column.kind for column in told.columns] == ["category", "number"]


def test_kinds_that_were_told_hold_for_the_first_rows(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    lines = [f"{n % 5},{'soon' if n % 2 else 'late'}\n" for n in range(3_000)]
    file.write_text("code,when\n" + "".join(lines) + "1,2024-01-01\n", "utf-8")
    told = peek(file, ReadingOptions(kinds={"code": "category", "when": "date"}))

    # None of the first rows holds a date; that is refused, or not, when all are read.
    assert [column.kind for column in told.columns] == ["category", "category"]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        peek(tmp_path / "nothing.csv", ReadingOptions())


def test_the_first_rows_wait_for_no_learning_library() -> None:
    code = (
        "import sys, tracer_engine.browsing.pages\n"
        "print(sorted({'sklearn', 'scipy', 'lightgbm', 'jinja2'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.stdout.strip() == "[]", done.stdout + done.stderr
