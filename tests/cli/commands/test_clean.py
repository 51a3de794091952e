from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tracer_engine.cli.front import run_front


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(folder: Path, text: str, name: str = "in.csv", encoding: str = "utf-8") -> str:
    (folder / name).write_bytes(text.encode(encoding))
    return str(folder / name)


def clean(folder: Path, *options: str, name: str = "in.csv") -> int:
    return run_front(["clean", str(folder / name), "--out", str(folder / "out.csv"), *options])


def month(dates: str = "0{}.02.2024", rows: int = 40) -> str:
    """An export with a title, semicolons, decimal commas and dates that fit day and month first."""
    lines = [
        f"{at};1 {at},50 €;{dates.format(at % 9 + 1)};{'ja' if at % 3 else 'nein'}" for at in range(100, 100 + rows)
    ]
    return "\n".join(["Customers, all regions", "", "id;amount;since;left", *lines, ""])


def test_numbers_and_dates_are_written_plainly_and_rows_are_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, month() + "140;(3,25);1.2.2024\n")
    assert clean(tmp_path, "--receipt", str(tmp_path / "receipt.json"), "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    header, *cells = read_rows(tmp_path / "out.csv")
    assert header == ["id", "amount", "since", "left"]
    assert cells[0] == ["100", "1100.50", "2024-02-02", "ja"]
    assert cells[-1] == ["140", "-3.25", "2024-02-01", ""]
    assert (answer["rows"], len(answer["receipt"]["repairs"])) == (41, 1)
    assert any("written plainly" in note for note in answer["receipt"]["notes"])
    assert json.loads((tmp_path / "receipt.json").read_text(encoding="utf-8")) == answer["receipt"]


def test_cells_keep_their_text_where_that_is_wanted(tmp_path: Path) -> None:
    write(tmp_path, month())
    assert clean(tmp_path, "--as-written") == 0
    assert read_rows(tmp_path / "out.csv")[1] == ["100", "1 100,50 €", "02.02.2024", "ja"]


def test_rows_that_cannot_be_read_go_to_a_file_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, month() + "a;b;c;d;e;f;g\n")
    assert clean(tmp_path) == 0
    assert "1 row could not be read and was set aside in " in capsys.readouterr().out
    assert read_rows(tmp_path / "out.set-aside.csv")[1] == ["42", "a;b;c;d;e;f;g"]
    write(tmp_path, month())
    assert clean(tmp_path) == 0
    assert not (tmp_path / "out.set-aside.csv").exists()


def test_a_receipt_is_replayed_on_the_next_file_and_says_what_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, month())
    receipt = str(tmp_path / "receipt.json")
    assert clean(tmp_path, "--receipt", receipt, "--dates", "month") == 0
    capsys.readouterr()
    assert clean(tmp_path, "--receipt-in", receipt) == 0
    assert "Read as last time; nothing differs." in capsys.readouterr().out
    assert read_rows(tmp_path / "out.csv")[1][2] == "2024-02-02"
    assert read_rows(tmp_path / "out.csv")[2][2] == "2024-03-02"  # month first, as was told last time
    other = month().replace("Customers, all regions\n", "Customers\nof all\nregions\n").replace("left", "region;left")
    write(tmp_path, other.replace(";ja", ";Köln;ja").replace(";nein", ";Bonn;nein"), encoding="cp1252")
    assert clean(tmp_path, "--receipt-in", receipt, "--json") == 0
    notes = json.loads(capsys.readouterr().out)["receipt"]["notes"]
    assert "4 lines stand above the table; last time 2 lines stand." in notes
    assert "The encoding is cp1252; last time it was utf-8." in notes
    assert "The column 'region' is new." in notes
    assert read_rows(tmp_path / "out.csv")[2] == ["101", "1101.50", "2024-03-02", "Köln", "ja"]


def test_what_is_no_receipt_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, month())
    assert clean(tmp_path, "--receipt-in", path) == 3
    assert "in.csv is not a receipt that Tracer wrote." in capsys.readouterr().err
    assert clean(tmp_path, "--receipt-in", str(tmp_path / "none.json")) == 3
    assert "cannot be read" in capsys.readouterr().err


def test_many_repairs_are_counted_and_the_rest_is_in_the_receipt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{at},{at},x\n" for at in range(300)) + "".join(f"{at},{at}\n" for at in range(300, 330))
    (tmp_path / "in.csv").write_text("a,b,c\n" + rows)
    assert run_front(["clean", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv")]) == 0
    told = capsys.readouterr().out
    assert "30 repairs:" in told
    assert "and 10 more: --receipt R.json writes them all." in told


def test_the_source_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a,b\n1,2\n")
    assert run_front(["clean", str(tmp_path / "in.csv"), "--out", str(tmp_path / "in.csv")]) == 3
    assert (tmp_path / "in.csv").read_text() == "a,b\n1,2\n"
