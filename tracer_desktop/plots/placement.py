"""Where a label goes: beside its line, and never across another line, another label or the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def grown(self, by: float) -> Box:
        """The box with a margin round it."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def covers(self, other: Box) -> float:
        """The area both share."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(0.0, wide) * max(0.0, high)

    def outside(self, whole: Box) -> float:
        """How far it reaches out of another."""
        return (
            max(0.0, whole.left - self.left)
            + max(0.0, self.right - whole.right)
            + max(0.0, whole.bottom - self.bottom)
            + max(0.0, self.top - whole.top)
        )


@dataclass(frozen=True)
class Spot:
    """A place for a label: a corner point, and on which side of it the text stands."""

    x: float
    y: float
    across: str = "left"
    up: str = "bottom"

    def box(self, width: float, height: float) -> Box:
        """The room a text of this size takes here."""
        left = self.x - {"left": 0.0, "center": width / 2, "right": width}[self.across]
        bottom = self.y - {"bottom": 0.0, "center": height / 2, "top": height}[self.up]
        return Box(left, bottom, left + width, bottom + height)


def best_spot(
    spots: Sequence[Spot], size: tuple[float, float], lines: Sequence[Points], taken: Sequence[Box], whole: Box
) -> Spot:
    """The first spot that is free, else the one least in the way. Lines are points in pixels."""
    dense = [densely(line) for line in lines]

    def trouble(spot: Spot) -> float:
        box = spot.box(*size)
        wide = box.grown(3.0)
        crossed = sum(_inside(line, wide) for line in dense)
        covered = sum(wide.covers(other) for other in taken)
        return crossed + covered + 50.0 * box.outside(whole)

    return min(spots, key=trouble)


def beside(line: Points, places: Sequence[float], gap: float, *, above: bool, rising: bool = True) -> list[Spot]:
    """Spots along a line (places from 0 to 1 of its width), above or below it, on the side it bends away from."""
    spots = []
    left, right = float(line[0, 0]), float(line[-1, 0])
    leftwards = above == rising
    for place in places:
        x = left + place * (right - left)
        y = float(np.interp(x, line[:, 0], line[:, 1]))
        across, up = "right" if leftwards else "left", "bottom" if above else "top"
        spots.append(Spot(x + (-gap if leftwards else gap), y + (gap if above else -gap) * 0.5, across, up))
    return spots


def densely(line: Points, step: float = 3.0) -> Points:
    """The same line with points every few pixels, so that none slips through a box."""
    if len(line) < 2:
        return line
    lengths = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    if along[-1] <= 0:
        return line[:1]
    at = np.linspace(0.0, along[-1], max(2, int(along[-1] / step)))
    return np.column_stack([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])])


def _inside(line: Points, box: Box) -> int:
    x, y = line[:, 0], line[:, 1]
    return int(((x > box.left) & (x < box.right) & (y > box.bottom) & (y < box.top)).sum())
