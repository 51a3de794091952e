from __future__ import annotations

from typing import Annotated

import typer

from tracer_engine.cli.printing import count, print_json, print_lines, print_text
from tracer_engine.cli.reading_options import AsJson
from tracer_engine.cli.since_words import file_data, print_files, print_since, since_data


def months(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A .tracer file or a run id.")],
    forget: Annotated[
        bool, typer.Option("--forget", help="Forget the files scored with it, and what was said about their columns.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Month over month: the files scored with a model, and what changed between the last two."""
    from tracer_engine import workflow

    if forget:
        forgotten = workflow.forget_scored(model)
        if as_json:
            print_json({"forgotten": forgotten})
        else:
            print_lines(f"Forgot {count(forgotten, 'file')}.")
        return
    told = workflow.scored_before(model)
    if as_json:
        print_json(
            {"files": [file_data(one) for one in told.files], "since": since_data(told.since), "ageing": told.ageing}
        )
        return
    if not told.files:
        print_lines("No file scored with this model is remembered yet.")
    else:
        print_files(told.files)
    if told.since is not None:
        print_since(told.since)
    if told.ageing:
        print_lines("")
        print_text(told.ageing)
