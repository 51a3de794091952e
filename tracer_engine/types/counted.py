"""How often each text occurs in a column, over all rows of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, kw_only=True, eq=False)
class ColumnCounts:
    """The texts of a column (`cell`, String) and how often each occurs (`n`) in the frame `counts`.

    Where not `exact`, the column has too many different texts to count each: `counts` then holds all cells that are no
    values, and of the values a sample whose `n` add up to how many there are. `distinct` (an estimate), `minimum`,
    `maximum` and `mean` (exact, of numbers or days; None for texts) then tell of all values.
    """

    counts: pl.DataFrame
    exact: bool = True
    distinct: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None


@dataclass(frozen=True, kw_only=True)
class WholeFile:
    """What is known of all rows of a file of whose rows a table holds only some.

    `copies` repeat an earlier row in every column, `copies_without_ids` with the ids put aside; both are estimates.
    """

    rows: int
    copies: int = 0
    copies_without_ids: int = 0
