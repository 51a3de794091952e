"""The chosen column looked at closely: what it is, how its values are spread, what it has to do with the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.pages.data_page.heading_menu import ICONS, KINDS, kind_titles
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.bars import SmallHistogram
from tracer_desktop.widgets.buttons import inline_button
from tracer_desktop.widgets.facts import FactsList
from tracer_desktop.widgets.inputs import Choice
from tracer_desktop.widgets.labels import ElidedLabel, Label
from tracer_desktop.widgets.numbers import compact, count, decimal, percent
from tracer_desktop.widgets.rate_bars import Rate, RateBars
from tracer_desktop.widgets.strips import first_line_lift
from tracer_engine import Column, ColumnFacts, JobError, RelationBin, blueprint

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer

WAIT_MS, LATE_MS = 60, 250
MOST_LEVELS, MOST_BINS = 6, 10
STRONG, WEAK = 0.7, 0.3
_EPOCH = QDate(1970, 1, 1)


class ColumnInspector(QWidget):
    """Shows one column, or says how many are chosen. It changes nothing itself: it says what the user wants."""

    kind_wanted = Signal(str)
    """A type for the chosen columns; "" for what Tracer found."""
    use_wanted = Signal(bool)
    """Whether to learn from the chosen columns."""
    missing_wanted = Signal()
    """To tell what is read as missing in the column."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._answer: Answer | None = None
        self._known: dict[tuple[str, str | None, str | None], ColumnFacts] = {}
        self._names: list[str] = []
        self._columns: Mapping[str, Column] = {}
        self._decimals = 2
        self._used: bool | None = None
        self.shown: str | None = None
        """The column whose facts are shown; None while they are on their way."""
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._ask)
        # Facts of the column before stay for a moment, lest the pane flickers, but no longer.
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self._show_nothing)
        self.setAccessibleName(self.tr("Column"))
        self.name = ElidedLabel("", "section", selectable=True)
        self.place = ElidedLabel("", "caption", "ink3")
        self.kind = Choice(name=self.tr("Type of the column"))
        self.kind.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.histogram = SmallHistogram(name=self.tr("How the values are spread"))
        self.facts = FactsList(name=self.tr("Facts about the column"))
        self.missing = inline_button(self.tr("Tell what is missing…"))
        self.relation_title = Label("", "label", "ink2", wrap=True)
        self.relation = RateBars(name="")
        self.relation_note = Label("", "caption", "ink3", wrap=True, selectable=True)
        self.use_words = Label("", "caption", "ink2", wrap=True, selectable=True)
        self.use = inline_button("")
        self._fill()
        self.kind.picked.connect(self._on_kind)
        self.use.clicked.connect(self._on_use)
        self.missing.clicked.connect(self.missing_wanted)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.clear()

    def _fill(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.place)
        self._head = QHBoxLayout()
        self._head.addLayout(names, 1)
        self._head.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignTop)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addLayout(self._head)
        self._whole.addWidget(self.histogram)
        self._whole.addWidget(self.facts)
        self._whole.addWidget(self.missing, 0, Qt.AlignmentFlag.AlignTrailing)
        for widget in (self.relation_title, self.relation, self.relation_note):
            self._whole.addWidget(widget)
        self._foot = QHBoxLayout()
        self._use_words = QVBoxLayout()
        self._use_words.addWidget(self.use_words)
        self._foot.addLayout(self._use_words, 1)
        self._foot.addWidget(self.use, 0, Qt.AlignmentFlag.AlignTop)
        self._whole.addLayout(self._foot)

    # ------------------------------------------------------------ what is shown

    def set_columns(self, columns: Sequence[Column]) -> None:
        """The columns of the file; facts known before are forgotten."""
        self._columns = {column.name: column for column in columns}
        self._known.clear()

    def clear(self) -> None:
        """No column is chosen."""
        self._drop()
        self._names = []
        self.setVisible(False)

    def show_columns(self, names: Sequence[str], decimals: int = 2) -> None:
        """Show one column, or what several have in common; numbers with so many `decimals`."""
        self._drop()
        self._names, self._decimals = list(names), decimals
        if not names or any(name not in self._columns for name in names):
            self.clear()
            return
        self.setVisible(True)
        if len(names) == 1:
            place = list(self._columns).index(names[0])
            self.name.set_text(names[0])
            words = self.tr("column {place} of {columns}")
            self.place.set_text(words.format(place=count(place + 1), columns=count(len(self._columns))))
        else:
            self.name.set_text(self.tr("{number} columns").format(number=count(len(names))))
            self.place.set_text(", ".join(names))
        self.setAccessibleName(self.name.text())
        self._show_kind()
        self.refresh_use()
        known = self._known.get(self._question()) if len(names) == 1 else None
        if known is not None:
            self._show_facts(known)
            return
        if len(names) > 1 or self._session.table is None:
            self._show_nothing()
        else:
            self.shown = None
            self._wait.start()
            self._late.start()

    def refresh_use(self) -> None:
        """Say whether the plan learns from the column, and why not."""
        plan = self._session.plan
        self._used = None
        words, verb = "", ""
        if plan is not None and len(self._names) == 1:
            name = self._names[0]
            out = next((one for one in plan.excluded if one.column == name), None)
            if name == plan.target:
                words = self.tr("This is the target: {target} = {value}.").format(target=name, value=plan.positive)
            elif name == plan.id:
                words = self.tr("This is the id: it tells the rows apart and is not learned from.")
            elif out is not None:
                words, verb = self.tr("Left out. {reason}").format(reason=out.reason), self.tr("Use it")
                self._used = False
            else:
                words, verb = self.tr("Used in training."), self.tr("Leave it out")
                self._used = True
        elif plan is not None and self._names:
            used = any(name in plan.features for name in self._names)
            verb = self.tr("Leave them out") if used else self.tr("Use them")
            self._used = used
        self.use_words.set_text(words)
        self.use_words.setVisible(bool(words))
        self.use.setVisible(bool(verb))
        self.use.set_text(verb)

    def refresh(self) -> None:
        """The target or the plan has changed: ask anew what the column has to do with it."""
        self.show_columns(self._names, self._decimals)

    def _show_kind(self) -> None:
        kinds = {self._columns[name].kind for name in self._names}
        titles = kind_titles(self)
        keys = [*KINDS, "constant"] if "constant" in kinds else list(KINDS)
        choices: list[tuple[str, object]] = [(titles[key], key) for key in keys]
        icons = [ICONS[key] for key in keys]
        if any(name in self._session.reading.kinds for name in self._names):
            choices.append((self.tr("As Tracer found it"), ""))
            icons.append("undo")
        self.kind.set_choices(choices, icons=icons)
        if len(kinds) == 1:
            self.kind.choose(next(iter(kinds)))
        else:
            self.kind.setCurrentIndex(-1)
        if self._session.table is None:
            self.kind.setEnabled(False)
            self.kind.setToolTip(self.tr("It can be changed as soon as the whole file is read."))
        else:
            self.kind.setEnabled(True)
            self.kind.setToolTip("")

    def _show_nothing(self) -> None:
        self.shown = None
        self.histogram.clear()
        self.facts.set_rows([])
        for widget in (self.missing, self.relation_title, self.relation, self.relation_note):
            widget.hide()

    # ------------------------------------------------------------ facts

    def _question(self) -> tuple[str, str | None, str | None]:
        session = self._session
        plan = session.plan
        if plan is not None:
            return (self._names[0], plan.target, plan.positive)
        suggested = session.profile.suggested if session.profile is not None else None
        if suggested is None:
            return (self._names[0], None, None)
        return (self._names[0], suggested.target, suggested.positive)

    def _ask(self) -> None:
        if len(self._names) != 1 or self._session.table is None:
            return
        self._answer = self._session.engine.ask("facts", *self._question(), urgent=True)
        self._answer.answered.connect(self._on_facts)
        self._answer.failed.connect(self._on_failed)

    def _on_facts(self, facts: ColumnFacts) -> None:
        self._answer = None
        self._known[self._question()] = facts
        self._show_facts(facts)

    def _on_failed(self, error: JobError) -> None:
        self._answer = None
        self._show_nothing()
        self.use_words.set_text(error.message)
        self.use_words.show()

    def _show_facts(self, facts: ColumnFacts) -> None:
        column = facts.column
        self.shown = column.name
        self._late.stop()
        if column.kind == "date" and facts.histogram:
            ends = (_day(facts.histogram[0][0]), _day(facts.histogram[-1][1]))
            self.histogram.set_bins(facts.histogram, ends=ends)
        elif column.kind == "number" and facts.histogram:
            low, high = facts.histogram[0][0], facts.histogram[-1][1]
            self.histogram.set_bins(facts.histogram, ends=(self._number(low), self._number(high)))
        elif facts.top and facts.top[0][1] > 1:
            self.histogram.set_levels(facts.top[:MOST_LEVELS])
        else:
            # Every value stands there once: bars would say nothing.
            self.histogram.clear()
        self.facts.set_rows(self._fact_rows(facts))
        self.missing.show()
        self._show_relation(facts)

    def _fact_rows(self, facts: ColumnFacts) -> list[tuple[str, str]]:
        column, rows = facts.column, []
        if column.kind == "date":
            if facts.minimum is not None and facts.maximum is not None:
                rows.append((self.tr("First"), _day(facts.minimum)))
                rows.append((self.tr("Last"), _day(facts.maximum)))
        elif facts.median is not None:
            rows.append((self.tr("Median"), self._number(facts.median)))
            if facts.quartiles is not None:
                low, high = facts.quartiles
                half = self.tr("{low} to {high}").format(low=compact(low), high=compact(high))
                rows.append((self.tr("Middle half"), half))
        missing = self.tr("none")
        if column.missing and facts.rows:
            share = column.missing / facts.rows
            places = 0 if share >= 0.1 else 1 if share >= 0.0005 else 2
            missing = self.tr("{missing} of {rows} ({share})").format(
                missing=count(column.missing), rows=count(facts.rows), share=percent(share, places)
            )
        rows.append((self.tr("Missing"), missing))
        tokens = ", ".join(column.missing_tokens)
        if column.name in self._session.reading.missing:
            tokens = self.tr("{texts}, as you told").format(texts=tokens or self.tr("blank cells only"))
        if tokens:
            rows.append((self.tr("Read as missing"), tokens))
        rows.append((self.tr("Distinct values"), count(column.distinct)))
        if facts.moves_with is not None and facts.moves_with[1] >= WEAK:
            other, strength = facts.moves_with
            close = self.tr("{column}, closely ({strength})")
            words = close if strength >= STRONG else self.tr("{column} ({strength})")
            rows.append((self.tr("Moves with"), words.format(column=other, strength=decimal(strength, 2))))
        return rows

    def _show_relation(self, facts: ColumnFacts) -> None:
        relation = facts.relation
        shown = relation is not None and bool(relation.bins)
        for widget in (self.relation_title, self.relation, self.relation_note):
            widget.setVisible(shown)
        if relation is None or not shown:
            return
        wording = blueprint(self._blueprint()).wording
        title = self.tr("Share who {acted}, by {column}").format(acted=wording.acted, column=facts.column.name)
        if wording.entity == "row":
            title = self.tr("Share with {target} = {value}, by {column}").format(
                target=relation.target, value=relation.positive, column=facts.column.name
            )
        self.relation_title.set_text(title)
        self.relation.setAccessibleName(title)
        self.relation.set_rates(
            [Rate(one.value, one.rows, one.rate, one.low, one.high) for one in few(relation.bins)], relation.base_rate
        )
        everyone = self.tr("Dashed: all {entities}, {share}")
        self.relation_note.set_text(everyone.format(entities=wording.entities, share=percent(relation.base_rate)))

    def _blueprint(self) -> str:
        session = self._session
        if session.plan is not None:
            return session.plan.blueprint
        assert session.profile is not None
        return session.profile.suggested.blueprint

    def _number(self, value: float) -> str:
        return decimal(value, self._decimals) if self._decimals or value == round(value) else compact(value)

    # ------------------------------------------------------------ the rest

    def _on_kind(self, kind: object) -> None:
        if kind != "constant":
            self.kind_wanted.emit(str(kind))

    def _on_use(self) -> None:
        self.use_wanted.emit(not self._used)

    def _drop(self) -> None:
        self._wait.stop()
        self._late.stop()
        if self._answer is not None:
            self._answer.drop()
            self._answer = None

    def _restyle(self) -> None:
        look = theme()
        self._head.setSpacing(look.u(2))
        self._whole.setSpacing(look.scaled(10))
        self._foot.setSpacing(look.u(2))
        metrics, titles = self.kind.fontMetrics(), kind_titles(self)
        self.kind.setFixedWidth(max(metrics.horizontalAdvance(titles[kind]) for kind in KINDS) + look.scaled(66))
        longest = max(metrics.horizontalAdvance(text) for text in (*titles.values(), self.tr("As Tracer found it")))
        self.kind.view().setMinimumWidth(longest + look.scaled(48))
        self._use_words.setContentsMargins(0, first_line_lift() + look.scaled(1), 0, 0)


def few(bins: Sequence[RelationBin]) -> list[RelationBin]:
    """At most ten: where there are more, the commonest values, then what is left of them (other, missing)."""
    return list(bins) if len(bins) <= MOST_BINS else [*bins[: MOST_BINS - 2], *bins[-2:]]


def _day(days: float) -> str:
    return QLocale().toString(_EPOCH.addDays(int(days)), "d MMM yyyy")
