from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracer_engine.errors import InputError
from tracer_engine.ingest import read_table
from tracer_engine.ingest.byte_source import PIECE, ByteSource
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Table

ROWS = [[str(i), "Ann" if i % 3 else "Bob, Jr.", f"{i}.25", "Yes" if i % 2 else "No"] for i in range(1, 61)]
HEADER = ["id", "name", "charge", "churn"]


def spelled(delimiter: str = ",", quote: str = '"', end: str = "\n", escape: str = "") -> str:
    """The customers in a dialect."""
    target = io.StringIO(newline="")
    writer = csv.writer(
        target,
        delimiter=delimiter,
        quotechar=quote,
        lineterminator=end,
        escapechar=escape or None,
        doublequote=not escape,
    )
    writer.writerows([HEADER, *ROWS])
    return target.getvalue()


def read(folder: Path, text: str | bytes, **told: object) -> Table:
    path = folder / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path, options=ReadingOptions(**told) if told else None, as_text=True)  # type: ignore[arg-type]


def cells(table: Table) -> list[list[str]]:
    return [list(row) for row in table.to_text_rows()]


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_dialects_are_found_out(tmp_path: Path, delimiter: str, quote: str, end: str) -> None:
    table = read(tmp_path, spelled(delimiter, quote, end))
    assert (names(table), cells(table), table.receipt.repairs) == (HEADER, ROWS, ())
    assert table.receipt.delimiter == delimiter


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_found_out(tmp_path: Path, encoding: str) -> None:
    table = read(tmp_path, spelled().encode(encoding))
    assert (names(table), cells(table)) == (HEADER, ROWS)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", ["Müller", "Łukasz".replace("Ł", "L"), "Gößl", "Françoise"]),
        ("cp1250", ["Łódź", "Kraków", "Gdańsk", "Wrocław"]),
        ("cp1251", ["Иван", "Москва", "Сергей", "Ольга"]),
        ("shift_jis", ["田中", "東京都", "大阪府", "佐藤"]),
        ("gb18030", ["王伟", "北京市", "上海市", "李娜"]),
    ],
)
def test_other_encodings_are_guessed_and_said_aloud(tmp_path: Path, encoding: str, words: list[str]) -> None:
    text = "id;name\n" + "".join(f"{i};{words[i % len(words)]}\n" for i in range(200))
    table = read(tmp_path, text.encode(encoding))
    assert [row[1] for row in cells(table)[: len(words)]] == words
    assert any("guessed" in note for note in table.receipt.notes)


def test_one_foreign_byte_does_not_spoil_a_utf8_file(tmp_path: Path) -> None:
    table = read(tmp_path, ("id,city\n" + "1,Köln\n" * 50).encode() + "2,Düren\n".encode("cp1252"))
    assert cells(table)[0] == ["1", "Köln"]
    assert cells(table)[-1] == ["2", "Düren"]
    assert "byte" in table.receipt.notes[0]


def test_an_encoding_that_does_not_fit_is_refused_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="byte 19"):
        read(tmp_path, "id,city\n1,Köln\n2,K".encode() + b"\xe9ln\n", encoding="utf-8")
    with pytest.raises(InputError, match="byte 11"):
        read(tmp_path, "id,city\n1,Köln\n", encoding="ascii")
    with pytest.raises(InputError, match="no encoding called"):
        read(tmp_path, spelled(), encoding="klingon")


def test_what_is_told_is_kept_to(tmp_path: Path) -> None:
    table = read(tmp_path, "junk\na;b\n1;2\n", delimiter=";", skip_rows=1)
    assert (names(table), cells(table)) == (["a", "b"], [["1", "2"]])
    assert names(read(tmp_path, "a;b\n1;2\n", delimiter=",")) == ["a;b"]
    assert cells(read(tmp_path, "a,b\n1,2\n", header_rows=0)) == [["a", "b"], ["1", "2"]]


def test_lines_above_the_table_are_skipped(tmp_path: Path) -> None:
    table = read(tmp_path, "Customers\nas of 2024-01-01\n\n" + spelled())
    assert (names(table), cells(table), table.receipt.skipped_rows) == (HEADER, ROWS, 3)


def test_a_file_without_a_header_gets_names(tmp_path: Path) -> None:
    table = read(tmp_path, spelled().split("\n", 1)[1])
    assert names(table) == ["column_1", "column_2", "column_3", "column_4"]
    assert (cells(table), table.receipt.header_rows) == (ROWS, 0)


def test_two_header_records_are_joined(tmp_path: Path) -> None:
    table = read(tmp_path, "customer,usage,usage\n,minutes,calls\n" + "".join(f"c{i},{i},{i * 2}\n" for i in range(30)))
    assert names(table) == ["customer", "usage minutes", "usage calls"]
    assert table.rows == 30


def test_groups_of_years_make_two_header_records(tmp_path: Path) -> None:
    text = "Region,Male,,Female,\n,2019,2020,2019,2020\n" + "".join(f"R{i},{i},{i},{i},{i}\n" for i in range(25))
    table = read(tmp_path, text)
    assert names(table) == ["Region", "Male 2019", "Male 2020", "Female 2019", "Female 2020"]
    assert table.rows == 25


def test_years_over_cells_with_marks_are_names(tmp_path: Path) -> None:
    text = "geo,2019,2020,2021\n" + "".join(f"C{i:02d},{i}.1,: ,{i}.3 p\n" for i in range(30))
    assert names(read(tmp_path, text)) == ["geo", "2019", "2020", "2021"]


def test_a_line_drawn_under_the_header_is_no_row(tmp_path: Path) -> None:
    table = read(tmp_path, spelled().replace("churn\n", "churn\n---,---,:---,----\n", 1))
    assert (names(table), cells(table)) == (HEADER, ROWS)
    assert "The line drawn under the header was skipped." in table.receipt.notes


def test_sentences_with_commas_are_one_column(tmp_path: Path) -> None:
    told = [f"I like it, but number {i} of them is bad" for i in range(30)]
    table = read(tmp_path, "comment\n" + "\n".join(told) + "\n")
    assert (names(table), cells(table)) == (["comment"], [[one] for one in told])


def test_names_are_made_unique_and_lose_their_padding(tmp_path: Path) -> None:
    table = read(tmp_path, ",a,a, b \n" + "".join(f"{i},1.5,x,y\n" for i in range(9)))
    assert names(table) == ["column_1", "a", "a (2)", "b"]
    assert table.columns[3].header == " b "
    assert len(table.receipt.notes) == 3


def test_years_may_be_names(tmp_path: Path) -> None:
    table = read(tmp_path, "id,2019,2020,churn\n" + "".join(f"{i},{i * 3},{i * 5},{i % 2}\n" for i in range(30)))
    assert names(table) == ["id", "2019", "2020", "churn"]


def test_blank_lines_and_blank_rows_at_the_end_are_no_rows(tmp_path: Path) -> None:
    table = read(tmp_path, spelled() + "\n\n")
    assert (cells(table), table.receipt.repairs) == (ROWS, ())
    assert cells(read(tmp_path, spelled() + ",,,\n,,,\n")) == ROWS


def test_a_cut_off_last_record_is_padded_and_named(tmp_path: Path) -> None:
    table = read(tmp_path, spelled() + "61,Ann")
    assert cells(table)[-1] == ["61", "Ann", "", ""]
    assert [(repair.row, repair.action) for repair in table.receipt.repairs] == [(62, "padded")]


def test_an_unquoted_delimiter_in_a_cell_is_joined_again(tmp_path: Path) -> None:
    table = read(tmp_path, spelled() + "61,Ann, Dr.,61.25,No\n" + "62,Ann,62.25,No\n")
    assert cells(table)[60:] == [["61", "Ann, Dr.", "61.25", "No"], ["62", "Ann", "62.25", "No"]]
    assert [(repair.row, repair.action) for repair in table.receipt.repairs] == [(62, "rejoined")]


def test_a_delimiter_too_many_is_taken_out(tmp_path: Path) -> None:
    table = read(tmp_path, spelled().replace("\n31,Ann,", "\n31,,Ann,"))
    assert cells(table) == ROWS
    assert [(repair.row, repair.action) for repair in table.receipt.repairs] == [(32, "cut")]


@pytest.mark.parametrize("place", ['\n"31,Ann,', '\n31,"Ann,', '\n31,Ann",', '\n31,A"nn,'])
def test_a_stray_quote_costs_no_other_row(tmp_path: Path, place: str) -> None:
    table = read(tmp_path, spelled().replace("\n31,Ann,", place))
    assert [row for row in cells(table) if row[0] != ROWS[30][0]] != []
    assert [row for index, row in enumerate(cells(table)) if index != 30] == ROWS[:30] + ROWS[31:]
    assert [repair.row for repair in table.receipt.repairs] == [32]


def test_a_stray_quote_is_taken_off_a_cell_that_fits_without_it(tmp_path: Path) -> None:
    table = read(tmp_path, spelled().replace("\n31,Ann,31.25,", '\n31,Ann,"31.25,'))
    assert cells(table) == ROWS
    assert [(repair.row, repair.action) for repair in table.receipt.repairs] == [(32, "rejoined")]


def test_a_record_torn_by_an_unquoted_line_break_is_put_together(tmp_path: Path) -> None:
    table = read(tmp_path, spelled().replace("\n31,Ann,", "\n31,Ann\nMary,"))
    assert cells(table)[30] == ["31", "Ann\nMary", "31.25", "Yes"]
    assert [row for index, row in enumerate(cells(table)) if index != 30] == ROWS[:30] + ROWS[31:]
    assert [(repair.row, repair.action) for repair in table.receipt.repairs] == [(32, "rejoined")]


def test_two_records_in_one_line_are_two_rows(tmp_path: Path) -> None:
    lines = spelled(",").split("\n")
    lines[7:9] = [f"{lines[7]},{lines[8]}"]
    table = read(tmp_path, "\n".join(lines))
    assert cells(table) == ROWS
    assert [(repair.row, repair.action) for repair in table.receipt.repairs] == [(8, "rejoined")]
    assert table.receipt.rows_kept == len(ROWS)


def test_a_record_that_fits_in_no_clear_way_is_set_aside(tmp_path: Path) -> None:
    table = read(tmp_path, spelled().replace("\n31,Ann,31.25,", "\n31 Ann 31.25 "))
    assert cells(table) == ROWS[:30] + ROWS[31:]
    assert [(number, raw[:6]) for number, raw in table.set_aside] == [(32, "31 Ann")]
    assert (table.receipt.rows_kept, table.receipt.rows_set_aside) == (59, 1)


def test_a_second_table_below_is_set_aside_whole(tmp_path: Path) -> None:
    table = read(tmp_path, spelled() + "\nplan,rows\n" + "basic,3\ngold,4\nsilver,9\n")
    assert cells(table) == ROWS
    assert (len(table.receipt.repairs), table.receipt.rows_set_aside) == (1, 4)


def test_a_line_of_totals_below_a_blank_line_is_set_aside(tmp_path: Path) -> None:
    table = read(tmp_path, spelled() + "\nTotal,,915.00,\n")
    assert (cells(table), table.receipt.rows_set_aside) == (ROWS, 1)


def test_a_line_of_totals_right_below_the_rows_is_set_aside(tmp_path: Path) -> None:
    table = read(tmp_path, spelled() + "Total,,915.00,\n")
    assert (cells(table), table.receipt.rows_set_aside) == (ROWS, 1)
    assert table.receipt.rows_read == 61
    assert cells(read(tmp_path, spelled() + "Total,Ann,9.00,Yes\n"))[-1] == ["Total", "Ann", "9.00", "Yes"]


def test_a_second_table_of_the_same_width_is_set_aside(tmp_path: Path) -> None:
    table = read(tmp_path, spelled() + "\nplan,rows,price,share\n" + "1,3,4,5\n" * 4)
    assert (cells(table), table.receipt.rows_set_aside) == (ROWS, 5)


def test_a_second_table_below_a_short_one_is_set_aside(tmp_path: Path) -> None:
    numbers = "".join(f"{15_634_602 + at}|{at % 2}\n" for at in range(12))
    table = read(tmp_path, f"customer|left\n{numbers}\nname|amount\na|1\nb|2\nc|3\n")
    assert (table.rows, table.receipt.rows_set_aside) == (12, 4)


def test_a_row_of_units_belongs_to_the_header(tmp_path: Path) -> None:
    table = read(tmp_path, spelled().replace("churn\n", "churn\n#,[text],EUR,[y/n]\n", 1))
    assert names(table)[2:] == ["charge EUR", "churn [y/n]"]
    assert cells(table) == ROWS


def test_a_header_that_comes_again_does_not_count_as_data(tmp_path: Path) -> None:
    flags = "a,b,c\n" + "yes,no,1\nno,yes,2\n" * 9
    table = read(tmp_path, flags + flags)
    assert (names(table), table.rows) == (["a", "b", "c"], 36)


@pytest.mark.parametrize("delimiter", [", ", "; ", " | ", "||", "::", ";;", "\t\t", " "])
def test_delimiters_of_several_signs_are_found_out(tmp_path: Path, delimiter: str) -> None:
    rows = [[a, b.replace(", ", "-").replace(" ", "-"), c, d] for a, b, c, d in ROWS]
    table = read(tmp_path, "\n".join(delimiter.join(row) for row in [HEADER, *rows]))
    assert (names(table), cells(table), table.receipt.delimiter) == (HEADER, rows, delimiter)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("around", ["", '"'])
def test_quotes_escaped_with_a_backslash_are_found_out(tmp_path: Path, delimiter: str, around: str) -> None:
    notes = [f'say "hi {i}" to' if i % 3 == 0 else f"plain {i}" for i in range(60)]
    text = "id" + delimiter + "note\n"
    for i, note in enumerate(notes):
        text += f"{i}{delimiter}{around}" + note.replace('"', '\\"') + f"{around}\n"
    table = read(tmp_path, text)
    assert [row[1] for row in cells(table)] == notes
    assert (table.receipt.escape, table.receipt.repairs) == ("\\", ())


def test_a_separator_that_every_record_has_as_often_beats_marks_in_numbers(tmp_path: Path) -> None:
    table = read(tmp_path, "key;value\n" + "".join(f"k{i};{1 + i % 9},{100 + i},{200 + i}.25\n" for i in range(60)))
    assert (names(table), table.receipt.delimiter) == (["key", "value"], ";")


def test_apostrophes_are_no_quotes_where_quotes_hold_the_delimiter(tmp_path: Path) -> None:
    rows = "\n".join(f"{i},'x',\"a, b\"" for i in range(20))
    assert cells(read(tmp_path, f"id,'b',c\n{rows}\n"))[3] == ["3", "'x'", "a, b"]
    lone = "\n".join(f"{i};';'" for i in range(20))
    assert cells(read(tmp_path, f"id;b;c\n{lone}\n"))[3] == ["3", "'", "'"]


def test_one_telling_cell_shows_that_apostrophes_are_quotes(tmp_path: Path) -> None:
    table = read(tmp_path, spelled().replace("31,Ann,", "31,'Don''t know, sorry',"))
    assert table.rows == 60
    assert cells(read(tmp_path, "id;why\n" + "".join(f"{i};no\n" for i in range(20)) + "20;'Don''t know'\n"))[-1] == [
        "20",
        "Don't know",
    ]


def test_rows_that_end_with_a_delimiter_too_many_fit_a_header_whose_names_say_little(tmp_path: Path) -> None:
    rows = "".join(f"{i},no,{i}.5,\n" for i in range(30))
    table = read(tmp_path, "id,voice mail plan,charge\n" + rows)
    assert (names(table), table.rows) == (["id", "voice mail plan", "charge"], 30)


def test_a_close_call_is_told_with_the_runner_up(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\nc,d\n")
    assert [(call.choice, call.taken, call.runner_up) for call in table.receipt.close_calls] == [
        ("header_rows", "1", "0")
    ]
    assert any("close call" in note for note in table.receipt.notes)
    text = "id;name\n" + "".join(f"{i};Rîga Liepâja {i}\n" for i in range(30))
    assert [call.choice for call in read(tmp_path, text.encode("cp1252")).receipt.close_calls] == ["encoding"]
    assert read(tmp_path, spelled()).receipt.close_calls == ()


def test_the_escape_and_long_delimiters_can_be_told(tmp_path: Path) -> None:
    assert cells(read(tmp_path, 'a;b\n1;"x \\" y"\n', escape="\\")) == [["1", 'x " y']]
    assert cells(read(tmp_path, "a::b\n1::2\n", delimiter="::")) == [["1", "2"]]


def test_a_record_of_many_quotes_is_looked_at_in_little_time(tmp_path: Path) -> None:
    broken = ",".join('"x' if i % 3 else 'y"' for i in range(120))
    table = read(tmp_path, spelled() + broken + "\n")
    assert table.receipt.rows_read == 61


def test_a_header_that_comes_again_is_no_row(tmp_path: Path) -> None:
    table = read(tmp_path, spelled() + spelled())
    assert cells(table) == ROWS + ROWS
    assert [(repair.row, repair.action) for repair in table.receipt.repairs] == [(62, "skipped")]


def test_row_names_without_a_header_get_a_column(tmp_path: Path) -> None:
    table = read(tmp_path, '"plan","churn"\n' + "".join(f'"{i}","gold","{i % 2}"\n' for i in range(1, 40)))
    assert names(table) == ["column_1", "plan", "churn"]


def test_a_header_with_too_few_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has 3 names, but its rows have 4 cells"):
        read(tmp_path, spelled().replace("id,name", "idname").replace("\n1,", "\n2,"))


def test_the_header_may_have_another_delimiter(tmp_path: Path) -> None:
    table = read(tmp_path, spelled().replace("id,name,charge,churn", "id;name;charge;churn"))
    assert (names(table), cells(table)) == (HEADER, ROWS)
    assert [repair.row for repair in table.receipt.repairs] == [1]


def test_guards_of_a_spreadsheet_safe_export_are_taken_off(tmp_path: Path) -> None:
    text = "\ufeffid,phone\r\n" + "".join(f"{i},'+49{i:05d}\r\n" for i in range(30))
    table = read(tmp_path, text)
    assert cells(table)[1] == ["1", "+4900001"]
    assert any("apostrophe" in note for note in table.receipt.notes)
    assert cells(read(tmp_path, text.removeprefix("\ufeff")))[1] == ["1", "'+4900001"]  # nothing says it is a guard


def test_inch_marks_are_no_quotes(tmp_path: Path) -> None:
    table = read(tmp_path, "id\tsize\n" + "".join(f'{i}\t{i}" pipe\n' for i in range(40)))
    assert cells(table)[5] == ["5", '5" pipe']
    assert table.receipt.repairs == ()


def test_more_lines_to_skip_than_there_are_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"table\.csv has 2 lines: nothing is left below 50 of them"):
        read(tmp_path, "a,b\n1,2\n", skip_rows=50)


def test_lines_are_skipped_however_many(tmp_path: Path) -> None:
    rows = [f"{row},{'x' * 100},{row % 7}" for row in range(6000)]  # more than is looked at to find out the layout
    table = read(tmp_path, "\n".join(["id,text,number", *rows]) + "\n", skip_rows=5000, header_rows=0)

    assert [cells(table)[0][0], cells(table)[-1][0]] == ["4999", "5999"]
    assert table.receipt.notes[0] == "5,000 lines were skipped above the table."


def test_a_file_that_fits_no_table_is_refused(tmp_path: Path) -> None:
    text = "a,b,c\n" + "1,2,3\n" * 40 + "x\n" * 200
    with pytest.raises(InputError, match="could not be read as one table"):
        read(tmp_path, text, delimiter=",")


cell_text = st.text(st.sampled_from("ab7 é\",\n;'\\"), max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(cell_text, cell_text, cell_text), min_size=5, max_size=40),
    delimiter=st.sampled_from(",;\t|"),
    piece=st.integers(min_value=20, max_value=500),
)
def test_whatever_python_writes_is_read_the_same(
    tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "any.csv"
    numbered = [[str(number), *row] for number, row in enumerate(rows)]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows([["n", "a", "b", "c"], *numbered])
    pieces = ByteSource.pieces
    with monkeypatch.context() as patch:
        patch.setattr(ByteSource, "pieces", lambda self, size: pieces(self, piece if size == PIECE else size))
        table = read_table(path, options=ReadingOptions(delimiter=delimiter, quote='"', header_rows=1), as_text=True)
    assert cells(table) == numbered
    assert table.receipt.repairs == ()


@pytest.mark.parametrize("quote", ["’", "é", "«"])
def test_a_quote_beyond_ascii_is_a_quote(tmp_path: Path, quote: str) -> None:
    text = spelled().replace('"Bob, Jr."', f"{quote}Bob, Jr.{quote}")
    assert cells(read(tmp_path, text, quote=quote)) == ROWS
    plain = spelled().replace('"Bob, Jr."', "Bob™ë")
    assert [row[1] for row in cells(read(tmp_path, plain, quote=quote))][2] == "Bob™ë"


def test_a_header_that_stands_once_more_in_a_damaged_part_is_no_row(tmp_path: Path) -> None:
    lines = spelled().splitlines(keepends=True)
    lines[10] = lines[10].replace(",", ',"', 1)
    table = read(tmp_path, "".join([*lines[:20], lines[0].upper(), *lines[20:]]))
    assert table.set_aside == ((21, lines[0].upper().rstrip()),)
    assert len(cells(table)) == len(ROWS)
