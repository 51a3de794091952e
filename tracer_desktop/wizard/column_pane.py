"""All about one column, beside the list: what it holds, what it has to do with the target, and why it is left out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.item_models.roles_model import TYPE_ICONS, RoleRow
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.bars import FilledBar, SmallHistogram
from tracer_desktop.widgets.buttons import quiet_button, secondary_button
from tracer_desktop.widgets.card import Card
from tracer_desktop.widgets.facts import FactsList
from tracer_desktop.widgets.inputs import Choice, LabelledField
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.numbers import compact, count, decimal, percent
from tracer_desktop.widgets.status import status_name
from tracer_desktop.wizard.choices import with_group, with_id
from tracer_desktop.wizard.step import unlike_words
from tracer_desktop.work.engine_link import Answer
from tracer_engine import Blueprint, ColumnFacts, Relation, Wording

_MOST_BINS = 6
_MOST_WORDS = 6


class ColumnPane(QWidget):
    """A card on the chosen column, and below it who is who in the table."""

    use_told = Signal(list, bool)
    options_told = Signal(object, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._row: RoleRow | None = None
        self._record: Blueprint | None = None
        self._answer: Answer | None = None
        self._asked: tuple[object, ...] = ()
        self.facts: ColumnFacts | None = None
        self.card = Card(name=self.tr("The chosen column"))
        self.icon = IconLabel("info")
        self.title = Label("", "section", wrap=True, selectable=True)
        self.text = Label("", "body", "ink2", wrap=True, selectable=True)
        self.rows = FactsList(name=self.tr("Facts"))
        self.histogram = SmallHistogram(name=self.tr("How its values are spread"), height=48)
        self.bars_title = Label("", "label", "ink2", wrap=True)
        self._bars = QVBoxLayout()
        self.bars: list[FilledBar] = []
        self.effect_title = Label(self.tr("What it would do to the result"), "label", "ink2")
        self.effect = FactsList(name=self.tr("What it would do to the result"))
        self.day = Label("", "body", "ink", wrap=True)
        self.leave = secondary_button(self.tr("Keep it left out"))
        self.keep = quiet_button(self.tr("Use it anyway"))
        self.alike_title = Label(self.tr("Left out for the same reason, if they were here"), "label", "ink2", wrap=True)
        self.alike = Label("", "body", "ink2", wrap=True, selectable=True)
        self.id = Choice(name=self.tr("Column that tells the rows apart"))
        self.group = Choice(name=self.tr("Rows that belong together"))
        self._lay_out()
        self.leave.clicked.connect(self._on_leave)
        self.keep.clicked.connect(self._on_keep)
        self.id.picked.connect(self._on_id)
        self.group.picked.connect(self._on_group)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme().u(2))
        head.addWidget(self.icon)
        head.addWidget(self.title, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme().u(2))
        buttons.addWidget(self.leave)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        body = self.card.body
        body.addLayout(head)
        for widget in (self.text, self.rows, self.histogram, self.bars_title):
            body.addWidget(widget)
        body.addLayout(self._bars)
        for widget in (self.effect_title, self.effect, self.day):
            body.addWidget(widget)
        body.addLayout(buttons)
        self._bars.setSpacing(theme().u(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().u(3))
        column.addWidget(self.card)
        column.addWidget(self.alike_title)
        column.addWidget(self.alike)
        self.id_field = LabelledField(self.tr("Told apart by"), self.id)
        self.group_field = LabelledField(
            self.tr("Rows that belong together"),
            self.group,
            self.tr(
                "A household or an account. Its rows are kept together in the test, so the result is not flattered."
            ),
        )
        column.addWidget(self.id_field)
        column.addWidget(self.group_field)

    # ------------------------------------------------------------ what is shown

    def show_row(self, row: RoleRow | None, record: Blueprint | None) -> None:
        """Show another column, or the same after a change."""
        same = row is not None and self._row is not None and row.name == self._row.name
        self._row, self._record = row, record
        self.card.setVisible(row is not None)
        self._show_who_is_who()
        if row is None:
            return
        if not same:
            self.facts = None
        self._show()
        self._ask(row.name)

    def _ask(self, name: str) -> None:
        plan = self._session.plan
        if plan is None:
            return
        asked = (name, plan.target, plan.positive, self._session.path)
        if asked == self._asked and (self.facts is not None or self._answer is not None):
            return
        if self._answer is not None:
            self._answer.drop()
        self._asked = asked
        self._answer = self._session.engine.ask("facts", name, plan.target, plan.positive, urgent=True)
        self._answer.answered.connect(self._on_facts)
        self._answer.ended.connect(self._on_ended)

    def _on_facts(self, facts: ColumnFacts) -> None:
        self.facts = facts
        self._show()

    def _on_ended(self) -> None:
        self._answer = None

    def _show(self) -> None:
        row, record = self._row, self._record
        if row is None or record is None:
            return
        leak = row.leak
        doubtful = leak is not None
        self._show_head(row)
        relation = self.facts.relation if self.facts else None
        self.rows.setVisible(not doubtful)
        self.histogram.setVisible(not doubtful and self.facts is not None)
        self.rows.set_rows(self._fact_rows(row) if not doubtful else [])
        if not doubtful and self.facts is not None:
            self._show_histogram(self.facts)
        self._show_relation(relation, record.wording, doubtful)
        self.effect_title.setVisible(doubtful)
        self.effect.setVisible(doubtful)
        if leak is not None:
            self.effect.set_rows(self._effect_rows(relation, record.wording, knows=leak.severity == "error"))
        self._show_choice(row, record)
        alike = leak is not None and bool(record.leak_words)
        self.alike_title.setVisible(alike)
        self.alike.setVisible(alike)
        self.alike.set_text(", ".join(unlike_words(record.leak_words, _MOST_WORDS)))

    def _show_head(self, row: RoleRow) -> None:
        self.card.setAccessibleName(row.name)
        if row.leak is None:
            self.icon.set_icon(TYPE_ICONS.get(row.kind, "info"), "ink2")
            self.title.set_text(row.name)
            words = [self._kind_words(row.kind)]
            if row.role is not None:
                words.append(row.role.meaning + ".")
            plan = self._session.plan
            reason = next((one.reason for one in plan.excluded if one.column == row.name), "") if plan else ""
            if reason and row.name in self._session.options.exclude:
                words.append(reason)
            elif reason:
                words.append(self.tr("Tracer leaves it out. {reason}").format(reason=reason))
            if row.role is not None and row.role.sensitive:
                words.append(
                    self.tr("In many places the law says when people may be treated differently by it. Check.")
                )
            self.text.set_text(" ".join(words))
            return
        knows = row.leak.severity == "error"
        kind = "problem" if knows else "caution"
        self.icon.set_icon(kind, kind, name=status_name(kind))
        said = self.tr("{column} knows the answer") if knows else self.tr("{column} may know the answer")
        self.title.set_text(said.format(column=row.name))
        # The first sentence is the title.
        rest = row.leak.message.partition("answer. ")[2] or row.leak.message
        self.text.set_text(rest)

    def _kind_words(self, kind: str) -> str:
        return {
            "number": self.tr("A number."),
            "category": self.tr("One of a few values."),
            "flag": self.tr("Yes or no."),
            "date": self.tr("A date."),
            "text": self.tr("Text."),
            "id": self._difference_words(),
            "constant": self.tr("The same in every row."),
        }.get(kind, "")

    def _difference_words(self) -> str:
        """Whether a column that tells the rows apart does so in all of them."""
        profile, name = self._session.profile, self._row.name if self._row else ""
        column = next((one for one in profile.columns if one.name == name), None) if profile is not None else None
        if profile is not None and column is not None and column.distinct >= profile.rows and not column.approximate:
            return self.tr("Different in every row.")
        return self.tr("Different in nearly every row.")

    def _fact_rows(self, row: RoleRow) -> list[tuple[str, str]]:
        facts = self.facts
        if facts is None:
            return [(self.tr("Looking at it …"), "")]
        rows = [
            (self.tr("Missing"), self.tr("none") if not facts.column.missing else count(facts.column.missing)),
            (self.tr("Different values"), count(facts.column.distinct)),
        ]
        if row.kind == "number" and facts.minimum is not None and facts.maximum is not None:
            low, high = compact(facts.minimum), compact(facts.maximum)
            rows.append((self.tr("Range"), self.tr("{low} to {high}").format(low=low, high=high)))
            if facts.median is not None:
                rows.append((self.tr("Median"), compact(facts.median)))
        if facts.relation is not None and facts.relation.roc_auc is not None:
            rows.append((self.tr("Ranks alone, ROC AUC"), decimal(facts.relation.roc_auc, 2)))
        return rows

    def _show_histogram(self, facts: ColumnFacts) -> None:
        if facts.histogram and facts.column.kind == "number":
            self.histogram.set_bins(facts.histogram)
        else:
            # Where the bars of the relation tell the values, they need not be told twice; and bars of one row each, or
            # one bar of all rows, tell nothing.
            told = (facts.relation and facts.relation.bins) or facts.column.kind in ("id", "constant")
            self.histogram.set_levels(() if told else facts.top[:_MOST_BINS])
        self.histogram.setVisible(self.histogram.sizeHint().height() > 0)

    def _show_relation(self, relation: Relation | None, words: Wording, doubtful: bool) -> None:
        if relation is None:
            self._set_bars("", [])
        elif doubtful:
            filled = [
                (words.acted.capitalize(), *relation.filled_positive, "problem"),
                (words.not_acted.capitalize(), *relation.filled_negative, "problem"),
            ]
            self._set_bars(self.tr("Cells filled in"), filled)
        else:
            shown = sorted(relation.bins, key=lambda one: -one.rows)[:_MOST_BINS]
            kept = [one for one in relation.bins if one in shown]
            title = self.tr("{acted}, by value").format(acted=words.acted.capitalize())
            self._set_bars(
                title if kept else "",
                [(one.value, round(one.rate * one.rows), one.rows, "accent_fill") for one in kept],
            )

    def _set_bars(self, title: str, bars: Sequence[tuple[str, int, int, str]]) -> None:
        self.bars_title.set_text(title)
        self.bars_title.setVisible(bool(title))
        while len(self.bars) > len(bars):
            old = self.bars.pop()
            self._bars.removeWidget(old)
            old.hide()
            old.deleteLater()
        while len(self.bars) < len(bars):
            bar = FilledBar("")
            self.bars.append(bar)
            self._bars.addWidget(bar)
        for bar, (label, part, whole, colour) in zip(self.bars, bars, strict=True):
            bar.label.set_text(label)
            bar.setAccessibleName(label)
            bar.set_part(part, whole, colour)

    def _effect_rows(self, relation: Relation | None, words: Wording, *, knows: bool) -> list[tuple[str, str]]:
        alone = relation.roc_auc if relation else None
        first = "–" if alone is None else self.tr("AUC {value}").format(value=decimal(alone, 2))
        new = self.tr("On new {entities}").format(entities=words.entities)
        later = self.tr("nothing, once it is empty") if knows else self.tr("only if it is known by then")
        return [(self.tr("By itself, on paper"), first), (new, later)]

    def _show_choice(self, row: RoleRow, record: Blueprint) -> None:
        asks = row.leak is not None
        for widget in (self.day, self.leave, self.keep):
            widget.setVisible(asks)
        if not asks:
            return
        self.day.set_text(
            self.tr("Would you know this on the day you score new {entities}?").format(entities=record.wording.entities)
        )
        self.leave.set_text(self.tr("Leave it out") if row.used else self.tr("Keep it left out"))
        self.keep.set_text(self.tr("Keep using it") if row.used else self.tr("Use it anyway"))

    def _on_leave(self) -> None:
        if self._row is not None and self._row.used:
            self.use_told.emit([self._row.name], False)
        else:
            self.leave.setToolTip(self.tr("It is left out."))

    def _on_keep(self) -> None:
        if self._row is not None and not self._row.used:
            self.use_told.emit([self._row.name], True)

    # ------------------------------------------------------------ who is who

    def _show_who_is_who(self) -> None:
        session = self._session
        table, plan = session.table, session.plan
        if table is None or plan is None:
            return
        names = [column.name for column in table.columns if column.name != plan.target]
        icons = [TYPE_ICONS.get(column.kind, "") for column in table.columns if column.name != plan.target]
        found = self.tr("None found") if plan.id is None else self.tr("{column} (found)").format(column=plan.id)
        by_id = [(found, ""), *((name, name) for name in names)]
        self.id.set_choices(by_id, icons=["", *icons], chosen=session.options.id or "")
        together = self.tr("Each row for itself") if plan.group is None else plan.group
        groups = [(together if session.options.group is None else self.tr("As found"), ""), *((n, n) for n in names)]
        self.group.set_choices(groups, icons=["", *icons], chosen=session.options.group or "")
        share = percent(len(plan.features) / max(1, len(table.columns)))
        self.setAccessibleDescription(self.tr("{share} of the columns are used").format(share=share))

    def _on_id(self, name: object) -> None:
        text = self.tr("Another column to tell the rows apart")
        self.options_told.emit(with_id(self._session.options, str(name) or None), text)

    def _on_group(self, name: object) -> None:
        text = self.tr("Other rows that belong together")
        self.options_told.emit(with_group(self._session.options, str(name) or None), text)
