"""What the user decides about a campaign: limits, costs, what a kept customer is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.amount_slider import AmountSlider
from tracer_desktop.widgets.buttons import inline_button
from tracer_desktop.widgets.card import Hairline, Well
from tracer_desktop.widgets.inputs import CheckBox, Choice, NumberField
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_engine import CampaignPlan, CampaignSettings, OpenedCampaign, money_text

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "INR", "JPY", "BRL", "PLN", "SEK", "TRY")
CALLS_A_DAY = 60
DEAREST_CALL, DEAREST_OFFER = 50.0, 200.0
LEAST_BUDGET = 1000.0
FIRST_SHARE = 0.1
"""Of the customers: how many calls are proposed when the box is ticked for the first time."""


def symbol_of(currency: str) -> str:
    """“€”, “CHF”."""
    return money_text(0.0, currency).strip("0.,\u00a0 ")


class CampaignLimits(Well):
    """The settings as fields. `told` carries the settings after each change by the user."""

    told = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, in_parts: bool = False) -> None:
        """`in_parts`: it is there only when all of `parts` has been gone through."""
        super().__init__(name="", parent=parent)
        self.setAccessibleName(self.tr("Limits, costs and value"))
        self.settings = CampaignSettings()
        self._rows = 0
        self._means: dict[str, float] = {}
        if not in_parts:
            for _ in self.parts():
                pass

    def parts(self) -> Iterator[None]:
        """Build it, each part a moment's work."""
        self._make_limits()
        yield
        self._make_shares()
        yield
        self._make_fields()
        yield
        self._fill()
        self._connect()
        theme().changed.connect(self._restyle_own)
        self._restyle_own()

    # ------------------------------------------------------------ how it is built

    def _make_limits(self) -> None:
        self.calls = AmountSlider(self.tr("Contacts"), name=self.tr("Contacts at most"), maximum=1000, optional=True)
        self.budget = AmountSlider(self.tr("Budget"), maximum=10_000, optional=True)
        self.call_cost = AmountSlider(self.tr("A contact costs"), maximum=DEAREST_CALL, decimals=2)
        self.offer_cost = AmountSlider(self.tr("The offer costs"), maximum=DEAREST_OFFER, decimals=2)

    def _make_shares(self) -> None:
        percent = self.tr("\u00a0%")
        self.acceptance = AmountSlider(self.tr("Accept the offer"), maximum=100, decimals=1, suffix=percent, bent=False)
        self.stayers = AmountSlider(
            self.tr("Stayers take it"),
            name=self.tr("Share of stayers who take the offer"),
            maximum=100,
            decimals=1,
            suffix=percent,
            bent=False,
        )

    def _make_fields(self) -> None:
        self.worth = Choice(name=self.tr("Value of one who is kept"))
        self.worth.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.worth.setMinimumContentsLength(10)
        self.amount = NumberField(name=self.tr("What one who is kept is worth"), decimals=2)
        self.months = NumberField(
            name=self.tr("For how many months"), decimals=0, minimum=0, maximum=600, value=12,
            suffix=self.tr(" months"), prefix="×\u00a0",
        )  # fmt: skip
        self.worth_caption = Label("", "caption", "ink3", wrap=True)
        self.more = inline_button(self.tr("More settings"))
        self.more.setCheckable(True)
        self.currency = Choice(name=self.tr("Currency"))
        self.currency.set_choices([(f"{key} {symbol_of(key)}" if symbol_of(key) != key else key, key)
                                   for key in CURRENCIES])  # fmt: skip
        self.plays = inline_button(self.tr("Change the plays…"))
        self.plays.setToolTip(self.tr("What the list suggests to do, by the main reason."))
        self.held_back = CheckBox(self.tr("Use the test's probabilities"))
        self.held_back.setToolTip(
            self.tr("For the table the model learned from: each was given by models that had not seen the row.")
        )

    def _fill(self) -> None:
        limits, costs = Label(self.tr("Your limits"), "section"), Label(self.tr("What it costs and brings"), "section")
        self._worth_row = QHBoxLayout()
        self._worth_row.addWidget(self.amount, 1)
        self._worth_row.addWidget(self.months, 1)
        self.extra = QWidget()
        self.extra.setProperty("see_through", "true")
        self._extra = QVBoxLayout(self.extra)
        self._extra.setContentsMargins(0, 0, 0, 0)
        money = QHBoxLayout()
        label = Label(self.tr("Currency"))
        label.setBuddy(self.currency)
        money.addWidget(label, 1)
        money.addWidget(self.currency)
        self._extra.addWidget(self.stayers)
        self._extra.addLayout(money)
        self._extra.addWidget(self.held_back)
        self._extra.addWidget(self.plays, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (limits, self.calls, self.budget, Hairline(), costs, self.call_cost, self.offer_cost,
                     self.acceptance):  # fmt: skip
            self.body.addWidget(part)
        name = self.worth_title = Label("", "label", "ink2", wrap=True)
        name.setBuddy(self.worth)
        self._worth = QVBoxLayout()
        self._worth.addWidget(name)
        self._worth.addWidget(self.worth)
        self._worth.addLayout(self._worth_row)
        self._worth.addWidget(self.worth_caption)
        self.body.addLayout(self._worth)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.extra)
        self.body.addStretch(1)
        self.extra.hide()

    def _connect(self) -> None:
        for part in (self.calls, self.budget, self.call_cost, self.offer_cost, self.acceptance, self.stayers):
            part.changed.connect(self._on_changed)
        for field in (self.amount, self.months):
            field.valueChanged.connect(self._on_changed)
        self.worth.picked.connect(self._on_worth)
        self.currency.picked.connect(self._on_changed)
        self.held_back.toggled.connect(self._on_changed)
        self.more.toggled.connect(self._on_more)

    def _restyle_own(self) -> None:
        look = theme()
        self.body.setSpacing(look.scaled(7))
        self._worth.setSpacing(look.scaled(4))
        self._worth_row.setSpacing(look.u(2))
        self._extra.setSpacing(look.scaled(11))

    # ------------------------------------------------------------ what is shown

    def show_campaign(self, campaign: OpenedCampaign, settings: CampaignSettings) -> None:
        """Fields for another file."""
        self._rows = campaign.rows
        words = campaign.card.wording
        self._means = {one.name: one.mean for one in campaign.value_columns}
        columns = [(one.name, one.name) for one in campaign.value_columns]
        self.worth.set_choices([*columns, (self.tr("A fixed amount"), "")])
        self.calls.set_range(max(1, campaign.rows), max(1, campaign.rows))
        self.acceptance.set_range(100, 100)
        self.stayers.set_range(100, 100)
        self.held_back.setVisible(campaign.can_hold_back)
        self.plays.setVisible(bool(campaign.plays))
        worth = self.tr("Value of a kept {entity}").format(entity=words.entity)
        self.worth_title.set_text(worth)
        self.worth.setAccessibleName(worth)
        self.calls.set_caption(self.tr("As many as there are {entities}").format(entities=words.entities))
        self.call_cost.set_caption(self.tr("Paid for everyone contacted"))
        self.offer_cost.set_caption(self.tr("Set aside for each, paid if taken"))
        self.acceptance.set_caption(self.tr("A guess until you bring back results"))
        self.stayers.set_caption(self.tr("Who would have {stayed} anyway and take the offer").format(
            stayed=words.not_acted))  # fmt: skip
        usual = campaign.defaults
        self.call_cost.set_range(max(DEAREST_CALL, 4 * usual.contact_cost, settings.contact_cost))
        self.offer_cost.set_range(max(DEAREST_OFFER, 4 * usual.offer_cost, settings.offer_cost))
        self.show_settings(settings)

    def show_settings(self, settings: CampaignSettings) -> None:
        """Set all fields without saying that they changed."""
        self.settings = settings
        # As in every sentence: "€2,000", "CHF 2,000".
        prefix = money_text(0.0, settings.currency).rstrip("0")
        for part in (self.budget, self.call_cost, self.offer_cost):
            part.set_prefix(prefix)
        kept = [(field, field.blockSignals(True)) for field in (self.amount, self.months, self.held_back)]
        self.amount.setPrefix(prefix)
        self.calls.show_value(settings.capacity)
        if settings.capacity is None:
            self.calls.field.show_value(max(1, round(FIRST_SHARE * self._rows)))
            self.calls.show_value(None)
        self.budget.set_range(max(LEAST_BUDGET, self._rows * settings.committed))
        if settings.budget is None and self.budget.field.value() == 0:
            self.budget.field.show_value(round(FIRST_SHARE * self._rows * settings.committed))
        self.budget.show_value(settings.budget)
        self.call_cost.show_value(settings.contact_cost)
        self.offer_cost.show_value(settings.offer_cost)
        self.acceptance.show_value(100 * settings.acceptance)
        self.stayers.show_value(100 * settings.stayer_acceptance)
        self.worth.choose(settings.value_column or "")
        self.amount.setValue(settings.value or 0.0)
        self.months.setDecimals(0 if float(settings.value_months).is_integer() else 2)
        self.months.setValue(settings.value_months)
        self.currency.choose(settings.currency)
        self.held_back.setChecked(settings.held_back)
        for field, before in kept:
            field.blockSignals(before)
        self._show_worth()

    def show_plan(self, plan: CampaignPlan) -> None:
        """What the limits come to."""
        settings = plan.settings
        calls = settings.capacity
        if calls is None:
            self.calls.set_caption(self.tr("No limit set"))
        else:
            # Of those who are contacted, where something else ends the list before the limit does.
            days = max(1, round(min(calls, plan.called or calls) / CALLS_A_DAY))
            said = (
                self.tr("About one day, at {rate} a day")
                if days == 1
                else self.tr("About {days} days, at {rate} a day")
            )
            self.calls.set_caption(said.format(days=count(days), rate=CALLS_A_DAY))
        if settings.budget is None:
            self.budget.set_caption(self.tr("No limit set"))
        else:
            used = self.tr("{cost} of it is used").format(cost=money_text(plan.committed_cost, settings.currency))
            self.budget.set_caption(used)
        if not self.budget.slider.isSliderDown():
            self.budget.set_range(max(LEAST_BUDGET, plan.rows * settings.committed))

    def _show_worth(self) -> None:
        column = str(self.worth.chosen() or "")
        self.amount.setVisible(not column)
        sign = self.settings.currency
        if not column:
            self.worth_caption.set_text(self.tr("What each would bring in a month, times the months"))
            return
        mean = self._means.get(column, 0.0) * self.months.value()
        self.worth_caption.set_text(self.tr("On average {amount}").format(amount=money_text(mean, sign)))

    # ------------------------------------------------------------ what is told

    def set_calls(self, rows: int) -> None:
        """So many calls, as the line in the chart was moved to."""
        self.calls.show_value(rows)
        self._on_changed()

    def _on_worth(self, column: str) -> None:
        before = self.settings.value_column
        if not column and before is not None and not self.amount.value():
            # To begin with, what the column said on average.
            self.amount.show_value(round(self._means.get(before, 0.0), 2))
        self._show_worth()
        self._on_changed()

    def _on_more(self, shown: bool) -> None:
        self.extra.setVisible(shown)
        self.more.set_text(self.tr("Fewer settings") if shown else self.tr("More settings"))

    def _on_changed(self, *_: object) -> None:
        calls, budget = self.calls.value(), self.budget.value()
        column = str(self.worth.chosen() or "") or None
        currency = str(self.currency.chosen() or self.settings.currency)
        changed = replace(
            self.settings,
            capacity=None if calls is None else round(calls),
            budget=budget,
            contact_cost=self.call_cost.value() or 0.0,
            offer_cost=self.offer_cost.value() or 0.0,
            acceptance=round((self.acceptance.value() or 0.0) / 100, 6),
            stayer_acceptance=round((self.stayers.value() or 0.0) / 100, 6),
            value=None if column else self.amount.value(),
            value_column=column,
            value_months=self.months.value(),
            held_back=self.held_back.isChecked() and not self.held_back.isHidden(),
            currency=currency,
        )
        if currency != self.settings.currency:
            self.show_settings(changed)
        self.settings = changed
        self._show_worth()
        self.told.emit(changed)
