"""Step 5: the plan in a few sentences, and as a command."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Well
from tracer_desktop.widgets.command_text import CommandText
from tracer_desktop.widgets.copy_button import CopyButton
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count, percent, short_seconds
from tracer_desktop.wizard.step import PaneText, WizardStep
from tracer_engine import Blueprint, EffortEstimate, OpenedTable, Plan

_MOST_NAMED = 4


class ReviewStep(WizardStep):
    """What will be done, said aloud."""

    key = "review"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.estimate: EffortEstimate | None = None
        self.sentences: list[Label] = []
        self._sentences = QVBoxLayout()
        self._sentences.setSpacing(theme().u(2))
        self.command_title = Label(self.tr("The same as a command"), "label", "ink2")
        self.well = Well(name=self.tr("Command"))
        self.command = CommandText()
        self.copy = CopyButton(self.tr("Copy"), "secondary", icon="terminal", name=self.tr("Copy the command"))
        line = QHBoxLayout()
        line.addWidget(self.command, 1)
        line.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self.well.body.addLayout(line)
        self.body.addLayout(self._sentences)
        self.body.addSpacing(theme().u(2))
        self.body.addWidget(self.command_title)
        self.body.addWidget(self.well)
        self.body.addStretch(1)
        self.after = PaneText(self.tr("What you get"), 3)
        self.pane_body.addWidget(self.after)
        self.pane_body.addStretch(1)

    def rail_title(self) -> str:
        """Its name on the rail."""
        return self.tr("Review")

    def title(self) -> str:
        """The title of the page."""
        return self.tr("Ready to train")

    def sentence(self) -> str:
        """The sentence under it."""
        return self.tr("This is what Tracer is going to do. Nothing of it leaves this computer.")

    def first_field(self) -> QWidget:
        """What gets the focus."""
        return self.copy

    def refresh(self) -> None:
        """Say the plan anew."""
        plan, table, record = self.session.plan, self.session.table, self.record
        if plan is None or table is None or record is None:
            return
        said = self._plan_in_words(plan, table, record)
        while len(self.sentences) < len(said):
            label = Label("", "body", "ink", wrap=True, selectable=True)
            self.sentences.append(label)
            self._sentences.addWidget(label)
        for place, label in enumerate(self.sentences):
            label.set_text(said[place] if place < len(said) else "")
            label.setVisible(place < len(said))
        words = record.wording
        self.after.show_text(
            self.tr("What you get"),
            self.tr("A verdict in plain words, tested on {entities} the model has not seen.").format(
                entities=words.entities
            ),
            self.tr("A list of all {entities}, each with its {risk} and the reasons.").format(
                entities=words.entities, risk=words.risk
            ),
            self.tr("A model file that scores the next file. All of it is kept as a run, and can be deleted."),
        )

    def show_command(self, command: str) -> None:
        """The plan as it is typed."""
        self.command.show_command(command)

    def show_estimate(self, estimate: EffortEstimate | None) -> None:
        """How long it is likely to take."""
        if estimate != self.estimate:
            self.estimate = estimate
            self.refresh()

    def _plan_in_words(self, plan: Plan, table: OpenedTable, record: Blueprint) -> list[str]:
        words = record.wording
        profile = self.session.profile
        counts = profile.suggested.counts if profile else ()
        whole, hits = sum(n for _, n in counts), sum(n for value, n in counts if value == plan.positive)
        said = [
            self.tr("Tracer learns from {rows} rows of {source} which {entities} will {act}.").format(
                rows=count(whole or table.rows), source=table.source, entities=words.entities, act=words.act
            )
        ]
        target = self.tr("{target} = {positive} means that a {entity} {acted}; so it was for {hits} ({share}).")
        said.append(
            target.format(
                target=plan.target, positive=plan.positive, entity=words.entity, acted=words.acted,
                hits=count(hits), share=percent(hits / whole if whole else 0.0),
            )
        )  # fmt: skip
        said.append(self._columns_in_words(plan))
        labels = [one.label for one in record.features if one.name in plan.engineered]
        if labels:
            said.append(self.tr("It adds what can be computed from them: {labels}.").format(labels=", ".join(labels)))
        said.append(self._test_in_words(plan))
        said.append(self._effort_in_words(plan))
        return said

    def _columns_in_words(self, plan: Plan) -> str:
        said = self.tr("It may use {number} columns.").format(number=count(len(plan.features)))
        out = [one.column for one in plan.excluded]
        if not out:
            return said
        shown = ", ".join(out[:_MOST_NAMED])
        if len(out) > _MOST_NAMED:
            shown = self.tr("{names} and {number} more").format(names=shown, number=len(out) - _MOST_NAMED)
        return said + " " + self.tr("Left out: {names}.").format(names=shown)

    def _test_in_words(self, plan: Plan) -> str:
        said = self.tr(
            "Every row is judged by models that have not seen it, and the result is compared with a one-line rule."
        )
        if plan.group is not None:
            said += " " + self.tr("Rows that share {column} are kept together.").format(column=plan.group)
        return said

    def _effort_in_words(self, plan: Plan) -> str:
        effort = {"quick": self.tr("quick"), "balanced": self.tr("balanced"), "thorough": self.tr("thorough")}[
            plan.effort
        ]
        one = self.estimate
        if one is None:
            return self.tr("The effort is {effort}.").format(effort=effort)
        said = self.tr(
            "With {effort} effort that takes {time} on this computer; you can stop before and keep the best."
        )
        return said.format(effort=effort, time=short_seconds(*one.seconds))
