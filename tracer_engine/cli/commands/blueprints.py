from __future__ import annotations

from typing import Annotated, Any

import typer

from tracer_engine.cli.printing import plain_data, print_json, print_lines, print_table, print_title, shown
from tracer_engine.cli.reading_options import AsJson
from tracer_engine.types.blueprint import Blueprint

blueprints = typer.Typer(help="List and show the business questions Tracer knows.")


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
    """Prints every blueprint there is."""
    from tracer_engine.blueprints import all_blueprints

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
    """Show one blueprint: its roles, its engineered features, and the words it goes by."""
    from tracer_engine.blueprints import blueprint

    record = blueprint(key)
    if as_json or context.obj is True:
        print_json(record)
        return
    print_lines(f"{record.title} ({record.key}, schema version {record.schema_version})", record.question)
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
