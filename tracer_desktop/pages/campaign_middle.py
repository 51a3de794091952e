"""What the campaign is expected to bring: the curve, the next call in words, the control group, other rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.plots.campaign import CampaignChart, CampaignPlot
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button
from tracer_desktop.widgets.facts import FactsList
from tracer_desktop.widgets.inputs import CheckBox, NumberField
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.numbers import count, percent
from tracer_engine import CampaignPlan, CampaignView, OpenedCampaign, money_text

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session

LEAST_CHART = 260


class ControlGroup(QWidget):
    """A box to tick, the share, and what the group is good for. `told` carries the share, 0 for no group."""

    told = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._advised = 0.1
        self.box = CheckBox(self.tr("Hold back a control group at random"))
        self.share = NumberField(
            name=self.tr("Share of the list that is held back"), minimum=1, maximum=90, decimals=0,
            suffix=self.tr("\u00a0%"), value=10,
        )  # fmt: skip
        self.of_list = Label(self.tr("of the list"), "body", "ink2")
        self.of_list.setBuddy(self.share)
        self.text = Label("", "caption", "ink2", wrap=True, selectable=True)
        row = QHBoxLayout()
        row.addWidget(self.share)
        row.addWidget(self.of_list, 1)
        self._chosen = QWidget()
        self._chosen.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self._row = row
        self._inner = QVBoxLayout()
        self._inner.addWidget(self._chosen)
        self._inner.addWidget(self.text)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.box)
        self._column.addLayout(self._inner)
        self._chosen.hide()
        self.box.toggled.connect(self._on_box)
        self.share.valueChanged.connect(self._on_share)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_plan(self, plan: CampaignPlan) -> None:
        """As it is planned."""
        share = plan.settings.control_share
        self._advised = plan.advice.share
        on = share > 0
        kept = self.box.blockSignals(True)
        self.box.setChecked(on)
        self.box.blockSignals(kept)
        if on:
            self.share.show_value(round(100 * share))
            words = self.tr("Hold back {held} at random, to measure it").format(held=count(plan.control))
        else:
            words = self.tr("Hold back a control group at random")
        self.box.setText(words)
        self.box.setAccessibleName(words)
        self._chosen.setVisible(on)
        self.text.set_text(plan.control_text)
        self.box.setAccessibleDescription(plan.control_text)

    def _on_box(self, on: bool) -> None:
        if not on:
            self.told.emit(0.0)
            return
        share = min(90, max(1, round(100 * self._advised))) or 10
        self.share.show_value(share)
        self.told.emit(share / 100)

    def _on_share(self, value: float) -> None:
        if self.box.isChecked():
            self.told.emit(value / 100)

    def _restyle(self) -> None:
        look = theme()
        self._column.setSpacing(look.scaled(4))
        self._inner.setSpacing(look.scaled(4))
        self._inner.setContentsMargins(look.scaled(25), 0, 0, 0)
        self._row.setSpacing(look.u(2))
        self.share.setFixedWidth(look.scaled(76))


class CampaignMiddle(QWidget):
    """The curve and all that is said under it."""

    line_moved = Signal(int)
    control_told = Signal(float)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._campaign: OpenedCampaign | None = None
        self.chart = CampaignChart(session, name=self.tr("Expected gain by number of contacts"))
        self.marginal = Label("", "body", "ink", wrap=True, selectable=True)
        self.risk = Label("", "caption", "ink2", wrap=True, selectable=True)
        self.control = ControlGroup()
        self.compare = inline_button(self.tr("Compare with other rules"))
        self.compare.setCheckable(True)
        self.rules = FactsList(name=self.tr("What other rules would bring"))
        self.more = Label("", "caption", "ink2", wrap=True, selectable=True)
        self.bring_back = inline_button(self.tr("Bring back outcomes…"))
        self.bring_back.setToolTip(self.tr("A later export says who left: what did the campaign do?"))
        self.rules.hide()
        self.more.hide()
        self._say_row = QHBoxLayout()
        self._say_row.addWidget(IconLabel("info", "ink2", "icon_small"), 0, Qt.AlignmentFlag.AlignTop)
        self._said = QVBoxLayout()
        self._said.addWidget(self.marginal)
        self._said.addWidget(self.risk)
        self._say_row.addLayout(self._said, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.chart, 1)
        self._column.addLayout(self._say_row)
        self._column.addWidget(self.control)
        self._acts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._acts.addWidget(self.compare)
        self._acts.addWidget(self.bring_back)
        self._acts.addStretch(1)
        self._column.addLayout(self._acts)
        self._column.addWidget(self.rules)
        self._column.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.chart.line_wanted.connect(self.line_moved)
        self.control.told.connect(self.control_told)
        self.compare.toggled.connect(self._on_compare)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_campaign(self, campaign: OpenedCampaign) -> None:
        """Another file."""
        self._campaign = campaign

    def show_view(self, view: CampaignView) -> None:
        """Another plan."""
        campaign, plan = self._campaign, view.plan
        if campaign is None:
            return
        before = self.chart.plot if isinstance(self.chart.plot, CampaignPlot) else None
        self.chart.show_plot(CampaignPlot(plan, campaign.rule, campaign.card.wording, before))
        self.marginal.set_text(plan.marginal)
        # Of the training's own table the first says that its probabilities are no fair test; those of the test are.
        fair = campaign.trained_on and plan.settings.held_back
        notes = (*plan.notes, *(campaign.notes[1:] if fair else campaign.notes))
        self.risk.set_text("\n".join(notes))
        self.risk.setVisible(bool(notes))
        self.control.show_plan(plan)
        if self.compare.isChecked():
            self._show_rules(plan)
        self._plan = plan

    _plan: CampaignPlan | None = None

    def _show_rules(self, plan: CampaignPlan) -> None:
        currency = plan.settings.currency
        # Which rule it is, the sentence at the top says.
        named = {"one_line": self.tr("The one-line rule")}
        self.rules.set_rows(
            [(named.get(rule.key, rule.name), money_text(rule.expected_gain, currency)) for rule in plan.rules]
        )
        said = []
        if plan.break_even is not None and plan.called:
            said.append(
                self.tr("The list pays for itself from an acceptance of {share} on.").format(
                    share=percent(plan.break_even, 1)
                )
            )
        if plan.emp is not None and self._campaign is not None:
            words = self.tr(
                "Expected maximum profit: {profit} a {entity}, with {share} contacted, measured on {outcomes}."
            )
            profit = money_text(plan.emp.value, currency, digits=None)
            entity, share = self._campaign.card.wording.entity, percent(plan.emp.share, 1)
            said.append(words.format(profit=profit, entity=entity, share=share, outcomes=plan.emp.measured_on))
        self.more.set_text(" ".join(said))

    def _on_compare(self, shown: bool) -> None:
        self.compare.set_text(self.tr("Hide other rules") if shown else self.tr("Compare with other rules"))
        if shown and self._plan is not None:
            self._show_rules(self._plan)
        self.rules.setVisible(shown)
        self.more.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The two acts stand one under the other where they do not fit beside each other."""
        super().resizeEvent(event)
        both = self.compare.sizeHint().width() + self.bring_back.sizeHint().width() + theme().u(6)
        directions = QBoxLayout.Direction
        self._acts.setDirection(directions.LeftToRight if self.width() >= both else directions.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """As wide as its widest part: the acts go below each other."""
        hint = super().minimumSizeHint()
        parts = (self.chart, self.control, self.compare, self.bring_back)
        return QSize(max(part.minimumSizeHint().width() for part in parts), hint.height())

    def _restyle(self) -> None:
        look = theme()
        self._column.setSpacing(look.u(3))
        self._say_row.setSpacing(look.u(2))
        self._acts.setSpacing(look.u(5))
        self._said.setSpacing(look.scaled(4))
        self.chart.stack.setMinimumHeight(look.scaled(LEAST_CHART))
