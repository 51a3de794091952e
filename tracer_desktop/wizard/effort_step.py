"""Step 4: how hard to try, with an honest time for each, and what more buys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tracer_desktop.session import Session
from tracer_desktop.widgets.buttons import quiet_button
from tracer_desktop.widgets.inputs import LabelledField, NumberField
from tracer_desktop.widgets.numbers import count, short_seconds
from tracer_desktop.wizard.choice_card import ChoiceCard, ChoiceCards
from tracer_desktop.wizard.step import PaneText, WizardStep
from tracer_engine import EffortEstimate

EFFORTS = ("quick", "balanced", "thorough")


class EffortStep(WizardStep):
    """Three rows, and the seed for experts."""

    key = "effort"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.cards = ChoiceCards(self.tr("Effort"))
        for effort in EFFORTS:
            self.cards.add_card(ChoiceCard(effort, self.effort_name(effort)))
        self.cards.chosen.connect(self._on_chosen)
        self.expert = quiet_button(self.tr("Expert options"), icon="right")
        self.expert.setCheckable(True)
        self.expert.toggled.connect(self._on_expert)
        self.seed = NumberField(name=self.tr("Seed"), minimum=0, maximum=999_999_999, value=1)
        self.seed.setGroupSeparatorShown(False)
        self.seed.valueChanged.connect(self._on_seed)
        self.seed_field = LabelledField(
            self.tr("Seed"),
            self.seed,
            self.tr("Another seed draws other folds. The same seed gives the same model, number for number."),
        )
        self.seed_field.hide()
        self.body.addWidget(self.cards)
        self.body.addWidget(self.expert, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.seed_field)
        self.body.addStretch(1)
        self.buys = PaneText(self.tr("What more time buys"), 3)
        self.free = PaneText(self.tr("Meanwhile"), 2)
        self.pane_body.addWidget(self.buys)
        self.pane_body.addWidget(self.free)
        self.pane_body.addStretch(1)
        self._show_pane()

    def rail_title(self) -> str:
        """Its name on the rail."""
        return self.tr("Effort")

    def title(self) -> str:
        """The title of the page."""
        return self.tr("How hard shall Tracer try?")

    def sentence(self) -> str:
        """The sentence under it."""
        return self.tr(
            "Start with quick: it shows whether more is worth it. You can stop at any time and keep the best."
        )

    def caption(self) -> str:
        """The choice, for the rail."""
        return self.effort_name(self.session.options.effort)

    def first_field(self) -> QWidget:
        """What gets the focus."""
        card = self.cards.chosen_card()
        return card.button if card else self

    def effort_name(self, effort: str) -> str:
        """An effort as it is read."""
        return {
            "quick": self.tr("Quick"),
            "balanced": self.tr("Balanced"),
            "thorough": self.tr("Thorough"),
        }[effort]

    def show_estimates(self, estimates: Mapping[str, EffortEstimate]) -> None:
        """The time each effort is likely to take, once it is known."""
        words = {
            "quick": self.tr("Every learner once on every fold. For a first look, and for most tables enough."),
            "balanced": self.tr(
                "Smaller steps, other folds and seeds: steadier probabilities, a little better ranking."
            ),
            "thorough": self.tr("Finer still and repeated most often. For the model that is put to use for long."),
        }
        for card in self.cards.cards:
            one = estimates.get(card.key)
            mark = short_seconds(*one.seconds) if one else self.tr("working out the time")
            fits = self.tr("{fits} fits on this computer.").format(fits=count(one.fits)) if one else ""
            card.show_choice(mark, words[card.key], fits)

    def refresh(self) -> None:
        """Show what is chosen."""
        self.cards.choose(self.session.options.effort)
        self.seed.show_value(self.session.options.seed)
        if self.session.options.seed != 1 and not self.expert.isChecked():
            self.expert.setChecked(True)

    def _show_pane(self) -> None:
        self.buys.show_text(
            self.tr("What more time buys"),
            self.tr("It repeats the learning with other folds and finer steps, so that chance weighs less."),
            self.tr("Expect little for the ranking and a little more for the probabilities."),
        )
        self.free.show_text(
            self.tr("Meanwhile"),
            self.tr("You can keep working while it trains. The window stays free, and the computer is kept awake."),
        )

    def _on_chosen(self, effort: str) -> None:
        self.tell(lambda options: replace(options, effort=effort), self.tr("Another effort"))  # type: ignore[arg-type]

    def _on_expert(self, shown: bool) -> None:
        self.expert.set_icon("down" if shown else "right")
        self.seed_field.setVisible(shown)

    def _on_seed(self) -> None:
        seed = self.seed.number()
        self.tell(lambda options: replace(options, seed=seed), self.tr("Another seed"))
