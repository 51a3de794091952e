from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tracer_engine.cli.interruption import watch_interruption
from tracer_engine.cli.output_paths import check_output_file
from tracer_engine.cli.printing import print_json, print_lines, print_text, shown
from tracer_engine.cli.reading_options import AsJson


class Format(StrEnum):
    """In which form a model is handed on."""

    CARD = "card"
    SUMMARY = "summary"
    PYTHON = "python"
    ONNX = "onnx"
    SKLEARN = "sklearn"


def export(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A .tracer file or a run id.")],
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="card: all about the model, a web page; summary: the same on one page; python: a script that scores "
            "files; onnx: for other languages; sklearn: a joblib file for scikit-learn.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where it goes.")],
    as_json: AsJson = False,
) -> None:
    """Hand a model on in another form: its card, its summary, or something that scores without Tracer's window."""
    from tracer_engine import workflow

    check_output_file(out, Path(model))
    with watch_interruption():
        if form is Format.CARD:
            note = workflow.export_card(model, out)
        elif form is Format.SUMMARY:
            note = workflow.export_summary(model, out)
        elif form is Format.PYTHON:
            note = workflow.export_python(model, out)
        elif form is Format.ONNX:
            note = workflow.export_onnx(model, out)
        else:
            note = workflow.export_joblib(model, out)
    if as_json:
        print_json({"format": form.value, "note": note, "paths": {form.value: out}})
        return
    print_lines(f"Written: {shown(out)}")
    if note:
        print_text(note)
