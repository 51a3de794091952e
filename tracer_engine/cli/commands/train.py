from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from tracer_engine.cli.commands.profile import print_findings
from tracer_engine.cli.output_paths import output_folder
from tracer_engine.cli.printing import (
    count,
    labelled,
    plain_data,
    print_json,
    print_lines,
    print_table,
    print_title,
    shown,
)
from tracer_engine.cli.progress_display import ProgressDisplay, show_progress
from tracer_engine.cli.reading_options import (
    AsJson,
    with_reading_options,
)
from tracer_engine.cli.report_words import print_report
from tracer_engine.errors import StorageError
from tracer_engine.progress import Cancelled
from tracer_engine.types.plan import Effort, Plan, PlanOptions
from tracer_engine.types.profile import Profile
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.run import Run


def _roles(values: list[str]) -> dict[str, tuple[str, ...]]:
    roles: dict[str, tuple[str, ...]] = {}
    for value in values:
        role, mark, column = value.partition("=")
        if not (mark and role.strip()):
            raise typer.BadParameter(f"{value!r} is not of the form ROLE=COLUMN.", param_hint="'--role'")
        # "ROLE=" alone: no column plays it.
        roles[role.strip()] = roles.get(role.strip(), ()) + ((column,) if column else ())
    return roles


@with_reading_options
def train(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, xlsx or parquet file.")],
    target: Annotated[
        str | None, typer.Option(metavar="COL", help="The column to predict; suggested unless told.")
    ] = None,
    positive: Annotated[
        str | None, typer.Option(metavar="VALUE", help="The value of the target that counts as positive.")
    ] = None,
    blueprint: Annotated[
        str | None, typer.Option(metavar="KEY", help="The business question; suggested unless told.")
    ] = None,
    effort: Annotated[Effort, typer.Option(help="How hard to try.")] = "quick",
    id_column: Annotated[
        str | None, typer.Option("--id", metavar="COL", help="The column that says who somebody is.")
    ] = None,
    group: Annotated[
        str | None, typer.Option(metavar="COL", help="Rows of one group, such as a household, are kept together.")
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option(metavar="ROLE=COL", help="What a column means to the blueprint; repeatable.")
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(metavar="COL", help="Leave this column out; repeatable.")] = None,
    keep: Annotated[
        list[str] | None, typer.Option(metavar="COL", help="Learn from this column whatever Tracer thinks; repeatable.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="The same seed gives the same model.")] = 1,
    time_limit: Annotated[
        float | None,
        typer.Option(min=1, max=1e6, metavar="SECONDS", help="End the training by then, with the best so far."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where model, report and scores go, beside the workspace.")
    ] = None,
    as_json: AsJson = False,
    *,
    reading: ReadingOptions,
) -> None:
    """Train a model on a table whose outcome is known, and report how good it is.

    Ctrl-C once finishes early and keeps the best so far; twice cancels.
    """
    options = PlanOptions(
        target=target,
        positive=positive,
        blueprint=blueprint,
        effort=effort,
        id=id_column,
        group=group,
        roles=_roles(role or []),
        exclude=tuple(exclude or ()),
        keep=tuple(keep or ()),
        seed=seed,
        time_limit=time_limit,
    )
    with show_progress(keeps_best=True) as display:
        run, paths = _train(file, reading, options, out, display, as_json=as_json)
    report = run.report.to_dict()
    if run.report.rows_left_aside:
        typer.echo(run.report.notes[0], err=True)
    if as_json:
        print_json(report | {"run_id": run.id, "paths": paths})
        return
    print_lines("")
    print_report(plain_data(report))
    print_title("Files")
    print_table([(path.name, path) for path in paths.values()])
    worth = run.report.verdict.worth_using
    print_lines("", f"Run {run.id}." + (f" Next: tracer score {run.id} NEW.csv --out SCORED.csv" if worth else ""))


def _train(
    file: Path,
    reading: ReadingOptions,
    options: PlanOptions,
    out: Path | None,
    display: ProgressDisplay,
    *,
    as_json: bool,
) -> tuple[Run, dict[str, Path]]:
    from tracer_engine import workflow
    from tracer_engine.workspace import open_workspace

    # What could stand in the way at the end is looked at before the long work begins.
    workspace = open_workspace()
    with output_folder(out) if out else contextlib.nullcontext():
        table = workflow.read_table(file, options=reading, thin=True, progress=display.part(0, 0.08))
        found = workflow.profile_table(table, options=options, progress=display.part(0.08, 0.16))
        plan = workflow.draft_plan(table, found, options=options)
        with display.paused():
            say_plan(plan, found, options, as_json=as_json)
        run = workflow.train_run(table, plan, profile=found, workspace=workspace, progress=display.part(0.16, 1))
        try:
            return run, _hand_out(run, out)
        except Cancelled:
            # Whoever cancels is told that nothing was kept.
            workspace.delete(run.id)
            raise


def _hand_out(run: Run, out: Path | None) -> dict[str, Path]:
    from tracer_engine import workflow

    if out is None:
        return dict(run.paths)
    try:
        return dict(workflow.export_run(run, out))
    except StorageError as error:
        raise StorageError(
            error.message, remedy=f"{error.remedy} The run {run.id} itself is safe in {run.path}."
        ) from error


def say_plan(plan: Plan, found: Profile, options: PlanOptions, *, as_json: bool) -> None:
    """Says aloud what was taken as what, and what was left out and why."""
    if as_json:
        typer.echo(
            f"Target {shown(plan.target)}, positive value {shown(plan.positive)}; blueprint {plan.blueprint}; "
            f"id {shown(plan.id or 'none')}; {count(len(plan.excluded), 'column')} left out.",
            err=True,
        )
        return
    why = ""
    if options.target is None and found.suggested.target == plan.target:
        why = found.suggested.target_reason
    rows = [
        ("Table", f"{found.source}: {count(found.rows, 'row')}, quality {found.quality.score} of 100"),
        ("Target", f"{plan.target}, positive value {plan.positive}" + (f". {why}" if why else "")),
        ("Blueprint", _blueprint(plan, found, options)),
        ("Id", plan.id + _suggested(options.id) if plan.id else "none"),
        *([("Group", plan.group)] if plan.group else []),
        ("Effort", plan.effort),
        ("Learns from", _learns_from(plan)),
        *labelled("Left out", (f"{excluded.column}: {excluded.reason}" for excluded in plan.excluded)),
    ]
    print_table(rows)
    # Why a column is left out stands above already.
    told = {excluded.column for excluded in plan.excluded}
    print_findings(
        tuple(finding for finding in plan.findings if finding.severity != "info" and finding.column not in told),
        "Worth knowing",
    )


def _blueprint(plan: Plan, found: Profile, options: PlanOptions) -> str:
    why = found.suggested.blueprint_reason if found.suggested.blueprint == plan.blueprint else ""
    return f"{plan.blueprint}{_suggested(options.blueprint)}" + (f". {why}" if why else "")


def _suggested(told: str | None) -> str:
    return "" if told else " (suggested)"


def _learns_from(plan: Plan) -> str:
    features = count(len(plan.features), "column")
    return f"{features} and {count(len(plan.engineered), 'engineered feature')}" if plan.engineered else features
