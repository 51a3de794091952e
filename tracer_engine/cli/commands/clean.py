from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracer_engine.cli.output_paths import check_output_file
from tracer_engine.cli.printing import count, print_json, print_lines, print_table, shown
from tracer_engine.cli.progress_display import show_progress
from tracer_engine.cli.reading_options import (
    AsJson,
    with_reading_options,
)
from tracer_engine.types.receipt import ReadingOptions, Receipt, Repair

REPAIRS_SHOWN = 20


@with_reading_options
def clean(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, xlsx or parquet file.")],
    out: Annotated[Path, typer.Option("--out", metavar="CLEAN.csv", help="Where the cleaned table goes.")],
    receipt: Annotated[
        Path | None, typer.Option("--receipt", metavar="R.json", help="Where the receipt with every repair goes.")
    ] = None,
    as_written: Annotated[
        bool, typer.Option("--as-written", help="Cells keep their text: no 1234.50 for 1 234,50 €, no blank for ?")
    ] = False,
    as_json: AsJson = False,
    *,
    reading: ReadingOptions,
) -> None:
    """Write the table as Tracer understood it (UTF-8, commas, plain numbers and dates), and tell of every repair."""
    from tracer_engine import workflow
    from tracer_engine.export.receipts import save_receipt

    check_output_file(out, file)
    if receipt:
        check_output_file(receipt, file)
    with show_progress() as display:
        done = workflow.clean_file(file, out, options=reading, as_written=as_written, progress=display.part(0, 1))
        paths = dict(done.paths)
        if receipt:
            save_receipt(done.receipt, receipt)
            paths["receipt"] = receipt
    if as_json:
        print_json({"rows": done.rows, "receipt": done.receipt, "paths": paths})
    else:
        print_repairs(done.rows, done.receipt, paths)


def print_repairs(rows: int, receipt: Receipt, paths: dict[str, Path]) -> None:
    """What was written and what was repaired, for people."""
    print_lines(f"Wrote {count(rows, 'row')} to {shown(paths['table'])}.")
    if receipt.rows_set_aside:
        were = "was" if receipt.rows_set_aside == 1 else "were"
        where = f" in {shown(paths['set_aside'])}" if "set_aside" in paths else ""
        print_lines(f"{count(receipt.rows_set_aside, 'row')} could not be read and {were} set aside{where}.")
    print_lines(*(shown(note) for note in receipt.notes))
    print_lines(f"{count(len(receipt.repairs), 'repair')}{':' if receipt.repairs else '.'}")
    print_table([_in_row(repair) for repair in receipt.repairs[:REPAIRS_SHOWN]], right=(0,))
    if len(receipt.repairs) > REPAIRS_SHOWN:
        where = f"see {shown(paths['receipt'])}" if "receipt" in paths else "--receipt R.json writes them all"
        print_lines(f"  … and {len(receipt.repairs) - REPAIRS_SHOWN:,} more: {where}.")


def _in_row(repair: Repair) -> tuple[str, str, str]:
    return (f"row {repair.row}" if repair.row else "file", repair.action, repair.problem)
