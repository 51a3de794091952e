"""The power of a single column, measured on rows that its rates were not made from."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.stats import rankdata

from tracer_engine.findings.power import Cells, best_cut, power_of, pure_part, random_folds, weighted_auc

N = 2_000
RANDOM = np.random.default_rng(3)
LEFT = RANDOM.random(N) < 0.2
FOLDS = random_folds(pl.DataFrame({"row": np.arange(N)}))


def as_levels(codes: np.ndarray) -> Cells:
    return Cells(codes=codes.astype(np.int64), levels=(), numbers=None)


def test_the_auc_of_groups_is_that_of_their_rows() -> None:
    scores, hits = RANDOM.integers(0, 9, 500).astype(float), RANDOM.random(500) < 0.3
    ranks = rankdata(scores)
    positives = int(hits.sum())
    expected = (ranks[hits].sum() - positives * (positives + 1) / 2) / (positives * (500 - positives))
    assert weighted_auc(scores, hits.astype(float), (~hits).astype(float)) == pytest.approx(expected)
    assert weighted_auc(scores, np.zeros(500), np.ones(500)) == 0.5


def test_levels_of_one_row_each_tell_nothing() -> None:
    assert power_of(as_levels(np.arange(1, N + 1)), LEFT, FOLDS).auc == pytest.approx(0.5, abs=0.02)


def test_random_levels_tell_nothing_however_many_they_are() -> None:
    for levels in (2, 20, 200, 900):
        codes = RANDOM.integers(1, levels + 1, N)
        assert power_of(as_levels(codes), LEFT, FOLDS).auc == pytest.approx(0.5, abs=0.06)


def test_a_copy_tells_everything_and_blank_cells_tell_by_themselves() -> None:
    copy = power_of(as_levels(LEFT + 1), LEFT, FOLDS)
    assert (copy.auc, copy.right, copy.blank_auc) == (1.0, 1.0, 0.5)
    only = power_of(as_levels(LEFT.astype(int)), LEFT, FOLDS)
    assert (only.filled_positive, only.filled_negative, only.blank_auc) == (1.0, 0.0, 1.0)


def test_rows_of_one_group_share_a_fold() -> None:
    frame = pl.DataFrame({"customer": [f"c{i // 5}" for i in range(N)]})
    folds = random_folds(frame, "customer").reshape(-1, 5)
    assert (folds == folds[:, :1]).all()
    assert set(np.unique(folds)) == {0, 1, 2, 3, 4}


def test_the_best_cut_finds_a_clean_parting_either_way_round() -> None:
    assert best_cut(np.where(LEFT, 5.0, 1.0) + RANDOM.random(N), LEFT) == 1.0
    assert best_cut(np.where(LEFT, 1.0, 5.0) + RANDOM.random(N), LEFT) == 1.0
    assert best_cut(np.where(LEFT, np.nan, 5.0), LEFT) == 1.0
    assert best_cut(np.full(N, 3.0), LEFT) == pytest.approx(1 - LEFT.mean())


def test_the_pure_part_is_a_level_or_one_end_of_the_numbers() -> None:
    codes = np.where(LEFT & (np.arange(N) % 2 == 0), 3, RANDOM.integers(1, 3, N))
    part = pure_part(as_levels(codes), LEFT, 0.99)
    assert part is not None
    assert part.positives == part.rows == int((codes == 3).sum())
    numbers = np.where(codes == 3, -7.0, RANDOM.random(N))
    tail = pure_part(Cells(codes=codes.astype(np.int64), levels=(), numbers=numbers), LEFT, 0.99)
    assert tail is not None
    assert tail.positives >= part.positives
    assert pure_part(as_levels(RANDOM.integers(1, 3, N)), LEFT, 0.99) is None
