"""Which rows belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.small_runs import customers, write_table
from tracer_engine.ingest import read_table
from tracer_engine.training.groups import row_groups
from tracer_engine.types.plan import Plan

PLAN = Plan(
    blueprint="churn", outcome="churn", target="Churn", positive="Yes", id="CustomerID", group=None, features=(),
    engineered=(), excluded=(), roles={}, effort="quick", seed=1,
)  # fmt: skip


def groups_of(
    folder: Path,
    columns: Mapping[str, Sequence[object]],
    rows: NDArray[np.intp] | None = None,
    group: str | None = None,
) -> tuple[NDArray[np.int64], int]:
    table = read_table(write_table(folder / "table.csv", columns))
    left_out = {"Churn", "CustomerID", group}
    plan = replace(PLAN, features=tuple(c for c in table.frame.columns if c not in left_out), group=group)
    return row_groups(table, plan, np.arange(table.rows) if rows is None else rows)


def same_sets(groups: NDArray[np.int64], expected: Sequence[object]) -> bool:
    """Whether two ways to name groups part the rows alike."""
    pairs = set(zip(groups.tolist(), expected, strict=True))
    return len(pairs) == len(set(groups.tolist())) == len(set(expected))


def test_copies_that_differ_in_id_and_target_only_are_one_group(tmp_path: Path) -> None:
    columns = customers(60)
    twice = {name: cells * 2 for name, cells in columns.items()}
    twice["CustomerID"] = [str(i) for i in range(120)]
    twice["Churn"] = ["Yes", "No"] * 60

    groups, copies = groups_of(tmp_path, twice)

    assert copies == 60
    assert same_sets(groups, list(range(60)) * 2)


def test_different_rows_are_each_their_own_group(tmp_path: Path) -> None:
    groups, copies = groups_of(tmp_path, customers(80))

    assert copies == 0
    assert len(set(groups.tolist())) == 80


def test_equal_rows_of_a_table_that_allows_few_different_ones_are_different_customers(tmp_path: Path) -> None:
    columns = {"contract": ["a", "b", "c", "a"] * 50, "phone": ["Yes", "No"] * 100, "Churn": ["Yes", "No"] * 100}

    groups, copies = groups_of(tmp_path, columns)

    assert copies == 0
    assert len(set(groups.tolist())) == 200


def test_only_the_rows_asked_for_are_grouped(tmp_path: Path) -> None:
    columns = {name: cells * 2 for name, cells in customers(60).items()}
    rows = np.array([0, 5, 60, 7])

    groups, copies = groups_of(tmp_path, columns, rows)

    assert copies == 1
    assert same_sets(groups, ["0", "5", "0", "7"])


def test_a_told_group_holds_its_rows_together_whatever_the_padding(tmp_path: Path) -> None:
    columns = customers(60) | {"Household": ["h1", " h1 ", "h2"] * 20}

    groups, copies = groups_of(tmp_path, columns, group="Household")

    assert copies == 0
    assert same_sets(groups, ["1", "1", "2"] * 20)


def test_rows_with_a_blank_group_stand_alone(tmp_path: Path) -> None:
    columns = customers(60) | {"Household": ["h1", "", "  "] * 20}

    groups, _ = groups_of(tmp_path, columns, group="Household")

    assert same_sets(groups, [("h1" if i % 3 == 0 else i) for i in range(60)])


def test_copies_join_the_households_they_stand_in(tmp_path: Path) -> None:
    """Row 0 and its copy 60 belong to two households: both households are one group."""
    columns = {name: cells + cells[:1] for name, cells in customers(60).items()}
    columns["CustomerID"] = [str(i) for i in range(61)]
    columns["Household"] = [f"h{i // 2}" for i in range(60)] + ["h29"]

    groups, copies = groups_of(tmp_path, columns, group="Household")

    assert copies == 1
    expected = [i // 2 for i in range(60)]
    assert same_sets(groups, [0 if name == 29 else name for name in expected] + [0])
