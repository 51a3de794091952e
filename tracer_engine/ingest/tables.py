"""A path into a table: which reader a file needs, all its rows, and what every column is."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from pathlib import Path

import polars as pl

from tracer_engine.errors import InputError
from tracer_engine.ingest.csv_blocks import CsvBlocks
from tracer_engine.ingest.describing import Describing
from tracer_engine.ingest.encodings import NotUtf8Error
from tracer_engine.ingest.gathering import Gatherer
from tracer_engine.ingest.kinds import count_cells
from tracer_engine.ingest.layout import NoTextError
from tracer_engine.ingest.parquet_blocks import ParquetBlocks
from tracer_engine.ingest.replay import differences, open_as_before
from tracer_engine.ingest.text_blocks import TextBlocks
from tracer_engine.ingest.workbooks import WorkbookBlocks
from tracer_engine.progress import Progress, Step, silent
from tracer_engine.types.counted import ColumnCounts
from tracer_engine.types.receipt import ReadingOptions, Receipt
from tracer_engine.types.table import Column, Table

_ZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
BLOCK_ROWS = 50_000
FIRST_BYTES = 1 << 20


def open_blocks(
    path: str | os.PathLike[str],
    *,
    options: ReadingOptions | None = None,
    block_rows: int | None = BLOCK_ROWS,
    first_only: bool = False,
    trusting: bool = False,
) -> TextBlocks:
    """Open a file to be read in blocks of about `block_rows` rows; nothing but its beginning is read yet.

    `block_rows` None: in blocks as large as suits the file. With `first_only` nobody wants more than the first block:
    it comes sooner, however long the file is. With `trusting`, text that begins as UTF-8 is taken for it, and iterating
    raises NotUtf8Error where it is not. Raises InputError where the file is missing, empty, or of no known kind.
    """
    place = _existing_file(path)
    told = options or ReadingOptions()
    with place.open("rb") as file:
        head = file.read(8)
    if told.sheet is not None and not head.startswith((_ZIP, _OLE)):
        raise InputError(
            f"{place.name} is no workbook, so it has no sheet {told.sheet!r}.",
            remedy="Leave the sheet out, or give the workbook.",
            options=("sheet",),
        )

    def open_with(told: ReadingOptions) -> TextBlocks:
        if head.startswith(_PARQUET):
            return ParquetBlocks(place, told, block_rows or BLOCK_ROWS)
        if head.startswith((_ZIP, _OLE)):
            return WorkbookBlocks(place, told, block_rows or BLOCK_ROWS, block_rows if first_only else None)
        return CsvBlocks(place, told, block_rows, FIRST_BYTES if first_only else None, trusting=trusting)

    return open_as_before(told, open_with) if told.like else open_with(told)


def read_table(
    path: str | os.PathLike[str],
    *,
    options: ReadingOptions | None = None,
    as_text: bool = False,
    most_rows: int | None = None,
    progress: Progress = silent,
) -> Table:
    """Read a whole file: every cell as text, and what each column is.

    With `most_rows` the table keeps about so many rows, evenly spread, where the file has more (`Table.whole`); what
    the columns hold is found out from all rows still.
    With `as_text` the columns stay of kind "text" and nothing is found out about them. Raises InputError where the
    file cannot be used.
    """
    told = options or ReadingOptions()
    for trusting in (True, False):
        try:
            blocks = open_blocks(path, options=told, block_rows=None, trusting=trusting)
        except NoTextError:
            if as_text and (table := _table_of_blank_lines(Path(path))):
                return table
            raise
        with contextlib.suppress(NotUtf8Error):
            if as_text:
                return _text_table(blocks, progress)
            return _described_table(blocks, told, most_rows, progress)
    raise AssertionError("a file looked at as a whole is in the encoding that was found")


def _described_table(blocks: TextBlocks, told: ReadingOptions, most_rows: int | None, progress: Progress) -> Table:
    """All rows of a file, or some, and what its columns are."""
    describing = Describing(blocks, told)
    gatherer = Gatherer(blocks, describing.guess, most_rows=most_rows, progress=progress)
    gathered = gatherer.gather()
    described = describing.describe(gathered.counts)
    if wrong := gatherer.misjudged(described.columns, gathered):
        gathered = gatherer.count_again(wrong, described.columns, gathered)
        described = describing.describe(gathered.counts)
    receipt = blocks.receipt
    notes = (*receipt.notes, *described.notes)
    if gathered.whole:
        notes = (*notes, thinned_note(gathered.whole.rows, gathered.frame.height))
    if told.like and not differences(told.like, receipt, described.readings):
        notes = (*notes, "Read as last time; nothing differs.")
    progress(Step(stage="read", fraction=1.0))
    return Table(
        source=blocks.source,
        columns=tuple(described.columns),
        frame=gathered.frame,
        receipt=replace(
            receipt,
            decimal=described.decimal,
            notes=notes,
            columns=described.readings,
            close_calls=receipt.close_calls + described.close_calls,
        ),
        set_aside=blocks.set_aside,
        whole=gathered.whole,
        counted=dict(zip(blocks.names, gathered.counts, strict=True)),
    )


def _text_table(blocks: TextBlocks, progress: Progress) -> Table:
    """All cells of a file, and nothing found out about them."""
    frames = []
    for frame in blocks:
        frames.append(frame)
        progress(Step(stage="read", fraction=blocks.bytes_done / max(1, blocks.bytes_total)))
    columns = [Column(name=n, header=h, kind="text") for n, h in zip(blocks.names, blocks.headers, strict=True)]
    frame = pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(blocks.names, pl.String))
    return Table(
        source=blocks.source,
        columns=tuple(columns),
        frame=frame,
        receipt=blocks.receipt,
        set_aside=blocks.set_aside,
    )


def _table_of_blank_lines(path: Path) -> Table | None:
    """A file of line ends alone as the rows it holds, each of one blank cell; None where there is anything else."""
    text = path.read_bytes()
    if text.strip(b"\r\n"):
        return None
    rows = text.count(b"\n") or text.count(b"\r")
    return Table(
        source=path.name,
        columns=(Column(name="column_1", header="", kind="text"),),
        frame=pl.DataFrame({"column_1": [""] * rows}, schema={"column_1": pl.String}),
        receipt=Receipt(format="csv", encoding="utf-8", header_rows=0, rows_read=rows, rows_kept=rows),
    )


def thinned_note(file_rows: int, rows: int) -> str:
    """What is told of a table that keeps only some rows of its file."""
    some = f"Of {file_rows:,} rows, {rows:,}, evenly spread over the file, stand for all"
    return f"{some} where rows are looked at one by one. What the columns hold was counted in all rows."


def peek_table(path: str | os.PathLike[str], *, options: ReadingOptions | None = None, rows: int = 500) -> Table:
    """The first `rows` rows of a file however long it is, and what its columns are as far as these rows tell.

    Raises InputError where the file cannot be used.
    """
    told = options or ReadingOptions()
    blocks = open_blocks(path, options=told, block_rows=max(rows, 2_000), first_only=True)
    frame = next(iter(blocks), None)
    frame = pl.DataFrame(schema=dict.fromkeys(blocks.names, pl.String)) if frame is None else frame
    # What the user told may fit rows further down; it is refused, if it is, when all are read.
    described = Describing(blocks, told, lenient=True).describe(
        [ColumnCounts(counts=count_cells(cells)) for cells in frame.iter_columns()]
    )
    receipt = replace(blocks.receipt, decimal=described.decimal, columns=described.readings)
    return Table(source=blocks.source, columns=tuple(described.columns), frame=frame.head(rows), receipt=receipt)


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
