"""A figure and what is put on it in the house's manner: axes, lines, dots, labels, the cut-off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tracer_desktop.plots.placement import Box, Points, Spot, best_spot
from tracer_desktop.widgets.numbers import percent

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from tracer_desktop.plots.plot import CutOffPlot
    from tracer_desktop.plots.style import Style

FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
LINES: dict[str, tuple[str, float, Any]] = {
    "model": ("accent", 2.0, "-"),
    "rule": ("rival", 1.6, (0, (4, 2))),
    "chance": ("edge", 0.9, "-"),
}
REUSED = frozenset((*LINES, "band", "dots", "hollow"))
LABELS = {
    "model": ("accent", "semibold"),
    "rule": ("rival", "regular"),
    "chance": ("ink3", "regular"),
    "note": ("ink2", "regular"),
}


@dataclass(frozen=True)
class Hover:
    """Points that tell their value when the mouse is near: by their distance, or by x alone (`along`)."""

    axes: Axes
    x: Sequence[float]
    y: Sequence[float]
    words: Callable[[int], str]
    along: bool = False


class Sheet:
    """One figure being filled. What lies inside the axes is kept in `layer`, so that it can be drawn anew by itself
    while the cut-off moves (`animated`); the frame round it is drawn once.
    """

    def __init__(self, figure: Figure, style: Style, *, animated: bool, top: float = 0.0) -> None:
        self.figure, self.style, self._animated, self._top = figure, style, animated, top
        self.layer: list[Artist] = []
        self.hovers: list[Hover] = []
        self.labels: list[tuple[Text, Box]] = []
        self.mark: CutOffMark | None = None
        self._polylines: list[Points] = []
        self._boxes: list[Box] = []
        self._kept = 0
        self._sizes: dict[tuple[str, float, str], tuple[float, float]] = {}
        self._spare: dict[str, Any] = {}
        self._spare_mark: CutOffMark | None = None
        self.plain = False
        """No halos: letters are drawn in a tenth of the time."""
        self.held: object = None
        """What the frame was drawn for, as the plot tells it: `Plot.redraw` goes by it."""
        self._renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]

    # ------------------------------------------------------------ measures

    def px(self, pixels: float) -> float:
        """Pixels of this figure for pixels at 96 dpi and 100 %."""
        return pixels * self.style.scale * self.figure.dpi / 96.0

    def text_size(self, text: str, size: float, weight: str = "regular") -> tuple[float, float]:
        """Width and height of a text in pixels of this figure."""
        # The same few words are measured whenever a line moves, each as long as it takes to draw them.
        known = self._sizes.get((text, size, weight))
        if known is not None:
            return known
        from matplotlib import rcParams
        from matplotlib.font_manager import FontProperties

        face = FontProperties(family=rcParams["font.family"], size=size, weight=weight)
        lines = text.split("\n")
        width = max(self._renderer.get_text_width_height_descent(line, face, False)[0] for line in lines)
        height = self._renderer.get_text_width_height_descent("Tpg", face, False)[1]
        self._sizes[text, size, weight] = found = (float(width), float(height) * (1.0 + 1.3 * (len(lines) - 1)))
        return found

    # ------------------------------------------------------------ the frame

    def axes(
        self,
        *,
        x_limits: tuple[float, float],
        y_limits: tuple[float, float],
        x_ticks: Sequence[float],
        y_ticks: Sequence[float],
        x_text: Callable[[float], str] = percent,
        y_text: Callable[[float], str] = percent,
        x_title: str = "",
        x_grid: bool = True,
        y_grid: bool = True,
        across: tuple[float, float] = (0.0, 1.0),
        left: float | None = None,
        highest: float | None = None,
    ) -> Axes:
        """Axes in a fixed rectangle of the figure, `across` from one share of its width to another, from the top on;
        `left` and `highest` are pixels of the figure.
        """
        size, pad = self.style.size, self.px(8)
        wide, high = self.figure.bbox.width, self.figure.bbox.height
        y_texts = [y_text(value) for value in y_ticks]
        x_texts = [x_text(value) for value in x_ticks]
        line = self.text_size("0", size)[1]
        names = max((self.text_size(text, size)[0] for text in y_texts if text), default=0.0)
        margin = names + pad if left is None else left
        half = self.text_size(x_texts[-1], size)[0] / 2 if x_texts else 0.0
        foot = line + self.px(9) + (line + self.px(9) if x_title else 0.0)
        head = max(line / 2, self.px(4)) + self._top
        x0 = across[0] * wide + margin
        width = max(20.0, across[1] * wide - half - self.px(2) - x0)
        room = max(20.0, high - foot - head)
        height = room if highest is None else min(room, highest)
        foot += room - height
        axes: Axes = self.figure.add_axes((x0 / wide, foot / high, width / wide, height / high))
        axes.set_xlim(*x_limits)
        axes.set_ylim(*y_limits)
        axes.grid(visible=False)
        axes.set_xticks(list(x_ticks), x_texts)
        axes.set_yticks(list(y_ticks), y_texts)
        if x_title:
            axes.set_xlabel(x_title, labelpad=self.px(5) * 72 / self.figure.dpi)
        self._grid(axes, x_ticks if x_grid else (), y_ticks if y_grid else ())
        return axes

    def _grid(self, axes: Axes, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> None:
        """Lines of our own: they have to lie over the tint of the cut-off, and matplotlib's own lie with the frame."""
        from matplotlib.collections import LineCollection

        (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
        lines = [[(x, y0), (x, y1)] for x in x_ticks] + [[(x0, y), (x1, y)] for y in y_ticks]
        self.add(LineCollection(lines, colors=self.style.colour("grid"), linewidths=0.8, zorder=0.5), axes)

    # ------------------------------------------------------------ what is drawn anew

    def keep(self) -> None:
        """What is in the layer so far belongs to the frame: `clear` leaves it."""
        self._kept = len(self.layer)

    def clear(self, *, labels: bool = True) -> None:
        """Take away what was put into the frame, so that other data can be put there; `labels` False leaves those.

        What is drawn next of the same kind takes the old artist over, quicker than to make one, until `tidy`.
        """
        kept = self.layer[: self._kept]
        self._spare_mark, self.mark = self.mark, None
        marks = self._spare_mark.artists if self._spare_mark is not None else ()
        for artist in self.layer[self._kept :]:
            kind = artist.get_gid()
            if kind == "label" and not labels:
                kept.append(artist)
            elif kind in REUSED and kind not in self._spare:
                self._spare[kind] = artist
            elif artist not in marks:
                artist.remove()
        self.layer[:] = kept
        taken: tuple[list[Any], ...] = (self.hovers, self._polylines)
        for some in (*taken, self.labels, self._boxes) if labels else taken:
            some.clear()

    def tidy(self) -> None:
        """All is drawn anew: what nothing has taken over goes."""
        marks = self._spare_mark.artists if self._spare_mark is not None else ()
        for artist in (*self._spare.values(), *marks):
            artist.remove()
        self._spare.clear()
        self._spare_mark = None

    # ------------------------------------------------------------ what is drawn

    def add(self, artist: Any, axes: Axes | None = None) -> Any:
        """Take an artist into the layer (and into the axes, where it is not there yet)."""
        if axes is not None:
            axes.add_artist(artist)
        artist.set_animated(self._animated)
        self.layer.append(artist)
        return artist

    def line(self, axes: Axes, x: Sequence[float] | Points, y: Sequence[float] | Points, kind: str) -> Points:
        """The model's line, the rule's, or that of chance; gives its points in pixels."""
        colour, width, dashes = LINES[kind]
        zorder = {"model": 4.0, "rule": 3.0, "chance": 2.0}[kind]
        drawn = self._spare.pop(kind, None)
        if drawn is None:
            (drawn,) = axes.plot(
                x, y, color=self.style.colour(colour), lw=width * self.style.scale, ls=dashes, zorder=zorder,
                clip_on=False, gid=kind,
            )  # fmt: skip
        else:
            drawn.set_data(x, y)
        self.add(drawn)
        points = self.pixels(axes, x, y)
        self._polylines.append(points)
        return points

    def band(self, axes: Axes, x: Points, low: Points, high: Points) -> None:
        """An interval round a line."""
        drawn = self._spare.pop("band", None)
        if drawn is None:
            colour = self.style.colour("accent_soft")
            drawn = axes.fill_between(x, low, high, color=colour, linewidth=0, zorder=0.3, gid="band")
        else:
            drawn.set_verts([np.column_stack([np.append(x, x[::-1]), np.append(low, high[::-1])])])
        self.add(drawn)

    def dots(self, axes: Axes, x: Sequence[float], y: Sequence[float], *, hollow: bool = False) -> None:
        """Dots with a rim of paper."""
        accent, paper = self.style.colour("accent"), self.style.colour("paper")
        scale, kind = self.style.scale, "hollow" if hollow else "dots"
        drawn = self._spare.pop(kind, None)
        if drawn is None:
            (drawn,) = axes.plot(
                x, y, "o", ms=(6.4 if hollow else 7.2) * scale, mfc=paper if hollow else accent,
                mec=accent if hollow else paper, mew=1.3 * scale, zorder=5, clip_on=False, gid=kind,
            )  # fmt: skip
        else:
            drawn.set_data(x, y)
        self.add(drawn)
        self._polylines.append(self.pixels(axes, x, y))

    def whiskers(self, axes: Axes, segments: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> None:
        """Intervals, each from one point to another."""
        from matplotlib.collections import LineCollection

        drawn = LineCollection(
            [list(one) for one in segments], colors=self.style.colour("accent"), linewidths=1.6 * self.style.scale,
            zorder=4.5, gid="whiskers",
        )  # fmt: skip
        self.add(drawn, axes)
        for one in segments:
            self._polylines.append(self.pixels(axes, [one[0][0], one[1][0]], [one[0][1], one[1][1]]))

    def label(self, axes: Axes, text: str, spots: Sequence[Spot], kind: str) -> Text:
        """A text at the best of some spots (in pixels), in the colour of what it names."""
        colour, weight = LABELS[kind]
        size = self.text_size(text, self.style.label_size, weight)
        whole = axes.get_window_extent()
        room = Box(whole.x0 + 2, whole.y0 + 2, whole.x1 - 2, whole.y1 - 2)
        spot = best_spot(spots, size, self._polylines, self._boxes, room)
        self._boxes.append(spot.box(*size))
        x, y = axes.transData.inverted().transform((spot.x, spot.y))
        made = axes.text(
            x, y, text, color=self.style.colour(colour), weight=weight, size=self.style.label_size,
            ha=spot.across, va=spot.up, zorder=6, linespacing=1.25, gid="label",
        )  # fmt: skip
        made.set_path_effects(self.halo("paper"))
        self.add(made)
        self.labels.append((made, spot.box(*size)))
        return made

    def halo(self, colour: str) -> list[Any]:
        """What is round the letters of a label, so that no line runs through them."""
        if self.plain:
            return []
        from matplotlib import patheffects

        return [patheffects.withStroke(linewidth=3.2 * self.style.scale, foreground=self.style.colour(colour))]

    def taken(self, axes: Axes, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep labels out of a rectangle (in data)."""
        (left, bottom), (right, top) = axes.transData.transform([(x0, y0), (x1, y1)])
        self._boxes.append(Box(left, bottom, right, top))

    def cut_off(
        self, axes: Axes, plot: CutOffPlot, *, chosen: str = "left", word: str = "", above: bool = False
    ) -> None:
        """The line that can be moved; `chosen` is the side that is tinted ("left", "right" or "none"), `word` stands
        in it. What it means stands at the foot of the line, or `above`, where bars are at its foot.
        """
        spare = self._spare_mark
        if spare is not None and spare.fits(axes, chosen, word):
            self._spare_mark, self.mark = None, spare
            spare.take_over(plot)
        else:
            self.mark = CutOffMark(self, axes, plot, chosen, word)
        self.mark.above = above

    def hover(
        self,
        axes: Axes,
        x: Sequence[float] | Points,
        y: Sequence[float] | Points,
        words: Callable[[int], str],
        *,
        along: bool = False,
    ) -> None:
        """Points that tell their value."""
        self.hovers.append(Hover(axes, [float(one) for one in x], [float(one) for one in y], words, along))

    @staticmethod
    def pixels(axes: Axes, x: Sequence[float] | Points, y: Sequence[float] | Points) -> Points:
        """Points of the data in pixels of the figure."""
        return np.asarray(axes.transData.transform(np.column_stack([x, y])), dtype=np.float64)


class CutOffMark:
    """The cut-off on one plot: tint, line, dot, words. `move` is all that happens while it is dragged."""

    def __init__(self, sheet: Sheet, axes: Axes, plot: CutOffPlot, chosen: str, word: str) -> None:
        from matplotlib.patches import Rectangle

        style = sheet.style
        scale, ink, paper = style.scale, style.colour("ink"), style.colour("paper")
        self.axes, self._sheet, self._plot, self._chosen = axes, sheet, plot, chosen
        self.above = False
        self.tint = Rectangle((0, 0), 0, 1, transform=axes.get_xaxis_transform(), color=style.colour("accent_soft"))
        self.tint.set_linewidth(0)
        self.tint.set_zorder(0.2)
        sheet.add(self.tint, axes)
        self.line = sheet.add(axes.axvline(0, color=ink, lw=1.1 * scale, zorder=4.2, gid="cut-off"))
        (dot,) = axes.plot(
            [0], [0], "o", ms=7.4 * scale, mfc=style.colour("accent"), mec=paper, mew=1.5 * scale, zorder=7,
            clip_on=False,
        )  # fmt: skip
        self.dot = sheet.add(dot)
        self._halo, self._soft_halo = sheet.halo("paper"), sheet.halo("accent_soft")
        self.text = sheet.add(
            axes.text(0, 0, "", color=ink, weight="semibold", size=style.label_size, va="center", zorder=6.5)
        )
        self.word = sheet.add(
            axes.text(0, 0, word, color=style.colour("accent"), size=style.label_size, va="center", zorder=6.4)
        )
        self._word_width = sheet.text_size(word, style.label_size)[0] if word else 0.0
        self.artists: tuple[Artist, ...] = (self.tint, self.line, self.dot, self.text, self.word)

    def fits(self, axes: Axes, chosen: str, word: str) -> bool:
        """Whether another plot's would look the same."""
        return self.axes is axes and self._chosen == chosen and self.word.get_text() == word

    def take_over(self, plot: CutOffPlot) -> None:
        """Stand for another plot from now on."""
        self._plot = plot
        self._halo, self._soft_halo = self._sheet.halo("paper"), self._sheet.halo("accent_soft")
        for artist in self.artists:
            self._sheet.add(artist)

    def move(self, rows: int) -> None:
        """Stand where taking so many means to stand."""
        mark, sheet = self._plot.mark(rows), self._sheet
        (x0, x1), (y0, _) = self.axes.get_xlim(), self.axes.get_ylim()
        self.line.set_xdata([mark.x, mark.x])
        left, right = (x0, mark.x) if self._chosen == "left" else (mark.x, x1)
        self.tint.set_visible(self._chosen != "none")
        self.tint.set_bounds(left, 0, max(0.0, right - left), 1)
        self.dot.set_visible(mark.y is not None)
        if mark.y is not None:
            self.dot.set_data([mark.x], [mark.y])
        whole = self.axes.get_window_extent()
        at, low = self.axes.transData.transform((mark.x, y0))
        gap, up = sheet.px(12), whole.y1 - sheet.px(16) if self.above else low + sheet.px(25)
        width = sheet.text_size(mark.words, sheet.style.label_size, "semibold")[0]
        room_right, room_left = whole.x1 - at - gap, at - whole.x0 - gap
        rightwards = self._chosen != "right"
        if width > (room_right if rightwards else room_left):
            rightwards = room_right >= room_left
        x, y = self._data(at + (gap if rightwards else -gap), up)
        self.text.set_text(mark.words)
        self.text.set_position((x, y))
        self.text.set_horizontalalignment("left" if rightwards else "right")
        inside = self._chosen != "none" and rightwards == (self._chosen == "right")
        self.text.set_path_effects(self._soft_halo if inside else self._halo)
        self._place_word(at, whole, up, inside)
        for label, box in sheet.labels:
            tinted = box.right < at if self._chosen == "left" else self._chosen == "right" and box.left > at
            label.set_path_effects(self._soft_halo if tinted else self._halo)

    def _place_word(self, at: float, whole: Any, up: float, crowded: bool) -> None:
        room = at - whole.x0 if self._chosen == "left" else whole.x1 - at
        fits = bool(self._word_width) and not crowded and room > self._word_width + self._sheet.px(20)
        self.word.set_visible(fits)
        if fits:
            middle = (whole.x0 + at) / 2 if self._chosen == "left" else (whole.x1 + at) / 2
            self.word.set_position(self._data(middle, up))
            self.word.set_horizontalalignment("center")

    def _data(self, x: float, y: float) -> tuple[float, float]:
        found = self.axes.transData.inverted().transform((x, y))
        return float(found[0]), float(found[1])
