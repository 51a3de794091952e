from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from tracer_engine.cli.output_paths import check_output_file
from tracer_engine.cli.printing import count, percent, print_json, print_lines, print_table, print_text, shown
from tracer_engine.cli.progress_display import show_progress
from tracer_engine.cli.reading_options import (
    AsJson,
    with_form_options,
)
from tracer_engine.cli.shares import share
from tracer_engine.cli.since_words import print_since, since_data
from tracer_engine.errors import InputError
from tracer_engine.types.receipt import ReadingOptions

ESTIMATE: Literal["estimate"] = "estimate"
GO_WITHOUT_CAUSES = "this file looks like the one the model learned from."
NEXT = {
    "go": "",
    "caution": " The scores can be used with that in mind.",
    "stop": " Do not act on these scores. Check that file and model belong together (columns that "
    "were renamed are told by --match), or train anew.",
}


def column_matches(values: list[str] | None) -> list[str] | None:
    """Pairs NEEDS=COLUMN; NEEDS= says that the file has none."""
    for value in values or ():
        needs, sign, _ = value.partition("=")
        if not (needs.strip() and sign):
            raise typer.BadParameter(f"{value!r} is not of the form NEEDS=COLUMN.")
    return values


def share_or_estimate(value: str | None) -> str | None:
    """A share as a number in text, or "estimate"."""
    if value is None or value == ESTIMATE:
        return value
    try:
        told = share(value)
    except typer.BadParameter:
        told = float("nan")
    if not 0 < told < 1:
        raise typer.BadParameter(f"it is {value.strip()}; give a share such as 0.15 or 15%, or {ESTIMATE}.")
    return repr(told)


@with_form_options
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
            help="COLUMN of the file is what the model calls NEEDS (nothing after the sign: it is not there); may be "
            "repeated. Remembered for the next file.",
            callback=column_matches,
        ),
    ] = None,
    id_column: Annotated[
        str | None,
        typer.Option("--id", metavar="COL", help="The column that names the customers, to follow them. Remembered."),
    ] = None,
    base_rate: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Anchor the probabilities to this share with the outcome; estimate: the one the scores speak for.",
            callback=share_or_estimate,
        ),
    ] = None,
    campaign: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="A yes begins where the list of this campaign ends (its list, record or id; last).",
        ),
    ] = None,
    marks: Annotated[
        bool, typer.Option("--marks", help="Two more columns: what is unlike anything in training, and what changed.")
    ] = False,
    summary: Annotated[
        Path | None,
        typer.Option("--summary", metavar="PAGE.html", help="What was found out about the file, as a page."),
    ] = None,
    no_memory: Annotated[
        bool, typer.Option("--no-memory", help="Do not remember this file, and do not compare it with the last.")
    ] = False,
    as_json: AsJson = False,
    *,
    reading: ReadingOptions,
) -> None:
    """Score a table with a trained model: probability, risk, rank and reasons for every row."""
    from tracer_engine import workflow

    check_output_file(out, file, Path(model))
    if summary is not None:
        check_output_file(summary, file, Path(model))
    if out.suffix.lower() in (".xls", ".xlsm", ".ods", ".parquet"):
        raise InputError(
            f"Scores are written as CSV or as an .xlsx workbook, and {out.name} is named like something else.",
            remedy=f"Give a name such as {out.with_suffix('.csv').name}.",
        )
    with show_progress() as display:
        scored = workflow.score_file(
            model,
            file,
            out,
            reasons=reasons,
            raw=raw,
            options=reading,
            matches={needs.strip(): column.strip() for needs, column in (one.split("=", 1) for one in match or ())},
            base_rate=ESTIMATE if base_rate == ESTIMATE else None if base_rate is None else float(base_rate),
            id_column=id_column,
            campaign=campaign,
            marks=marks,
            remember=False if no_memory else None,
            summary=summary,
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
                "columns": scored.columns,
                "score_drift": scored.score_drift,
                "base_rate": scored.base_rate,
                "unlike": scored.unlike,
                "listed": scored.listed,
                "since": since_data(scored.since),
                "ageing": scored.ageing,
            }
        )
        return
    causes = [shown(cause) for cause in scored.verdict_causes] or [GO_WITHOUT_CAUSES]
    then = NEXT[scored.verdict_level] if scored.rows else ""
    print_text(f"{scored.verdict_level.capitalize()}: {' '.join(causes)}{then}")
    set_aside = f", {count(scored.rows_set_aside, 'row')} set aside" if scored.rows_set_aside else ""
    print_lines(f"Scored {count(scored.rows, 'row')}{set_aside}. A yes begins at {percent(scored.threshold, 1)}.")
    for one in scored.columns:
        if one.unseen_values:
            met = ", ".join(f"“{shown(value)}”" for value in one.unseen_values)
            print_lines(f"New in {shown(one.needs)}, in {count(one.unseen, 'row')}: {met}.")
    if scored.unlike:
        print_lines(f"{count(scored.unlike, 'row')} unlike anything in training; --marks says which.")
    print_lines(*(shown(note) for note in scored.notes))
    if scored.ageing:
        print_text(scored.ageing)
    print_table([(path,) for path in scored.paths.values()])
    if scored.since is not None:
        print_since(scored.since)
