"""The table as Tracer understood it, as a plain CSV file."""

from __future__ import annotations

import csv
from pathlib import Path

from tracer_engine.durable_files import durable_writer
from tracer_engine.progress import Progress, Step
from tracer_engine.types.table import Table

ROWS_A_STEP = 20_000


def write_clean(table: Table, out: Path, *, progress: Progress) -> None:
    """Write the header and every kept row with its cells as they stood in the file. Raises StorageError."""
    with durable_writer(out, "w", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in table.columns])
        for number, row in enumerate(table.to_text_rows()):
            writer.writerow(row)
            if number % ROWS_A_STEP == 0:
                progress(Step(stage="write", fraction=number / max(1, table.rows), text=f"Writing {out.name}"))
