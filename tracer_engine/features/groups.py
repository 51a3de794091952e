"""Groups of a column's values, few enough to compare two tables by, and how far their shares are apart."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

GROUPS = 12
FLOOR = 0.005
"""A smaller share counts as this one: the logarithm of next to nothing would drown all the rest."""


def of_numbers(present: NDArray[np.float64]) -> dict[str, Any]:
    """Edges and shares of about a dozen groups of numbers, as `InputColumn` names them.

    The edges are round and evenly spaced; where more than half of the numbers would be in one group, quantiles.
    """
    edges = _even_edges(present)
    shares = _shares(present, edges)
    if not len(edges) or shares.max() > 0.5:
        edges = np.unique(np.quantile(present, np.linspace(0, 1, GROUPS + 1)[1:-1], method="lower"))
        edges = edges[edges > present.min()]
        shares = _shares(present, edges)
    return {"edges": tuple(edges.tolist()), "shares": tuple(np.round(shares, 6).tolist())}


def of_levels(counts: Sequence[int], present: int) -> tuple[float, ...]:
    """The shares of the first levels (told by their counts), and of all others, among `present` cells."""
    shares = [count / max(1, present) for count in counts[: GROUPS - 1]]
    return tuple(round(share, 6) for share in (*shares, max(0.0, 1 - sum(shares))))


def group_numbers(values: NDArray[np.float64], edges: Sequence[float]) -> NDArray[np.int64]:
    """How many of `values` (nan left out) are in each group."""
    present = values[~np.isnan(values)]
    return np.bincount(np.searchsorted(np.asarray(edges), present, side="right"), minlength=len(edges) + 1)


def group_codes(codes: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """How many level codes (missing, -1, left out) are in each of `count` groups."""
    return np.bincount(np.minimum(codes[codes >= 0], count - 1), minlength=count)


def stability_index(trained: Sequence[float], now: NDArray[np.float64], rows: int) -> float:
    """The population stability index of two lists of shares: 0 where they agree, above 0.2 where they do not.

    `now` are the shares among so many `rows`; of few rows a group may be empty by chance.
    """
    floor = max(FLOOR, 0.5 / rows)
    before, after = np.maximum(np.asarray(trained), floor), np.maximum(now, floor)
    return float(np.sum((after - before) * np.log(after / before)))


def check(edges: Sequence[float], shares: Sequence[float], levels: int, *, numeric: bool) -> None:
    """Raise ValueError where these are not edges and shares of a column as recorded here."""
    rising = all(low < high for low, high in itertools.pairwise(edges))
    fitting = len(shares) == len(edges) + 1 if numeric else not edges and len(shares) <= levels + 1
    known = all(math.isfinite(number) for number in edges) and all(0 <= share <= 1 for share in shares)
    if (edges or shares) and not (rising and fitting and known and len(shares) <= 2 * GROUPS):
        raise ValueError("shares of groups that do not fit their column")


def _shares(present: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    return group_numbers(present, edges.tolist()) / len(present)


def _even_edges(present: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiples of 1, 2, 2.5 or 5 (times a power of ten) that part the middle 98 % of the numbers."""
    low, high = (float(value) for value in np.quantile(present, [0.01, 0.99], method="lower"))
    if not high - low > 0 or not math.isfinite(high - low):
        return np.empty(0)
    rough = (high - low) / (GROUPS - 2)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    if np.all(present == np.round(present)):
        step = max(1.0, round(step))
    first = math.floor(low / step) + 1
    count = min(GROUPS, math.ceil(high / step) - first)
    edges = (first + np.arange(max(0, count))) * step
    return np.asarray(edges[(edges > present.min()) & (np.diff(edges, prepend=-np.inf) > 0)])
