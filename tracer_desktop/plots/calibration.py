"""Calibration: can one believe the percentages; and how they are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tracer_desktop.plots.evidence import Evidence, number
from tracer_desktop.plots.placement import Spot
from tracer_desktop.plots.plot import CutOffPlot, Mark, PlotTable, capital
from tracer_desktop.widgets.numbers import count, decimal, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tracer_desktop.plots.sheet import Sheet

_ENDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5)


class ProbabilityPlot(CutOffPlot):
    """A chart along the probability given: the cut-off stands at that of the last one taken."""

    rising = False

    def __init__(self, evidence: Evidence) -> None:
        super().__init__()
        self.evidence, self.rows = evidence, evidence.rows

    def mark(self, rows: int) -> Mark:
        """The probability from which on one is taken."""
        at = float(self.evidence.probability[rows - 1])
        return Mark(at, None, self.tr("cut-off {probability}").format(probability=decimal(at, 2)))

    def rows_at(self, x: float) -> int:
        """All whose probability is not less."""
        falling = self.evidence.probability[::-1]
        taken = self.rows - int(np.searchsorted(falling, x, side="left"))
        return min(self.rows, max(1, taken))


class CalibrationPlot(ProbabilityPlot):
    """What was given against what came true, in groups of equal size."""

    key = "calibration"

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence)
        self.bins, words = evidence.bins(), evidence.wording
        self.title = self.tr("Calibration: can you believe the percentages?")
        self.sentence = self.summary = self.tr("There are too few {entities} to tell.").format(entities=words.entities)
        if self.bins:
            size = round(sum(number(one["rows"]) for one in self.bins) / len(self.bins))
            self.sentence = self.tr("{groups} groups of {rows} {entities}; bars are 95\u00a0% intervals.").format(
                groups=len(self.bins), rows=count(size), entities=words.entities
            )
            self.summary = capital(self._said(self._example())) + "."

    def _example(self) -> int:
        """The group that is told in words: the last but one, which is high and yet not the extreme."""
        return len(self.bins) - 2 if len(self.bins) > 2 else len(self.bins) - 1

    def _said(self, at: int) -> str:
        one, words = self.bins[at], self.evidence.wording
        return self.tr("of {rows} {entities} given {given}, {observed} {acted}").format(
            rows=count(one["rows"]), entities=words.entities, given=percent(one["predicted"]),
            observed=percent(one["observed"]), acted=words.acted,
        )  # fmt: skip

    def end(self) -> float:
        """Where both axes end: at all, unless the data fill less than a half."""
        most = [max(number(one[key]) for key in ("predicted", "observed", "observed_high")) for one in self.bins]
        highest = max([value for value in most if np.isfinite(value)], default=1.0)
        return next((end for end in _ENDS if highest <= end), 1.0)

    def draw(self, sheet: Sheet) -> None:
        """The diagonal of perfect percentages, and the groups on or off it."""
        end = self.end()
        ticks = [end * part / 5 for part in range(6)]
        places = 0 if end >= 0.1 else 1
        axes = sheet.axes(
            x_limits=(0, end), y_limits=(0, end * 1.02), x_ticks=ticks, y_ticks=ticks,
            x_text=lambda value: percent(value, places), y_text=lambda value: percent(value, places),
            x_title=self.tr("probability given"),
        )  # fmt: skip
        sheet.line(axes, (0, end), (0, end), "chance")
        given = [number(one["predicted"]) for one in self.bins]
        seen = [number(one["observed"]) for one in self.bins]
        whiskers = [
            ((x, number(one["observed_low"])), (x, number(one["observed_high"])))
            for x, one in zip(given, self.bins, strict=True)
            if np.isfinite(number(one["observed_low"]) + number(one["observed_high"]))
        ]
        sheet.whiskers(axes, whiskers)
        if self.bins:
            sheet.dots(axes, given, seen)
            sheet.hover(axes, given, seen, self._hover)
        diagonal = sheet.pixels(axes, (0.93 * end, 0.97 * end), (0.93 * end, 0.97 * end))
        x, y = float(diagonal[0, 0]), float(diagonal[1, 1])
        sheet.label(
            axes, self.tr("perfect"),
            [Spot(x - sheet.px(13), y - sheet.px(4), "right", "center"), Spot(x, y - sheet.px(40), "left", "top")],
            "chance",
        )  # fmt: skip
        if self.bins:
            self._callout(sheet, axes, end)
        sheet.cut_off(axes, self, chosen="right", word=self.tr("contacted"))

    def _callout(self, sheet: Sheet, axes: Axes, end: float) -> None:
        """The sentence about one group, in the empty corner, and a thin line to its dot."""
        at = self._example()
        x, y = number(self.bins[at]["predicted"]), number(self.bins[at]["observed"])
        said = self._said(at)
        comma = said.find(", ")
        text = f"{said[: comma + 1]}\n{said[comma + 2 :]}" if comma > 0 else said
        upper = [(0.30, 0.86), (0.30, 0.78), (0.36, 0.9), (0.26, 0.7), (0.72, 0.2), (0.72, 0.3)]
        pixels = sheet.pixels(axes, [part[0] * end for part in upper], [part[1] * end for part in upper])
        spots = [Spot(float(px), float(py), "center", "center") for px, py in pixels]
        label = sheet.label(axes, text, spots, "chance")
        label.set_color(sheet.style.colour("ink2"))
        ((to_x, to_y),) = sheet.pixels(axes, [x], [y])
        ((from_x, from_y),) = sheet.pixels(axes, [label.get_position()[0]], [label.get_position()[1]])
        width, height = sheet.text_size(text, sheet.style.label_size)
        below = from_y > to_y
        start = np.array([from_x + np.clip(to_x - from_x, -width / 3, width / 3), from_y])
        start[1] += -(height / 2 + sheet.px(6)) if below else height / 2 + sheet.px(6)
        way = np.array([to_x, to_y]) - start
        length = float(np.hypot(*way)) or 1.0
        stop = start + way * max(0.0, length - sheet.px(9)) / length
        ends = axes.transData.inverted().transform([start, stop])
        (line,) = axes.plot(
            ends[:, 0], ends[:, 1], color=sheet.style.colour("edge"), lw=0.9 * sheet.style.scale, zorder=3.5
        )
        sheet.add(line)

    def _hover(self, at: int) -> str:
        one, words = self.bins[at], self.evidence.wording
        return self.tr(
            "{rows} {entities} given {given}:\n{observed} {acted}, between {low} and {high}"
        ).format(
            rows=count(one["rows"]), entities=words.entities, given=percent(one["predicted"], 1),
            observed=percent(one["observed"], 1), acted=words.acted,
            low=percent(number(one["observed_low"])), high=percent(number(one["observed_high"])),
        )  # fmt: skip

    def table(self) -> PlotTable:
        """The groups, the least likely first."""
        words = self.evidence.wording
        headings = (
            capital(words.entities), self.tr("Given"),
            self.tr("Really {acted}").format(acted=words.acted), self.tr("95\u00a0% interval"), self.tr("Off by"),
        )  # fmt: skip
        texts, values = [], []
        for one in self.bins:
            given, seen = number(one["predicted"]), number(one["observed"])
            low, high = number(one["observed_low"]), number(one["observed_high"])
            values.append((int(one["rows"]), given, seen, low, high, given - seen))
            texts.append((
                count(one["rows"]), percent(given, 1), percent(seen, 1),
                self.tr("{low} to {high}").format(low=decimal(100 * low, 0), high=percent(high)), points(given - seen),
            ))  # fmt: skip
        return PlotTable(headings, texts, values)


class HistogramPlot(ProbabilityPlot):
    """How many were given which probability, split by what became of them."""

    key = "probabilities"

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence)
        words = evidence.wording
        self.bins = evidence.histogram()
        self.title = self.tr("Probabilities: how they are spread")
        self.sentence = self.tr(
            "Filled: those who really {acted}. The further right, the more there should be."
        ).format(acted=words.acted)
        high = sum(one["positives"] + one["negatives"] for one in self.bins if one["low"] >= 0.5)
        hits = sum(one["positives"] for one in self.bins if one["low"] >= 0.5)
        self.summary = self.tr(
            "{high} of {rows} {entities} were given 50\u00a0% or more; of them {hits} really {acted}."
        ).format(
            high=count(high), rows=count(evidence.all_known), entities=words.entities, hits=count(hits),
            acted=words.acted,
        )  # fmt: skip

    def draw(self, sheet: Sheet) -> None:
        """Stacked bars: the positives at the foot."""
        from matplotlib.patches import Rectangle

        most = max((one["positives"] + one["negatives"] for one in self.bins), default=1) or 1
        step = nice_step(most / 4)
        top = step * max(1, int(np.ceil(most / step)))
        axes = sheet.axes(
            x_limits=(0, 1), y_limits=(0, top * 1.02), x_ticks=(0, 0.2, 0.4, 0.6, 0.8, 1.0),
            y_ticks=[step * part for part in range(round(top / step) + 1)], y_text=count,
            x_title=self.tr("probability given"), x_grid=False,
        )  # fmt: skip
        style = sheet.style
        for one in self.bins:
            low, wide = one["low"], one["high"] - one["low"]
            left, width = low + 0.06 * wide, 0.88 * wide
            hits, rest = one["positives"], one["negatives"]
            bar: dict[str, Any] = {"zorder": 3.0, "linewidth": 0}
            sheet.add(Rectangle((left, hits), width, rest, facecolor=style.colour("accent_band"), **bar), axes)
            sheet.add(Rectangle((left, 0), width, hits, facecolor=style.colour("accent_fill"), **bar), axes)
        sheet.cut_off(axes, self, chosen="right", above=True)
        middles = [(one["low"] + one["high"]) / 2 for one in self.bins]
        tops = [one["positives"] + one["negatives"] for one in self.bins]
        sheet.hover(axes, middles, tops, self._hover, along=True)
        self._names(sheet, axes, middles, tops)

    def _names(self, sheet: Sheet, axes: Axes, middles: list[float], tops: list[float]) -> None:
        """The names of the two colours, beside bars that show both."""
        if not tops:
            return
        words = self.evidence.wording
        for x, y in zip(middles, tops, strict=True):
            sheet.taken(axes, x - 0.025, 0, x + 0.025, y)
        many = max(range(len(tops)), key=lambda at: self.bins[at]["negatives"])
        ((x, y),) = sheet.pixels(axes, [middles[many]], [tops[many]])
        gap = sheet.px(16)
        spots = [Spot(float(x) + gap, float(y) - sheet.px(down), "left", "center") for down in (8, 20, 0, 40, 60)]
        sheet.label(axes, words.not_acted, spots, "rule")
        hits = max(range(len(tops)), key=lambda at: self.bins[at]["positives"])
        ((x, y),) = sheet.pixels(axes, [middles[hits]], [tops[hits]])
        spots = [Spot(float(x), float(y) + sheet.px(up), "center", "bottom") for up in (8, 20, 40)]
        sheet.label(axes, words.acted, spots, "model")

    def _hover(self, at: int) -> str:
        one, words = self.bins[at], self.evidence.wording
        return self.tr("{low} to {high}:\n{hits} {acted}, {rest} {stayed}").format(
            low=percent(one["low"]), high=percent(one["high"]), hits=count(one["positives"]), acted=words.acted,
            rest=count(one["negatives"]), stayed=words.not_acted,
        )  # fmt: skip

    def table(self) -> PlotTable:
        """The bars in numbers."""
        words = self.evidence.wording
        headings = (
            self.tr("Probability"), capital(words.acted), capital(words.not_acted),
            self.tr("Share who {acted}").format(acted=words.acted),
        )  # fmt: skip
        texts, values = [], []
        for one in self.bins:
            hits, rest = int(one["positives"]), int(one["negatives"])
            rate = hits / (hits + rest) if hits + rest else float("nan")
            values.append((one["low"], one["high"], hits, rest, rate))
            span = self.tr("{low} to {high}").format(low=percent(one["low"]), high=percent(one["high"]))
            texts.append((span, count(hits), count(rest), percent(rate, 1)))
        return PlotTable(headings, texts, values, text_columns=1)


def points(difference: float) -> str:
    """A difference of two percentages in points: “+1.2”, “−0.4”."""
    from tracer_desktop.widgets.numbers import signed

    return signed(100 * difference, 1)


def nice_step(least: float) -> int:
    """A round whole number, not less."""
    if least <= 1:
        return 1
    power = 10 ** int(np.floor(np.log10(least)))
    return int(next(step * power for step in (1, 2, 5, 10) if step * power >= least))
