"""A plot as a picture to copy or to keep: always light, with its title, whatever the window looks like."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from tracer_desktop.plots.plot import Plot, PlotTable
from tracer_desktop.plots.style import SCREEN_DPI, Style, paper_style

WIDE, HIGH = 760, 520
FINE = 2.0
"""Pixels of a PNG for each at 96 dpi."""
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def png_picture(plot: Plot, rows: int) -> bytes:
    """The plot as a PNG, fine enough for a slide."""
    return _picture(plot, rows, "png", dpi=SCREEN_DPI * FINE)


def svg_picture(plot: Plot, rows: int) -> bytes:
    """The plot as an SVG; it carries its title and its one-sentence summary."""
    about = {"Title": plot.title, "Description": plot.summary, "Date": None}
    return _picture(plot, rows, "svg", dpi=SCREEN_DPI, metadata=about)


def csv_table(table: PlotTable) -> bytes:
    """The data of a plot, for a spreadsheet: with a BOM, and no cell that a spreadsheet would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_cell(one) for one in csv_headings(table))
    writer.writerows([_cell(one) for one in row] for row in table.values)
    return text.getvalue().encode("utf-8-sig")


def csv_headings(table: PlotTable) -> list[str]:
    """A heading for each value; one text that stands for two ends ("2 % to 4 %") becomes two columns."""
    headings = list(table.headings)
    extra = (len(table.values[0]) if table.values else len(headings)) - len(headings)
    if extra == 1:
        split = next((at for at, text in enumerate(table.rows[0]) if any(word in text for word in (" to ", "–"))), 0)
        headings[split : split + 1] = [f"{headings[split]}, from", f"{headings[split]}, to"]
    return headings


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.10g}" if not math.isnan(value) else ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_RISKY) else text


def _picture(plot: Plot, rows: int, kind: str, *, dpi: float, metadata: dict[str, Any] | None = None) -> bytes:
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from tracer_desktop.plots.sheet import Sheet

    style = paper_style()
    with rc_context(dict(style.parameters)):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDE / SCREEN_DPI, HIGH / SCREEN_DPI), dpi=dpi)
        FigureCanvasAgg(figure)
        top = _heading(figure, plot, style)
        sheet = Sheet(figure, style, animated=False, top=top)
        plot.draw(sheet)
        if sheet.mark is not None and rows:
            sheet.mark.move(rows)
        out = io.BytesIO()
        figure.savefig(out, format=kind, dpi=dpi, metadata=metadata, facecolor=style.colour("paper"))
    return out.getvalue()


def _heading(figure: Any, plot: Plot, style: Style) -> float:
    """Title and sentence at the top left; gives the room they take, in pixels of the figure."""
    unit = figure.dpi / SCREEN_DPI
    left, high = 10 * unit / figure.bbox.width, figure.bbox.height
    figure.text(
        left, 1 - 10 * unit / high, plot.title, size=11.0, weight="semibold", color=style.colour("ink"), va="top"
    )
    figure.text(left, 1 - 32 * unit / high, plot.sentence, size=9.4, color=style.colour("ink2"), va="top")
    return 56.0 * float(unit)
