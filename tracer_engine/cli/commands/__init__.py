"""The commands of `tracer`, one file each."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer

# In the order of `tracer --help`. The function, or group of commands, has the name of its file.
_FILES = {
    "profile": "profile",
    "clean": "clean",
    "train": "train",
    "score": "score",
    "months": "months",
    "campaign": "campaign",
    "what-if": "what_if",
    "export": "export",
    "inspect": "inspect",
    "serve": "serve",
    "runs": "runs",
    "blueprints": "blueprints",
    "sample": "sample",
}


def command_line(first: str = "") -> typer.Typer:
    """All commands; or one alone, where `first`, the first word on the line, is its name: no other is imported."""
    app = typer.Typer(
        name="tracer",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="From a customer export to a model, a report and a scored list: who will leave, how sure, and why. "
        "Offline.",
    )
    app.callback()(options)
    for name in [first] if first in _FILES else _FILES:
        command = getattr(importlib.import_module(f"{__name__}.{_FILES[name]}"), _FILES[name])
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        from tracer_engine.version import VERSION

        print(f"tracer {VERSION}")
        raise typer.Exit


def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Answers the options that belong to no command."""
