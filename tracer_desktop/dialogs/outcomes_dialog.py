"""What a campaign did: those called against those held back, the saves and the money, and what to assume next time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.facts import FactsList
from tracer_desktop.widgets.headline import HeadlineNumber
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count, decimal, percent
from tracer_desktop.widgets.side_by_side import SideBySide
from tracer_engine import CampaignOutcome, GroupOutcome, Interval, money_text

WIDTH = 640


class OutcomesDialog(HouseDialog):
    """`acted`: what those did who were not kept. `wants_acceptance`: the measured one takes the assumed one's place."""

    def __init__(self, outcome: CampaignOutcome, currency: str, acted: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What the campaign did"), parent)
        self.wants_acceptance = False
        self._currency, self._acted = currency, acted
        self.headline = Label(outcome.headline, "section", wrap=True, selectable=True)
        self.texts = Label("\n".join(outcome.texts), "body", "ink2", wrap=True, selectable=True)
        self.body.addWidget(self.headline)
        expected = self.tr("{interval} · expected {rival}")
        assumed = self.tr("{interval} · assumed {rival}")
        self.figures = [
            self._figure(self.tr("Saves"), outcome.saves, decimal),
            self._figure(self.tr("Gain"), outcome.gain, self._money, outcome.expected_gain, expected),
            self._figure(self.tr("Acceptance"), outcome.acceptance, self._percent, outcome.assumed_acceptance, assumed),
        ]
        self.body.addWidget(SideBySide(self.figures, gap=6, lines=True))
        self.body.addWidget(self.texts)
        self.body.addWidget(Hairline())
        self.facts = FactsList(self._rows(outcome), name=self.tr("What came back"))
        self.body.addWidget(self.facts)
        self.body.addStretch(1)
        self.close_button = secondary_button(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.add_button(self.close_button)
        self.use = primary_button("")
        self.use.setVisible(outcome.next_acceptance is not None)
        if outcome.next_acceptance is not None:
            self.use.set_text(self.tr("Plan with {share} from now on").format(share=percent(outcome.next_acceptance)))
            self.use.setDefault(True)
            self.use.clicked.connect(self._on_use)
        self.add_button(self.use)
        self.resize(theme().scaled(WIDTH), self.sizeHint().height())

    def _money(self, amount: float, _places: int = 0) -> str:
        return money_text(amount, self._currency)

    @staticmethod
    def _percent(share: float, _places: int = 0) -> str:
        return percent(share)

    def _figure(
        self,
        label: str,
        told: Interval | None,
        words: Callable[[float, int], str],
        rival: float | None = None,
        with_rival: str = "",
    ) -> HeadlineNumber:
        number = HeadlineNumber(label)
        if told is None:
            number.set_plain("–", self.tr("Cannot be told."))
            return number
        said = self.tr("{low} to {high}").format(low=words(told.low, 0), high=words(told.high, 0))
        if rival is not None:
            said = with_rival.format(interval=said, rival=words(rival, 0))
        number.set_value(words(told.value, 0), said, value=told.value, low=told.low, high=told.high, rival=rival)
        return number

    def _rows(self, outcome: CampaignOutcome) -> list[tuple[str, str]]:
        rows = [(self.tr("Called"), self._group(outcome.called))]
        if outcome.control is not None:
            rows.append((self.tr("Held back"), self._group(outcome.control)))
        for words, number in (
            (self.tr("Not in the file"), outcome.missing),
            (self.tr("In the file, but not on the list"), outcome.unmatched),
            (self.tr("More than once in the file"), outcome.doubled),
            (self.tr("Without an outcome"), outcome.blank),
        ):
            if number:
                rows.append((words, count(number)))
        return rows

    def _group(self, group: GroupOutcome) -> str:
        said = self.tr("{acted} of {known} {did}, {rate} ({low} to {high})")
        return said.format(
            did=self._acted, acted=count(group.acted), known=count(group.known), rate=percent(group.rate.value, 1),
            low=percent(group.rate.low, 1), high=percent(group.rate.high, 1),
        )  # fmt: skip

    def _on_use(self) -> None:
        self.wants_acceptance = True
        self.accept()
