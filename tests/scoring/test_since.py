"""What has changed between two files, and what the age of a model asks for."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest

from tests.small_runs import SmallRun
from tracer_engine.scoring.since import ageing, since, told_days
from tracer_engine.types.scores import RememberedRows, ScoredFile

TODAY = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
FILE = ScoredFile(
    created="2026-10-23T10:00:00+00:00", source="october.csv", sha256="x", rows=4, listed=2, expected=1.9,
    threshold=0.5, level="go", reasons=("Age", "Contract"),
)  # fmt: skip


def rows(ids: list[int], probability: list[float], reason: list[int]) -> RememberedRows:
    return RememberedRows(
        ids=np.array(ids, dtype=np.uint64),
        probability=np.array(probability, dtype=np.float32),
        reason=np.array(reason, dtype=np.int16),
    )


def test_everybody_is_counted_where_they_belong() -> None:
    before = rows([1, 2, 3, 4], [0.9, 0.8, 0.1, 0.7], [0, 1, -1, 1])
    now = rows([2, 3, 4, 5, 6], [0.9, 0.6, 0.2, 0.8, 0.1], [0, 1, -1, 1, -1])
    found = since(FILE, before, replace(FILE, rows=5, listed=3, expected=2.6), now)

    assert (found.both, found.new, found.climbed, found.stayed, found.fell, found.left) == (3, 1, 1, 1, 1, 1)
    assert found.other_reason == 1
    assert found.reasons == (("Contract", 2, 2), ("Age", 1, 1))


def test_without_ids_only_the_sums_are_told() -> None:
    found = since(FILE, rows([], [0.9, 0.8, 0.1, 0.7], [0] * 4), FILE, rows([1, 2, 3, 4], [0.9] * 4, [-1] * 4))

    assert (found.both, found.new, found.left) == (None, None, None)
    assert found.then is FILE
    assert found.reasons == ()


def test_a_young_model_with_steady_files_has_no_age_worth_a_word(small_run: SmallRun) -> None:
    card = replace(small_run.model.card, created="2026-09-01T00:00:00+00:00")
    steady = [replace(FILE, column_drift=0.05)] * 5

    assert ageing(card, steady, TODAY) == ""
    assert ageing(replace(card, created="long ago"), steady, TODAY) == ""


def test_files_that_move_away_are_told_with_their_drift(small_run: SmallRun) -> None:
    card = replace(small_run.model.card, created="2026-07-20T00:00:00+00:00")
    files = [replace(FILE, column_drift=drift) for drift in (0.31, 0.12, 0.05, 0.4)]

    assert ageing(card, files, TODAY) == (
        "The model was trained 4 months ago, and its files move away from what it learned from: drift 0.05, 0.12, "
        "0.31. Train again on a newer table."
    )
    assert ageing(card, files[1:], TODAY) == ""


def test_an_old_model_is_told_whatever_its_files_are_like(small_run: SmallRun) -> None:
    card = replace(small_run.model.card, created="2025-11-01T00:00:00+00:00")

    assert ageing(card, (), TODAY).startswith("The model was trained 12 months ago. Train again")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "less than a day"), (1, "1 day"), (13, "13 days"), (20, "2 weeks"), (90, "2 months"), (800, "2 years")],
)
def test_a_length_of_time_is_told_in_the_unit_that_fits_it(days: int, words: str) -> None:
    assert told_days(days) == words
