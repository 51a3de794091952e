"""The views of prepared rows that learners work on, each with the source (reason) every column belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracer_engine.features.preparation import Preparation, Prepared


@dataclass(frozen=True)
class View:
    """A matrix (rows, columns), the index of the source of each column, and which columns are level codes."""

    matrix: NDArray[np.float64]
    source: NDArray[np.intp]
    categorical: tuple[int, ...] = ()


class Views:
    """All views of one set of prepared rows, made when first asked for."""

    def __init__(self, preparation: Preparation, prepared: Prepared) -> None:
        self.preparation = preparation
        self.prepared = prepared
        self.numbers = prepared.numbers.shape[1]
        self.sources = self.numbers + prepared.codes.shape[1]
        self.kept: dict[str, Any] = {}  # what learners make of the rows once, for all folds
        self.levels = tuple(len(column.levels) for column in preparation.category_inputs)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.prepared.rows

    @cached_property
    def codes(self) -> View:
        """Numbers with nan for missing, and level codes (missing as nan) marked as categorical."""
        codes = self.prepared.codes.astype(np.float64)
        codes[codes < 0] = np.nan
        matrix = np.hstack([self.prepared.numbers, codes])
        return View(matrix, np.arange(self.sources), tuple(range(self.numbers, self.sources)))

    @cached_property
    def one_hot(self) -> View:
        """Numbers with nan for missing, and one column for each level, for "missing" and for "another level".

        A category of two levels takes one column less: it would only mirror the other.
        """
        wanted = [[1, -1, 2] if levels == 2 else [*range(levels), -1, levels] for levels in self.levels]
        width = self.numbers + sum(map(len, wanted))
        matrix = np.empty((self.rows, width))
        matrix[:, : self.numbers] = self.prepared.numbers
        source = list(range(self.numbers))
        for position, codes in enumerate(wanted):
            columns = slice(len(source), len(source) + len(codes))
            matrix[:, columns] = self.prepared.codes[:, position, None] == np.asarray(codes, dtype=np.int32)
            source += [self.numbers + position] * len(codes)
        return View(matrix, np.asarray(source, dtype=np.intp))
