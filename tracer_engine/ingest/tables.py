"""A path into a table: which reader a file needs, all its rows, and what every column is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast, get_args

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.ingest.csv_blocks import CsvBlocks
from tracer_engine.ingest.kinds import (
    count_cells,
    decimal_evidence,
    decimal_of,
    describe_as,
    describe_column,
    is_ambiguous_date,
)
from tracer_engine.ingest.parquet_blocks import ParquetBlocks
from tracer_engine.ingest.text_blocks import TextBlocks
from tracer_engine.ingest.workbooks import WorkbookBlocks
from tracer_engine.progress import Progress, Step, silent
from tracer_engine.types.receipt import ReadingOptions, Receipt
from tracer_engine.types.table import Column, Kind, Table

_ZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
BLOCK_ROWS = 50_000
FIRST_BYTES = 1 << 20


def open_blocks(
    path: str | os.PathLike[str],
    *,
    options: ReadingOptions | None = None,
    block_rows: int = BLOCK_ROWS,
    first_only: bool = False,
) -> TextBlocks:
    """Open a file to be read in blocks of about `block_rows` rows; nothing but its beginning is read yet.

    With `first_only` nobody wants more than the first block: it comes sooner, however long the file is. Raises
    InputError where the file is missing, empty, or of no known kind.
    """
    place = _existing_file(path)
    told = options or ReadingOptions()
    with place.open("rb") as file:
        head = file.read(8)
    if head.startswith(_PARQUET):
        return ParquetBlocks(place, block_rows)
    if head.startswith((_ZIP, _OLE)):
        return WorkbookBlocks(place, told, block_rows, block_rows if first_only else None)
    return CsvBlocks(place, told, block_rows, FIRST_BYTES if first_only else None)


def read_table(
    path: str | os.PathLike[str],
    *,
    options: ReadingOptions | None = None,
    as_text: bool = False,
    progress: Progress = silent,
) -> Table:
    """Read a whole file: every cell as text, and what each column is.

    With `as_text` the columns stay of kind "text" and nothing is found out about them. Raises InputError where the
    file cannot be used.
    """
    told = options or ReadingOptions()
    blocks = open_blocks(path, options=told)
    frames = []
    progress(Step(stage="read", fraction=0.0, text=f"Reading {blocks.source}"))
    for frame in blocks:
        frames.append(frame)
        progress(Step(stage="read", fraction=0.7 * blocks.bytes_done / max(1, blocks.bytes_total)))
    frame = pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(blocks.names, pl.String))
    receipt, set_aside = blocks.receipt, blocks.set_aside
    if as_text:
        columns = [Column(name=n, header=h, kind="text") for n, h in zip(blocks.names, blocks.headers, strict=True)]
    else:
        decimal, columns, notes = _describe(blocks, frame, told, progress)
        receipt = replace(receipt, decimal=decimal, notes=receipt.notes + tuple(notes))
    progress(Step(stage="read", fraction=1.0))
    return Table(source=blocks.source, columns=tuple(columns), frame=frame, receipt=receipt, set_aside=set_aside)


def peek_table(path: str | os.PathLike[str], *, options: ReadingOptions | None = None, rows: int = 500) -> Table:
    """The first `rows` rows of a file however long it is, and what its columns are as far as these rows tell.

    Raises InputError where the file cannot be used.
    """
    told = options or ReadingOptions()
    blocks = open_blocks(path, options=told, block_rows=max(rows, 2_000), first_only=True)
    frame = next(iter(blocks), None)
    frame = pl.DataFrame(schema=dict.fromkeys(blocks.names, pl.String)) if frame is None else frame
    # What the user told may fit rows further down; it is refused, if it is, when all are read.
    decimal, columns, _ = _describe(blocks, frame, told, silent, lenient=True)
    receipt = replace(blocks.receipt, decimal=decimal)
    return Table(source=blocks.source, columns=tuple(columns), frame=frame.head(rows), receipt=receipt)


def _told_kinds(blocks: TextBlocks, kinds: Mapping[str, str]) -> dict[str, Kind]:
    """The kinds the user told, by the names columns have. Raises InputError for an unknown column or kind."""
    columns = (Column(name=n, header=h, kind="text") for n, h in zip(blocks.names, blocks.headers, strict=True))
    table = Table(source=blocks.source, columns=tuple(columns), frame=pl.DataFrame(), receipt=Receipt())
    told: dict[str, Kind] = {}
    for text, kind in kinds.items():
        column = table.column(text)
        if kind not in get_args(Kind):
            raise InputError(
                f"{column.name} in {blocks.source} cannot be of kind {kind!r}: there is no such kind.",
                remedy=f"The kinds are: {', '.join(get_args(Kind))}.",
            )
        told[column.name] = cast("Kind", kind)
    return told


def _describe(
    blocks: TextBlocks, frame: pl.DataFrame, told: ReadingOptions, progress: Progress, *, lenient: bool = False
) -> tuple[str, list[Column], list[str]]:
    """The file's decimal mark, what each column is, and notes about both.

    `lenient`: a column whose cells do not fit the kind the user told is described as if nothing had been told.
    """
    kinds = _told_kinds(blocks, told.kinds)
    told_decimal = told.decimal
    notes: list[str] = [f"You said what {name!r} is: {kind}." for name, kind in kinds.items()]
    evidence = []
    for cells in frame.iter_columns():
        evidence.append(decimal_evidence(count_cells(cells)))
        progress(Step(stage="read", fraction=0.7 + 0.15 * len(evidence) / frame.width))
    commas, points = sum(one.comma > one.point for one in evidence), sum(one.point > one.comma for one in evidence)
    decimal = told_decimal or ("," if commas > points else ".")
    columns = []
    for position, (name, header, shown) in enumerate(zip(blocks.names, blocks.headers, evidence, strict=True)):
        mark = told_decimal or decimal_of(shown, decimal)
        counts = count_cells(frame[name])
        column = describe_column(name, header, counts, position=position, decimal=mark)
        if name in kinds:
            try:
                column = describe_as(kinds[name], name, header, counts, decimal=mark)
            except InputError:
                if not lenient:
                    raise
        columns.append(column)
        progress(Step(stage="read", fraction=0.85 + 0.15 * (position + 1) / len(evidence)))
        if column.date_format is not None and is_ambiguous_date(frame[name], column.date_format):
            first = "day" if column.date_format.startswith("%d") else "month"
            notes.append(
                f"The dates in {name!r} fit both day first and month first; the {first} was taken to stand first."
            )
    return decimal, columns, notes


def _existing_file(path: str | os.PathLike[str]) -> Path:
    place = Path(path)
    if place.is_dir():
        raise InputError(f"{place.name or place} is a folder.", remedy="Choose a file in it.")
    if not place.exists():
        raise InputError(f"There is no file {str(place)!r}.", remedy="Check the path and the spelling of the name.")
    try:
        with place.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise InputError(
            f"{place.name} cannot be opened: {error.strerror}.", remedy="Check the rights of the file."
        ) from None
    if empty:
        raise InputError(f"{place.name} is empty.", remedy="Export the table once more and open the new file.")
    return place
