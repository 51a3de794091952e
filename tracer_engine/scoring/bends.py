"""The last step of a score: a line of straight pieces that log-odds are drawn along.

Two numbers (Platt's slope and intercept) leave a bow in the calibration wherever a model knows much of some rows and
little of others. The line always rises, so that the order of the scores stays; and a row's contributions are stretched
by one factor, so that they still add up to its score exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

MOST_KNOTS = 16
STEEPEST = 100.0


@dataclass(frozen=True, kw_only=True)
class Bends:
    """Log-odds t become t + sum of change x max(0, t - knot). Without knots they stay as they are.

    Raises ValueError where the line does not rise all along, or is no line.
    """

    knots: tuple[float, ...] = ()
    changes: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        slopes = 1 + np.cumsum(self.changes)
        if (
            len(self.knots) != len(self.changes)
            or len(self.knots) > MOST_KNOTS
            or not np.all(np.isfinite(self.knots))
            or np.any(np.diff(self.knots) <= 0)
            or not np.all((slopes > 1 / STEEPEST) & (slopes < STEEPEST))
        ):
            raise ValueError("a calibration that does not rise")

    def log_odds(self, straight: Values) -> Values:
        """Log-odds (rows,) along the line."""
        if not self.knots:
            return straight
        result = straight.copy()
        for knot, change in zip(self.knots, self.changes, strict=True):
            result += change * np.maximum(0.0, straight - knot)
        return result

    def stretch(self, constant: float, sums: Values) -> tuple[float, Values]:
        """The constant along the line, and the factor (rows,) for contributions that came to `sums` above it."""
        if not self.knots:
            return constant, np.ones(len(sums))
        bent = float(self.log_odds(np.array([constant]))[0])
        # Where a row is where the constant is, there is nothing to stretch.
        still = np.abs(sums) < 1e-9
        factor = (self.log_odds(constant + sums) - bent) / np.where(still, 1.0, sums)
        return bent, np.where(still, 1.0, factor)
