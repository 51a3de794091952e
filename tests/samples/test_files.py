from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tracer_engine.errors import StorageError
from tracer_engine.samples import write_samples


def read_rows(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.reader(file, delimiter=delimiter) if row]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = write_samples(tmp_path / "a", rows=300), write_samples(tmp_path / "b", rows=300)
    assert {stem: path.read_bytes() for stem, path in first.items()} == {
        stem: path.read_bytes() for stem, path in second.items()
    }
    other = write_samples(tmp_path / "c", rows=300, seed=2)
    assert all(other[stem].read_bytes() != first[stem].read_bytes() for stem in first)


def test_four_files_are_written(tmp_path: Path) -> None:
    paths = write_samples(tmp_path, rows=500)
    assert {stem: path.name for stem, path in paths.items()} == {
        stem: f"{stem}.csv" for stem in ("customers", "customers_next_month", "customers_dirty", "customers_leaky")
    }
    assert len(read_rows(paths["customers"])) == 501
    later = read_rows(paths["customers_next_month"])
    assert len(later) == 201
    assert "Churn" not in later[0]


def test_the_leaky_file_knows_the_answer(tmp_path: Path) -> None:
    header, *rows = read_rows(write_samples(tmp_path, rows=500)["customers_leaky"])
    reason, date, bill, churn = (header.index(n) for n in ("CancelReason", "CancelDate", "FinalBill", "Churn"))
    for row in rows:
        left = row[churn] == "Yes"
        assert (bool(row[reason]), bool(row[date]), row[bill] != "0.00") == (left, left, left)


def test_the_dirty_file_holds_every_kind_of_dirt(tmp_path: Path) -> None:
    path = write_samples(tmp_path)["customers_dirty"]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header, *rows = read_rows(path, ";")
    assert {"Contract ", " MonthlyCharge ", " Region"} <= set(header)
    lengths = {len(row) for row in rows}
    assert len(header) in lengths
    assert min(lengths) < len(header) < max(lengths)
    whole = [row for row in rows if len(row) == len(header)]
    assert len({tuple(row) for row in whole}) < len(whole)
    cells = dict(zip(header, zip(*whole, strict=True), strict=True))
    assert {"Yes", "yes", "YES", "No", "no", "NO"} <= set(cells["Churn"])
    assert "?" in cells["Age"]
    assert all("," in cell for cell in cells[" MonthlyCharge "])


def test_a_file_in_the_place_of_the_folder_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("")
    with pytest.raises(StorageError):
        write_samples(tmp_path / "here", rows=10)
