from __future__ import annotations

from pathlib import Path

import pytest

from tracer_engine.errors import InputError
from tracer_engine.ingest import encodings, read_table
from tracer_engine.ingest.byte_source import ByteSource
from tracer_engine.ingest.encodings import Encoding
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Table


def read(folder: Path, data: bytes) -> Table:
    path = folder / "table.csv"
    path.write_bytes(data)
    return read_table(path, as_text=True)


def lines(*ends: str) -> bytes:
    plain = ["id,name,charge", *(f"{i},Bob {i},{i}.25" for i in range(1, 41))]
    return "".join(line + ends[at % len(ends)] for at, line in enumerate(plain)).encode()


def test_line_ends_may_be_mixed(tmp_path: Path) -> None:
    for ends in (("\r", "\n", "\r\n"), ("\n", "\r\n"), ("\n", "\n", "\n", "\r")):
        table = read(tmp_path, lines(*ends))
        assert table.rows == 40, ends
        assert [row[2] for row in table.to_text_rows()] == [f"{i}.25" for i in range(1, 41)]
        assert table.receipt.repairs == ()
        assert any("carriage return alone" in note for note in table.receipt.notes) == ("\r" in ends)


def test_a_carriage_return_alone_far_down_ends_a_record(tmp_path: Path) -> None:
    plain = "id,name,charge\n" + "".join(f"{i},Bob {i},{i}.25\n" for i in range(20_000))
    table = read(tmp_path, plain.replace("\n19000,", "\r19000,").encode())
    assert (table.rows, table.receipt.repairs) == (20_000, ())


def test_a_carriage_return_within_a_quoted_cell_ends_nothing(tmp_path: Path) -> None:
    table = read(tmp_path, lines("\n").replace(b"Bob 7", b'"Bob\r7"'))
    assert list(table.to_text_rows())[6] == ("7", "Bob\r7", "7.25")


def test_carriage_returns_in_the_cells_of_a_short_file_end_nothing(tmp_path: Path) -> None:
    table = read(tmp_path, b'a,b,c,d\r\nx,"\r\n","\r","\r\n"\r\n')
    assert list(table.to_text_rows()) == [("x", "\r\n", "\r", "\r\n")]


def test_lines_wrapped_in_quotes_as_a_whole_are_unwrapped(tmp_path: Path) -> None:
    wrapped = "".join('"' + line.replace('"', '""') + '"\r\n' for line in lines("\n").decode().splitlines())
    quoted = wrapped.replace("Bob 7", '""Bob, 7""')
    table = read(tmp_path, quoted.encode())
    assert list(table.to_text_rows())[6] == ("7", "Bob, 7", "7.25")
    assert any("wrapped in quotes as a whole" in note for note in table.receipt.notes)


def test_zero_bytes_are_left_out_and_told(tmp_path: Path) -> None:
    table = read(tmp_path, lines("\n").replace(b"Bob 7,", b"Bob\x00 7,"))
    assert list(table.to_text_rows())[6] == ("7", "Bob 7", "7.25")
    assert "The file holds 1 zero byte, which no text has; left out." in table.receipt.notes


def test_a_byte_order_mark_may_stand_twice(tmp_path: Path) -> None:
    table = read(tmp_path, b"\xef\xbb\xbf\xef\xbb\xbf" + lines("\n"))
    assert table.columns[0].name == "id"


def test_byte_order_marks_of_files_put_together_are_left_out_and_told(tmp_path: Path) -> None:
    mark = b"\xef\xbb\xbf"
    for encoding in ("utf-8", "utf-16-le"):
        one = (mark + lines("\n")).decode().encode(encoding)
        table = read(tmp_path, one + one)
        assert [row[0] for row in table.to_text_rows()] == [str(i) for i in range(1, 41)] * 2
        assert table.set_aside == ((42, "id,name,charge"),)
        assert any(note.startswith("1 line begins with a byte-order mark") for note in table.receipt.notes)

    below = read(
        tmp_path, lines("\n").replace(b"\n", b"\n" + mark).removesuffix(mark).replace(b"Bob 7", mark + b"Bob 7")
    )
    assert [row[0] for row in below.to_text_rows()] == [str(i) for i in range(1, 41)]
    assert list(below.to_text_rows())[6][1] == "\ufeffBob 7"


def test_a_file_that_is_no_text_any_more_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(lines("\n"))
    source = ByteSource(path, encodings.find_encoding(path, None))
    path.write_bytes(lines("\n").replace(b"Bob 7", b"B\xf6b 7"))

    with pytest.raises(InputError, match="cannot be read as utf-8: byte 96 does not fit"):
        list(source.pieces())


def test_columns_that_stand_below_each_other_are_divided_at_runs_of_blanks(tmp_path: Path) -> None:
    lines = ["id    name    charge", *(f"{i:<6d}Bob{i % 7}{i * 1.5:>10.1f}" for i in range(1, 41))]
    table = read(tmp_path, "\n".join([*lines, ""]).encode())
    assert [column.name for column in table.columns] == ["id", "name", "charge"]
    assert list(table.to_text_rows())[6] == ("7", "Bob0", "10.5")
    assert any("stand below each other" in note for note in table.receipt.notes)


@pytest.mark.parametrize("size", [7, 40, 300, 100_000])
def test_pieces_are_cut_at_line_ends_and_lose_nothing(tmp_path: Path, size: int) -> None:
    text = b"id,name\n" + b"".join(b"%d,%s\n" % (row, b"x" * (row % 90)) for row in range(300)) + b"last,line"
    (tmp_path / "table.csv").write_bytes(text)
    source = ByteSource(tmp_path / "table.csv", Encoding(name="utf-8"))
    pieces = list(source.pieces(size))

    assert b"".join(pieces) == text
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])
    assert source.bytes_done == len(text)


@pytest.mark.parametrize("far", ["Köln".encode("cp1252"), b"K\xc3"])
def test_a_file_that_only_begins_as_utf_8_is_read_in_its_own_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, far: bytes
) -> None:
    monkeypatch.setattr(encodings, "_TRUSTED", 1_000)
    data = lines("\n") + b"".join(b"%d,Bob,1.5\n" % row for row in range(41, 400)) + b"400," + far * 40 + b",2.5\n"
    table = read(tmp_path, data)

    assert (table.rows, table.receipt.encoding) == (400, "cp1252")
    assert list(table.to_text_rows())[-1][1] == (far * 40).decode("cp1252")
    assert any("is not UTF-8" in note for note in table.receipt.notes)
    with pytest.raises(InputError, match="cannot be read as utf-8: byte "):
        read_table(tmp_path / "table.csv", options=ReadingOptions(encoding="utf-8"))
