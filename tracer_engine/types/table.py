"""What was in the file: a frame of text, and what each column of it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from tracer_engine.errors import InputError
from tracer_engine.types.counted import ColumnCounts, WholeFile
from tracer_engine.types.receipt import Receipt

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["number", "flag", "category", "date", "text", "id", "constant"]


class ToldMark(str):
    """A decimal mark ("." or ",") that the user told: the same text, and cells written with the other are no numbers.

    A kind of text, so that it comes along wherever a column's mark is handed on.
    """

    __slots__ = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    `name` is unique in the table, without padding; `header` is the text as it stands in the file.
    `missing_tokens` are the cell texts (besides blank ones) that are read as missing in this column.
    `decimal` (a `ToldMark` where the user said it) and `date_format` say how cells become numbers and dates
    (`date_format` None: no dates).
    `missing` and `distinct` count cells and different non-missing texts. `spoilers` are examples of
    cells in a number or date column that are neither a value nor a known missing token: they are read
    as missing, and there are `spoiled` of them.
    """

    name: str
    header: str
    kind: Kind
    decimal: str = "."
    date_format: str | None = None
    missing_tokens: tuple[str, ...] = ()
    missing: int = 0
    distinct: int = 0
    spoiled: int = 0
    spoilers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A table as read: every cell is text (`frame` holds only String columns, no nulls, blank = "").

    Numbers and dates are made from the text where they are needed (`tracer_engine.ingest.values`), so
    that a cell can always be shown and written as it stood in the file. `set_aside` holds
    (record number, raw text) of the rows that could not be read.

    Where a file has more rows than were to be kept, `frame` holds some of them, evenly spread, and `whole` tells of
    all. `columns` and `counted` (the cells of a column, where they were counted) always tell of all rows of the file.
    """

    source: str
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    receipt: Receipt
    set_aside: tuple[tuple[int, str], ...] = ()
    whole: WholeFile | None = None
    counted: Mapping[str, ColumnCounts] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Number of data rows at hand."""
        return self.frame.height

    @property
    def file_rows(self) -> int:
        """Number of data rows of the file, also where only some of them are at hand."""
        return self.whole.rows if self.whole else self.frame.height

    def to_text_rows(self) -> Iterator[tuple[str, ...]]:
        """Every data row as a tuple of texts, missing cells ""."""
        return self.frame.iter_rows()

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        """Columns by the name and the header that only they have."""
        found: dict[str, list[Column]] = {}
        for column in self.columns:
            for text in {column.name, column.header}:
                found.setdefault(text, []).append(column)
        return {text: columns[0] for text, columns in found.items() if len(columns) == 1}

    @cached_property
    def kept_values(self) -> dict[str, pl.Series]:
        """Numbers made from the text of a column, kept for the next who asks (see `profiling.values_of`)."""
        return {}

    @cached_property
    def kept_copies(self) -> list[tuple[int, int]]:
        """How many rows repeat another one, once somebody has asked (see `profiling.quality.copies_of`)."""
        return []

    @cached_property
    def kept_suggestions(self) -> dict[object, object]:
        """What was suggested for this table, by what the user had told (see `planning.suggest`)."""
        return {}

    def column(self, name: str) -> Column:
        """The column called `name`: exactly, else ignoring padding, else ignoring case.

        Raises InputError, naming the nearest names, where there is none or where it is ambiguous.
        """
        if name in self._by_name:
            return self._by_name[name]
        for matches in (
            [column for column in self.columns if name in (column.name, column.header)],
            [column for column in self.columns if column.name == name.strip()],
            [column for column in self.columns if column.name.casefold() == name.strip().casefold()],
        ):
            if len(matches) == 1:
                return matches[0]
        import difflib

        near = difflib.get_close_matches(name, [column.name for column in self.columns], n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
        raise InputError(
            f"There is no column {name!r} in {self.source}.",
            remedy=hint or f"Its columns are: {', '.join(column.name for column in self.columns[:40])}.",
        )
