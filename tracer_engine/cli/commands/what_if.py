from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracer_engine.cli.printing import print_json, print_lines, print_text
from tracer_engine.cli.progress_display import show_progress
from tracer_engine.cli.reading_options import (
    AsJson,
    with_form_options,
)
from tracer_engine.types.receipt import ReadingOptions


def _pairs(values: list[str] | None) -> list[str] | None:
    for value in values or ():
        name, sign, _ = value.partition("=")
        if not (name.strip() and sign):
            raise typer.BadParameter(f"{value!r} is not of the form COLUMN=VALUE.")
    return values


@with_form_options
def what_if(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A .tracer file or a run id.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table with the rows.")],
    changes: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="A field one can act on, and what it would be; of a number also a change such as -10%. "
            "May be repeated.",
            callback=_pairs,
        ),
    ],
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="COLUMN=VALUE",
            help="Only rows with this value; of a number also a range such as 0..12. May be repeated.",
            callback=_pairs,
        ),
    ] = None,
    as_json: AsJson = False,
    *,
    reading: ReadingOptions,
) -> None:
    """Tell what the model expects of rows as they are, and with fields one can act on set otherwise."""
    from tracer_engine import workflow

    with show_progress() as display:
        found = workflow.what_if_file(
            model,
            file,
            dict(pair.split("=", 1) for pair in changes),
            where=dict(pair.split("=", 1) for pair in where or ()),
            options=reading,
            progress=display.part(0, 1),
        )
    if as_json:
        print_json(found)
        return
    print_text(found.text)
    print_lines("")
    print_text(found.caution)
    if found.stands_on is None:
        print_text(
            "How many rows of the training are like these is not known: the scored list of the training is not beside "
            "the model. Give the run's id in place of the file."
        )
