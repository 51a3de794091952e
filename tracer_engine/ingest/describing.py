"""What every column of a file is, and its decimal mark, from counted cells and what the user told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast, get_args

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.ingest.kinds import (
    CellRules,
    DecimalEvidence,
    decimal_evidence,
    decimal_of,
    describe_as,
    describe_column,
    is_ambiguous_date,
)
from tracer_engine.ingest.replay import column_differences
from tracer_engine.ingest.text_blocks import TextBlocks
from tracer_engine.types.counted import ColumnCounts
from tracer_engine.types.receipt import CloseCall, ColumnReading, ReadingOptions, Receipt
from tracer_engine.types.table import Column, Kind, Table, ToldMark


@dataclass(frozen=True, kw_only=True)
class Described:
    """The decimal mark of a file, what each column is, and notes about both."""

    decimal: str
    columns: list[Column]
    readings: tuple[ColumnReading, ...]
    notes: list[str]
    close_calls: tuple[CloseCall, ...] = ()


class Describing:
    """Finds out what the columns of a file are; what the user told is kept to.

    `lenient`: a column whose cells do not fit the kind the user told is described as if nothing had been told. Raises
    InputError for an unknown column or kind.
    """

    def __init__(self, blocks: TextBlocks, told: ReadingOptions, *, lenient: bool = False) -> None:
        self._source, self._names, self._headers = blocks.source, blocks.names, blocks.headers
        self._told = told
        self._decimal = told_decimal(told, blocks.receipt.format)
        self._kinds = _told_kinds(blocks, told.kinds)
        self._missing = {_column_of(blocks, name): tuple(tokens) for name, tokens in told.missing.items()}
        self._like = {one.name: one for one in told.like.columns} if told.like else {}
        self._lenient = lenient

    def guess(self, position: int, counts: pl.DataFrame) -> Column:
        """What a column seems to be from part of its cells, its own decimal mark or a point assumed."""
        mark = self._decimal or decimal_of(decimal_evidence(counts), ".")
        return self._column(position, ColumnCounts(counts=counts), mark, lenient=True)

    def describe(self, counted: Sequence[ColumnCounts]) -> Described:
        """What each column is, from all cells of all of them."""
        notes: list[str] = [f"You said what {name!r} is: {kind}." for name, kind in self._kinds.items()]
        evidence = [decimal_evidence(one.counts) for one in counted]
        decimal, close = self._file_decimal(evidence)
        columns = []
        for position, (one, shown) in enumerate(zip(counted, evidence, strict=True)):
            mark = self._decimal or decimal_of(shown, decimal)
            column = self._column(position, one, mark, lenient=self._lenient)
            columns.append(column)
            if isinstance(mark, ToldMark) and (note := self._other_mark_told(position, one, column, shown)):
                notes.append(note)
            if column.date_format is not None and is_ambiguous_date(one.counts["cell"], column.date_format):
                first = "day" if column.date_format.startswith("%d") else "month"
                known = self._like.get(column.name)
                if first != self._told.dates and (known is None or known.date_format != column.date_format):
                    notes.append(
                        f"The dates in {column.name!r} fit both day first and month first; the {first} was taken to "
                        "stand first."
                    )
            elif self._told.dates and (column.date_format or "").startswith(
                {"day": "%m", "month": "%d"}[self._told.dates]
            ):
                notes.append(f"The dates in {column.name!r} do not fit with the {self._told.dates} first.")
        if close:
            mark = "," if any(one.either_comma for one in evidence) else "."
            taken = "the mark of thousands" if mark != close.taken else "the decimal mark"
            notes.append(
                f"Nothing but numbers such as 1{mark}234 shows the decimal mark; {mark} was taken for {taken}."
            )
        notes += column_differences(self._told.like, readings := tuple(map(self._reading, columns)))
        return Described(
            decimal=str(decimal),
            columns=columns,
            readings=readings,
            notes=notes,
            close_calls=(close,) if close else (),
        )

    def _file_decimal(self, evidence: Sequence[DecimalEvidence]) -> tuple[str, CloseCall | None]:
        """The decimal mark of the file, and whether nothing but its habit of grouping digits speaks for it."""
        commas, points = sum(one.comma > one.point for one in evidence), sum(one.point > one.comma for one in evidence)
        found = "," if commas > points else "."
        if self._decimal:
            return self._decimal, None
        if self._told.thousands in (" ", "'") and not points and any(one.either_comma for one in evidence):
            return ",", None
        if commas == points == 0 and self._told.like:
            return self._told.like.decimal, None
        if commas == points == 0 and any(one.either for one in evidence):
            return found, CloseCall(choice="decimal", taken=".", runner_up=",")
        return found, None

    def _column(self, position: int, counted: ColumnCounts, mark: str, *, lenient: bool) -> Column:
        name, header, counts = self._names[position], self._headers[position], counted.counts
        known = self._like.get(name)
        rules = CellRules(
            decimal=mark,
            missing=self._missing.get(name, known.missing_tokens if known and known.missing_told else None),
            dates=self._told.dates,
            date_format=known.date_format if known else None,
        )
        if name in self._kinds:
            try:
                return describe_as(self._kinds[name], name, header, counts, rules=rules)
            except InputError as error:
                if not lenient:
                    raise InputError(f"{self._source}: {error.message}", remedy=error.remedy) from None
        elif known and known.kind != "constant" and (as_before := self._as_before(known, header, counts, rules)):
            return as_before
        return describe_column(name, header, counts, position=position, rules=rules, distinct=counted.distinct)

    def _as_before(self, known: ColumnReading, header: str, counts: pl.DataFrame, rules: CellRules) -> Column | None:
        """The column as it was read last time, None where most of its cells do not fit that."""
        if known.kind not in get_args(Kind):
            return None
        if known.kind == "number" and not self._decimal:
            rules = replace(rules, decimal=decimal_of(decimal_evidence(counts), known.decimal))
        try:
            column = describe_as(cast("Kind", known.kind), known.name, header, counts, rules=rules)
        except InputError:
            return None
        filled = int(counts["n"].sum()) - column.missing + column.spoiled
        return column if 2 * column.spoiled <= filled else None

    def _other_mark_told(
        self, position: int, counted: ColumnCounts, column: Column, shown: DecimalEvidence
    ) -> str | None:
        """The note on a column that would be one of numbers with the other decimal mark than the told one."""
        told = (shown.point, "comma", "point") if column.decimal == "," else (shown.comma, "point", "comma")
        many, mark, other = told
        if not many or column.kind in ("number", "date", "constant") or column.name in self._kinds:
            return None
        if self._column(position, counted, str(column.decimal), lenient=True).kind != "number":
            return None
        cells, have = ("1 cell", "has") if many == 1 else (f"{many:,} cells", "have")
        return (
            f"You said that the decimal mark is a {mark}, and {cells} in {column.name!r} {have} a {other} in its "
            "place: the column is not read as numbers."
        )

    def _reading(self, column: Column) -> ColumnReading:
        known = self._like.get(column.name)
        return ColumnReading(
            name=column.name,
            kind=column.kind,
            decimal=str(column.decimal),
            date_format=column.date_format,
            missing_tokens=column.missing_tokens,
            told=column.name in self._kinds or bool(known and known.told and known.kind == column.kind),
            missing_told=column.name in self._missing or bool(known and known.missing_told),
        )


def told_decimal(told: ReadingOptions, file_format: str = "csv") -> str | None:
    """The decimal mark the user told, be it by telling the mark of thousands. Raises InputError where they clash.

    In a file of text it is a `ToldMark`. Workbooks and Parquet have numbers that are written with no mark at all, so
    that what is told there is about their texts, and rules nothing out.
    """
    if told.thousands and told.thousands == told.decimal:
        raise InputError(
            f"The sign {told.decimal!r} cannot be both the decimal mark and the mark of thousands.",
            remedy="Tell one of the two, or two different signs.",
        )
    mark = told.decimal or {".": ",", ",": "."}.get(told.thousands or "")
    return ToldMark(mark) if mark and file_format == "csv" else mark


def _column_of(blocks: TextBlocks, text: str) -> str:
    """The name of the column the user means. Raises InputError for an unknown one."""
    columns = (Column(name=n, header=h, kind="text") for n, h in zip(blocks.names, blocks.headers, strict=True))
    return (
        Table(source=blocks.source, columns=tuple(columns), frame=pl.DataFrame(), receipt=Receipt()).column(text).name
    )


def _told_kinds(blocks: TextBlocks, kinds: Mapping[str, str]) -> dict[str, Kind]:
    """The kinds the user told, by the names columns have. Raises InputError for an unknown column or kind."""
    told: dict[str, Kind] = {}
    for text, kind in kinds.items():
        name = _column_of(blocks, text)
        if kind not in get_args(Kind):
            raise InputError(
                f"{name} in {blocks.source} cannot be of kind {kind!r}: there is no such kind.",
                remedy=f"The kinds are: {', '.join(get_args(Kind))}.",
            )
        told[name] = cast("Kind", kind)
    return told
