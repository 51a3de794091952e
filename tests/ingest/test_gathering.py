"""Files of which only some rows are kept, and all are counted."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tracer_engine.ingest import read_table, tables
from tracer_engine.ingest.gathering import Gatherer
from tracer_engine.ingest.text_blocks import Block
from tracer_engine.progress import Cancelled, Step


def write(path: Path, rows: int) -> Path:
    lines = [f"{row:06d}x,{row % 7},{'Yes' if row % 3 else 'No'},{row / 8}" for row in range(rows)]
    path.write_text("id,plan,left,charge\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_some_rows_are_kept_evenly_and_the_columns_tell_of_all(tmp_path: Path) -> None:
    path = write(tmp_path / "many.csv", 30_000)
    whole, some = read_table(path), read_table(path, most_rows=1_000)

    assert whole.whole is None
    assert (some.rows, some.file_rows) == (1_000, 30_000)
    assert some.frame["id"].to_list() == [f"{row:06d}x" for row in range(0, 30_000, 30)]
    assert some.columns == whole.columns
    assert some.receipt.rows_kept == 30_000
    assert any(note.startswith("Of 30,000 rows, 1,000,") for note in some.receipt.notes)


def test_all_rows_are_kept_where_there_are_no_more_than_wanted(tmp_path: Path) -> None:
    table = read_table(write(tmp_path / "few.csv", 900), most_rows=1_000)

    assert (table.rows, table.whole) == (900, None)


def test_repeated_rows_are_estimated_without_keeping_them(tmp_path: Path) -> None:
    lines = [f"{row:06d}x,{row % 500},{row % 500 * 3}" for row in range(20_000)]
    path = tmp_path / "repeats.csv"
    path.write_text("id,plan,charge\n" + "\n".join(lines) + "\n", encoding="utf-8")

    whole = read_table(path, most_rows=1_000).whole
    assert whole is not None
    assert whole.copies == 0
    assert 19_000 < whole.copies_without_ids < 20_000


def test_reading_ends_at_once_when_cancelled(tmp_path: Path) -> None:
    path = write(tmp_path / "many.csv", 5_000)

    def cancel(step: Step, /) -> bool:
        if step.fraction > 0:
            raise Cancelled
        return True

    with pytest.raises(Cancelled):
        read_table(path, progress=cancel)


def test_damage_at_the_beginning_does_not_make_more_rows_be_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "damaged.csv", 60_000)
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[20] = '000019x,"torn,No'
    path.write_text("\n".join(lines), encoding="utf-8")
    table = read_table(path, most_rows=1_000)

    assert 500 < table.rows <= 1_300
    assert table.receipt.repairs


def test_as_many_rows_are_kept_whatever_the_encoding(tmp_path: Path) -> None:
    text = write(tmp_path / "many.csv", 20_000).read_text(encoding="utf-8").replace("Yes", "Да")
    path = tmp_path / "wide.csv"
    for encoding in ("utf-8", "utf-16", "cp1251"):
        path.write_text(text, encoding=encoding)
        assert read_table(path, most_rows=1_000).rows == 1_000, encoding


def test_as_many_rows_are_kept_however_far_ahead_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(Gatherer):
        def _prepare(self, block: Block) -> None:
            monkeypatch.setattr(self._blocks, "bytes_done", self._blocks.bytes_total)
            super()._prepare(block)

    path = tmp_path / "many.parquet"
    pl.DataFrame({"id": range(150_000), "word": [f"word {row % 7}" for row in range(150_000)]}).write_parquet(path)
    at_once = read_table(path, most_rows=1_000).rows
    monkeypatch.setattr(tables, "Gatherer", Late)

    assert read_table(path, most_rows=1_000).rows == at_once
