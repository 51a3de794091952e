"""Step 2: which column is to be predicted, and which of its values is the outcome."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.item_models.roles_model import TYPE_ICONS
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.bars import FilledBar
from tracer_desktop.widgets.finding_row import FindingRow
from tracer_desktop.widgets.inputs import Choice, LabelledField, RadioButton
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count, percent
from tracer_desktop.wizard.choices import with_positive, with_target
from tracer_desktop.wizard.step import PaneText, WizardStep

MOST_VALUES = 8
MOST_LEVELS = 30


class ValueRow(QWidget):
    """One value of the target: a dot to choose it, and its share as a bar."""

    def __init__(self, value: str, rows: int, whole: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = value
        self.button = RadioButton(value)
        self.bar = FilledBar("", rows, whole)
        self.bar.setAccessibleName(value)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme().u(4))
        across.addWidget(self.button, 1)
        across.addWidget(self.bar, 3)

    def show_rows(self, rows: int, whole: int, is_outcome: bool) -> None:
        """How many rows hold the value; the outcome's bar has the accent."""
        self.bar.set_part(rows, whole, "accent_fill" if is_outcome else "mark")


class TargetStep(WizardStep):
    """The target's column, its values as bars, and what is worth knowing before training on it."""

    key = "target"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.column = Choice(name=self.tr("Column to predict"))
        self.column.picked.connect(self._on_column)
        self.field = LabelledField(self.tr("Column to predict"), self.column)
        self.question = Label("", "label", "ink2", wrap=True)
        self._values = QVBoxLayout()
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_value)
        self.rows: list[ValueRow] = []
        self.balance = Label("", "body", "ink", wrap=True, selectable=True)
        self._findings = QVBoxLayout()
        self.body.addWidget(self.field, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addSpacing(theme().u(2))
        self.body.addWidget(self.question)
        self.body.addLayout(self._values)
        self.body.addWidget(self.balance)
        self.body.addLayout(self._findings)
        self.body.addStretch(1)
        self.why = PaneText(self.tr("Why this column"), 2)
        self.then = PaneText(self.tr("What it is used for"), 3)
        self.pane_body.addWidget(self.why)
        self.pane_body.addWidget(self.then)
        self.pane_body.addStretch(1)

    def rail_title(self) -> str:
        """Its name on the rail."""
        return self.tr("Target")

    def title(self) -> str:
        """The title of the page."""
        return self.tr("Which column says what happened?")

    def sentence(self) -> str:
        """The sentence under it."""
        return self.tr("Tracer learns from the rows where the answer is known. Check the column and the value.")

    def caption(self) -> str:
        """The choice, for the rail."""
        plan = self.session.plan
        return f"{plan.target} = {plan.positive}" if plan else ""

    def first_field(self) -> QWidget:
        """What gets the focus."""
        chosen = next((row.button for row in self.rows if row.button.isChecked()), None)
        return chosen or self.column

    def refresh(self) -> None:
        """Show the target, its values and what was found about it."""
        profile, table = self.session.profile, self.session.table
        if profile is None or table is None:
            return
        suggested = profile.suggested
        self._show_columns(suggested.target)
        self._show_values(suggested.counts, suggested.positive)
        self._show_balance(suggested.counts, suggested.positive, table.rows)
        self._show_findings()
        self._show_pane(suggested.target_reason)

    def _show_columns(self, target: str | None) -> None:
        table = self.session.table
        assert table is not None
        first = table.profile.suggested.target
        fitting = [one for one in table.columns if 2 <= one.distinct <= MOST_LEVELS or one.name in (target, first)]
        fitting.sort(key=lambda one: (one.name != first, one.distinct > 2))
        names = [
            (self.tr("{column} (proposed)").format(column=one.name) if one.name == first else one.name, one.name)
            for one in fitting
        ]
        icons = ["target" if one.name == target else TYPE_ICONS.get(one.kind, "") for one in fitting]
        if [self.column.itemData(place) for place in range(self.column.count())] != [name for _, name in names]:
            self.column.set_choices(names, icons=icons, chosen=target)
        elif target is not None:
            self.column.choose(target)

    def _show_values(self, counts: tuple[tuple[str, int], ...], positive: str | None) -> None:
        whole = sum(rows for _, rows in counts)
        shown = list(counts[:MOST_VALUES])
        shown += [one for one in counts[MOST_VALUES:] if one[0] == positive]
        if [row.value for row in self.rows] != [value for value, _ in shown]:
            for old in self.rows:
                self._group.removeButton(old.button)
                self._values.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.rows = [ValueRow(value, rows, whole) for value, rows in shown]
            for row in self.rows:
                self._group.addButton(row.button)
                self._values.addWidget(row)
            self._set_tab_order()
        for row, (value, rows) in zip(self.rows, shown, strict=True):
            row.button.setChecked(value == positive)
            row.show_rows(rows, whole, value == positive)
            said = self.tr("{rows} of {whole} rows").format(rows=count(rows), whole=count(whole))
            row.button.setAccessibleDescription(said)
        words = self.wording
        if words is not None:
            self.question.set_text(
                self.tr("Which value means that a {entity} {acted}?").format(entity=words.entity, acted=words.acted)
            )

    def _set_tab_order(self) -> None:
        """The values are made anew for another column, and Tab would reach them last of all."""
        before: QWidget = self.column
        for row in self.rows:
            QWidget.setTabOrder(before, row.button)
            before = row.button

    def _show_balance(self, counts: tuple[tuple[str, int], ...], positive: str | None, rows: int) -> None:
        words = self.wording
        whole, hits = sum(n for _, n in counts), sum(n for value, n in counts if value == positive)
        if words is None or not whole:
            self.balance.set_text("")
            return
        share = hits / whole
        told = {"hits": count(hits), "whole": count(whole), "entities": words.entities, "acted": words.acted}
        said = self.tr("{hits} of {whole} {entities} {acted}: {share}. ").format(**told, share=percent(share))
        if share < 0.05:
            said += self.tr("That is rare; the probabilities will say so, nothing is evened out.")
        elif share > 0.5:
            said += self.tr("That is more than half; check that this is the value you mean.")
        else:
            said += self.tr("Every other value counts as the opposite.")
        if rows > whole:
            blank = self.tr("Rows without an answer: {rows}. They are not trained on, but they are scored.")
            said += " " + blank.format(rows=count(rows - whole))
        self.balance.set_text(said)

    def _show_findings(self) -> None:
        while self._findings.count():
            item = self._findings.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        plan = self.session.plan
        for one in plan.findings if plan else ():
            if one.column == plan.target and one.code != "leak":  # type: ignore[union-attr]
                kind = {"error": "problem", "warning": "caution"}.get(one.severity, "info")
                self._findings.addWidget(FindingRow(kind, one.message, one.remedy))  # type: ignore[arg-type]

    def _show_pane(self, reason: str) -> None:
        words, record = self.wording, self.record
        if words is None or record is None:
            return
        told = self.session.options.target is not None
        why = self.tr("You chose it.") if told else reason
        self.why.show_text(self.tr("Why this column"), why, self.tr("Another one can be chosen at the left."))
        self.then.show_text(
            self.tr("What it is used for"),
            self.tr("Tracer learns what {actors} had in common before they {acted}.").format(
                actors=words.actors, acted=words.acted
            ),
            self.tr("It is never learned from, and need not be in the files you score later."),
        )

    def _on_column(self, name: object) -> None:
        self.tell(lambda options: with_target(options, str(name)), self.tr("Another target"))

    def _on_value(self) -> None:
        plan, profile = self.session.plan, self.session.profile
        row = next((row for row in self.rows if row.button.isChecked()), None)
        target = profile.suggested.target if profile else plan.target if plan else None
        if row is not None and target is not None:
            value = row.value
            self.tell(lambda options: with_positive(options, target, value), self.tr("Another value of the target"))
