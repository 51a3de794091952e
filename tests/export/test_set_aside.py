from __future__ import annotations

import csv
from pathlib import Path

from tracer_engine.export.set_aside import remove_old_set_aside, set_aside_path, write_set_aside


def test_rows_set_aside_lie_beside_the_scores_as_they_stood(tmp_path: Path) -> None:
    rows = [(5, 'a;"b\nc'), (1200, "=1+1,2,3")]

    write_set_aside(tmp_path / "scored.csv", rows)

    path = tmp_path / "scored.set-aside.csv"
    assert set_aside_path(tmp_path / "scored.csv") == path
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *back = csv.reader(file, strict=True)
    assert header == ["row", "text"]
    assert [int(row) for row, _ in back] == [5, 1200]
    assert [text.removeprefix("'") for _, text in back] == [text for _, text in rows]


def test_where_nothing_was_set_aside_nothing_is_written(tmp_path: Path) -> None:
    write_set_aside(tmp_path / "scored.csv", [])

    assert list(tmp_path.iterdir()) == []


def test_what_an_earlier_scoring_set_aside_is_removed(tmp_path: Path) -> None:
    write_set_aside(tmp_path / "scored.csv", [(5, "x")])

    remove_old_set_aside(tmp_path / "scored.csv")

    assert list(tmp_path.iterdir()) == []


def test_a_file_of_that_name_that_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "scored.set-aside.csv").write_text("mine")

    remove_old_set_aside(tmp_path / "scored.csv")
    remove_old_set_aside(tmp_path / "other.csv")

    assert (tmp_path / "scored.set-aside.csv").read_text() == "mine"
