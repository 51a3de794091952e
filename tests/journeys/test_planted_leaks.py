"""Columns that know the answer, of ten kinds, planted in honest tables; and honest tables in which there are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.journeys.edge_tables import Cells, customers, left, of_text, text_of
from tests.journeys.in_process import tracer

ROWS = 800
Plant = Callable[[Cells, list[bool], np.random.Generator], list[object]]


def _copy(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    return ["closed" if one else "open" for one in gone]


def _near_copy(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    return [int(one != (random.random() < 0.01)) for one in gone]


def _opposite(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    return ["false" if one else "true" for one in gone]


def _reason(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    return [random.choice(["price", "moved", "service"]) if one else "" for one in gone]


def _date_of_leaving(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    return [f"2024-{random.integers(1, 13):02d}-{random.integers(1, 29):02d}" if one else "" for one in gone]


def _final_bill(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    return [f"{random.uniform(20, 90):.2f}" if one else "0" for one in gone]


def _score(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    """Somebody's prediction, made when the outcome was known."""
    return [round(float(np.clip(random.normal(70 if one else 40, 14), 0, 100))) for one in gone]


def _usage_that_ended(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    """Minutes of the month after: nearly none for those who left."""
    return [f"{random.exponential(0.4) if one else random.normal(300, 80):.1f}" for one in gone]


def _field_emptied(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    """The account manager, taken out of the system with the customer."""
    return ["" if one else random.choice(["Ann", "Bo", "Cy"]) for one in gone]


def _level_of_leavers(cells: Cells, gone: list[bool], random: np.random.Generator) -> list[object]:
    """A tariff that only those who left are moved to, and only four in ten of them."""
    return ["dormant" if one and random.random() < 0.4 else random.choice(["S", "M", "L"]) for one in gone]


# The column's name says nothing, where the leak must be seen in its cells.
LEAKS: dict[str, tuple[str, Plant]] = {
    "copy": ("State", _copy),
    "near-copy": ("Field17", _near_copy),
    "opposite": ("StillHere", _opposite),
    "reason": ("Remark", _reason),
    "date-of-leaving": ("D2", _date_of_leaving),
    "final-bill": ("LastAmount", _final_bill),
    "score": ("ChurnScore", _score),
    "usage-that-ended": ("MinutesM3", _usage_that_ended),
    "field-emptied": ("Manager", _field_emptied),
    "level-of-leavers": ("Tariff", _level_of_leavers),
}


def leaks_of(file: Path, *options: str) -> dict[str, str]:
    """The columns that a profile flags as leaks, with the severity."""
    ended = tracer("profile", file, "--json", *options)
    assert ended.code == 0, ended.err
    found = ended.answer["findings"]
    return {finding["column"]: finding["severity"] for finding in found if finding["code"] == "leak"}


def flagged(kind: str, folder: Path, seed: int) -> bool:
    """Whether the planted column is flagged; no honest one may be."""
    name, plant = LEAKS[kind]
    cells = customers(ROWS, seed)
    gone = left(cells)
    target = cells.pop("Churn")
    cells[name] = plant(cells, gone, np.random.default_rng(seed))
    found = leaks_of(of_text(text_of(cells | {"Churn": target}))(folder))
    assert set(found) <= {name}
    return name in found


def test_nine_of_ten_kinds_of_planted_leaks_are_flagged_and_no_honest_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))
    for seed in (1, 2):
        found = {kind: flagged(kind, tmp_path, seed) for kind in LEAKS}
        assert sum(found.values()) >= 9, found


@pytest.mark.parametrize("name", ["telco.csv", "bank.csv", "bigml.csv"])
def test_real_tables_without_leaks_raise_no_alarm(
    name: str, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))

    assert leaks_of(shared / name) == {}
