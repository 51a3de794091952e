"""What changed since the file before, and the files that are remembered: in words, and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracer_engine.cli.printing import count, percent, print_lines, print_table, print_title, shown
from tracer_engine.types.scores import Mover, ScoredFile, Since


def file_data(told: ScoredFile) -> dict[str, Any]:
    """A remembered file as plain data."""
    names = ("created", "source", "sha256", "rows", "listed", "expected", "threshold", "level", "causes",
             "score_drift", "column_drift", "id_column")  # fmt: skip
    return {name: getattr(told, name) for name in names}


def since_data(since: Since | None) -> dict[str, Any] | None:
    """What changed as plain data; None where there is no file before."""
    if since is None:
        return None
    names = ("rows", "listed", "expected", "both", "new", "climbed", "stayed", "fell", "left", "other_reason")
    return {
        "then": file_data(since.then),
        **{name: getattr(since, name) for name in names},
        "reasons": [{"reason": reason, "now": now, "then": then} for reason, now, then in since.reasons],
        "risen": since.risen,
        "fallen": since.fallen,
    }


def print_since(since: Since) -> None:
    """What changed since the file before."""
    then = since.then
    print_title(f"Since {shown(then.source)} of {then.created[:10]}")
    rows: list[tuple[str, str]] = [
        ("on the list", f"{since.listed:,}, {then.listed:,} then (of {since.rows:,} rows, {then.rows:,} then)"),
        ("expected", f"{since.expected:,.0f} with the outcome, {then.expected:,.0f} then"),
    ]
    if since.both is None:
        rows.append(("followed", "nobody: no column names the rows in both files (see --id)"))
    else:
        rows += [
            ("new", f"{since.new:,} of the list were not in that file"),
            ("climbed", f"{since.climbed:,} were in it, and not on its list"),
            ("stayed", f"{since.stayed:,} were on its list" + _other_reason(since)),
            ("fell", f"{since.fell:,} were on its list, and are below the threshold now"),
            ("left", f"{since.left:,} were on its list, and are not in this file"),
        ]
    print_table(rows)
    if since.reasons:
        print_title("Main reasons on the list")
        print_table([(shown(reason), f"{now:,}", f"{was:,}") for reason, now, was in since.reasons],
                    header=("Reason", "Now", "Then"), right=(1, 2))  # fmt: skip
    for title, movers in (("Risen most", since.risen), ("Fallen most", since.fallen)):
        _print_movers(title, movers)


def _other_reason(since: Since) -> str:
    return f", {since.other_reason:,} of them for another main reason" if since.other_reason else ""


def _print_movers(title: str, movers: Sequence[Mover]) -> None:
    if movers:
        print_title(title)
        print_table([(shown(one.id), percent(one.now), f"{percent(one.before)} then") for one in movers])


def print_files(files: Sequence[ScoredFile]) -> None:
    """The files that are remembered, newest first."""
    print_table(
        [
            (one.created[:10], shown(one.source), f"{one.rows:,}", f"{one.listed:,}", f"{one.expected:,.0f}", one.level,
             "" if one.column_drift is None else f"{one.column_drift:.2f}")
            for one in files
        ],
        header=("Scored", "File", "Rows", "On the list", "Expected", "Verdict", "Drift"),
        right=(2, 3, 4, 6),
    )  # fmt: skip
    print_lines("", f"{count(len(files), 'file')} remembered: ids hashed, scores and main reasons; no cells.")
