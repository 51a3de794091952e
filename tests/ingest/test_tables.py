from __future__ import annotations

import csv
import datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tracer_engine.errors import InputError
from tracer_engine.ingest import open_blocks, peek_table, read_table
from tracer_engine.progress import Step
from tracer_engine.types.receipt import ReadingOptions

SHAPES = {
    "telco.csv": (7043, 21),
    "maven_telecom.csv": (7043, 38),
    "bank.csv": (10000, 14),
    "bigml.csv": (3333, 21),
    "bigml80.csv": (2661, 20),
    "attrition.csv": (1470, 35),
    "bank_full.csv": (45211, 17),
    "internet.csv": (72274, 11),
    "variants/telco_tab.tsv": (7043, 21),
    "variants/telco_rownum_crlf.csv": (7043, 22),
    "variants/bank_dirty.csv": (10000, 14),
    "variants/maven_bom_spaced_header.csv": (7043, 38),
}


def write(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("name", SHAPES)
def test_real_files_are_read_cell_by_cell_without_a_repair(shared: Path, name: str) -> None:
    path = shared / name
    table = read_table(path, as_text=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = [tuple(row) for row in csv.reader(file, delimiter=table.receipt.delimiter) if row]
    assert (table.rows, len(table.columns)) == SHAPES[name]
    assert [column.name for column in table.columns] == [name.strip() for name in header]
    assert [column.header for column in table.columns] == list(header)
    assert list(table.to_text_rows()) == rows
    assert table.receipt.repairs == ()


def test_a_real_workbook_is_read(shared: Path) -> None:
    table = read_table(shared / "telco_v2.xlsx")
    assert table.frame.shape == (7043, 33)
    assert table.column("Churn Value").kind == "flag"
    assert table.column("Total Charges").kind == "number"
    assert table.receipt.format == "xlsx"


def test_kinds_of_a_real_file(shared: Path) -> None:
    table = read_table(shared / "telco.csv")
    kinds = {column.name: column.kind for column in table.columns}
    assert (kinds["customerID"], kinds["SeniorCitizen"], kinds["TotalCharges"]) == ("id", "flag", "number")
    assert (kinds["Contract"], kinds["tenure"], kinds["Churn"]) == ("category", "number", "flag")
    assert table.column("TotalCharges").missing == 11


def test_blocks_and_table_hold_the_same_rows(tmp_path: Path) -> None:
    rows = [[str(i), f"name {i}", 'say "hi"' if i % 7 else "two\nlines"] for i in range(1000)]
    path = tmp_path / "table.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "name", "note"], *rows])
    blocks = open_blocks(path, block_rows=64)
    frames = list(blocks)
    assert max(frame.height for frame in frames) == 64
    assert [list(row) for frame in frames for row in frame.rows()] == rows
    assert (blocks.receipt.rows_kept, blocks.bytes_done, blocks.set_aside) == (1000, blocks.bytes_total, ())
    assert [list(row) for row in read_table(path).to_text_rows()] == rows
    assert sum(frame.height for frame in blocks) == 1000  # a second pass begins anew
    assert blocks.receipt.rows_kept == 1000


def test_progress_never_goes_back_and_ends_at_one(tmp_path: Path) -> None:
    steps: list[Step] = []

    def watch(step: Step, /) -> bool:
        steps.append(step)
        return True

    read_table(write(tmp_path, "a,b\n1,2\n3,4\n"), progress=watch)
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert (fractions[-1], {step.stage for step in steps}) == (1.0, {"read"})


def test_the_files_decimal_mark_settles_what_a_column_leaves_open(tmp_path: Path) -> None:
    rows = "".join(f"{i};{i},{i % 90 + 10};{i % 9 + 1}.{100 + i}\n" for i in range(100))
    table = read_table(write(tmp_path, "id;charge;income\n" + rows))
    assert table.receipt.decimal == ","
    assert [column.decimal for column in table.columns] == [",", ",", ","]


def test_dates_that_fit_both_orders_are_told(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i % 12 + 1:02d}/{(i * 5) % 12 + 1:02d}/2020\n" for i in range(40))
    assert any("month first" in note for note in read_table(write(tmp_path, "id,since\n" + rows)).receipt.notes)


def test_native_cells_of_a_workbook_become_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    book.add_worksheet("cover")
    sheet = book.add_worksheet("customers")
    sheet.write_row(0, 0, ["id", "charge", "since", "active", "note"])
    for row in range(1, 4):
        sheet.write_row(row, 0, [row, row + 0.5])
        sheet.write_datetime(row, 2, datetime.datetime(2020, 1, row), day)  # noqa: DTZ001
        sheet.write_boolean(row, 3, bool(row % 2))
    sheet.write(3, 4, "late")
    book.close()
    table = read_table(path)
    assert next(table.to_text_rows()) == ("1", "1.5", "2020-01-01", "True", "")
    assert table.receipt.sheet == "customers"
    assert any("cover" in note for note in table.receipt.notes)
    with pytest.raises(InputError, match="no sheet 'nope'"):
        read_table(path, options=ReadingOptions(sheet="nope"))


def test_parquet_becomes_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    frame = pl.DataFrame(
        {
            "n": [1.0, 2.5, None],
            "flag": [True, False, None],
            "day": [datetime.date(2020, 1, 1), None, None],
            "at": [datetime.datetime(2020, 1, 1, 6, 30), datetime.datetime(2020, 1, 2), None],  # noqa: DTZ001
        }
    )
    frame.write_parquet(path)
    rows = list(read_table(path).to_text_rows())
    assert rows[0] == ("1", "True", "2020-01-01", "2020-01-01 06:30:00")
    assert rows[1][3] == "2020-01-02"
    assert rows[2] == ("", "", "", "")


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "a,b,c\n"))
    assert (table.rows, [column.name for column in table.columns]) == (0, ["a", "b", "c"])
    assert [repair.row for repair in table.receipt.repairs] == [1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\n\n\n", "is empty"),
        (bytes(range(256)) * 20, "not a text file"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"PK\x03\x04 no workbook", "cannot be read as a workbook"),
        (b"PAR1 no parquet", "cannot be read as Parquet"),
    ],
)
def test_what_is_no_table_is_refused_with_its_name_and_a_remedy(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_table(write(tmp_path, data))
    assert "table.csv" in caught.value.message
    assert caught.value.remedy


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="is a folder"):
        read_table(tmp_path)


def test_a_sheet_of_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("id,charge\n1,2\n")
    with pytest.raises(InputError, match=r"customers\.csv is no workbook, so it has no sheet 'March'"):
        read_table(path, options=ReadingOptions(sheet="March"))


def test_a_workbook_under_a_password_is_named_as_such(tmp_path: Path) -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    with pytest.raises(InputError, match="protected with a password"):
        read_table(write(tmp_path, container, "book.xlsx"))


def test_kinds_that_were_told_are_taken_and_noted(tmp_path: Path) -> None:
    file = write(tmp_path, b"Code,When,Spend\n" + b"1,20240105,2.5\n2,20240210,3.5\n" * 20)
    table = read_table(file, options=ReadingOptions(kinds={"code": "category", "When": "date"}))

    assert [column.kind for column in table.columns] == ["category", "date", "number"]
    assert [column.kind for column in read_table(file).columns] == ["number", "number", "number"]
    assert table.receipt.notes == ("You said what 'Code' is: category.", "You said what 'When' is: date.")


def test_a_kind_of_a_column_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    file = write(tmp_path, b"Code,Spend\n1,2.5\n2,3.5\n")
    with pytest.raises(InputError, match=r"no column 'Spent' in table\.csv") as caught:
        read_table(file, options=ReadingOptions(kinds={"Spent": "number"}))
    assert caught.value.remedy == "Did you mean 'Spend'?"
    with pytest.raises(InputError, match="no such kind") as caught:
        read_table(file, options=ReadingOptions(kinds={"Spend": "money"}))
    assert "number, flag, category" in caught.value.remedy


def test_a_column_that_cannot_be_what_was_told_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, b"Code,Spend\na,2.5\nb,3.5\n")
    with pytest.raises(InputError, match="'Code' cannot be read as a number"):
        read_table(file, options=ReadingOptions(kinds={"Code": "number"}))


def test_lines_without_anything_are_rows_where_nothing_else_could_be(tmp_path: Path) -> None:
    path = tmp_path / "blank.csv"
    for data, names, rows in ((b"\n\n", ["column_1"], 2), (b"\r\n\r\n\r\n", ["column_1"], 3), (b"foo\n\n", ["foo"], 1)):
        path.write_bytes(data)
        table = read_table(path, as_text=True)
        assert [column.name for column in table.columns] == names
        assert list(table.to_text_rows()) == [("",)] * rows
        assert (table.receipt.rows_kept, table.receipt.repairs) == (rows, ())
    path.write_bytes(b"id\n1\n2\n\n\n")  # below rows they are the end of the file
    assert read_table(path, as_text=True).rows == 2


@pytest.mark.parametrize("skipped", [0, 1_000])
def test_the_first_rows_may_go_beyond_the_part_that_tells_the_encoding(tmp_path: Path, skipped: int) -> None:
    row = ",".join(["1" + 100 * " x"] * 10)
    rows = [",".join(f"c{at}" for at in range(10)), *[row] * 1_400]
    rows[800] = row.replace("1", "Köln", 1)
    path = write(tmp_path, ("a line\n" * skipped + "\n".join(rows) + "\n").encode("cp1252"))
    told = ReadingOptions(skip_rows=skipped) if skipped else None

    table = peek_table(path, options=told, rows=900)

    assert table.frame.row(799)[0].startswith("Köln")
    assert (table.rows, table.receipt.encoding) == (900, "cp1252")
    assert read_table(path, options=told).frame.row(799)[0].startswith("Köln")
