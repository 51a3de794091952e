"""What the user told of a file's decimal mark is kept to: no cell is read another way without a word."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import xlsxwriter

from tracer_engine.ingest import read_table
from tracer_engine.profiling.columns import values_of
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Table

COMMA = ReadingOptions(decimal=",")


def table_of(folder: Path, options: ReadingOptions | None) -> Table:
    """Prices with a comma, one of them with a point; lengths with a point throughout."""
    rows = [f"{'A' if i % 2 else 'B'};{i % 30 + 10},5;{i % 7}.25" for i in range(60)]
    path = folder / "prices.csv"
    path.write_text("\n".join(["plan;price;length", *rows, "A;77.50;1.25", "B;1.234;2.25"]) + "\n", encoding="utf-8")
    return read_table(path, options=options)


@pytest.mark.parametrize("options", [COMMA, ReadingOptions(thousands=".")])
def test_a_cell_with_the_other_mark_than_the_told_one_is_spoiled_and_named(
    tmp_path: Path, options: ReadingOptions
) -> None:
    table = table_of(tmp_path, options)
    price = table.column("price")
    assert (price.kind, price.decimal, price.spoiled, price.spoilers) == ("number", ",", 1, ("77.50",))
    values = values_of(table, price)
    assert values is not None
    assert values.to_list()[-2:] == [None, 1234.0]


def test_where_nothing_was_told_the_other_mark_is_understood(tmp_path: Path) -> None:
    table = table_of(tmp_path, None)
    values = values_of(table, table.column("price"))
    assert values is not None
    assert values.to_list()[-2:] == [77.5, 1234.0]
    assert table.column("length").kind == "number"
    assert table.receipt.notes == ()


def test_a_column_that_is_no_number_because_of_what_was_told_is_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, COMMA)
    assert table.column("length").kind == "category"
    (note,) = table.receipt.notes
    assert note == (
        "You said that the decimal mark is a comma, and 62 cells in 'length' have a point in its place: the column is "
        "not read as numbers."
    )
    told = table_of(tmp_path, ReadingOptions(decimal=",", kinds={"length": "category"}))
    assert told.receipt.notes == ("You said what 'length' is: category.",)


def test_a_column_keeps_to_what_was_told_in_another_process(tmp_path: Path) -> None:
    table = table_of(tmp_path, COMMA)
    values = values_of(table, pickle.loads(pickle.dumps(table.column("price"))))
    assert values is not None
    assert values.null_count() == 1


def test_numbers_of_a_workbook_have_no_mark_that_could_be_the_wrong_one(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, ["price", *(i + 0.5 for i in range(30))])
    sheet.write_column(0, 1, ["plan", *("AB"[i % 2] for i in range(30))])
    book.close()
    price = read_table(path, options=COMMA).column("price")
    assert (price.kind, price.spoiled) == ("number", 0)
