"""Stratified folds that never part a group (copies of a row, a household, an account)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def stratified_group_folds(
    y: NDArray[np.float64], groups: NDArray[np.int64], folds: int, seed: int
) -> NDArray[np.int8]:
    """The fold (0..folds-1) of every row, shape (rows,).

    Rows of one group share a fold. Groups of one row are dealt out class by class, so that every fold has its share of
    positives; larger groups go, largest first, to the fold that lacks most of what they bring.
    """
    random = np.random.default_rng(seed)
    _, group, size = np.unique(groups, return_inverse=True, return_counts=True)
    positives = np.bincount(group, weights=y, minlength=len(size))
    fold_of_group = np.empty(len(size), dtype=np.int8)
    wanted = np.array([len(y) - y.sum(), y.sum()]) / folds
    filled = np.zeros((folds, 2))
    large = np.flatnonzero(size > 1)
    large = large[np.lexsort((random.random(len(large)), -size[large]))]
    for index in large:
        brings = np.array([size[index] - positives[index], positives[index]])
        # How far each fold is from full, in shares of what it should hold, weighted by what the group brings.
        lack = ((wanted - filled) / np.maximum(wanted, 1e-9)) @ brings
        best = int(np.argmax(lack))
        fold_of_group[index] = best
        filled[best] += brings
    for label in (0, 1):
        single = np.flatnonzero((size == 1) & (positives == label))
        random.shuffle(single)
        # Deal to whichever fold is furthest below its share, one after the other.
        room = np.maximum(0, np.ceil((filled[:, label].sum() + len(single)) / folds - filled[:, label])).astype(int)
        while room.sum() < len(single):
            room[int(np.argmin(filled[:, label] + room))] += 1
        rounds = np.concatenate([np.arange(r) for r in room])
        dealt = np.concatenate([np.full(r, fold) for fold, r in enumerate(room)])[np.argsort(rounds, kind="stable")]
        fold_of_group[single] = dealt[: len(single)]
        filled[:, label] += np.bincount(dealt[: len(single)], minlength=folds)
    return fold_of_group[group]
