"""Folds: no group is parted, whatever the groups, and every fold has its share of positives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer_engine.training.folds import stratified_group_folds


@settings(max_examples=120, deadline=None)
@given(
    rows=st.integers(10, 300),
    groups=st.integers(1, 300),
    folds=st.integers(2, 5),
    rate=st.floats(0.05, 0.95),
    seed=st.integers(0, 10_000),
)
def test_no_group_ever_straddles_folds(rows: int, groups: int, folds: int, rate: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    group = random.integers(0, groups, rows) * 7 - 3
    y = (random.random(rows) < rate).astype(np.float64)

    fold = stratified_group_folds(y, group, folds, seed)

    assert fold.shape == (rows,)
    assert fold.min() >= 0
    assert fold.max() < folds
    for name in np.unique(group):
        assert len(np.unique(fold[group == name])) == 1


@settings(max_examples=80, deadline=None)
@given(rows=st.integers(60, 600), folds=st.integers(2, 5), rate=st.floats(0.1, 0.9), seed=st.integers(0, 10_000))
def test_single_rows_are_dealt_out_evenly_class_by_class(rows: int, folds: int, rate: float, seed: int) -> None:
    y = (np.random.default_rng(seed).random(rows) < rate).astype(np.float64)

    fold = stratified_group_folds(y, np.arange(rows), folds, seed)

    for label in (0, 1):
        counts = np.bincount(fold[y == label], minlength=folds)
        assert counts.max() - counts.min() <= 1


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10_000), most=st.integers(2, 8))
def test_small_groups_keep_folds_of_like_size_and_rate(seed: int, most: int) -> None:
    random = np.random.default_rng(seed)
    group = np.repeat(np.arange(200), random.integers(1, most + 1, 200))
    y = (random.random(len(group)) < 0.3).astype(np.float64)

    fold = stratified_group_folds(y, group, 5, seed)

    sizes, positives = np.bincount(fold, minlength=5), np.bincount(fold, y, 5)
    assert sizes.max() - sizes.min() <= most + 2
    assert np.abs(positives / sizes - y.mean()).max() < 0.06


def test_households_of_one_outcome_are_spread_too() -> None:
    group = np.repeat(np.arange(40), 5)
    y = (group < 10).astype(np.float64)

    fold = stratified_group_folds(y, group, 5, 1)

    assert np.bincount(fold, y, 5).tolist() == [10.0] * 5
    assert np.bincount(fold).tolist() == [40] * 5


def test_one_group_that_fills_more_than_a_fold_is_kept_whole() -> None:
    group = np.concatenate([np.zeros(60, dtype=int), np.arange(1, 41)])
    y = (np.arange(100) % 4 == 0).astype(np.float64)

    fold = stratified_group_folds(y, group, 5, 1)

    assert len(np.unique(fold[:60])) == 1
    assert set(fold[60:]) == set(range(5)) - {int(fold[0])}


def test_the_seed_alone_decides() -> None:
    y = (np.arange(200) % 3 == 0).astype(np.float64)
    first, again, other = (stratified_group_folds(y, np.arange(200), 5, seed) for seed in (1, 1, 2))

    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


@pytest.mark.parametrize("folds", [2, 5])
def test_names_of_groups_have_no_say(folds: int) -> None:
    group = np.repeat(np.arange(30), 4)
    y = (np.arange(120) % 5 == 0).astype(np.float64)

    one = stratified_group_folds(y, group, folds, 3)
    two = stratified_group_folds(y, group * 1000 + 17, folds, 3)

    assert one.tolist() == two.tolist()
