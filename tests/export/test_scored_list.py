"""A scored list is read back as it was written, cell by cell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tracer_engine.errors import StorageError
from tracer_engine.export import scored_list
from tracer_engine.export.scored_csv import ScoreColumns, ScoredWriter
from tracer_engine.export.scored_list import ScoredList, read_scored_list

CELLS = {
    "Id": ["a", "-7", "=b", "", " c "],
    "Note": ['say "hi"', "two\r\nlines", "x,y", "@home", "'quoted'"],
    "churn": ["yes", "no", "", "+49 30", "-5 to 10"],
}


@pytest.fixture
def written(tmp_path: Path) -> ScoredList:
    scores = ScoreColumns(
        probability=np.array([0.1, 0.5, 0.25, 0.75, 0.3]),
        rank=np.array([5, 2, 4, 1, 3]),
        reasons=[["-1 is low"], ["why", "so"], [], ["a, b", "c", "d"], [""]],
    )
    with (tmp_path / "scores.csv").open("wb") as file:
        headers = [" Id", "@Note", "churn"]
        writer = ScoredWriter(
            file, list(CELLS), headers, outcome="churn", threshold=0.5, base_rate=0.3, reasons=3, raw=False
        )
        writer.write(pl.DataFrame(CELLS), scores)
    return read_scored_list(tmp_path / "scores.csv", "churn")


def test_scores_ranks_and_reasons_come_back(written: ScoredList) -> None:
    assert written.rows == 5
    assert written.probability.tolist() == [0.1, 0.5, 0.25, 0.75, 0.3]
    assert written.rank.tolist() == [5, 2, 4, 1, 3]
    assert [cells.to_list() for cells in written.reasons] == [
        ["-1 is low", "why", "", "a, b", ""],
        ["", "so", "", "c", ""],
        ["", "", "", "d", ""],
    ]


def test_cells_come_back_by_column_and_by_row(written: ScoredList, monkeypatch: pytest.MonkeyPatch) -> None:
    assert written.names == ("Id", "@Note", "churn")
    for name, told in zip(written.names, CELLS, strict=True):
        assert written.cells(name).to_list() == CELLS[told]
    monkeypatch.setattr(scored_list, "CHUNK", 7)  # records and quotes are cut anywhere
    for row in range(5):
        assert list(written.row(row).values()) == [cells[row] for cells in CELLS.values()]
    assert written.head(["churn", "nobody", "Id"], 2).to_dict(as_series=False) == {
        "churn": ["yes", "no"],
        "Id": ["a", "-7"],
    }
    with pytest.raises(KeyError):
        written.cells("nobody")


def test_a_list_that_is_changed_while_it_is_open_is_told(written: ScoredList) -> None:
    with written.path.open("ab") as file:
        file.write(b"one,more,row\r\n")

    with pytest.raises(StorageError, match="was changed"):
        written.row(0)


@pytest.mark.parametrize(
    ("old", "new"), [(b"0.75", b"many"), (b",5,", b",4,"), (b"churn_probability", b"score"), (b"0.25", b"")]
)
def test_a_list_with_other_scores_is_refused(written: ScoredList, old: bytes, new: bytes) -> None:
    written.path.write_bytes(written.path.read_bytes().replace(old, new))

    with pytest.raises(StorageError):
        read_scored_list(written.path, "churn")
