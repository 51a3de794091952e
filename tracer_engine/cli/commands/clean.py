from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tracer_engine.cli.output_paths import check_output_file
from tracer_engine.cli.printing import count, plain_data, print_json, print_lines, print_table, shown
from tracer_engine.cli.progress_display import show_progress
from tracer_engine.cli.reading_options import (
    AsJson,
    Decimal,
    Delimiter,
    Encoding,
    HeaderRows,
    Kinds,
    Quote,
    Sheet,
    SkipRows,
    reading_options,
)
from tracer_engine.durable_files import write_durably
from tracer_engine.export.clean_csv import write_clean
from tracer_engine.types.receipt import Repair
from tracer_engine.types.table import Table

REPAIRS_SHOWN = 20


def clean(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, xlsx or parquet file.")],
    out: Annotated[Path, typer.Option("--out", metavar="CLEAN.csv", help="Where the cleaned table goes.")],
    receipt: Annotated[
        Path | None, typer.Option("--receipt", metavar="R.json", help="Where the receipt with every repair goes.")
    ] = None,
    as_json: AsJson = False,
    delimiter: Delimiter = None,
    quote: Quote = None,
    encoding: Encoding = None,
    decimal: Decimal = None,
    header_rows: HeaderRows = None,
    skip_rows: SkipRows = None,
    sheet: Sheet = None,
    kind: Kinds = None,
) -> None:
    """Write the table as Tracer understood it (UTF-8, commas), and tell of every repair."""
    from tracer_engine import workflow

    check_output_file(out, file)
    if receipt:
        check_output_file(receipt, file)
    options = reading_options(delimiter, quote, encoding, decimal, header_rows, skip_rows, sheet, kind)
    with show_progress() as display:
        table = workflow.read_table(file, options=options, progress=display.part(0, 0.7))
        write_clean(table, out, progress=display.part(0.7, 1))
        paths = {"table": out}
        if receipt:
            write_durably(receipt, json.dumps(plain_data(table.receipt), indent=2, ensure_ascii=False) + "\n")
            paths["receipt"] = receipt
    if as_json:
        print_json({"rows": table.rows, "receipt": table.receipt, "paths": paths})
    else:
        print_repairs(table, paths)


def print_repairs(table: Table, paths: dict[str, Path]) -> None:
    """What was written and what was repaired, for people."""
    receipt = table.receipt
    print_lines(f"Wrote {count(table.rows, 'row')} to {shown(paths['table'])}.")
    if receipt.rows_set_aside:
        were = "was" if receipt.rows_set_aside == 1 else "were"
        print_lines(f"{count(receipt.rows_set_aside, 'row')} could not be read and {were} set aside.")
    print_lines(*(shown(note) for note in receipt.notes))
    print_lines(f"{count(len(receipt.repairs), 'repair')}{':' if receipt.repairs else '.'}")
    print_table([_in_row(repair) for repair in receipt.repairs[:REPAIRS_SHOWN]], right=(0,))
    if len(receipt.repairs) > REPAIRS_SHOWN:
        where = f"see {shown(paths['receipt'])}" if "receipt" in paths else "--receipt R.json writes them all"
        print_lines(f"  … and {len(receipt.repairs) - REPAIRS_SHOWN:,} more: {where}.")


def _in_row(repair: Repair) -> tuple[str, str, str]:
    return (f"row {repair.row}" if repair.row else "file", repair.action, repair.problem)
