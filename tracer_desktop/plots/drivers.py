"""What drives the scores: how much each column weighs, and which way its values push."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracer_desktop.plots.evidence import Evidence, number
from tracer_desktop.plots.plot import Plot, PlotTable
from tracer_desktop.widgets.numbers import count, percent, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tracer_desktop.plots.sheet import Sheet

MOST_DRIVERS = 15
FEW = 30
"""Values with fewer rows are marked: their rate says little."""
LONGEST = 26
LEAST_RATES = 60
"""Pixels for the dots, at least."""
ROW = 40
"""Pixels of a row, at most."""


class ImportancePlot(Plot):
    """A bar for each column: its share in all reasons. One is chosen; its effect is shown elsewhere."""

    key = "drivers"

    def __init__(self, evidence: Evidence, chosen: str = "") -> None:
        super().__init__()
        self.evidence = evidence
        ranked = sorted(evidence.report["importance"], key=lambda one: -number(one["share"]))
        self.drivers: list[Mapping[str, Any]] = ranked[:MOST_DRIVERS]
        self.others = ranked[MOST_DRIVERS:]
        self.chosen = chosen
        self.title = self.tr("What the scores rest on")
        self.sentence = self.tr("Share of a column in all reasons given. Choose one to see which way it pushes.")
        if any(self.limits(place) for place in range(len(self.drivers))):
            self.sentence = self.tr(
                "Share of a column in all reasons given; lines are 95\u00a0% intervals. Choose one to see which way it "
                "pushes."
            )
        self.summary = self.tr("There is nothing that drives the scores.")
        if ranked:
            self.summary = self.tr("{label} weighs most, with {share} of all reasons.").format(
                label=ranked[0]["label"], share=percent(ranked[0]["share"])
            )
        if len(ranked) > 1:
            self.summary = self.tr(
                "{label} weighs most, with {share} of all reasons; then {second}, with {second_share}."
            ).format(
                label=ranked[0]["label"], share=percent(ranked[0]["share"]), second=ranked[1]["label"],
                second_share=percent(ranked[1]["share"]),
            )  # fmt: skip

    def bars(self) -> list[tuple[str, float]]:
        """Names and shares as they are drawn, the heaviest first, the rest as one."""
        shown = [(str(one["label"]), number(one["share"])) for one in self.drivers]
        if self.others:
            words = self.tr("1 other column")
            if len(self.others) > 1:
                words = self.tr("{number} other columns").format(number=count(len(self.others)))
            shown.append((words, sum(number(one["share"]) for one in self.others)))
        return shown

    def limits(self, place: int) -> tuple[float, float] | None:
        """The 95 % interval of a bar; None where the report has none."""
        driver = self.drivers[place] if place < len(self.drivers) else {}
        low, high = number(driver.get("low")), number(driver.get("high"))
        return (low, high) if math.isfinite(low + high) else None

    def draw(self, sheet: Sheet) -> None:
        """Bars from 0, the interval of each as a line, the share at the end."""
        bars = self.bars()
        if not bars:
            return
        style, size = sheet.style, sheet.style.size
        rows = len(bars)
        room = max(sheet.text_size(percent(share, 1), size)[0] for _, share in bars)
        names = [in_two_lines(name) for name, _ in bars]
        left = max(sheet.text_size(name, size, "semibold")[0] for name in names) + sheet.px(8)
        ends = [
            max(share, limits[1]) if (limits := self.limits(place)) else share for place, (_, share) in enumerate(bars)
        ]
        most = max(ends) or 1.0
        wide = max(60.0, sheet.figure.bbox.width - left - room - sheet.px(14))
        end = most * (sheet.figure.bbox.width - left - sheet.px(4)) / wide
        axes = sheet.axes(
            x_limits=(0, end), y_limits=(rows - 0.5, -0.5), x_ticks=(), y_ticks=list(range(rows)),
            y_text=lambda at: names[round(at)], y_grid=False, left=left, highest=rows * sheet.px(ROW),
        )  # fmt: skip
        axes.spines["bottom"].set_visible(False)
        for place, (_, share) in enumerate(bars):
            driver = self.drivers[place]["column"] if place < len(self.drivers) else ""
            is_chosen = bool(driver) and driver == self.chosen
            colour = "accent_fill" if is_chosen else "accent_band" if driver else "line"
            bar(sheet, axes, place, 0.0, share, colour)
            if limits := self.limits(place):
                sheet.add(
                    axes.plot(limits, (place, place), color=style.colour("ink"), lw=1.2 * style.scale, zorder=5)[0]
                )
            label = axes.text(
                ends[place], place, percent(share, 1), size=size, va="center", zorder=6,
                color=style.colour("ink" if is_chosen else "ink2"), weight="semibold" if is_chosen else "regular",
            )  # fmt: skip
            shift(label, sheet.px(6))
            sheet.add(label)
        for tick, driver in zip(axes.get_yticklabels(), self.drivers, strict=False):
            tick.set_color(style.colour("ink" if driver["column"] == self.chosen else "ink2"))
            tick.set_fontweight("semibold" if driver["column"] == self.chosen else "regular")
        sheet.hover(axes, [share for _, share in bars], list(range(rows)), self._hover)

    def _hover(self, at: int) -> str:
        name, share = self.bars()[at]
        said = self.tr("{share} of all reasons").format(share=percent(share, 1))
        if limits := self.limits(at):
            low, high = (percent(limit, 1) for limit in limits)
            said = self.tr("{share} of all reasons ({low} to {high})").format(
                share=percent(share, 1), low=low, high=high
            )
        return f"{name}\n{said}"

    def table(self) -> PlotTable:
        """All columns, the heaviest first."""
        every = [*self.drivers, *self.others]
        known = [(number(one.get("low")), number(one.get("high"))) for one in every]
        spans = [
            self.tr("{low} to {high}").format(low=percent(low, 1), high=percent(high, 1))
            if math.isfinite(low + high) else "–"
            for low, high in known
        ]  # fmt: skip
        return PlotTable(
            (self.tr("What"), self.tr("Column"), self.tr("Share of all reasons"), self.tr("95 % interval")),
            [(str(one["label"]), str(one["column"]), percent(number(one["share"]), 1), span)
             for one, span in zip(every, spans, strict=True)],
            [(str(one["label"]), str(one["column"]), number(one["share"]), span)
             for one, span in zip(every, spans, strict=True)],
            text_columns=2,
        )  # fmt: skip


class EffectPlot(Plot):
    """One column, value by value: how far it pushes the score, and how many of its rows had the outcome."""

    key = "effect"

    def __init__(self, evidence: Evidence, effect: Mapping[str, Any], *, ordered: bool) -> None:
        super().__init__()
        self.evidence, self.effect, self.ordered = evidence, effect, ordered
        points: Sequence[Mapping[str, Any]] = effect["points"]
        self.points = points if ordered else sorted(points, key=lambda one: -number(one["push"]))
        words, label = evidence.wording, str(effect["label"])
        self.key = f"effect-{effect['column']}"
        self.title = self.tr("{label}: which way it pushes").format(label=label)
        self.sentence = self.tr(
            "Bars: what it does to the score (filled towards “{act}”, outlined away). "
            "Dots: how many really {acted}."
        ).format(act=words.act, acted=words.acted)  # fmt: skip
        self.summary = self._in_words()

    def _in_words(self) -> str:
        if not self.points:
            return self.tr("There are too few rows to tell.")
        words = self.evidence.wording
        most = max(self.points, key=lambda one: number(one["push"]))
        least = min(self.points, key=lambda one: number(one["push"]))
        return self.tr(
            "{label} {high} pushes most towards “{act}” ({high_rate} {acted}), {low} most away from it "
            "({low_rate} {acted})."
        ).format(
            label=self.effect["label"], high=most["value"], act=words.act, high_rate=percent(number(most["rate"])),
            acted=words.acted, low=least["value"], low_rate=percent(number(least["rate"])),
        )  # fmt: skip

    def draw(self, sheet: Sheet) -> None:
        """Two panels that share their rows: pushes on the left, rates on the right."""
        if not self.points:
            return
        rows = len(self.points)
        names = [in_two_lines(str(one["value"])) for one in self.points]
        size = sheet.style.size
        left = max(sheet.text_size(name, size)[0] for name in names) + sheet.px(8)
        middle = (left + 0.5 * (sheet.figure.bbox.width - left)) / sheet.figure.bbox.width
        self._pushes(sheet, names, left, middle, rows)
        self._rates(sheet, middle, rows)

    def _pushes(self, sheet: Sheet, names: list[str], left: float, middle: float, rows: int) -> None:
        style, size = sheet.style, sheet.style.size
        pushes = [number(one["push"]) for one in self.points]
        room = max(sheet.text_size(signed(push), size)[0] for push in pushes) + sheet.px(14)
        wide = max(80.0, middle * sheet.figure.bbox.width - left)
        span = max(0.05, max(pushes) - min(0.0, *pushes)) if len(pushes) > 1 else max(0.05, abs(pushes[0]))
        low, high = min(0.0, *pushes, 0.0), max(0.0, *pushes, 0.0)
        per_pixel = span / max(40.0, wide - 2 * room)
        limits = (low - room * per_pixel, high + room * per_pixel)
        axes = sheet.axes(
            x_limits=limits, y_limits=(rows - 0.5, -0.5), x_ticks=(0,), x_text=lambda _: "0",
            y_ticks=list(range(rows)), y_text=lambda at: names[round(at)], y_grid=False, x_grid=False, left=left,
            across=(0, middle), x_title=self.tr("push, log-odds"), highest=rows * sheet.px(ROW),
        )  # fmt: skip
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="y", labelcolor=style.colour("ink2"))
        zero = axes.axvline(0, color=style.colour("edge"), lw=0.9 * style.scale, zorder=4)
        sheet.add(zero)
        for place, push in enumerate(pushes):
            bar(
                sheet, axes, place, min(0.0, push), max(0.0, push), "accent_fill" if push >= 0 else "", outline="accent"
            )
            label = axes.text(
                push, place, signed(push), size=size, va="center", ha="left" if push >= 0 else "right", zorder=6,
                color=style.colour("ink2"),
            )  # fmt: skip
            shift(label, sheet.px(5 if push >= 0 else -5))
            sheet.add(label)
        sheet.hover(axes, pushes, list(range(rows)), self._hover)

    def _rates(self, sheet: Sheet, middle: float, rows: int) -> None:
        style, words, size = sheet.style, self.evidence.wording, sheet.style.size
        rates = [number(one["rate"]) for one in self.points]
        said = [
            self.tr("{rate} of {rows}").format(rate=percent(rate), rows=count(one["rows"]))
            for rate, one in zip(rates, self.points, strict=True)
        ]
        base = self.evidence.base_rate
        highest = max([base, *(rate for rate in rates if math.isfinite(rate))])
        end = next(stop for stop in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if highest <= stop)
        # Without the room at the left, and that for half a tick's text at the right.
        across = (1 - middle) * sheet.figure.bbox.width - sheet.px(22) - sheet.px(18)
        room = max(sheet.text_size(text, size)[0] for text in said) + sheet.px(14)
        if across - room < sheet.px(LEAST_RATES):
            # Rather no numbers of rows, which the table has, than dots on them.
            said = [percent(rate) for rate in rates]
            room = max(sheet.text_size(text, size)[0] for text in said) + sheet.px(14)
        wide = max(40.0, across - room)
        limit = max(end, highest * (1 + room / wide))
        per_pixel = limit / (wide + room)
        # The average of all stands among the ticks, and takes the place of one that is too near to it.
        apart = sheet.text_size(self.tr("all {rate}").format(rate=percent(base)), size)[0] * 1.15 * per_pixel
        ticks = [tick for tick in (0.0, end) if abs(tick - base) > apart]
        axes = sheet.axes(
            x_limits=(0, limit), y_limits=(rows - 0.5, -0.5), x_ticks=sorted([*ticks, base]), y_ticks=(),
            across=(middle, 1.0), left=sheet.px(22), x_title=self.tr("share who {acted}").format(acted=words.acted),
            x_text=lambda value: self.tr("all {rate}").format(rate=percent(base)) if value == base else percent(value),
            highest=rows * sheet.px(ROW), x_grid=False,
        )  # fmt: skip
        axes.spines["bottom"].set_visible(False)
        sheet.add(axes.axvline(0, color=style.colour("grid"), lw=0.8, zorder=1))
        sheet.add(axes.axvline(base, color=style.colour("rival"), lw=1.6 * style.scale, ls=(0, (4, 2)), zorder=2))
        if self.ordered:
            drawn = axes.plot(rates, range(rows), color=style.colour("accent_band"), lw=1.6 * style.scale, zorder=3)
            sheet.add(drawn[0])
        many = [place for place, one in enumerate(self.points) if one["rows"] >= FEW]
        few = [place for place, one in enumerate(self.points) if one["rows"] < FEW]
        for places, hollow in ((many, False), (few, True)):
            if places:
                sheet.dots(axes, [rates[place] for place in places], places, hollow=hollow)
        for place, text in enumerate(said):
            label = axes.text(
                1.0, place, text, size=size, va="center", ha="right", color=style.colour("ink2"), zorder=6,
                transform=axes.get_yaxis_transform(),
            )  # fmt: skip
            sheet.add(label)
        sheet.hover(axes, rates, list(range(rows)), self._hover)

    def _hover(self, at: int) -> str:
        one, words = self.points[at], self.evidence.wording
        said = self.tr("{value}: {rows} {entities}\n{rate} {acted}, push {push}").format(
            value=one["value"], rows=count(one["rows"]),
            entities=words.entity if one["rows"] == 1 else words.entities, rate=percent(number(one["rate"]), 1),
            acted=words.acted, push=signed(number(one["push"])),
        )  # fmt: skip
        return f"{said}\n{self.tr('Few: the share says little')}" if one["rows"] < FEW else said

    def has_few(self) -> bool:
        """Whether some values have few rows, so that their dots are hollow."""
        return any(one["rows"] < FEW for one in self.points)

    def table(self) -> PlotTable:
        """The values with their pushes, rates and rows."""
        words = self.evidence.wording
        return PlotTable(
            (str(self.effect["label"]), self.tr("Push"), self.tr("Share who {acted}").format(acted=words.acted),
             self.tr("Rows")),
            [(str(one["value"]), signed(number(one["push"])), percent(number(one["rate"]), 1), count(one["rows"]))
             for one in self.points],
            [(str(one["value"]), number(one["push"]), number(one["rate"]), int(one["rows"])) for one in self.points],
            text_columns=1,
        )  # fmt: skip


def bar(sheet: Sheet, axes: Axes, place: float, start: float, end: float, colour: str, *, outline: str = "") -> None:
    """A lying bar, of one thickness however few there are; without a colour it is an outline."""
    from matplotlib.patches import Rectangle

    high = axes.get_window_extent().height / max(1.0, abs(axes.get_ylim()[0] - axes.get_ylim()[1]))
    thick = min(0.62, sheet.px(18) / max(1.0, high))
    style = sheet.style
    face = style.colour(colour) if colour else style.colour("paper")
    edge = (
        {"edgecolor": style.colour(outline), "linewidth": 1.2 * style.scale}
        if outline and not colour
        else {"linewidth": 0}
    )
    sheet.add(
        Rectangle((start, place - thick / 2), end - start, thick, facecolor=face, zorder=3.0, gid="bar", **edge), axes
    )


def shift(text: Any, pixels: float) -> None:
    """Move a text sideways from its point, whatever the scale of the axes."""
    from matplotlib.transforms import Affine2D

    text.set_transform(text.get_transform() + Affine2D().translate(pixels, 0))


def in_two_lines(text: str, longest: int = LONGEST) -> str:
    """A name that leaves room for its bar, in two lines at most; the table has the whole."""
    lines = textwrap.wrap(text, longest) or [""]
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: longest - 1].rstrip()}…"]
    return "\n".join(lines)
