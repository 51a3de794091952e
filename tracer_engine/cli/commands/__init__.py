"""The commands of `tracer`, one file each."""

from __future__ import annotations

from typing import Annotated

import typer

from tracer_engine.cli.commands.blueprints import blueprints
from tracer_engine.cli.commands.campaign import campaign
from tracer_engine.cli.commands.clean import clean
from tracer_engine.cli.commands.export import export
from tracer_engine.cli.commands.inspect import inspect
from tracer_engine.cli.commands.months import months
from tracer_engine.cli.commands.profile import profile
from tracer_engine.cli.commands.runs import runs
from tracer_engine.cli.commands.sample import sample
from tracer_engine.cli.commands.score import score
from tracer_engine.cli.commands.serve import serve
from tracer_engine.cli.commands.train import train
from tracer_engine.cli.commands.what_if import what_if

app = typer.Typer(
    name="tracer",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="From a customer export to a model, a report and a scored list: who will leave, how sure, and why. Offline.",
)
app.command()(profile)
app.command()(clean)
app.command()(train)
app.command()(score)
app.command()(months)
app.command()(campaign)
app.command("what-if")(what_if)
app.command()(export)
app.command()(inspect)
app.command()(serve)
app.add_typer(runs, name="runs")
app.add_typer(blueprints, name="blueprints")
app.command()(sample)


def _print_version(wanted: bool) -> None:
    if wanted:
        from tracer_engine.version import VERSION

        print(f"tracer {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Answers the options that belong to no command."""
