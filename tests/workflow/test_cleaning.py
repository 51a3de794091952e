"""The table as it was understood, written to a file of its own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tracer_engine.ingest import gathering, read_table
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.workflow import clean_file, cleaning


def write(path: Path, rows: int) -> Path:
    """Customers with numbers, dates and missing cells written in several ways; one row does not fit."""
    lines = [
        f"c{at:05d};{'?' if at % 50 == 7 else f'{at},5 €'};{at % 28 + 1}.3.2024;{' ' if at % 90 == 3 else 'ja'}"
        for at in range(rows)
    ]
    lines[5] += ";;;;;a;b"
    lines[11] = lines[11].replace(" €", " much")
    path.write_text("\n".join(["id;amount;since;left", *lines, ""]), encoding="utf-8")
    return path


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_cells_read_as_missing_are_left_blank_and_told(tmp_path: Path) -> None:
    done = clean_file(write(tmp_path / "in.csv", 400), tmp_path / "out.csv")

    written = cells(tmp_path / "out.csv")
    assert written[8] == ["c00008", "8.5", "2024-03-09", "ja"]  # the row before it was set aside
    assert [row[0] for row in written if row[1] == ""] == [f"c{at:05d}" for at in range(7, 400, 50)]
    assert "In 'amount' 8 cells that stand for a missing value were left blank: '?'." in done.receipt.notes
    assert "In 'left' 5 cells that stand for a missing value were left blank: ' '." in done.receipt.notes
    assert "In 'amount' 1 cell is no number and it was kept as written: '11,5 much'." in done.receipt.notes
    assert any(note.startswith("In 'since' 399 values were written plainly") for note in done.receipt.notes)
    again = read_table(tmp_path / "out.csv")
    assert (again.column("amount").missing, again.column("since").date_format) == (8 + 1, "%Y-%m-%d")


def test_as_written_every_cell_keeps_its_text(tmp_path: Path) -> None:
    done = clean_file(write(tmp_path / "in.csv", 60), tmp_path / "out.csv", as_written=True)

    assert cells(tmp_path / "out.csv")[7][1] == "?"
    assert not any("left blank" in note for note in done.receipt.notes)


def test_a_large_file_is_cleaned_block_by_block_with_the_same_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "in.csv", 3_000)
    options = ReadingOptions(kinds={"left": "category"})
    at_once = clean_file(source, tmp_path / "one.csv", options=options)
    monkeypatch.setattr(cleaning, "LARGE", 0)
    monkeypatch.setattr(cleaning, "PROFILED_ROWS", 100)
    streamed = clean_file(source, tmp_path / "two.csv", options=options)

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (streamed.rows, streamed.receipt) == (at_once.rows, at_once.receipt)
    assert streamed.paths["set_aside"].read_bytes() == at_once.paths["set_aside"].read_bytes()


def test_columns_of_very_many_different_texts_are_written_plainly_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "in.csv", 3_000)
    clean_file(source, tmp_path / "one.csv")
    monkeypatch.setattr(cleaning, "LARGE", 0)
    monkeypatch.setattr(cleaning, "PROFILED_ROWS", 100)
    monkeypatch.setattr(gathering, "_FEWEST_COUNTED", 500)
    monkeypatch.setattr(gathering, "_MOST_IN_COLUMN", 500)
    streamed = clean_file(source, tmp_path / "two.csv")

    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert any(note.startswith("In 'amount' 2,938 values were written plainly") for note in streamed.receipt.notes)


def test_cells_that_need_quotes_have_them(tmp_path: Path) -> None:
    rows = [[str(at), cell, "x"] for at, cell in enumerate(["a,b", 'say "x"', "two\nlines", "", "plain"] * 9)]
    with (tmp_path / "in.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([["id", "words", "last"], *rows])
    clean_file(tmp_path / "in.csv", tmp_path / "out.csv")
    assert cells(tmp_path / "out.csv")[1:] == rows


def test_a_table_without_rows_keeps_its_header(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id;amount\n", encoding="utf-8")
    assert clean_file(tmp_path / "in.csv", tmp_path / "out.csv").rows == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "id,amount\n"
