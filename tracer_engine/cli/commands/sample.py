from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracer_engine.cli.interruption import watch_interruption
from tracer_engine.cli.printing import command_line, print_json, print_lines, print_table, shown
from tracer_engine.cli.reading_options import AsJson

WHAT = {
    "customers": "an ordinary export of an invented telecom company, with Churn",
    "customers_next_month": "other customers of next month, without Churn: to score",
    "customers_dirty": "the first file as a careless export",
    "customers_leaky": "the first file with columns that know the answer",
}


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write them to.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same bytes.")] = 1,
    rows: Annotated[int, typer.Option(min=50, max=5_000_000, help="Customers in the first file.")] = 5000,
    as_json: AsJson = False,
) -> None:
    """Write sample files to try Tracer with."""
    from tracer_engine.samples import write_samples

    with watch_interruption():
        paths = write_samples(folder, seed=seed, rows=rows)
    if as_json:
        print_json({"seed": seed, "rows": rows, "paths": paths})
        return
    print_lines(f"Wrote {len(paths)} sample files to {shown(folder)}:")
    print_table([(path.name, WHAT[stem]) for stem, path in paths.items()])
    print_lines("", f"Next: {command_line('train', str(paths['customers']), '--out', str(folder / 'results'))}")
