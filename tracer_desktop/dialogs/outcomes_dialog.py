"""What campaigns did: those called against those held back, the saves and the money, and what to assume next time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.headline import HeadlineNumber
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count, decimal, percent
from tracer_desktop.widgets.side_by_side import SideBySide
from tracer_desktop.widgets.tabs import TabPages
from tracer_engine import CampaignOutcome, Interval, PooledOutcome, money_text

WIDTH = 640


class OutcomesDialog(HouseDialog):
    """`wants_acceptance`: the measured acceptance is to take the assumed one's place.

    Where several campaigns of the model were measured there are two views: this campaign, and all of them together.
    """

    def __init__(self, outcome: CampaignOutcome, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What the campaign did"), parent)
        self.wants_acceptance = False
        self.alone = OutcomeView(outcome, currency)
        self.together: OutcomeView | None = None
        self.tabs: TabPages | None = None
        if outcome.pooled is None:
            self.body.addWidget(self.alone)
        else:
            pooled = outcome.pooled
            self.together = OutcomeView(pooled, currency)
            self.tabs = TabPages(name=self.tr("Which campaigns"))
            self.tabs.add_page(self.tr("This campaign"), self.alone)
            all_words = self.tr("{number} campaigns together").format(number=count(len(pooled.ids)))
            self.tabs.add_page(all_words, self.together)
            self.body.addWidget(self.tabs)
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
        self.resize(self.needed(theme().scaled(WIDTH)))

    def _on_use(self) -> None:
        self.wants_acceptance = True
        self.accept()


class OutcomeView(QWidget):
    """What one campaign did, or several: the headline, three figures, and the sentences."""

    def __init__(self, outcome: CampaignOutcome | PooledOutcome, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._currency = currency
        self.headline = Label(outcome.headline, "section", wrap=True, selectable=True)
        self.texts = Label("\n".join(outcome.texts), "body", "ink2", wrap=True, selectable=True)
        expected = self.tr("{interval} · expected {rival}")
        assumed = self.tr("{interval} · assumed {rival}")
        self.figures = [
            self._figure(self.tr("Kept"), outcome.saves, decimal),
            self._figure(self.tr("Gain"), outcome.gain, self._money, outcome.expected_gain, expected),
            self._figure(self.tr("Acceptance"), outcome.acceptance, self._percent, outcome.assumed_acceptance, assumed),
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().u(3))
        column.addWidget(self.headline)
        column.addWidget(SideBySide(self.figures, gap=6, lines=True))
        column.addWidget(self.texts)
        column.addStretch(1)

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
