"""One number for how good a table is, and the parts it is made of."""

from __future__ import annotations

from collections.abc import Sequence

from tracer_engine.ingest import missing_mask
from tracer_engine.types.profile import Finding, Quality
from tracer_engine.types.table import Table

_SPOILING_SHARE = 5.0
"""How much harder a spoiled cell or a repeated row weighs than a blank one: a blank is often meant."""


def quality(table: Table, findings: Sequence[Finding]) -> Quality:
    """Quality of `table`, 0 (unusable) to 100.

    Parts, each 0..100: `completeness` (cells that are filled in), `validity` (cells that are what their column
    says), `uniqueness` (rows that are no copy of another), `consistency` (columns that write one value one way,
    and hold more than one), `readability` (rows that could be read as they stood). The score is the mean of
    the parts, drawn half way to the worst one.
    """
    cells = max(1, table.rows * len(table.columns))
    blank = sum(
        int(missing_mask(table.frame[column.name], column.missing_tokens).sum() or 0) for column in table.columns
    )
    spoiled = sum(column.spoiled for column in table.columns)
    rows = max(1, table.rows)
    copies = 0
    if any(finding.code.startswith("duplicate-rows") for finding in findings):
        copies = _copies(table)
    troubled = {f.column for f in findings if f.code in ("spellings", "constant", "empty-column")}
    receipt = table.receipt
    all_rows = max(1, receipt.rows_kept + receipt.rows_set_aside, table.rows)
    parts = {
        "completeness": _part(blank / cells),
        "validity": _part(_SPOILING_SHARE * spoiled / cells),
        "uniqueness": _part(_SPOILING_SHARE * copies / rows),
        "consistency": _part(len(troubled) / max(1, len(table.columns))),
        "readability": _part(_SPOILING_SHARE * len(receipt.repairs) / all_rows),
    }
    if not table.rows:
        return Quality(score=0, parts=dict.fromkeys(parts, 0))
    mean = sum(parts.values()) / len(parts)
    return Quality(score=int(mean + min(parts.values())) // 2, parts=parts)


def _copies(table: Table) -> int:
    """Rows that repeat an earlier one, columns that identify the row aside."""
    names = [column.name for column in table.columns if column.kind != "id"]
    return table.rows - table.frame.select(names).n_unique() if names else 0


def _part(share_spoiled: float) -> int:
    """A share of trouble as a mark of 0..100; 100 only where there is none at all."""
    if share_spoiled <= 0:
        return 100
    return max(0, min(99, int(100 * (1 - share_spoiled))))
