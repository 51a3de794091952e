"""One number for how good a table is, and the parts it is made of."""

from __future__ import annotations

from collections.abc import Sequence

from tracer_engine.ingest import missing_mask
from tracer_engine.profiling.columns import counts_of
from tracer_engine.types.profile import Finding, Quality
from tracer_engine.types.table import Column, Table

_SPOILING_SHARE = 5.0
"""How much harder a spoiled cell or a repeated row weighs than a blank one: a blank is often meant."""


def quality(table: Table, findings: Sequence[Finding]) -> Quality:
    """Quality of `table`, 0 (unusable) to 100.

    Parts, each 0..100: `completeness` (cells that are filled in), `validity` (cells that are what their column
    says), `uniqueness` (rows that are no copy of another), `consistency` (columns that write one value one way,
    and hold more than one), `readability` (rows that could be read as they stood). The score is the mean of
    the parts, drawn half way to the worst one.
    """
    cells = max(1, table.file_rows * len(table.columns))
    blank = sum(_blank(table, column) for column in table.columns)
    spoiled = sum(column.spoiled for column in table.columns)
    rows = max(1, table.file_rows)
    copies = 0
    if any(finding.code.startswith("duplicate-rows") for finding in findings):
        copies = copies_of(table)[1]
    troubled = {f.column for f in findings if f.code in ("spellings", "constant", "empty-column")}
    receipt = table.receipt
    all_rows = max(1, receipt.rows_kept + receipt.rows_set_aside, table.file_rows)
    parts = {
        "completeness": _part(blank / cells),
        "validity": _part(_SPOILING_SHARE * spoiled / cells),
        "uniqueness": _part(_SPOILING_SHARE * copies / rows),
        "consistency": _part(len(troubled) / max(1, len(table.columns))),
        "readability": _part(_SPOILING_SHARE * len(receipt.repairs) / all_rows),
    }
    if not table.file_rows:
        return Quality(score=0, parts=dict.fromkeys(parts, 0))
    mean = sum(parts.values()) / len(parts)
    return Quality(score=int(mean + min(parts.values())) // 2, parts=parts)


def _blank(table: Table, column: Column) -> int:
    """How many cells of a column are read as missing though nothing spoils them."""
    counts = counts_of(table, column).counts
    return int(counts["n"].filter(missing_mask(counts["cell"], column.missing_tokens)).sum())


def copies_of(table: Table) -> tuple[int, int]:
    """Rows that repeat an earlier one: in every column, and in every column but those that identify the row."""
    if table.whole is not None:
        return table.whole.copies, table.whole.copies_without_ids
    if table.kept_copies:
        return table.kept_copies[0]
    names = [column.name for column in table.columns if column.kind != "id"]
    whole = table.rows - table.frame.hash_rows(seed=1).n_unique()
    aside = whole
    if len(names) < len(table.columns):
        aside = table.rows - table.frame.select(names).hash_rows(seed=1).n_unique() if names else 0
    table.kept_copies.append((whole, aside))
    return whole, aside


def _part(share_spoiled: float) -> int:
    """A share of trouble as a mark of 0..100; 100 only where there is none at all."""
    if share_spoiled <= 0:
        return 100
    return max(0, min(99, int(100 * (1 - share_spoiled))))
