"""How the numbers of one column are shown: as they stand in the file, with thousands marked and decimals aligned."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracer_desktop.widgets.numbers import number_locale

MOST_DECIMALS = 4
"""A column with more decimals than this is shown as it stands: zeros behind them would say nothing."""
_MINUS = "\u2212"
_FIRST_YEAR, _LAST_YEAR = 1800, 2199


@dataclass(frozen=True)
class NumberShape:
    """`decimals` the cells are filled up to (never cut), whether thousands are marked, and the file's decimal mark."""

    decimal: str = "."
    decimals: int = 0
    marks_thousands: bool = True

    def show(self, cell: str) -> str:
        """The cell as it is shown; one that is not plainly a number stands as it is in the file."""
        found = _plain(cell, self.decimal)
        if found is None:
            return cell
        sign, whole, fraction = found
        locale = number_locale()
        if self.marks_thousands and len(whole) > 3:
            mark = locale.groupSeparator()
            first = len(whole) % 3
            groups = ([whole[:first]] if first else []) + [whole[at : at + 3] for at in range(first, len(whole), 3)]
            whole = mark.join(groups)
        fraction = fraction.ljust(self.decimals, "0") if self.decimals else fraction
        text = f"{whole}{locale.decimalPoint()}{fraction}" if fraction else whole
        return _MINUS + text if sign == "-" else text


def shape_of(cells: Iterable[str], decimal: str) -> NumberShape:
    """How a column of numbers is shown, going by its first cells."""
    parts = [part for cell in cells if (part := _plain(cell, decimal)) is not None]
    decimals = max((len(fraction) for _, _, fraction in parts), default=0)
    wholes = [whole for _, whole, _ in parts]
    # 2,024 is a price, 2024 is a year.
    years = bool(wholes) and not decimals and all(len(one) == 4 and _is_year(int(one)) for one in wholes)
    return NumberShape(decimal, decimals if decimals <= MOST_DECIMALS else 0, not years)


def _is_year(number: int) -> bool:
    return _FIRST_YEAR <= number <= _LAST_YEAR


def _plain(cell: str, decimal: str) -> tuple[str, str, str] | None:
    """Sign, whole part and fraction of a plain number; None for anything else (leading zeros, marks, currency)."""
    found = _PLAIN[decimal].fullmatch(cell.strip()) if decimal in _PLAIN else None
    return (found[1], found[2], found[3] or "") if found is not None else None


_PLAIN = {mark: re.compile(rf"([+-]?)(0|[1-9]\d*)(?:{re.escape(mark)}(\d+))?", re.ASCII) for mark in (".", ",")}
