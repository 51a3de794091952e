"""Expected gain by the number of contacts: where the campaign stands on it, where it would be highest, and the rule."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import Signal

from tracer_desktop.plots.calibration import nice_step
from tracer_desktop.plots.chart import Chart
from tracer_desktop.plots.placement import Points, Spot, beside
from tracer_desktop.plots.plot import CutOffPlot, Mark, PlotTable
from tracer_desktop.widgets.numbers import count
from tracer_engine import CampaignPlan, Wording, money_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from PySide6.QtWidgets import QWidget

    from tracer_desktop.plots.sheet import Sheet
    from tracer_desktop.session.session import Session

SHOWN_LOSS = 0.3
"""So deep a loss is drawn, as a share of the highest gain: what lies beyond would press the rest together."""
ROOM_BEYOND = 1.2
"""The axis goes so many times as far as the list, at least."""
FULL_ENOUGH = 0.45
"""An axis is kept while what is drawn fills so much of it: nothing jumps while a slider moves."""
TWENTY = 20


class Frame(NamedTuple):
    """The ends of both axes, and the steps of their ticks."""

    right: float
    bottom: float
    top: float
    x_step: float
    y_step: float


@dataclass
class _Held:
    """What a sheet was drawn for: the frame, and the label of the optimum with where that was."""

    frame: tuple[Frame, str, str]
    most: Text | None = None
    at: tuple[float, float] = (0.0, 0.0)


class CampaignPlot(CutOffPlot):
    """The curve with its band, the optimum, the rule, and the line at the list's length."""

    key = "campaign"

    def __init__(self, plan: CampaignPlan, rule: str, wording: Wording, before: CampaignPlot | None = None) -> None:
        super().__init__()
        self.plan, self.rule, self.wording = plan, rule, wording
        self.rows, self.currency = plan.rows, plan.settings.currency
        curve = plan.curve
        self.contacts = curve.contacts.astype(np.float64)
        self.frame: Frame = self._frame(before.frame if before is not None and before.rows == self.rows else None)
        self.title = self.tr("Expected gain by number of contacts")
        self.line_name = self.tr("Your list")
        self.summary = self._summary()

    # ------------------------------------------------------------ in words

    def money(self, amount: float) -> str:
        """An amount in three figures."""
        return money_text(amount, self.currency)

    def _summary(self) -> str:
        plan = self.plan
        said = self.tr(
            "{customers} contacts are expected to bring {gain}, between {low} and {high}; the most would be {best} "
            "with {optimum} contacts."
        ).format(
            customers=count(plan.called), gain=self.money(plan.expected_gain.value),
            low=self.money(plan.expected_gain.low), high=self.money(plan.expected_gain.high),
            best=self.money(plan.optimum_gain), optimum=count(plan.optimum),
        )  # fmt: skip
        rival = next((one for one in plan.rules if one.key == "one_line"), None)
        if rival is not None:
            said += " " + self.tr("The one-line rule ({rule}) would bring {gain} with as many.").format(
                rule=self.rule, gain=self.money(rival.expected_gain)
            )
        return said

    def gain_at(self, contacts: float) -> float:
        """The expected gain of so many contacts, best first."""
        return float(np.interp(contacts, self.contacts, self.plan.curve.gain))

    def mark(self, rows: int) -> Mark:
        """The list, in its place."""
        words = self.tr("your 1 contact") if rows == 1 else self.tr("your {rows} contacts").format(rows=count(rows))
        if rows == self.plan.optimum:
            words = self.tr("{words}, the most that pay").format(words=words)
        return Mark(float(rows), self.gain_at(rows), words)

    def rows_at(self, x: float) -> int:
        """So many contacts."""
        return min(self.rows, max(1, round(x)))

    # ------------------------------------------------------------ the axes

    def _frame(self, before: Frame | None) -> Frame:
        plan, curve = self.plan, self.plan.curve
        best = float(max(plan.optimum_gain, curve.high.max(initial=0.0), 1.0))
        deep = np.flatnonzero((self.contacts > plan.optimum) & (curve.low < -SHOWN_LOSS * best))
        right = float(self.contacts[deep[0]]) if len(deep) else float(self.rows)
        right = min(float(self.rows), max(right, ROOM_BEYOND * plan.customers, ROOM_BEYOND * plan.optimum, 10.0))
        seen = self.contacts <= right
        top = float(max(curve.high[seen].max(initial=0.0), plan.optimum_gain, 1.0))
        bottom = float(min(curve.low[seen].min(initial=0.0), 0.0))
        bottom = max(bottom, -(SHOWN_LOSS + 0.1) * top)
        if before is not None and _still_fits(before, right, bottom, top):
            return before
        x_step, y_step = nice_step(right / 6), nice_step((top - bottom) / 6)
        whole = right if right >= self.rows else min(float(self.rows), math.ceil(right / x_step) * x_step)
        return Frame(
            whole, math.floor(bottom / y_step + 0.02) * y_step, math.ceil(1.04 * top / y_step) * y_step, x_step, y_step
        )

    def _money_tick(self, value: float) -> str:
        if abs(value) < self.frame.y_step / 2:
            return self.money(0.0)
        for size, mark in ((1e6, "M"), (1e3, "k")):
            if self.frame.y_step >= size:
                return money_text(round(value / size), self.currency) + mark
        return self.money(value)

    # ------------------------------------------------------------ drawing

    def draw(self, sheet: Sheet) -> None:
        """The frame, and what is in it."""
        axes = self._axes(sheet)
        sheet.keep()
        sheet.held = _Held(self._frame_words())
        self._fill(sheet, axes, named=True)

    def redraw(self, sheet: Sheet, *, moving: bool) -> bool:
        """What is in the frame, where the frame is still the same; while it moves, labels stay where they are."""
        if not isinstance(sheet.held, _Held) or sheet.held.frame != self._frame_words():
            return False
        axes, most = sheet.figure.axes[0], sheet.held.most
        stays = moving and (most is not None) == self._tells_optimum
        sheet.clear(labels=not stays)
        self._fill(sheet, axes, named=not stays)
        sheet.tidy()
        if stays and most is not None:
            (x, y), (was_x, was_y) = most.get_position(), sheet.held.at
            most.set_text(self._most_words())
            most.set_position((x + self.plan.optimum - was_x, y + self.plan.optimum_gain - was_y))
            sheet.held.at = (self.plan.optimum, self.plan.optimum_gain)
        return True

    def _frame_words(self) -> tuple[Frame, str, str]:
        return (self.frame, self.currency, self.wording.entities)

    def _axes(self, sheet: Sheet) -> Axes:
        frame = self.frame
        axes = sheet.axes(
            x_limits=(0, frame.right), y_limits=(frame.bottom, frame.top),
            x_ticks=_ticks(0, frame.right, frame.x_step), y_ticks=_ticks(frame.bottom, frame.top, frame.y_step),
            x_text=count, y_text=self._money_tick,
            x_title=self.tr("{entities} contacted, most worthwhile first").format(entities=self.wording.entities),
        )  # fmt: skip
        if frame.bottom < 0:
            colour = sheet.style.colour("edge")
            sheet.add(axes.axhline(0, color=colour, lw=0.9 * sheet.style.scale, zorder=0.6))
        return axes

    def _fill(self, sheet: Sheet, axes: Axes, *, named: bool) -> None:
        plan, curve, gap = self.plan, self.plan.curve, sheet.px(9)
        seen = self._in_sight()
        x, gain = self.contacts[seen], curve.gain[seen]
        sheet.band(axes, x, np.maximum(curve.low[seen], self.frame.bottom), curve.high[seen])
        ruled = None
        if curve.rule is not None:
            ruled = sheet.line(axes, x, np.maximum(curve.rule[seen], self.frame.bottom), "rule")
        drawn = gain >= self.frame.bottom
        model = sheet.line(axes, x[drawn], gain[drawn], "model")
        if self._tells_optimum:
            sheet.dots(axes, [plan.optimum], [plan.optimum_gain], hollow=True)
        sheet.cut_off(axes, self, chosen="none", above=True)
        if named:
            self._keep_line_free(sheet, axes)
            self._name_lines(sheet, axes, model, ruled, gap)
        sheet.hover(axes, x, gain, self._hover_words, along=True)

    @property
    def _tells_optimum(self) -> bool:
        """Whether it has a mark of its own: where the list ends there, the line says it."""
        return 0 < self.plan.optimum <= self.frame.right and self.plan.optimum != self.plan.customers

    def _in_sight(self) -> slice:
        """Points up to the right edge, and the one after it."""
        last = int(np.searchsorted(self.contacts, self.frame.right, side="right"))
        return slice(0, max(2, last))

    def _keep_line_free(self, sheet: Sheet, axes: Axes) -> None:
        """No label across the line at the list's end, nor on its own words."""
        high = self.frame.top - self.frame.bottom
        wide = self.frame.right
        at = float(self.plan.customers)
        sheet.taken(axes, at, self.frame.top - 0.09 * high, min(wide, at + 0.4 * wide), self.frame.top)
        sheet.taken(axes, at - 0.004 * wide, self.frame.bottom, at + 0.004 * wide, self.frame.top)

    def _name_lines(
        self,
        sheet: Sheet,
        axes: Axes,
        model: Points,
        ruled: Points | None,
        gap: float,
    ) -> None:
        plan, most = self.plan, None
        if self._tells_optimum:
            spots = self._above(axes, plan.optimum, plan.optimum_gain, sheet)
            most = sheet.label(axes, self._most_words(), spots, "note")
        if isinstance(sheet.held, _Held):
            sheet.held.most, sheet.held.at = most, (plan.optimum, plan.optimum_gain)
        right, left = (0.72, 0.66, 0.8, 0.6, 0.5), (0.36, 0.3, 0.42, 0.24, 0.5, 0.2)
        spots = [*beside(model, left, 2 * gap, above=True), *beside(model, right, gap, above=True, rising=False)]
        sheet.label(axes, self.tr("Tracer, 95\u00a0% interval"), spots, "model")
        if ruled is not None:
            low = (0.46, 0.4, 0.52, 0.34, 0.6, 0.7, 0.28, 0.2)
            spots = [*beside(ruled, low, gap, above=False), *beside(ruled, low, gap, above=True)]
            sheet.label(axes, self.tr("the rule"), spots, "rule")

    def _most_words(self) -> str:
        return self.tr("the most: {optimum} contacts, {gain}").format(
            optimum=count(self.plan.optimum), gain=self.money(self.plan.optimum_gain)
        )

    @staticmethod
    def _above(axes: Axes, x: float, y: float, sheet: Sheet) -> list[Spot]:
        """Over a point, under it, and to its sides, nearer ones first."""
        px, py = axes.transData.transform((x, y))
        spots = []
        for away in (18, 34, 54, 80, 110):
            for across in ("center", "left", "right"):
                spots.append(Spot(px, py + sheet.px(away), across, "bottom"))
                spots.append(Spot(px, py - sheet.px(away), across, "top"))
        return spots

    def _hover_words(self, at: int) -> str:
        curve = self.plan.curve
        said = self.tr("{contacts} contacts: {gain}\nbetween {low} and {high}").format(
            contacts=count(int(curve.contacts[at])), gain=self.money(float(curve.gain[at])),
            low=self.money(float(curve.low[at])), high=self.money(float(curve.high[at])),
        )  # fmt: skip
        if curve.rule is None:
            return said
        return said + "\n" + self.tr("by the rule {gain}").format(gain=self.money(float(curve.rule[at])))

    # ------------------------------------------------------------ as a table

    def table(self) -> PlotTable:
        """Every twentieth part of the customers, and the list itself."""
        curve = self.plan.curve
        headings = [self.tr("Contacts"), self.tr("Expected gain"), self.tr("At least"), self.tr("At most")]
        lines = [curve.gain, curve.low, curve.high]
        if curve.rule is not None:
            headings.append(self.tr("By the rule"))
            lines.append(curve.rule)
        wanted = {round(self.rows * part / TWENTY) for part in range(TWENTY + 1)} | {self.plan.customers}
        values = [
            (one, *(float(np.interp(one, self.contacts, line)) for line in lines))
            for one in sorted(wanted | {self.plan.optimum})
        ]
        texts = [(count(one), *(self.money(amount) for amount in amounts)) for one, *amounts in values]
        return PlotTable(tuple(headings), texts, values)


class CampaignChart(Chart):
    """The chart of the campaign page: its line is the list's length, and moving it asks for another number of calls."""

    line_wanted = Signal(int)

    def __init__(self, session: Session, *, name: str, parent: QWidget | None = None) -> None:
        self._line = 0
        super().__init__(session, name=name, parent=parent)

    @property
    def line(self) -> int:
        """How many are on the list."""
        return self._line

    def want_line(self, rows: int) -> None:
        """The line follows the hand at once; the page asks what that means."""
        self.move_line(rows)
        self.line_wanted.emit(rows)

    def move_line(self, rows: int) -> None:
        """Draw the line elsewhere, and nothing else."""
        self._line = rows
        if self.canvas is not None:
            self.canvas.move_cut_off(rows)

    def show_plot(self, plot: CampaignPlot) -> None:
        """Another plan: what is drawn of it that was drawn before stays."""
        before = self.plot
        self._line = plot.plan.customers
        if isinstance(before, CampaignPlot) and _same_curve(before, plot):
            before.plan, before.summary = plot.plan, plot.summary
            self.setAccessibleDescription(before.summary)
            self.model.set_table(before.table())
            self.move_line(plot.plan.customers)
            return
        self.set_plot(plot)
        if isinstance(before, CampaignPlot):
            before.deleteLater()

    def _on_cut_off(self, rows: int) -> None:
        """The cut-off of the other pages is none of the campaign's."""


def _same_curve(before: CampaignPlot, after: CampaignPlot) -> bool:
    one, other = before.plan.curve, after.plan.curve
    if before.frame != after.frame or before.rule != after.rule or before.currency != after.currency:
        return False
    if before.plan.optimum != after.plan.optimum or len(one.contacts) != len(other.contacts):
        return False
    same = np.array_equal(one.gain, other.gain) and np.array_equal(one.high, other.high)
    return same and np.array_equal(one.low, other.low)


def _still_fits(before: Frame, right: float, bottom: float, top: float) -> bool:
    high, was = top - min(bottom, 0.0), before.top - before.bottom
    inside = right <= before.right and top <= before.top and bottom >= before.bottom - 0.02 * was
    return inside and right >= FULL_ENOUGH * before.right and high >= FULL_ENOUGH * was


def _ticks(low: float, high: float, step: float) -> list[float]:
    return [step * place for place in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
