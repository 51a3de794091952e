"""From a file to a table, its profile and a plan. Loads no learning library, so that a profile is there soon.

Nor does who only reads a table wait for what profiles are made with: that is imported where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tracer_engine import ingest
from tracer_engine.ingest.steady import SteadyFile
from tracer_engine.memory import (
    SHARE,
    available_bytes,
    can_be_thinned,
    megabytes,
    reading_bytes,
    refuse_what_cannot_be_read,
    rows_about,
)
from tracer_engine.progress import Progress, Step, portion, silent
from tracer_engine.types.plan import Plan, PlanOptions
from tracer_engine.types.profile import ColumnProfile, Finding, Profile, Quality
from tracer_engine.types.receipt import ReadingOptions
from tracer_engine.types.table import Table

LARGE = 64 << 20
"""Of a file of more bytes, a profile keeps only some rows: what it tells is counted while all of them pass by."""
PROFILED_ROWS = 25_000
FEWEST_ROWS = 5_000
"""Where memory does not hold as many rows, the file is refused."""


def read_table(
    path: Path | str,
    *,
    options: ReadingOptions | None = None,
    as_text: bool = False,
    thin: bool = False,
    progress: Progress = silent,
) -> Table:
    """Read a file as a table; what was repaired is in its receipt.

    With `thin`, of a file too large for the memory there is as many rows are kept as it holds, evenly spread
    (`Table.whole`). Raises InputError when the file cannot be read, is too large, or was changed meanwhile.
    """
    place = Path(path)
    most, why = _most_rows(place) if thin and not as_text else (None, "")
    if most is None:
        refuse_what_cannot_be_read(place)
    with SteadyFile(path).reading():
        table = ingest.read_table(place, options=options, as_text=as_text, most_rows=most, progress=progress)
    return _with_note(table, why) if table.whole else table


def read_for_profile(path: Path | str, *, options: ReadingOptions | None = None, progress: Progress = silent) -> Table:
    """Read a file to be profiled and no more: of a large one only some rows are kept, and memory stays flat."""
    place = Path(path)
    if not can_be_thinned(place) or place.stat().st_size <= LARGE:
        return read_table(place, options=options, thin=True, progress=progress)
    with SteadyFile(path).reading():
        return ingest.read_table(place, options=options, most_rows=PROFILED_ROWS, progress=progress)


def _most_rows(path: Path) -> tuple[int | None, str]:
    """How many rows of a file memory holds, and why not all; None where all of them are to be read."""
    available, needed = available_bytes(), reading_bytes(path)
    if available is None or needed <= SHARE * available or not can_be_thinned(path):
        return None, ""
    rows = int(rows_about(path) * SHARE * available / needed)
    if rows < FEWEST_ROWS:
        return None, ""
    return rows, (
        f"All rows of the file take about {megabytes(needed)} of memory, and {megabytes(available)} are free: "
        "it is trained on the rows that were kept."
    )


def _with_note(table: Table, note: str) -> Table:
    return replace(table, receipt=replace(table.receipt, notes=(*table.receipt.notes, note)))


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a table is like before any question is asked of it: the part of a profile that no option changes."""

    columns: tuple[ColumnProfile, ...]
    findings: tuple[Finding, ...]
    quality: Quality


def look_at(table: Table, *, progress: Progress = silent) -> Look:
    """What a table is like."""
    from tracer_engine import profiling
    from tracer_engine.findings import table_findings

    columns = profiling.profile_columns(table, progress)
    findings = table_findings(table, columns)
    return Look(columns=columns, findings=tuple(findings), quality=profiling.quality(table, findings))


def profile_table(
    table: Table, *, options: PlanOptions | None = None, look: Look | None = None, progress: Progress = silent
) -> Profile:
    """What a table is like, and what is suggested for it. `look`: what `look_at` told of it, not to be done again."""
    from tracer_engine import planning

    look = look or look_at(table, progress=portion(progress, 0.0, 0.6))
    progress(Step(stage="profile", fraction=0.75, text="Looking for the target and for leaks"))
    suggested, more = planning.suggest(table, look.columns, look.findings, options or PlanOptions())
    findings = [*more, *look.findings]
    order = {"error": 0, "warning": 1, "info": 2}
    findings.sort(key=lambda finding: order[finding.severity])
    progress(Step(stage="profile", fraction=1.0, text="Profiled"))
    return Profile(
        source=table.source,
        rows=table.file_rows,
        columns=look.columns,
        receipt=table.receipt,
        quality=look.quality,
        findings=tuple(findings),
        suggested=suggested,
    )


def draft_plan(table: Table, profile: Profile, *, options: PlanOptions | None = None) -> Plan:
    """A complete, checked plan: what the user told, and what the profile suggests for the rest. Raises InputError."""
    from tracer_engine import planning

    return planning.draft_plan(table, profile, options or PlanOptions())
