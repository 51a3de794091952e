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
    rows: Annotated[int, typer.Option(min=50, max=5_000_000, help="Rows in the first file.")] = 5000,
    blueprint: Annotated[str, typer.Option(metavar="KEY", help="The business question they are for.")] = "churn",
    as_json: AsJson = False,
) -> None:
    """Write sample files to try Tracer with."""
    from tracer_engine.blueprints import blueprint as find_blueprint
    from tracer_engine.samples import write_blueprint_samples, write_samples

    record = find_blueprint(blueprint)
    with watch_interruption():
        if record.key == "churn":
            paths = write_samples(folder, seed=seed, rows=rows)
        else:
            paths = write_blueprint_samples(folder, record, seed=seed, rows=rows)
    if as_json:
        print_json({"seed": seed, "rows": rows, "paths": paths})
        return
    print_lines(f"Wrote {len(paths)} sample files to {shown(folder)}:")
    first = next(iter(paths))
    entities = record.wording.entities
    own = {first: f"made-up {entities} with what became of them", f"{first}_next_month": f"other {entities}: to score"}
    print_table([(path.name, (own | WHAT)[stem]) for stem, path in paths.items()])
    print_lines("", f"Next: {command_line('train', str(paths[first]), '--out', str(folder / 'results'))}")
