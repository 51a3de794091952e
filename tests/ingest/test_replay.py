from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from tracer_engine.cli.printing import plain_data
from tracer_engine.errors import InputError
from tracer_engine.ingest import peek_table, read_table
from tracer_engine.types.receipt import ReadingOptions, Receipt, read_receipt
from tracer_engine.types.table import Table

HEADER = "id;zip;amount;since;plan"


def january(rows: int = 30) -> list[str]:
    return [f"c{i};0{i + 100};{i},25;{1 + i % 28:02d}/{1 + i % 12:02d}/2024;{'AB'[i % 2]}" for i in range(rows)]


def write(folder: Path, lines: list[str], encoding: str = "utf-8") -> Path:
    path = folder / "month.csv"
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def receipt(folder: Path, **told: object) -> Receipt:
    return read_table(write(folder, [HEADER, *january()]), options=ReadingOptions(**told)).receipt  # type: ignore[arg-type]


def again(folder: Path, like: Receipt, lines: list[str], encoding: str = "utf-8", **told: object) -> Table:
    path = write(folder, lines, encoding)
    return read_table(path, options=ReadingOptions(like=like, **told))  # type: ignore[arg-type]


def test_the_same_file_is_read_the_same_and_nothing_differs(tmp_path: Path) -> None:
    first = receipt(tmp_path)
    table = again(tmp_path, first, [HEADER, *january()])
    assert table.receipt.notes[-1] == "Read as last time; nothing differs."
    assert table.receipt.columns == first.columns


def test_what_was_told_and_found_last_time_holds_where_the_next_file_leaves_it_open(tmp_path: Path) -> None:
    first = receipt(tmp_path, kinds={"plan": "text"}, missing={"plan": ("B",)})
    few = [f"c{i};777;{i},250;0{1 + i % 9}/0{1 + i % 7}/2024;{'AB'[i % 2]}" for i in range(40)]
    table = again(tmp_path, first, [HEADER, *few])
    columns = {column.name: column for column in table.columns}
    assert columns["since"].date_format == "%d/%m/%Y"
    assert columns["amount"].decimal == ","
    assert (columns["plan"].kind, columns["plan"].missing_tokens, columns["plan"].missing) == ("text", ("B",), 20)


def test_a_file_laid_out_otherwise_is_read_as_it_is_and_the_differences_are_told(tmp_path: Path) -> None:
    first = receipt(tmp_path)
    moved = ["Report", "", *(line.replace(",", ".").replace(";", ",") for line in [HEADER, *january()])]
    table = again(tmp_path, first, moved)
    assert table.rows == 30
    assert "The separator is a comma; last time it was a semicolon." in table.receipt.notes
    assert "2 lines stand above the table; last time no line stands." in table.receipt.notes
    assert "The decimal mark in 'amount' is a point; last time it was a comma." in table.receipt.notes


def test_columns_gone_new_moved_and_of_another_kind_are_told(tmp_path: Path) -> None:
    first = receipt(tmp_path)
    lines = [line.split(";") for line in [HEADER, *january()]]
    swapped = [f"{a};{c};{b};{d};{e}" for a, b, c, d, e in lines]
    assert "The columns stand in another order than last time." in again(tmp_path, first, swapped).receipt.notes
    other = [";".join([a, "amount" if a == "id" else "much", b, e, "x"]) for a, b, _, _, e in lines]
    notes = again(tmp_path, first, other).receipt.notes
    assert "The column 'since' was there last time and is missing now." in notes
    assert "The column 'x' is new." in notes
    assert "'amount' is of kind constant; last time it was number." in notes


def test_a_guessed_encoding_is_kept_and_a_certain_one_is_not_overruled(tmp_path: Path) -> None:
    lines = [HEADER, *(line.replace("A", "Łódź") for line in january())]
    first = read_table(write(tmp_path, lines, "iso8859-2")).receipt
    assert first.encoding == "iso8859-2"
    few = [HEADER, *(line.replace("A", "Lódz") for line in january())]
    assert again(tmp_path, first, few, "iso8859-2").receipt.encoding == "iso8859-2"
    now = again(tmp_path, first, lines, "utf-8")
    assert (now.receipt.encoding, now.frame["plan"][0]) == ("utf-8", "Łódź")
    assert "The encoding is utf-8; last time it was iso8859-2." in now.receipt.notes


def test_a_receipt_goes_through_json(tmp_path: Path) -> None:
    first = receipt(tmp_path, missing={"plan": ("A", "B")})
    saved = tmp_path / "receipt.json"
    for data in (plain_data(first), {"receipt": plain_data(first), "rows": 30}, plain_data(first) | {"later": 1}):
        saved.write_text(json.dumps(data), encoding="utf-8")
        assert read_receipt(saved) == first
    options = ReadingOptions(like=first, missing={"plan": ("A",)})
    assert ReadingOptions.from_dict(json.loads(json.dumps(dataclasses.asdict(options)))) == options


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"receipt": 3}', '{"format": 3, "delimiter": 1, "header_rows": 1}'])
def test_what_is_no_receipt_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(InputError, match=r"r\.json is not a receipt"):
        read_receipt(tmp_path / "r.json")


def test_the_first_rows_are_shown_as_last_time_too(tmp_path: Path) -> None:
    first = receipt(tmp_path, kinds={"zip": "text"})
    table = peek_table(write(tmp_path, [HEADER, *january()]), options=ReadingOptions(like=first))
    assert table.column("zip").kind == "text"
