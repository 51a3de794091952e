"""Step 1: the business question, one card for each blueprint there is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tracer_desktop.item_models.roles_model import own_id_role, role_title
from tracer_desktop.operations.blueprints import add_blueprint
from tracer_desktop.session import Session
from tracer_desktop.widgets.buttons import quiet_button
from tracer_desktop.wizard.choice_card import ChoiceCard, ChoiceCards
from tracer_desktop.wizard.choices import with_question
from tracer_desktop.wizard.step import PaneText, WizardStep, unlike_words
from tracer_engine import AddedBlueprint, Blueprint, all_blueprints

_MOST_NAMED = 6


class QuestionStep(WizardStep):
    """One card a blueprint; what it recognised in the file; what it brings along."""

    key = "question"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.cards = ChoiceCards(self.tr("Question"))
        self.records: list[Blueprint] = []
        self._fill_cards()
        self.cards.chosen.connect(self._on_chosen)
        self.body.addWidget(self.cards)
        self.add = quiet_button(self.tr("Add a blueprint…"))
        self.add.clicked.connect(self._on_add)
        self.body.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.brings = PaneText(self.tr("What this brings along"), 4)
        self.pane_body.addWidget(self.brings)
        self.pane_body.addStretch(1)

    def _fill_cards(self) -> None:
        """A card for each blueprint there is now: one may have been added, here or from the command line."""
        records = list(all_blueprints())
        if records == self.records:
            return
        self.cards.clear()
        self.records = records
        for record in records:
            self.cards.add_card(ChoiceCard(record.key, record.question))

    def rail_title(self) -> str:
        """Its name on the rail."""
        return self.tr("Question")

    def title(self) -> str:
        """The title of the page."""
        return self.tr("What do you want to know?")

    def sentence(self) -> str:
        """The sentence under it."""
        return self.tr("Each question knows the columns such files usually have. Tracer has chosen the one that fits.")

    def caption(self) -> str:
        """The choice, for the rail."""
        return self.record.question if self.record else ""

    def first_field(self) -> QWidget:
        """What gets the focus."""
        card = self.cards.chosen_card()
        return card.button if card else self

    def refresh(self) -> None:
        """Mark the chosen card and the one that was suggested, and say what was recognised."""
        record, table = self.record, self.session.table
        if record is None or table is None:
            return
        self._fill_cards()
        self.cards.choose(record.key)
        suggested = table.profile.suggested.blueprint
        records = {one.key: one for one in self.records}
        self.cards.put_first(suggested, list(records))
        for card in self.cards.cards:
            one = records[card.key]
            mark = self.tr("fits this file") if one.key == suggested else ""
            card.show_choice(mark, one.title, self._columns_in_words(one, one.key == record.key))
        self.brings.show_text(self.tr("What this brings along"), *self._brought(record))

    def _columns_in_words(self, record: Blueprint, is_chosen: bool) -> str:
        own = own_id_role(record)
        roles = [role for role in record.roles if role is not own and not role.personal]
        if is_chosen and self.session.profile is not None:
            played = self.session.profile.suggested.roles
            found = [role_title(role) for role in roles if role.name in played]
            if found:
                return self.tr("Recognised in this file: {roles}.").format(roles=self._listed(found))
        if not roles:
            return self.tr("Takes the columns as they are.")
        return self.tr("Knows columns such as: {roles}.").format(
            roles=self._listed([role_title(role) for role in roles])
        )

    def _listed(self, names: list[str]) -> str:
        shown, more = names[:_MOST_NAMED], len(names) - _MOST_NAMED
        words = [shown[0], *(name[0].lower() + name[1:] for name in shown[1:])] if shown else []
        text = ", ".join(words)
        return self.tr("{names} and {number} more").format(names=text, number=more) if more > 0 else text

    def _brought(self, record: Blueprint) -> list[str]:
        plan, profile = self.session.plan, self.session.profile
        said = []
        if plan is not None and plan.blueprint == record.key:
            labels = [one.label for one in record.features if one.name in plan.engineered]
            if labels:
                said.append(self.tr("Columns computed from yours: {labels}.").format(labels=", ".join(labels)))
            else:
                said.append(self.tr("No computed columns: those of your file are used as they are."))
        if profile is not None and profile.suggested.target is not None:
            said.append(self.tr("It looks for the target by name: {target}.").format(target=profile.suggested.target))
        sample = ", ".join(unlike_words(record.leak_words, 5))
        if sample:
            said.append(
                self.tr("It watches for columns that are only known afterwards, such as {words}.").format(words=sample)
            )
        said.append(
            self.tr("Its words are those of the results: {entities} who {acted}, {risk}.").format(
                entities=record.wording.entities, acted=record.wording.acted, risk=record.wording.risk
            )
        )
        return said

    def _on_add(self) -> None:
        adding = add_blueprint(self)
        if adding is not None:
            self.add.setEnabled(False)
            adding.added.connect(self._on_added)
            adding.ended.connect(self._on_add_ended)
            adding.start()

    def _on_added(self, added: AddedBlueprint) -> None:
        self._fill_cards()
        self._on_chosen(added.record.key)

    def _on_add_ended(self) -> None:
        self.add.setEnabled(True)

    def _on_chosen(self, key: str) -> None:
        record = next(one for one in self.records if one.key == key)
        self.tell(lambda options: with_question(options, record), self.tr("Another question"))
