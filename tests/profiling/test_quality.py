"""The quality score."""

from __future__ import annotations

from collections.abc import Callable

from tracer_engine.findings import table_findings
from tracer_engine.profiling import profile_columns, quality
from tracer_engine.types.profile import Quality
from tracer_engine.types.table import Table

TableOf = Callable[..., Table]


def quality_of(table: Table) -> Quality:
    return quality(table, table_findings(table, profile_columns(table)))


def test_a_clean_table_has_full_marks(table_of: TableOf) -> None:
    table = table_of({"charge": [f"{n}.25" for n in range(60)], "plan": ["a", "b", "c"] * 20})
    assert quality_of(table).score == 100


def test_every_kind_of_trouble_lowers_its_own_part(table_of: TableOf) -> None:
    n = 100
    table = table_of(
        {
            "charge": [f"{i}.25" if i > 2 else "lots" for i in range(n)],
            "note": ["" if i % 2 else "x" for i in range(n)],
            "plan": ["a" if i % 3 else "A" for i in range(n)],
        }
    )
    parts = quality_of(table).parts
    assert parts["completeness"] < 90
    assert parts["validity"] < 100
    assert parts["consistency"] < 70
    copies = table_of({"charge": ["1.5", "2.5"] * 30, "plan": ["a", "b"] * 30})
    assert quality_of(copies).parts["uniqueness"] == 0


def test_the_score_lies_between_0_and_100_and_is_0_without_rows(table_of: TableOf) -> None:
    assert quality_of(table_of({"a": [], "b": []})).score == 0
    assert 0 <= quality_of(table_of({"a": [""] * 20, "b": ["x"] * 20})).score <= 60
