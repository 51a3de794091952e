"""Which campaign did the outcomes come of: those planned with a model, with date, size, settings, and what they did."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, quiet_button, secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.facts import FactsList
from tracer_desktop.widgets.inputs import Choice
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.moments import day_and_time
from tracer_desktop.widgets.numbers import compact, count, percent
from tracer_engine import CampaignHistory, EarlierCampaign, money_text

WIDTH = 520


class CampaignChoiceDialog(HouseDialog):
    """Accepted with a campaign that is `chosen`; `wants_results`: its results as they are, and no file."""

    def __init__(self, history: CampaignHistory, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Bring back outcomes"), parent)
        self._history = history
        self.wants_results = False
        self.body.addWidget(Label(self.tr("Which list do you bring outcomes back to?"), "section"))
        text = self.tr("A later export says what became of those on it. Tracer joins it to the list by their ids.")
        self.body.addWidget(Label(text, "body", "ink2", wrap=True))
        self.choice = Choice(name=self.tr("Campaign"))
        self.choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.set_choices([(self._in_short(one), one.id) for one in history.campaigns])
        self.choice.picked.connect(self._show)
        self.body.addWidget(self.choice)
        self.facts = FactsList(name=self.tr("How it was planned"))
        self.body.addWidget(self.facts)
        self.together = Label("", "body", "ink", wrap=True, selectable=True)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.together)
        self.body.addStretch(1)
        self.results = quiet_button(self.tr("Show what it did"))
        self.results.clicked.connect(self._on_results)
        self.add_left_button(self.results)
        self.cancel = secondary_button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.add_button(self.cancel)
        self.go = primary_button(self.tr("Choose the file…"))
        self.go.setDefault(True)
        self.go.clicked.connect(self.accept)
        self.add_button(self.go)
        self._tell_together()
        self._show()
        self.choice.setFocus()
        self.resize(self.needed(theme().scaled(WIDTH)))

    def chosen(self) -> EarlierCampaign:
        """The campaign that is chosen; the newest to begin with."""
        wanted = self.choice.currentData()
        return next((one for one in self._history.campaigns if one.id == wanted), self._history.campaigns[0])

    def _in_short(self, one: EarlierCampaign) -> str:
        words = self.tr("{day}: {listed} for {file}")
        listed = count(one.called + one.control)
        return words.format(day=day_and_time(one.created), listed=listed, file=one.source)

    def _show(self, _campaign: object = None) -> None:
        one = self.chosen()
        settings, money = one.settings, one.settings.currency
        worth = settings.value_column or money_text(settings.value or 0.0, money, digits=None)
        if settings.value_months != 1:
            worth = f"{worth} × {compact(settings.value_months)}"
        costs = self.tr("contact {contact}, offer {offer}").format(
            contact=money_text(settings.contact_cost, money, digits=None),
            offer=money_text(settings.offer_cost, money, digits=None),
        )
        self.facts.set_rows(
            [
                (self.tr("Contacts"), count(one.called)),
                (
                    self.tr("Held back"),
                    count(one.control) if one.control else self.tr("nobody, so nothing shows"),
                ),
                (self.tr("Limits"), self._limits(one)),
                (self.tr("Costs"), costs),
                (self.tr("Value of a kept one"), worth),
                (self.tr("Acceptance assumed"), percent(settings.acceptance, 1)),
                (self.tr("Expected gain"), money_text(one.expected_gain.value, money)),
                (self.tr("Measured gain"), self._measured(one)),
            ]
        )
        self.results.setVisible(one.measured is not None)

    def _limits(self, one: EarlierCampaign) -> str:
        capacity, budget = one.settings.capacity, one.settings.budget
        told = []
        if capacity is not None:
            told.append(self.tr("{number} contacts").format(number=count(capacity)))
        if budget is not None:
            told.append(self.tr("{amount} budget").format(amount=money_text(budget, one.settings.currency)))
        return ", ".join(told) or self.tr("none")

    def _measured(self, one: EarlierCampaign) -> str:
        if one.measured is None:
            return self.tr("no outcomes yet")
        if one.measured.unripe:
            return self.tr("perhaps too early")
        gain = one.measured.gain
        if gain is None:
            return self.tr("not to be told")
        value, low, high = (money_text(amount, one.settings.currency) for amount in (gain.value, gain.low, gain.high))
        return self.tr("{value} ({low} to {high})").format(value=value, low=low, high=high)

    def _tell_together(self) -> None:
        pooled = self._history.pooled
        self.together.setVisible(pooled is not None)
        if pooled is not None:
            words = self.tr("{headline}, at an acceptance of {share} ({low} to {high}).")
            told = pooled.acceptance
            low, high, share = (percent(one) for one in (told.low, told.high, told.value))
            self.together.set_text(words.format(headline=pooled.headline, share=share, low=low, high=high))

    def _on_results(self) -> None:
        self.wants_results = True
        self.accept()
