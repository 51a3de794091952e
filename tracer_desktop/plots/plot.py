"""What a chart is before it is drawn: its words, its table, and what a cut-off means on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from tracer_desktop.plots.sheet import Sheet


@dataclass(frozen=True)
class PlotTable:
    """The same data as a table: texts as they are read, and the values behind them, as they are saved."""

    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    values: Sequence[Sequence[object]]
    text_columns: int = 0
    """So many columns, from the left, hold text: they are aligned left."""


@dataclass(frozen=True)
class Mark:
    """A cut-off on a plot: where its line stands, where it meets the curve (None: nowhere), and its meaning."""

    x: float
    y: float | None
    words: str


class Plot(QObject):
    """One chart. Subclasses say what it answers, draw it, and give its table."""

    key = "plot"
    title = ""
    sentence = ""
    summary = ""
    """One sentence that tells what is to be seen, for who cannot see it."""

    def draw(self, sheet: Sheet) -> None:
        """Put everything on a sheet."""
        raise NotImplementedError

    def redraw(self, sheet: Sheet, *, moving: bool) -> bool:
        """Put what changed on a sheet that holds an earlier plot of this kind; False where all has to be drawn anew.

        While it is `moving` another one is likely to follow at once: labels may wait for the last.
        """
        del sheet, moving
        return False

    def table(self) -> PlotTable:
        """The table twin."""
        raise NotImplementedError


class CutOffPlot(Plot):
    """A chart on which the cut-off is a line that can be moved."""

    rows = 0
    line_name = ""
    """What the line is called, where it is not the cut-off."""
    rising = True
    """Whether the line goes to the right as more are taken."""

    def mark(self, rows: int) -> Mark:
        """What taking so many means here."""
        raise NotImplementedError

    def rows_at(self, x: float) -> int:
        """How many are taken when the line stands at x."""
        raise NotImplementedError


def capital(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]
