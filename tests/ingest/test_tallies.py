"""Columns counted block by block."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer_engine.ingest.kinds import CellRules, count_cells, describe_column
from tracer_engine.ingest.tallies import ColumnTally, fits
from tracer_engine.ingest.text_blocks import FrameBlock
from tracer_engine.types.counted import ColumnCounts
from tracer_engine.types.table import Column


def guess(counts: pl.DataFrame) -> Column:
    return describe_column("cell", "cell", counts, position=3, rules=CellRules())


def tallied(cells: list[str], *, most: int, rate: int = 1, block: int = 500) -> tuple[ColumnTally, ColumnCounts]:
    tally = ColumnTally(guess, most=most, rate=rate)
    for start in range(0, len(cells), block):
        part = pl.Series("cell", cells[start : start + block], dtype=pl.String)
        tally.add(FrameBlock(part.to_frame()), 0)
    return tally, tally.finish()


@pytest.mark.parametrize("different", [1, 3, 40, 5_000])
def test_every_text_is_counted_however_the_blocks_are_cut(different: int) -> None:
    cells = [f"v{(row * row + row // 900) % different}" for row in range(6_000)]
    _, counted = tallied(cells, most=10_000)

    wanted = count_cells(pl.Series(cells)).sort("cell")
    assert counted.exact
    assert counted.counts.sort("cell").rows() == wanted.rows()


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(st.integers(min_value=0, max_value=60).map(lambda n: f"t{n if n < 9 else n * n}"), max_size=300),
    block=st.integers(min_value=1, max_value=80),
)
def test_any_texts_in_any_blocks_are_counted(cells: list[str], block: int) -> None:
    _, counted = tallied(cells, most=120, block=block)

    wanted = count_cells(pl.Series("cell", cells, dtype=pl.String)).sort("cell")
    assert counted.counts.sort("cell").rows() == wanted.rows()


def test_a_text_that_appears_late_is_counted() -> None:
    _, counted = tallied(["Yes", "No"] * 3_000 + ["Perhaps"], most=100)

    assert sorted(counted.counts.rows()) == [("No", 3_000), ("Perhaps", 1), ("Yes", 3_000)]


def test_of_very_many_numbers_totals_are_exact_and_cells_that_are_none_are_counted_each() -> None:
    cells = [str(row / 4) for row in range(20_000)] + ["?", "a lot", "?"]
    tally, counted = tallied(cells, most=1_000, rate=4)

    odd = {cell: n for cell, n in counted.counts.rows() if cell in ("?", "a lot")}
    assert (counted.exact, odd) == (False, {"?": 2, "a lot": 1})
    assert (counted.minimum, counted.maximum, counted.mean) == (0.0, 4999.75, 2499.875)
    assert counted.distinct == 20_000
    assert int(counted.counts["n"].sum()) == len(cells)
    found = describe_column("cell", "cell", counted.counts, position=3, rules=CellRules(), distinct=counted.distinct)
    assert (found.kind, found.missing, found.spoiled, found.spoilers) == ("number", 3, 1, ("a lot",))
    assert tally.many is not None
    assert fits(tally.many.guess, tally.many.reads, found, counted.counts)


def test_repeats_among_very_many_ids_show_in_the_estimate() -> None:
    cells = [f"C{row % 15_000:05d}" for row in range(30_000)]
    _, counted = tallied(cells, most=1_000, rate=8)

    assert counted.distinct is not None
    assert 13_500 < counted.distinct < 16_500


def test_a_column_that_turns_out_otherwise_is_noticed() -> None:
    tally, counted = tallied([str(row) for row in range(2_000)] + ["word"] * 9_000, most=1_000)

    found = describe_column("cell", "cell", counted.counts, position=3, rules=CellRules(), distinct=counted.distinct)
    assert tally.many is not None
    assert not fits(tally.many.guess, tally.many.reads, found, counted.counts)


def test_counts_of_examples_are_the_same_each_time_and_none_gets_what_others_were_rounded_by() -> None:
    cells = [f"C{row:06d}" for row in range(9_991)]
    once, again = (tallied(cells, most=1_000, rate=2)[1] for _ in range(2))

    assert sorted(once.counts.rows()) == sorted(again.counts.rows())
    assert once.counts["n"].sum() == 9_991
    often = once.counts["n"].to_list()
    assert max(often) - min(often) == 1
