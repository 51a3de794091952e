from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracer_engine.cli.output_paths import check_output_file
from tracer_engine.cli.printing import count, percent, print_json, print_lines, print_table, print_text, shown
from tracer_engine.cli.progress_display import show_progress
from tracer_engine.cli.reading_options import (
    AsJson,
    Decimal,
    Delimiter,
    Encoding,
    Escape,
    HeaderRows,
    Quote,
    ReceiptIn,
    Sheet,
    SkipRows,
    Thousands,
    reading_options,
)
from tracer_engine.errors import InputError

GO_WITHOUT_CAUSES = "this file looks like the one the model learned from."
NEXT = {
    "go": "",
    "caution": " The scores can be used with that in mind.",
    "stop": " Do not act on these scores. Check that file and model belong together, or train anew.",
}


def _matches(values: list[str] | None) -> list[str] | None:
    for value in values or ():
        needs, sign, column = value.partition("=")
        if not (needs.strip() and sign and column.strip()):
            raise typer.BadParameter(f"{value!r} is not of the form NEEDS=COLUMN.")
    return values


def score(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A .tracer file or a run id.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table to score.")],
    out: Annotated[Path, typer.Option("--out", metavar="SCORED.csv", help="Where the scored table goes.")],
    reasons: Annotated[int, typer.Option(min=0, max=20, help="Reasons a row; 0 is much faster.")] = 3,
    raw: Annotated[bool, typer.Option("--raw", help="For programs: no BOM, no guard against formulas.")] = False,
    match: Annotated[
        list[str] | None,
        typer.Option(
            "--match",
            metavar="NEEDS=COLUMN",
            help="COLUMN of the file is what the model calls NEEDS; may be repeated.",
            callback=_matches,
        ),
    ] = None,
    as_json: AsJson = False,
    delimiter: Delimiter = None,
    quote: Quote = None,
    escape: Escape = None,
    encoding: Encoding = None,
    decimal: Decimal = None,
    thousands: Thousands = None,
    header_rows: HeaderRows = None,
    skip_rows: SkipRows = None,
    sheet: Sheet = None,
    receipt_in: ReceiptIn = None,
) -> None:
    """Score a table with a trained model: probability, risk, rank and reasons for every row."""
    from tracer_engine import workflow

    check_output_file(out, file, Path(model))
    if out.suffix.lower() in (".xlsx", ".xls", ".xlsm", ".ods", ".parquet"):
        raise InputError(
            f"Scores are written as CSV, and {out.name} is named like something else.",
            remedy=f"Give a name such as {out.with_suffix('.csv').name}.",
        )
    options = reading_options(
        delimiter, quote, encoding, decimal, header_rows, skip_rows, sheet,
        escape=escape, thousands=thousands, receipt_in=receipt_in,
    )  # fmt: skip
    with show_progress() as display:
        scored = workflow.score_file(
            model,
            file,
            out,
            reasons=reasons,
            raw=raw,
            options=options,
            matches=dict(pair.split("=", 1) for pair in match or ()),
            progress=display.part(0, 1),
        )
    if as_json:
        print_json(
            {
                "rows": scored.rows,
                "rows_set_aside": scored.rows_set_aside,
                "threshold": scored.threshold,
                "verdict": {"level": scored.verdict_level, "causes": scored.verdict_causes},
                "paths": scored.paths,
                "notes": scored.notes,
            }
        )
        return
    causes = [shown(cause) for cause in scored.verdict_causes] or [GO_WITHOUT_CAUSES]
    print_text(f"{scored.verdict_level.capitalize()}: {' '.join(causes)}{NEXT[scored.verdict_level]}")
    set_aside = f", {count(scored.rows_set_aside, 'row')} set aside" if scored.rows_set_aside else ""
    print_lines(f"Scored {count(scored.rows, 'row')}{set_aside}. A yes begins at {percent(scored.threshold, 1)}.")
    print_lines(*(shown(note) for note in scored.notes))
    print_table([(path,) for path in scored.paths.values()])
