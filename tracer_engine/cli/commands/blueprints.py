from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracer_engine.cli.printing import (
    command_line,
    count,
    labelled,
    plain_data,
    print_json,
    print_lines,
    print_table,
    print_title,
    shown,
)
from tracer_engine.cli.reading_options import AsJson
from tracer_engine.types.blueprint import Blueprint, BlueprintVersion

if TYPE_CHECKING:
    from tracer_engine.workflow.blueprints import BlueprintCheck, BlueprintMatch

CANNOT_BE_USED = 3

blueprints = typer.Typer(help="The business questions Tracer knows: list and show them, add your own.")


@blueprints.callback(invoke_without_command=True)
def listing(context: typer.Context, as_json: AsJson = False) -> None:
    """List the blueprints, unless one of the commands below is given."""
    if context.invoked_subcommand is None:
        list_blueprints(as_json=as_json)
    else:
        context.obj = as_json


@blueprints.command("list")
def listed(context: typer.Context, as_json: AsJson = False) -> None:
    """List the blueprints."""
    list_blueprints(as_json=as_json or context.obj is True)


def list_blueprints(*, as_json: bool) -> None:
    """Prints every blueprint there is, and says what lies among the added ones and is none."""
    from tracer_engine.blueprints import all_blueprints, installed

    for broken in installed.read_kept(installed.stamp())[1]:
        typer.echo(f"{shown(broken.path)} is left aside: {shown(broken.why)}", err=True)
    records = all_blueprints()
    if as_json:
        print_json({"blueprints": [_in_short(record) for record in records]})
        return
    print_table(
        [(record.key, record.title, record.question) for record in records],
        header=("Key", "Title", "Question"),
    )


def _in_short(record: Blueprint) -> dict[str, Any]:
    return {
        "key": record.key,
        "title": record.title,
        "question": record.question,
        "outcome": record.outcome,
        "schema_version": record.schema_version,
        "roles": [plain_data(role) for role in record.roles],
        "features": [{"name": feature.name, "label": feature.label} for feature in record.features],
    }


@blueprints.command("show")
def show(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="For instance churn.")],
    as_json: AsJson = False,
) -> None:
    """Show one blueprint: its roles, its engineered features, the words it goes by, and its versions."""
    from tracer_engine.blueprints import blueprint
    from tracer_engine.workflow.blueprints import blueprint_versions

    record, versions = blueprint(key), blueprint_versions(key)
    if as_json or context.obj is True:
        print_json({**plain_data(record), "versions": plain_data(versions)})
        return
    print_lines(f"{shown(record.title)} ({record.key}, schema version {record.schema_version})", shown(record.question))
    if record.roles:
        print_title("Roles a column can play")
        print_table(
            [(role.name, role.kind, role.unit, role.meaning) for role in record.roles],
            header=("Role", "Kind", "Unit", "Meaning"),
        )
    if record.features:
        print_title("Engineered features, each computed when its roles are there")
        print_table([(feature.name, feature.wording) for feature in record.features], header=("Feature", "What it is"))
    if record.target_hints:
        print_title("Names a target goes by")
        print_lines("  " + shown(", ".join(record.target_hints + record.inverse_target_hints)))
    if record.leak_words:
        print_title("Words that betray a column known only afterwards")
        print_lines("  " + shown(", ".join(record.leak_words)))
    print_title("Versions of its schema; a model remembers the one it was trained with")
    print_table([_version(version) for version in versions], header=("Version", "From", "What changed"))


def _version(version: BlueprintVersion) -> tuple[str, str, str]:
    number = f"{version.version} (in use)" if version.current else str(version.version)
    first = f"{count(len(version.roles), 'role')}, {count(len(version.features), 'feature')}"
    return number, version.source, "; ".join(version.changes) or first


@blueprints.command("new")
def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="For instance lead_conversion.")],
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write it.")] = Path(),
    as_json: AsJson = False,
) -> None:
    """Write a commented start of a blueprint, and a test of it."""
    from tracer_engine.workflow.blueprints import new_blueprint

    start, test = new_blueprint(name, folder)
    if as_json or context.obj is True:
        print_json({"paths": {"blueprint": start, "test": test}})
        return
    print_lines(f"Wrote {shown(start)}, a start to change, and {shown(test)}, its test.")
    print_lines(f"Next: {command_line('blueprints', 'check', str(start))}")


@blueprints.command("check")
def check(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A blueprint's TOML file, or the key of a known one.")],
    data: Annotated[Path | None, typer.Argument(metavar="[DATA]", help="A table to match its roles with.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a blueprint: everything it has to keep, and how its roles match your data."""
    from tracer_engine.workflow.blueprints import check_blueprint

    done = check_blueprint(file, data)
    if as_json or context.obj is True:
        print_json(_check_data(done))
    else:
        _say_check(done)
    if done.problems:
        raise typer.Exit(CANNOT_BE_USED)


def _check_data(done: BlueprintCheck) -> dict[str, Any]:
    return {
        "name": done.name,
        "key": done.record.key if done.record else None,
        "ok": not done.problems,
        "problems": [
            {"problem": problem, "remedy": remedy} for problem, remedy in zip(done.problems, done.remedies, strict=True)
        ],
        "sample": plain_data(done.sample),
        "data": plain_data(done.data),
    }


def _say_check(done: BlueprintCheck) -> None:
    for problem, remedy in zip(done.problems, done.remedies, strict=True):
        typer.echo(shown(f"{problem} {remedy}".strip()), err=True)
    record = done.record
    if done.problems or record is None:
        return
    print_lines(
        f"{shown(done.name)} keeps the contract: {count(len(record.roles), 'role')}, "
        f"{count(len(record.features), 'feature')}, schema version {record.schema_version}."
    )
    if done.sample is not None:
        print_lines("On its own sample data Tracer picks it, " + _found(done.sample) + ".")
    if done.data is not None:
        _say_match(done.data, record)


def _found(match: BlueprintMatch) -> str:
    return f"{count(len(match.roles), 'role')} and {count(len(match.features), 'feature')} are found"


def _say_match(match: BlueprintMatch, record: Blueprint) -> None:
    print_title(f"With {shown(match.source)}")
    own = record.key == match.picked
    by_itself = "Tracer picks this blueprint by itself" if own else f"Tracer by itself would pick {match.picked}"
    target = f"{match.target}, positive value {match.positive}" if match.target else "none found"
    missing = [role.name for role in record.roles if role.name not in match.roles and not role.personal]
    rows = [
        ("Picked", f"{by_itself}." + ("" if own else f" Use --blueprint {record.key}.")),
        ("Target", target),
        ("Id", match.id or "none"),
        *labelled("Roles", (f"{role}: {', '.join(names)}" for role, names in match.roles.items())),
        ("Roles not found", ", ".join(missing) or "none"),
        ("Features", ", ".join(match.features) or "none"),
        ("Without a role", ", ".join(match.without_a_role) or "none"),
        *labelled("Left out", (f"{entry.column}: {entry.reason}" for entry in match.excluded)),
        *labelled("Not left out", (f"{warning} You can leave it out with --exclude." for warning in match.warnings)),
    ]
    print_table(rows)


@blueprints.command("add")
def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A blueprint's TOML file.")],
    as_json: AsJson = False,
) -> None:
    """Add a blueprint from a file: the command line, the window and the endpoint know it from then on."""
    from tracer_engine.workflow.blueprints import add_blueprint

    added = add_blueprint(file)
    record = added.record
    if as_json or context.obj is True:
        told = {"key": record.key, "schema_version": record.schema_version}
        print_json({**told, "replaced": added.replaced, "path": added.path})
        return
    said = f"Added {record.key}: {shown(record.question)}"
    if added.replaced == record.schema_version:
        said = f"Replaced {record.key}, schema version {added.replaced}."
    elif added.replaced is not None:
        said = f"Added version {record.schema_version} of {record.key}; it takes the place of version {added.replaced}."
    kept = "" if added.replaced is None else " Models trained with it before score as they did."
    print_lines(said, f"Tracer picks it for files that it fits.{kept}")


@blueprints.command("remove")
def remove(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key of a blueprint that was added.")],
    as_json: AsJson = False,
) -> None:
    """Remove a blueprint that was added from a file. Models trained with it stay, and score as before."""
    from tracer_engine.workflow.blueprints import remove_blueprint

    versions = remove_blueprint(key)
    if as_json or context.obj is True:
        print_json({"key": key, "removed_versions": versions})
        return
    print_lines(f"Removed {key}, {count(versions, 'version')} of it. Models trained with it stay, and score as before.")
