"""A table that is looked at: its pages, what is in a column, what is suggested, how long a training would take."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import polars as pl

from tracer_engine import ingest, workflow
from tracer_engine.browsing.column_facts import ColumnLens
from tracer_engine.ingest import missing_mask
from tracer_engine.planning import train_command
from tracer_engine.profiling import values_of
from tracer_engine.progress import Progress, portion, silent
from tracer_engine.training.portfolio import learners_for, repeats_for
from tracer_engine.types.browsing import ColumnFacts, EffortEstimate, Found, OpenedTable, Peek, TablePage
from tracer_engine.types.plan import Effort, Plan, PlanOptions
from tracer_engine.types.profile import Profile
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Column, Kind, Table

PEEKED_ROWS = 500
MOST_LISTED = 1_000
FOLDS = 5
# Seconds of one core that a quick training took where this was measured: a constant and a part that grows with cells.
_QUICK_SECONDS, _QUICK_SECONDS_A_CELL, _START_SECONDS = 3.0, 3e-5, 2.5
_REFERENCE_SECONDS = 0.075
_WORK_OF_EFFORT: Mapping[Effort, float] = {"quick": 1.0, "balanced": 2.9, "thorough": 8.5}


def peek(path: Path, reading: ReadingOptions) -> Peek:
    """The first rows of a file, told before the whole of it is read. Raises InputError where it cannot be used."""
    table = ingest.peek_table(path, options=reading, rows=PEEKED_ROWS)
    return Peek(
        path=path,
        source=table.source,
        size=path.stat().st_size,
        columns=table.columns,
        page=_page(table, table.frame, 0),
        receipt=table.receipt,
    )


def _page(table: Table, frame: pl.DataFrame, start: int) -> TablePage:
    missing: list[list[int]] = [[] for _ in range(frame.height)]
    for position, column in enumerate(table.columns):
        for row in _missing(frame[column.name], column).arg_true():
            missing[row].append(position)
    return TablePage(start=start, rows=tuple(frame.iter_rows()), missing=tuple(tuple(row) for row in missing))


def _missing(cells: pl.Series, column: Column) -> pl.Series:
    """Which cells of a column count as missing: blank, a missing token, or no value of the column's kind."""
    if column.kind == "number":
        return ingest.to_numbers(cells, decimal=column.decimal, tokens=column.missing_tokens).is_null()
    if column.kind == "date" and column.date_format is not None:
        return ingest.to_days(cells, date_format=column.date_format, tokens=column.missing_tokens).is_null()
    return missing_mask(cells, column.missing_tokens)


class OpenTableView:
    """A table with its profile, held open. Raises InputError where the file cannot be used."""

    def __init__(
        self, path: Path, reading: ReadingOptions, options: PlanOptions, *, progress: Progress = silent
    ) -> None:
        started = time.perf_counter()
        self._path = path
        self._table = workflow.read_table(path, options=reading, progress=portion(progress, 0.0, 0.6))
        self._profile = workflow.profile_table(self._table, options=options, progress=portion(progress, 0.6, 1.0))
        self._suggested: tuple[PlanOptions, Profile] = (options, self._profile)
        self._lens = ColumnLens(self._table, self._profile)
        kinds: dict[str, Kind] = {
            column.name: column.kind
            for column in self._table.columns
            if column.name in reading.kinds or column.header in reading.kinds
        }
        self.opened = OpenedTable(
            path=path,
            source=self._table.source,
            size=path.stat().st_size,
            rows=self._table.rows,
            columns=self._table.columns,
            profile=self._profile,
            kinds=kinds,
            seconds=time.perf_counter() - started,
        )

    def page(self, start: int, count: int) -> TablePage:
        """`count` rows (fewer at the end) from row `start` (the first is 0) on."""
        return _page(self._table, self._table.frame.slice(max(0, start), max(0, count)), max(0, start))

    def rows(self, numbers: tuple[int, ...]) -> TablePage:
        """Particular rows, in this order; `start` of the page has no meaning."""
        known = [number for number in numbers if 0 <= number < self._table.rows]
        return _page(self._table, self._table.frame[known], 0)

    def find(self, text: str, row: int, column: int, *, forward: bool = True) -> Found | None:
        """The next cell, after (row, column) in reading order, that contains `text` whatever its case; wraps round.

        Backwards: the one before. None where no cell contains it.
        """
        wanted = text.casefold()
        if not wanted or not self._table.rows:
            return None
        width = len(self._table.columns)
        here = row * width + column
        best: dict[bool, int] = {}
        for position, one in enumerate(self._table.columns):
            cells = self._table.frame[one.name]
            hits = cells.str.to_lowercase().str.contains(wanted, literal=True).arg_true()
            places = hits.cast(pl.Int64) * width + position
            for beyond, part in (
                (True, places.filter(places > here if forward else places < here)),
                (False, places.filter(places <= here if forward else places >= here)),
            ):
                if len(part):
                    place = int(part.min() if forward else part.max())  # type: ignore[arg-type]
                    before = best.get(beyond)
                    best[beyond] = place if before is None else (min if forward else max)(place, before)
        found = best.get(True, best.get(False))
        return None if found is None else Found(row=found // width, column=found % width)

    def facts(self, column: str, target: str | None, positive: str | None) -> ColumnFacts:
        """One column looked at closely. Raises InputError where there is no such column."""
        return self._lens.facts(column, target, positive)

    def suggest(self, options: PlanOptions, progress: Progress = silent) -> Profile:
        """The profile once the user told `options`."""
        if self._suggested[0] != options:
            self._suggested = (options, workflow.profile_table(self._table, options=options, progress=progress))
        return self._suggested[1]

    def draft(self, options: PlanOptions) -> Plan:
        """A complete plan. Raises InputError where what was told does not fit the table."""
        return workflow.draft_plan(self._table, self.suggest(options), options=options)

    def command(self, options: PlanOptions, reading: ReadingOptions) -> str:
        """The command line that does the same."""
        return train_command(str(self._path), self.draft(options), reading)

    def estimate(self, options: PlanOptions) -> tuple[EffortEstimate, ...]:
        """How long each effort is likely to take here: a range whose ends lie a factor of about two apart."""
        features = len(self.draft(options).features)
        rows = self._table.rows
        quick = _QUICK_SECONDS + _QUICK_SECONDS_A_CELL * rows * features * (max(rows, 1_000) / 10_000) ** 0.25
        threads = int(os.environ.get("TRACER_THREADS") or 0) or min(8, os.cpu_count() or 1)
        estimates = []
        for effort, work in _WORK_OF_EFFORT.items():
            repeats = repeats_for(effort, rows, features)
            usual = repeats_for(effort, 10_000, features)
            seconds = _START_SECONDS + quick * work * repeats / usual * self._slowness / min(threads, FOLDS) * 1.15
            fits = FOLDS * len(learners_for(effort)) * repeats
            estimates.append(EffortEstimate(effort=effort, seconds=(0.7 * seconds, 1.5 * seconds), fits=fits))
        return tuple(estimates)

    @cached_property
    def _slowness(self) -> float:
        """How many times slower than the computer of the measurements this one is, by a sort."""
        values = pl.select(pl.int_range(1_000_000).shuffle(seed=1)).to_series()
        best = min(_seconds_to_sort(values) for _ in range(2))
        return min(4.0, max(0.5, best / _REFERENCE_SECONDS))

    def repeated_rows(self) -> tuple[int, ...]:
        """Rows that repeat another one, columns that identify a row aside; those alike stand together."""
        others = [column.name for column in self._table.columns if column.kind != "id"]
        if not others or not self._table.rows:
            return ()
        frame = self._table.frame.select(others)
        key = frame.hash_rows(seed=1).alias("key").to_frame().with_row_index("row")
        alike = key.filter(pl.col("key").is_duplicated()).sort("key", "row").head(MOST_LISTED)
        return tuple(int(row) for row in alike["row"])

    def rows_where_missing(self, column: str) -> tuple[int, ...]:
        """The first rows whose cell in `column` is read as missing."""
        known = self._table.column(column)
        values = values_of(self._table, known)
        cells = self._table.frame[known.name]
        mask = values.is_null() if values is not None else missing_mask(cells, known.missing_tokens)
        return tuple(int(row) for row in mask.arg_true().head(MOST_LISTED))


def _seconds_to_sort(values: pl.Series) -> float:
    started = time.perf_counter()
    values.to_numpy().copy().sort()
    return time.perf_counter() - started
