"""Small tables, written to a real file and read back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tracer_engine.ingest import read_table
from tracer_engine.types.table import Table

TableOf = Callable[[Mapping[str, Sequence[object]]], Table]


@pytest.fixture
def table_of(tmp_path: Path) -> TableOf:
    """A function that makes a table out of columns."""

    def make(columns: Mapping[str, Sequence[object]]) -> Table:
        path = tmp_path / "customers.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
        return read_table(path)

    return make
