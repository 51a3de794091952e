"""A table that is looked at: its pages, what is in a column, what is suggested, how long a training would take."""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl

from tracer_engine import workflow
from tracer_engine.browsing.column_facts import ColumnLens
from tracer_engine.browsing.estimates import estimates
from tracer_engine.browsing.pages import page_of
from tracer_engine.ingest import missing_mask
from tracer_engine.planning import train_command
from tracer_engine.profiling import values_of
from tracer_engine.progress import Progress, portion, silent
from tracer_engine.types.browsing import ColumnFacts, EffortEstimate, Found, OpenedTable, TablePage
from tracer_engine.types.plan import Plan, PlanOptions
from tracer_engine.types.profile import Profile
from tracer_engine.types.receipt import ReadingOptions

MOST_LISTED = 1_000
SEARCHED_ROWS = 50_000


class OpenTableView:
    """A table with its profile, held open. Raises InputError where the file cannot be used."""

    def __init__(
        self, path: Path, reading: ReadingOptions, options: PlanOptions, *, progress: Progress = silent
    ) -> None:
        started = time.perf_counter()
        self._path = path
        self._table = workflow.read_table(path, options=reading, thin=True, progress=portion(progress, 0.0, 0.6))
        self._look = workflow.look_at(self._table, progress=portion(progress, 0.6, 0.85))
        profile = workflow.profile_table(
            self._table, options=options, look=self._look, progress=portion(progress, 0.85, 1.0)
        )
        self._suggested: tuple[PlanOptions, Profile] = (options, profile)
        self._drafted: tuple[PlanOptions, Plan] | None = None
        self._lens = ColumnLens(self._table, profile)
        told = [self._table.column(name) for name in reading.kinds]
        self.opened = OpenedTable(
            path=path,
            source=self._table.source,
            size=path.stat().st_size,
            rows=self._table.rows,
            columns=self._table.columns,
            profile=profile,
            kinds={column.name: column.kind for column in told},
            seconds=time.perf_counter() - started,
        )

    def page(self, start: int, count: int) -> TablePage:
        """`count` rows (fewer at the end) from row `start` (the first is 0) on."""
        return page_of(self._table, self._table.frame.slice(max(0, start), max(0, count)), max(0, start))

    def rows(self, numbers: tuple[int, ...]) -> TablePage:
        """Particular rows, in this order; `start` of the page has no meaning."""
        known = [number for number in numbers if 0 <= number < self._table.rows]
        return page_of(self._table, self._table.frame[known], 0)

    def find(self, text: str, row: int, column: int, *, forward: bool = True) -> Found | None:
        """The next cell, after (row, column) in reading order, that contains `text` whatever its case; wraps round.

        Backwards: the one before. None where no cell contains it.
        """
        rows = self._table.rows
        if not text or not rows:
            return None
        row = min(max(0, row), rows - 1)
        here = self._columns_with(text, row)
        ahead = [place for place in here if (place > column if forward else place < column)]
        if ahead:
            return Found(row=row, column=ahead[0] if forward else ahead[-1])
        below, above = (row + 1, rows), (0, row)
        for start, end in (below, above) if forward else (above, below):
            found = self._row_with(text, start, end, forward=forward)
            if found is not None:
                places = self._columns_with(text, found)
                return Found(row=found, column=places[0] if forward else places[-1])
        return Found(row=row, column=here[0] if forward else here[-1]) if here else None

    def _columns_with(self, text: str, row: int) -> list[int]:
        """The positions of the cells of a row that contain `text`."""
        return [place for place, cell in enumerate(self._table.frame.row(row)) if text.lower() in cell.lower()]

    def _row_with(self, text: str, start: int, end: int, *, forward: bool) -> int | None:
        """The first (backwards: the last) row from `start` to before `end` that contains `text`."""
        starts = range(start, end, SEARCHED_ROWS)
        holds = pl.any_horizontal(pl.all().str.to_lowercase().str.contains(text.lower(), literal=True))
        for first in starts if forward else reversed(starts):
            part = self._table.frame.slice(first, min(SEARCHED_ROWS, end - first))
            hits = part.select(holds).to_series().arg_true()
            if len(hits):
                return first + int(hits[0 if forward else -1])
        return None

    def facts(self, column: str, target: str | None, positive: str | None) -> ColumnFacts:
        """One column looked at closely. Raises InputError where there is no such column."""
        return self._lens.facts(column, target, positive)

    def suggest(self, options: PlanOptions, progress: Progress = silent) -> Profile:
        """The profile once the user told `options`."""
        if self._suggested[0] != options:
            profile = workflow.profile_table(self._table, options=options, look=self._look, progress=progress)
            self._suggested = (options, profile)
        return self._suggested[1]

    def draft(self, options: PlanOptions) -> Plan:
        """A complete plan. Raises InputError where what was told does not fit the table."""
        if self._drafted is None or self._drafted[0] != options:
            self._drafted = (options, workflow.draft_plan(self._table, self.suggest(options), options=options))
        return self._drafted[1]

    def command(self, options: PlanOptions, reading: ReadingOptions) -> str:
        """The command line that does the same."""
        return train_command(str(self._path), self.draft(options), reading)

    def estimate(self, options: PlanOptions) -> tuple[EffortEstimate, ...]:
        """How long each effort is likely to take here: a range whose ends lie a factor of about two apart."""
        return estimates(self._table.rows, len(self.draft(options).features))

    def repeated_rows(self, column: str | None = None) -> tuple[int, ...]:
        """Rows that repeat another one, columns that identify a row aside; those alike stand together.

        With `column`: rows whose (filled) cell in it stands in another row, too.
        """
        known = self._table.column(column) if column is not None else None
        others = [one.name for one in self._table.columns if one.kind != "id"] if known is None else [known.name]
        if not others or not self._table.rows:
            return ()
        keys = self._table.frame.select(others).hash_rows(seed=1).alias("key").to_frame().with_row_index("row")
        if known is not None:
            keys = keys.filter(~missing_mask(self._table.frame[known.name], known.missing_tokens))
        alike = keys.filter(pl.col("key").is_duplicated())
        alike = alike.with_columns(first=pl.col("row").min().over("key")).sort("first", "row").head(MOST_LISTED)
        return tuple(int(row) for row in alike["row"])

    def rows_where_missing(self, column: str) -> tuple[int, ...]:
        """The first rows whose cell in `column` is read as missing."""
        known = self._table.column(column)
        values = values_of(self._table, known)
        cells = self._table.frame[known.name]
        mask = values.is_null() if values is not None else missing_mask(cells, known.missing_tokens)
        return tuple(int(row) for row in mask.arg_true().head(MOST_LISTED))
