"""One column looked at closely: what is told of it agrees with counting."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tracer_engine import workflow
from tracer_engine.browsing.column_facts import MOST_LEVELS, RANGES, ColumnLens
from tracer_engine.errors import InputError
from tracer_engine.evaluation.intervals import wilson

ROWS = 2_000


@pytest.fixture(scope="module")
def cells() -> dict[str, list[str]]:
    draw = random.Random(4)
    tenure = [draw.randint(0, 72) for _ in range(ROWS)]
    plan = [draw.choice(["basic", "plus", "pro"]) for _ in range(ROWS)]
    left = [draw.random() < (0.6 if t < 12 else 0.1) + (0.2 if p == "basic" else 0.0)
            for t, p in zip(tenure, plan, strict=True)]  # fmt: skip
    return {
        "id": [f"c{n:05}" for n in range(ROWS)],
        "tenure": [str(t) if n % 50 else "" for n, t in enumerate(tenure)],
        "total": [f"{t * 30 + draw.random():.2f}" for t in tenure],
        "plan": plan,
        "tier": [{"basic": "low", "plus": "high", "pro": "high"}[p] for p in plan],
        "town": [f"town {min(int(draw.expovariate(0.1)), 40)}" for _ in range(ROWS)],
        "noise": [f"{draw.random():.4f}" for _ in range(ROWS)],
        "since": [f"20{20 + n % 4}-0{1 + n % 9}-15" for n in range(ROWS)],
        "reason": ["price" if gone else "" for gone in left],
        "left": [("yes" if gone else "no") if n != 7 else "" for n, gone in enumerate(left)],
    }


@pytest.fixture(scope="module")
def lens(cells: dict[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> ColumnLens:
    path = tmp_path_factory.mktemp("facts") / "some.csv"
    rows = [",".join(row) for row in zip(*cells.values(), strict=True)]
    path.write_text("\n".join([",".join(cells), *rows]) + "\n", encoding="utf-8")
    table = workflow.read_table(path)
    return ColumnLens(table, workflow.profile_table(table))


def test_the_shares_by_level_are_those_counted(lens: ColumnLens, cells: dict[str, list[str]]) -> None:
    relation = lens.facts("plan", "left", "yes").relation
    assert relation is not None
    known = [(p, o) for p, o in zip(cells["plan"], cells["left"], strict=True) if o]
    rows, hits = Counter(p for p, _ in known), Counter(p for p, o in known if o == "yes")

    assert [one.value for one in relation.bins] == [value for value, _ in rows.most_common()]
    for one in relation.bins:
        assert one.rows == rows[one.value]
        assert one.rate == pytest.approx(hits[one.value] / rows[one.value])
        assert (one.low, one.high) == wilson(hits[one.value], rows[one.value])
    assert relation.base_rate == pytest.approx(sum(hits.values()) / len(known))
    assert relation.roc_auc is not None
    assert 0.55 < relation.roc_auc < 0.7


def test_numbers_are_told_by_ranges_that_do_not_overlap(lens: ColumnLens, cells: dict[str, list[str]]) -> None:
    relation = lens.facts("tenure", "left", "yes").relation
    assert relation is not None
    ranges = [one for one in relation.bins if one.value != "missing"]

    assert relation.bins[-1].value == "missing"
    assert relation.bins[-1].rows == sum(not t and bool(o) for t, o in zip(cells["tenure"], cells["left"], strict=True))
    assert len(ranges) == RANGES
    ends = [[int(end) for end in one.value.split(" to ")] for one in ranges]
    assert [end for pair in ends for end in pair] == sorted({end for pair in ends for end in pair})
    for one, (low, high) in zip(ranges, ends, strict=True):
        inside = [o for t, o in zip(cells["tenure"], cells["left"], strict=True) if t and o and low <= int(t) <= high]
        assert one.rows == len(inside)
        assert one.rate == pytest.approx(inside.count("yes") / len(inside))
    assert ranges[0].rate > 0.5 > ranges[-1].rate


def test_the_rarer_of_many_levels_are_taken_together(lens: ColumnLens) -> None:
    relation = lens.facts("town", "left", "yes").relation
    assert relation is not None

    assert len(relation.bins) == MOST_LEVELS + 1
    assert relation.bins[-1].value == "other"
    assert sum(one.rows for one in relation.bins) == ROWS - 1


def test_dates_are_told_by_year(lens: ColumnLens) -> None:
    relation = lens.facts("since", "left", "yes").relation
    assert relation is not None
    assert [one.value for one in relation.bins] == ["2020", "2021", "2022", "2023"]


def test_a_column_filled_in_afterwards_shows_itself(lens: ColumnLens, cells: dict[str, list[str]]) -> None:
    relation = lens.facts("reason", "left", "yes").relation
    assert relation is not None
    yes = cells["left"].count("yes")

    assert relation.filled_positive == (yes, yes)
    assert relation.filled_negative == (0, ROWS - 1 - yes)
    assert relation.roc_auc == pytest.approx(1.0)


def test_where_every_row_has_its_own_value_there_are_no_shares(lens: ColumnLens) -> None:
    facts = lens.facts("id", "left", "yes")
    assert facts.relation is not None
    assert (facts.relation.bins, facts.relation.roc_auc, facts.moves_with) == ((), None, None)


def test_the_target_has_nothing_to_do_with_itself(lens: ColumnLens) -> None:
    facts = lens.facts("left", "left", "yes")
    assert (facts.relation, facts.moves_with) == (None, None)
    assert lens.facts("plan", None, None).relation is None


@pytest.mark.parametrize(("name", "partner"), [("tenure", "total"), ("plan", "tier"), ("noise", None)])
def test_what_moves_with_a_column_is_found(lens: ColumnLens, name: str, partner: str | None) -> None:
    found = lens.facts(name, "left", "yes").moves_with

    assert (found[0] if found else None) == partner
    if found:
        assert 0.9 < found[1] <= 1.0


def test_the_numbers_are_those_of_the_profile(lens: ColumnLens, cells: dict[str, list[str]]) -> None:
    facts = lens.facts("tenure", "left", "yes")
    numbers = [int(t) for t in cells["tenure"] if t]

    assert (facts.minimum, facts.maximum) == (min(numbers), max(numbers))
    assert facts.mean == pytest.approx(sum(numbers) / len(numbers))
    assert sum(rows for _, _, rows in facts.histogram) == len(numbers)
    assert (facts.position, facts.rows) == (1, ROWS)


def test_a_column_that_is_not_there_is_refused(lens: ColumnLens) -> None:
    with pytest.raises(InputError, match="tenrue"):
        lens.facts("tenrue", "left", "yes")
