"""The scored CSV, cell by cell."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracer_engine.export.scored_csv import ScoreColumns, ScoredWriter, ranks
from tracer_engine.ingest import read_table

ROUND_TRIPS = int(os.environ.get("TRACER_ROUND_TRIPS", "60"))  # 1000 for the long run: twice as many tables

SCORE_COLUMNS = [
    *("churn_probability", "churn_predicted", "churn_risk", "churn_rank"),
    *("churn_reason_1", "churn_reason_2", "churn_reason_3"),
]


def frame_of(columns: dict[str, list[str]]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def written(
    columns: dict[str, list[str]],
    probabilities: Sequence[float] | None = None,
    *,
    headers: Sequence[str] | None = None,
    reasons: Sequence[Sequence[str]] | None = None,
    count: int = 3,
    raw: bool = False,
    base_rate: float = 0.25,
    threshold: float = 0.4,
    outcome: str = "churn",
) -> bytes:
    frame = frame_of(columns)
    p = np.array([0.5] * frame.height if probabilities is None else probabilities, dtype=np.float64)
    file = io.BytesIO()
    writer = ScoredWriter(
        file, frame.columns, headers or frame.columns, outcome=outcome, threshold=threshold, base_rate=base_rate,
        reasons=count, raw=raw,
    )  # fmt: skip
    with np.errstate(divide="ignore"):
        log_odds = np.log(p) - np.log(1 - p)
    writer.write(frame, ScoreColumns(probability=p, rank=ranks(log_odds), reasons=reasons or [[]] * len(p)))
    return file.getvalue()


def rows_of(data: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), strict=True))


def cells_of(data: bytes, column: str) -> list[str]:
    header, *rows = rows_of(data)
    return [row[header.index(column)] for row in rows]


def test_input_columns_come_first_in_their_order_and_then_the_scores() -> None:
    data = written({"b": ["1", "2"], "a": ["x", "y"], "Z z": ["", "é"]})

    header, *rows = rows_of(data)
    assert header == ["b", "a", "Z z", *SCORE_COLUMNS]
    assert [row[:3] for row in rows] == [["1", "x", ""], ["2", "y", "é"]]


def test_it_is_utf_8_with_a_mark_and_ends_lines_as_excel_does() -> None:
    data = written({"a": ["x", "ü"]})

    assert data.startswith(b"\xef\xbb\xbfa,churn_probability")
    assert data.count(b"\r\n") == 3
    assert data.count(b"\n") == 3
    assert data.endswith(b"\r\n")


def test_raw_has_no_mark_and_no_guard_but_the_same_lines() -> None:
    data = written({"a": ["=1+1", "@x"]}, raw=True)

    assert data.startswith(b"a,churn_probability")
    assert data.count(b"\r\n") == 3
    assert cells_of(data, "a") == ["=1+1", "@x"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", '=HYPERLINK("http://x")', "+cmd|' /C calc'!A0", "-2+3", "-", "--", "+", "@SUM(A1)", "\tx",
        "\rx", "-x", "+1-2-3", "=", "-1=", "- ", "-e5", "-1\t=2", "\t=1",
    ],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    data = written({"a": [text]}, reasons=[[text]])

    assert cells_of(data, "a") == ["'" + text]
    assert cells_of(data, "churn_reason_1") == ["'" + text]


@pytest.mark.parametrize(
    "text",
    [
        "-1", "-1.5", "+3", "-1,5", "-1.234,56", "-1 234.5", "-.5", "+.5e-3", "-1e5", "-12 %", "-12%",
        "+49 170 123", "-1'234", "5", "1=1", "a-b", "a@b.c", " =1", "", "x\ty", "–5",
    ],
)  # fmt: skip
def test_numbers_and_harmless_texts_are_never_touched(text: str) -> None:
    assert cells_of(written({"a": [text], "b": ["1"]}), "a") == [text]


def test_a_header_that_looks_like_a_formula_is_guarded_too() -> None:
    columns = {"=x": ["1"], "-y": ["2"], "z": ["3"]}

    assert rows_of(written(columns))[0][:3] == ["'=x", "'-y", "z"]
    assert rows_of(written(columns, raw=True), "utf-8")[0][:3] == ["=x", "-y", "z"]


def test_the_header_stands_as_in_the_file() -> None:
    data = written({"Monthly": ["1"], "Plan": ["a"], "column_3": ["b"]}, headers=[" Monthly ", 'Pl"an', ""])

    assert rows_of(data)[0][:3] == [" Monthly ", 'Pl"an', ""]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.text(alphabet=st.sampled_from("ab1 ,;\"'\n\r\t=-é顧|\u2028\\"), max_size=8)] * 3),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_survives_a_round_trip(rows: list[tuple[str, str, str]]) -> None:
    """Line breaks, quotes, delimiters: what the csv module reads back is what was there."""
    columns = {name: [row[i] for row in rows] for i, name in enumerate("abc")}

    _, *back = rows_of(written(columns, raw=True), "utf-8")
    _, *guarded = rows_of(written(columns))

    assert [tuple(row[:3]) for row in back] == rows
    for row, plain in zip(guarded, rows, strict=True):
        assert all(cell in (text, "'" + text) for cell, text in zip(row, plain, strict=False))


def test_a_probability_reads_back_as_the_very_number() -> None:
    values = [0.1 + 0.2, 1 / 3, 1e-17, 1 - 1e-16, 0.0, 1.0, 5e-324, 0.25]

    cells = cells_of(written({"a": ["x"] * 8}, values), "churn_probability")

    assert [float(cell) for cell in cells] == values


def test_predicted_is_yes_from_the_threshold_on() -> None:
    data = written({"a": ["x"] * 3}, [0.4, np.nextafter(0.4, 0), 0.9])

    assert cells_of(data, "churn_predicted") == ["yes", "no", "yes"]


@pytest.mark.parametrize(
    ("base_rate", "expected"),
    [
        (0.25, ["low", "medium", "medium", "high", "high", "high"]),
        (0.1, ["medium", "high", "high", "high", "high", "high"]),
        (0.6, ["low", "low", "low", "low", "medium", "high"]),  # twice the base rate would be 1.2: capped at .8
    ],
)
def test_risk_is_high_from_twice_the_base_rate_and_low_under_it(base_rate: float, expected: list[str]) -> None:
    data = written({"a": ["x"] * 6}, [0.1, 0.25, 0.49, 0.5, 0.79, 0.8], base_rate=base_rate)

    assert cells_of(data, "churn_risk") == expected


def test_the_rank_counts_from_the_most_likely_and_ties_go_by_row() -> None:
    data = written({"a": ["x"] * 5}, [0.2, 0.9, 0.5, 0.9, 0.2])

    assert cells_of(data, "churn_rank") == ["4", "1", "3", "2", "5"]


def test_ranks_of_equal_scores_are_the_rows_numbers() -> None:
    assert ranks(np.zeros(4)).tolist() == [1, 2, 3, 4]
    assert ranks(np.array([])).tolist() == []


def test_missing_reasons_are_empty() -> None:
    data = written({"a": ["x", "y"]}, reasons=[["One", "Two", "Three"], ["Only, with a comma", "", ""]])

    assert cells_of(data, "churn_reason_1") == ["One", "Only, with a comma"]
    assert cells_of(data, "churn_reason_3") == ["Three", ""]


@pytest.mark.parametrize(("count", "columns"), [(0, 3), (1, 3), (3, 3), (5, 5)])
def test_there_are_always_three_columns_for_reasons_and_more_when_asked(count: int, columns: int) -> None:
    data = written({"a": ["x"]}, count=count)

    assert rows_of(data)[0][5:] == [f"churn_reason_{n}" for n in range(1, columns + 1)]
    assert rows_of(data)[1][5:] == [""] * columns


def test_input_columns_of_a_score_s_name_are_replaced_and_listed() -> None:
    frame = frame_of({"churn_rank": ["7"], "a": ["x"], "Churn": ["Yes"], "churn_reason_1": ["old"]})
    file = io.BytesIO()
    headers = [" churn_rank ", "a", "Churn", "churn_reason_1"]
    writer = ScoredWriter(
        file, frame.columns, headers, outcome="churn", threshold=0.5, base_rate=0.3, reasons=3, raw=False
    )
    writer.write(frame, ScoreColumns(probability=np.array([0.5]), rank=np.array([1]), reasons=[["new"]]))

    header, row = rows_of(file.getvalue())
    assert writer.replaced == ["churn_rank", "churn_reason_1"]
    assert header == ["a", "Churn", *SCORE_COLUMNS]
    assert (row[0], row[1], row[header.index("churn_rank")], row[header.index("churn_reason_1")]) == (
        "x",
        "Yes",
        "1",
        "new",
    )


def test_another_question_has_its_own_prefix() -> None:
    header = rows_of(written({"a": ["x"]}, outcome="outcome"))[0]

    assert header[1:] == [name.replace("churn", "outcome") for name in SCORE_COLUMNS]


def test_blocks_follow_one_another_under_one_header() -> None:
    file = io.BytesIO()
    writer = ScoredWriter(file, ["a"], ["a"], outcome="churn", threshold=0.5, base_rate=0.3, reasons=3, raw=False)
    for text, rank in (("x", 2), ("y", 1)):
        scores = ScoreColumns(probability=np.array([0.5]), rank=np.array([rank]), reasons=[[]])
        writer.write(frame_of({"a": [text]}), scores)

    rows = rows_of(file.getvalue())
    assert [row[0] for row in rows] == ["a", "x", "y"]
    assert file.getvalue().count(b"\xef\xbb\xbf") == 1


def test_no_rows_give_a_header_alone() -> None:
    assert rows_of(written({"a": []})) == [["a", *SCORE_COLUMNS]]


def test_a_file_of_nothing_but_replaced_columns_is_still_written() -> None:
    rows = rows_of(written({"churn_rank": ["9"]}))

    assert rows[0] == SCORE_COLUMNS
    assert rows[1][3] == "1"


SIGNS = [*"ab7 é\",\n;'\\=+-@\t|:#0.5東\r", "Ann", "12", "3.5", "Yes", "2024-01-31", "\r\n", "'=", "''", "'-5"]
CELL = st.lists(st.sampled_from(SIGNS), max_size=5).map("".join)
NAME = st.lists(st.sampled_from([*"abXY _-é=@'", "id", "'+"]), min_size=1, max_size=4).map("".join).filter(str.strip)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.tuples(
        st.lists(NAME, min_size=width, max_size=width, unique_by=str.strip),
        st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=20),
    )
)


@pytest.mark.parametrize("raw", [True, False])
@settings(
    max_examples=ROUND_TRIPS, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck]
)
@given(table=TABLES)
def test_whatever_is_written_is_read_back_cell_by_cell(
    tmp_path: Path, raw: bool, table: tuple[list[str], list[list[str]]]
) -> None:
    headers, rows = table
    names = [f"c{place}" for place in range(len(headers))]
    path = tmp_path / "scored.csv"
    with path.open("wb") as file:
        writer = ScoredWriter(
            file, names, headers, outcome="churn", threshold=0.5, base_rate=0.3, reasons=3, raw=raw
        )  # fmt: skip
        scores = ScoreColumns(
            probability=np.linspace(0.01, 0.99, len(rows)),
            rank=np.arange(1, len(rows) + 1),
            reasons=[["Raises the risk: tenure is 3, that is low", "Lowers it"]] * len(rows),
        )
        writer.write(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row"), scores)
    read = read_table(path, as_text=True)
    assert [column.header for column in read.columns[: len(headers)]] == headers
    assert [list(row[: len(headers)]) for row in read.to_text_rows()] == rows
    assert read.receipt.repairs == ()
