from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from tracer_engine.cli.printing import print_json, print_lines, print_table, shown
from tracer_engine.cli.reading_options import AsJson
from tracer_engine.types.report import Interval
from tracer_engine.workspace import RunEntry, open_workspace

runs = typer.Typer(help="List, show and delete the runs that are kept in the workspace.")

RunId = Annotated[str, typer.Argument(metavar="ID", help="A run's id, or enough of its beginning.")]


@runs.callback(invoke_without_command=True)
def listing(context: typer.Context, as_json: AsJson = False) -> None:
    """List the runs, unless one of the commands below is given."""
    if context.invoked_subcommand is None:
        list_runs(as_json=as_json)
    else:
        context.obj = as_json


@runs.command("list")
def listed(context: typer.Context, as_json: AsJson = False) -> None:
    """List the runs, newest first."""
    list_runs(as_json=as_json or context.obj is True)


def list_runs(*, as_json: bool) -> None:
    """Prints every run; folders that are none are told of on stderr."""
    workspace = open_workspace()
    entries, unreadable = workspace.runs(), workspace.broken_runs()
    for broken in unreadable:
        typer.echo(f"{shown(broken.path)} is no readable run: {broken.problem}.", err=True)
    if as_json:
        shown_parts = ("id", "created", "blueprint", "target", "rows", "roc_auc", "path")
        print_json({"runs": [{part: getattr(entry, part) for part in shown_parts} for entry in entries]})
        return
    if not entries and unreadable:
        print_lines(f"There is no other run in {shown(workspace.path)}.")
        return
    if not entries:
        print_lines(f"There is no run in {shown(workspace.path)} yet. Make one with tracer train FILE.")
        return
    print_table(
        [
            (entry.id, shown(entry.name), entry.blueprint, entry.target, f"{entry.rows:,}", _auc(entry))
            for entry in entries
        ],
        header=("Id", "Name", "Blueprint", "Target", "Rows", "ROC AUC"),
        right=(4,),
    )
    print_lines("", f"They are kept in {shown(workspace.runs_folder)}.")


def _auc(entry: RunEntry) -> str:
    return "" if entry.roc_auc is None else f"{entry.roc_auc:.3f}"


@runs.command("show")
def show(context: typer.Context, run_id: RunId, as_json: AsJson = False) -> None:
    """Show one run: how good its model is, and where its files are."""
    from tracer_engine.cli.report_words import print_report

    entry = open_workspace().run(run_id)
    paths = {path.name: path for path in sorted(entry.path.iterdir()) if path.is_file()}
    report = _report(entry)
    if as_json or context.obj is True:
        print_json(report | {"run_id": entry.id, "created": entry.created, "path": entry.path, "paths": paths})
        return
    print_lines(f"Run {entry.id} of {entry.created}", "")
    if report:
        print_report(report)
    print_lines("", "Files")
    print_table([(path,) for path in paths.values()])


def _report(entry: RunEntry) -> dict[str, Any]:
    try:
        report = json.loads((entry.path / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


@runs.command("delete")
def delete(
    context: typer.Context, run_ids: Annotated[list[str], typer.Argument(metavar="ID…")], as_json: AsJson = False
) -> None:
    """Delete runs with all their files. There is no way back."""
    workspace = open_workspace()
    # Every id is looked up before the first run goes.
    found = dict.fromkeys(workspace.run_folder(run_id).name for run_id in run_ids)
    deleted = [workspace.delete(run_id) for run_id in found]
    if as_json or context.obj is True:
        print_json({"deleted": deleted})
        return
    print_lines(*(f"Deleted {run_id}." for run_id in deleted))


@runs.command("compare")
def compare(
    context: typer.Context,
    older: Annotated[str, typer.Argument(metavar="OLDER", help="The id of the champion.")],
    newer: Annotated[str, typer.Argument(metavar="NEWER", help="The id of the challenger.")],
    as_json: AsJson = False,
) -> None:
    """Hold two models against each other on rows that neither had learned from."""
    from tracer_engine import workflow
    from tracer_engine.cli.report_words import metric_labels

    found = workflow.compare_runs(older, newer)
    if as_json or context.obj is True:
        print_json(found)
        return
    auc = found.difference["roc_auc"]
    if found.warning:
        print_lines(shown(found.warning))
    elif auc.low > 0:
        print_lines(f"{shown(newer)} ranks better.")
    elif auc.high < 0:
        print_lines(f"{shown(older)} ranks better.")
    else:
        print_lines("They rank alike: the difference is within chance.")
    unseen = f", {found.unseen:,} of them new to the older one" if found.unseen else ""
    print_lines(f"Tested on {found.rows:,} rows that neither had learned from{unseen}.", "")
    wording = _report(open_workspace().run(newer)).get("wording") or {}
    labels = metric_labels(str(wording.get("actors", "those with the outcome")))
    print_table(
        [(labels.get(name, name), _figure(found.older[name]), _figure(found.newer[name]),
          _figure(found.difference[name], sign="+"))
         for name in found.newer],
        header=("Metric", "Older", "Newer", "Difference"),
    )  # fmt: skip


def _figure(one: Interval, sign: str = "") -> str:
    return f"{one.value:{sign}.3f} ({one.low:{sign}.3f} to {one.high:{sign}.3f})"
