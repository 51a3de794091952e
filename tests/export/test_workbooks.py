"""The workbook of a scored list: numbers as numbers, text that nothing runs, whole or not there."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.small_runs import SmallRun, Steps, read_scored
from tracer_engine.errors import InputError, StorageError
from tracer_engine.export import workbooks
from tracer_engine.export.workbooks import write_workbook
from tracer_engine.progress import Cancelled


def rows_of(path: Path) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()]


def scored(path: Path, *rows: str) -> Path:
    head = "Id,Note,churn_probability,churn_reason_1"
    path.write_bytes(b"\xef\xbb\xbf" + "".join(f"{row}\r\n" for row in (head, *rows)).encode())
    return path


def test_a_workbook_holds_what_the_csv_holds(small_run: SmallRun, tmp_path: Path) -> None:
    steps = Steps()
    write_workbook(small_run.run.paths["scores"], tmp_path / "out.xlsx", outcome="churn", progress=steps)

    header, *rows = rows_of(tmp_path / "out.xlsx")
    expected = read_scored(small_run.run.paths["scores"])
    assert header == list(expected[0])
    assert len(rows) == 500
    for row, cells in zip(rows, expected, strict=True):
        told = dict(zip(map(str, header), row, strict=True))
        assert told["CustomerID"] == cells["CustomerID"]
        assert told["churn_probability"] == pytest.approx(float(cells["churn_probability"]), rel=1e-15)
        assert told["MonthlyCharge"] == float(cells["MonthlyCharge"])
        assert told["churn_reason_1"] == cells["churn_reason_1"]
    steps.assert_forward()


def test_only_plain_numbers_become_numbers(tmp_path: Path) -> None:
    notes = ["7", "-1.50", "1e3", "0", "007", "+7", "1,5", " 7", "12345678901234567", "1e999", "NaN", "--1", ""]
    file = scored(tmp_path / "s.csv", *(f'a,"{note}",0.5,why' for note in notes))
    write_workbook(file, tmp_path / "out.xlsx", outcome="churn")

    found = [row[1] for row in rows_of(tmp_path / "out.xlsx")[1:]]
    assert found == [7, -1.5, 1000, 0, "007", "+7", "1,5", " 7", "12345678901234567", "1e999", "NaN", "--1", ""]


def test_formulas_links_and_odd_letters_are_only_text(tmp_path: Path) -> None:
    notes = ["'=1+1", "'@SUM(A1)", "'it is", "https://example.org", "{=1}", "two\nlines", "é ü €", "\x07 bell"]
    file = scored(tmp_path / "s.csv", *(f'a,"{note}",0.25,why' for note in notes))
    write_workbook(file, tmp_path / "out.xlsx", outcome="churn")

    found = [row[1] for row in rows_of(tmp_path / "out.xlsx")[1:]]
    assert found[:7] == ["=1+1", "@SUM(A1)", "'it is", "https://example.org", "{=1}", "two\nlines", "é ü €"]
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in archive.namelist()
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet


def test_what_a_sheet_cannot_hold_is_refused_with_the_csv_as_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out.xlsx").write_text("old")
    file = scored(tmp_path / "s.csv", *["a,b,0.5,why"] * 5)
    monkeypatch.setattr(workbooks, "MOST_ROWS", 5)
    with pytest.raises(InputError, match="more rows") as raised:
        write_workbook(file, tmp_path / "out.xlsx", outcome="churn")
    assert "CSV" in raised.value.remedy
    monkeypatch.setattr(workbooks, "MOST_COLUMNS", 3)
    with pytest.raises(InputError, match="more columns"):
        write_workbook(file, tmp_path / "out.xlsx", outcome="churn")
    assert (tmp_path / "out.xlsx").read_text() == "old"


def test_trouble_leaves_the_old_workbook_whole(small_run: SmallRun, tmp_path: Path) -> None:
    (tmp_path / "out.xlsx").write_text("old")
    damaged = scored(tmp_path / "s.csv", "a,b,0.5")
    with pytest.raises(StorageError, match="damaged"):
        write_workbook(damaged, tmp_path / "out.xlsx", outcome="churn")
    with pytest.raises(StorageError, match="Could not read"):
        write_workbook(tmp_path / "gone.csv", tmp_path / "out.xlsx", outcome="churn")
    with pytest.raises(Cancelled):
        write_workbook(small_run.run.paths["scores"], tmp_path / "out.xlsx", outcome="churn", progress=Steps(0))
    with pytest.raises(StorageError, match="its folder does not exist"):
        write_workbook(damaged, tmp_path / "nowhere" / "out.xlsx", outcome="churn")

    assert (tmp_path / "out.xlsx").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.xlsx", "s.csv"]
