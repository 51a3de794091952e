from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

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
from tracer_engine.cli.progress_display import show_progress
from tracer_engine.cli.reading_options import (
    AsJson,
    with_reading_options,
)
from tracer_engine.types.plan import PlanOptions
from tracer_engine.types.profile import ColumnProfile, Finding, Profile, worst_first
from tracer_engine.types.receipt import ReadingOptions

DELIMITER_NAMES = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe", " ": "space"}


@with_reading_options
def profile(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, xlsx or parquet file.")],
    blueprint: Annotated[
        str | None, typer.Option(metavar="KEY", help="The business question; suggested unless told.")
    ] = None,
    as_json: AsJson = False,
    *,
    reading: ReadingOptions,
) -> None:
    """Tell what a table is like: its quality, what is odd about it, and what Tracer would do with it."""
    from tracer_engine import workflow

    with show_progress() as display:
        table = workflow.read_for_profile(file, options=reading, progress=display.part(0, 0.8))
        found = workflow.profile_table(table, options=PlanOptions(blueprint=blueprint), progress=display.part(0.8, 1))
    if as_json:
        print_json(profile_as_dict(found))
    else:
        print_profile(found)


def profile_as_dict(found: Profile) -> dict[str, Any]:
    """The profile as plain data; a role that one column plays is that column's name, else a list."""
    data: dict[str, Any] = plain_data(found)
    roles = data["suggested"]["roles"]
    data["suggested"]["roles"] = {role: names[0] if len(names) == 1 else names for role, names in roles.items()}
    return data


def print_profile(found: Profile) -> None:
    """Quality, findings, columns and the suggestion, for people."""
    parts = ", ".join(f"{shown(name)} {score}" for name, score in found.quality.parts.items())
    print_lines(
        f"{shown(found.source)}: {count(found.rows, 'row')}, {count(len(found.columns), 'column')}.",
        f"Quality {found.quality.score} of 100 ({parts}).",
        _how_read(found),
    )
    print_findings(found.findings)
    print_title("Columns")
    print_table(
        [(column.name, column.kind, column.missing, _distinct(column), _content(column)) for column in found.columns],
        header=("Column", "Kind", "Missing", "Distinct", "Content"),
        right=(2, 3),
    )
    _print_suggestion(found)


def _how_read(found: Profile) -> str:
    receipt = found.receipt
    how = [
        receipt.encoding,
        DELIMITER_NAMES.get(receipt.delimiter, receipt.delimiter)
        and f"delimiter {DELIMITER_NAMES.get(receipt.delimiter, receipt.delimiter)}",
    ]
    if receipt.format == "csv":
        how.append(f"decimal {'comma' if receipt.decimal == ',' else 'point'}")
    if receipt.sheet:
        how.append(f"sheet {receipt.sheet}")
    if receipt.skipped_rows:
        how.append(f"{count(receipt.skipped_rows, 'row')} above the header left out")
    how.append(f"{count(len(receipt.repairs), 'repair')}")
    if receipt.rows_set_aside:
        how.append(f"{count(receipt.rows_set_aside, 'row')} set aside")
    notes = "".join(f"\n  {shown(note)}" for note in receipt.notes)
    return f"Read as {receipt.format}: {shown(', '.join(part for part in how if part))}.{notes}"


def _distinct(column: ColumnProfile) -> int | str:
    return f"about {column.distinct:,}" if column.approximate else column.distinct


def _content(column: ColumnProfile) -> str:
    if column.minimum is not None and column.maximum is not None and column.kind == "number":
        middle = "" if column.median is None else f", usually {column.median:g}"
        return f"{column.minimum:g} to {column.maximum:g}{middle}"
    if column.kind in ("id", "text"):
        return "for instance " + column.top[0][0][:60] if column.top else ""
    return ", ".join(f"{value[:40]} ({number:,})" for value, number in column.top[:4])


def print_findings(findings: tuple[Finding, ...], title: str = "Findings, worst first") -> None:
    """Findings with what to do about each."""
    if not findings:
        return
    print_title(title)
    print_table(
        [
            (finding.severity, finding.column or "", f"{finding.message} {finding.remedy}".strip())
            for finding in worst_first(findings)
        ]
    )


def _print_suggestion(found: Profile) -> None:
    suggested = found.suggested
    print_title("Suggested")
    if suggested.target is None:
        print_lines("  No column looks like something to predict. Name one with tracer train FILE --target COLUMN.")
        return
    rows: list[tuple[str, str]] = [
        ("Blueprint", ". ".join(text for text in (suggested.blueprint, suggested.blueprint_reason) if text)),
        ("Target", f"{suggested.target}, positive value {suggested.positive}. {suggested.target_reason}".strip()),
        ("Id", suggested.id or "none"),
    ]
    rows += labelled("Roles", (f"{role}: {', '.join(names)}" for role, names in suggested.roles.items()))
    rows += labelled("Left out", (f"{excluded.column}: {excluded.reason}" for excluded in suggested.exclude))
    print_table(rows)
