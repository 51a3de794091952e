"""From a file to the table as Tracer understood it, as a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from tracer_engine import ingest
from tracer_engine.export.clean_csv import write_clean
from tracer_engine.export.set_aside import remove_old_set_aside, set_aside_path, write_set_aside
from tracer_engine.ingest.steady import SteadyFile
from tracer_engine.ingest.tables import thinned_note
from tracer_engine.ingest.text_blocks import ahead
from tracer_engine.memory import can_be_thinned
from tracer_engine.progress import Progress, portion, silent
from tracer_engine.types.receipt import ReadingOptions, Receipt
from tracer_engine.types.table import Table
from tracer_engine.workflow.reading import LARGE, PROFILED_ROWS, read_table

_READ = 0.6  # share of reading in the whole


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """What was written: how many rows, how they were read and what was changed, and the files by what they hold."""

    rows: int
    receipt: Receipt
    paths: dict[str, Path] = field(default_factory=dict)


def clean_file(
    path: Path | str,
    out: Path,
    *,
    options: ReadingOptions | None = None,
    as_written: bool = False,
    with_set_aside: bool = True,
    progress: Progress = silent,
) -> Cleaned:
    """Write the table in `path` to `out` as it was understood; `with_set_aside`, rows that could not be read beside it.

    A large file is read twice, block by block, so that memory stays flat. Raises InputError when it cannot be read or
    was changed meanwhile, StorageError when nothing can be written.
    """
    place = Path(path)
    streamed = can_be_thinned(place) and place.stat().st_size > LARGE
    steady = SteadyFile(place)
    if streamed:
        with steady.reading():
            table = ingest.read_table(
                place, options=options, most_rows=PROFILED_ROWS, progress=portion(progress, 0.0, _READ)
            )
    else:
        table = read_table(place, options=options, progress=portion(progress, 0.0, _READ))
    if with_set_aside:
        remove_old_set_aside(out)
    frames = _all_rows(place, table, options, steady) if table.whole else None
    written = write_clean(table, out, frames=frames, as_written=as_written, progress=portion(progress, _READ, 1.0))
    paths = {"table": out}
    if table.set_aside and with_set_aside:
        write_set_aside(out, table.set_aside)
        paths["set_aside"] = set_aside_path(out)
    aside = thinned_note(table.file_rows, table.rows)
    notes = (*(note for note in table.receipt.notes if note != aside), *written)
    return Cleaned(rows=table.file_rows, receipt=replace(table.receipt, notes=notes), paths=paths)


def _all_rows(path: Path, table: Table, options: ReadingOptions | None, steady: SteadyFile) -> Iterator[pl.DataFrame]:
    """All rows of a file of which the table holds some, block by block."""
    blocks = ingest.open_blocks(path, options=options, block_rows=None)
    rows = 0
    for frame in steady.watch(ahead(blocks)):
        rows += frame.height
        yield frame
    if rows != table.file_rows:
        raise RuntimeError(f"{table.file_rows} rows read first, {rows} the second time")
