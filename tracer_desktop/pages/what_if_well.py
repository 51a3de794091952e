"""What if one row, or a whole part of the list, were otherwise: fields one can act on, and the model's answer."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from tracer_desktop.pages.what_if_told import WhatIfTold
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Well
from tracer_desktop.widgets.inputs import Choice, NumberField
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_engine import CustomerDetail, CustomerQuery, JobError, SegmentWhatIf, WhatIf, WhatIfField, Wording

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer

WAIT_MS = 120
SHARES = (-20, -10, -5, 5, 10, 20)
"""By how many per cent a number of many rows can be moved."""
MOST_STEPS = 10
"""A number between whole ends so near to each other is set to one of the values between them."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scope:
    """Who would be otherwise: one row, the list as it is shown, or all with one value of one column."""

    listed: bool = False
    column: str = ""
    value: str = ""

    @property
    def one(self) -> bool:
        """Whether it is the row alone."""
        return not self.listed and not self.column


THIS = Scope()


def whole_steps(field: WhatIfField) -> range:
    """The values of a number that is one of a few whole ones, such as a rating; none of any other."""
    low, high = field.low, field.high
    if low is None or high is None or not (low.is_integer() and high.is_integer()) or not 0 < high - low <= MOST_STEPS:
        return range(0)
    return range(int(low), int(high) + 1)


class WhatIfWell(Well):
    """Changes gather until another row or part is chosen or they are taken back; the caution stands below them."""

    told_anew = Signal()
    """An answer, or why there is none, stands below the fields."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(name="", parent=parent)
        self.setAccessibleName(self.tr("What if"))
        self._session = session
        self._wording: Wording | None = None
        self._detail: CustomerDetail | None = None
        self._answer: Answer | None = None
        self._listed = CustomerQuery()
        self._total = 0
        self._scope = THIS
        self.changes: dict[str, str] = {}
        self.scope = Choice(name=self.tr("Who would be otherwise"))
        self.field = Choice(name=self.tr("What if this were otherwise"))
        self.choice = Choice(name=self.tr("What it would be"))
        self.number = NumberField(name=self.tr("What it would be"))
        self.value = QStackedWidget()
        self.value.addWidget(self.choice)
        self.value.addWidget(self.number)
        self.told = WhatIfTold()
        self.caution = Label("", "caption", "ink2", wrap=True, selectable=True)
        self.told.undo.clicked.connect(self.take_back)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self._fill()
        self.scope.picked.connect(self._on_scope)
        self.field.picked.connect(self._on_field)
        self.choice.picked.connect(self._on_choice)
        self.number.valueChanged.connect(self._on_number)

    def _fill(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme().u(2))
        label = Label(self.tr("What if"), "strong")
        label.setBuddy(self.field)
        head.addWidget(label)
        head.addWidget(self.scope, 1)
        self.body.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(theme().u(2))
        for box in (self.scope, self.field, self.choice):
            box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(5)
        for widget in (self.scope, self.field, self.choice, self.number, self.value):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.field, 1)
        row.addWidget(self.value, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.told)
        self.body.addWidget(self.caution)

    # ------------------------------------------------------------ what is shown

    def set_wording(self, wording: Wording) -> None:
        """The words of a run."""
        self._wording = wording
        self.caution.set_text(
            self.tr(
                "What {entities} like that with that value do. Not a promise that offering it changes the outcome."
            ).format(entities=wording.entities)
        )

    def set_listed(self, query: CustomerQuery, total: int) -> None:
        """The list as it is shown now, and how many fit."""
        changed, self._listed, self._total = query != self._listed, query, total
        self._offer_scopes()
        if changed and not self._scope.one and self.changes:
            self._timer.start()

    def clear(self) -> None:
        """Nobody is chosen."""
        self._drop()
        self._detail = None
        self._scope = THIS
        self.changes.clear()
        self.hide()

    def show_detail(self, detail: CustomerDetail) -> None:
        """Another row. The field stays the one that was chosen last; what was tried with a part of the list, too."""
        before, first = self.field.chosen(), self._detail is None
        self._detail = detail
        self.field.set_choices([(one.label, one.column) for one in detail.fields], chosen=before)
        self.setVisible(bool(detail.fields))
        if self._scope.one or first:
            self._drop()
            self.changes.clear()
            self.told.clear()
            self._show_field()
        self._offer_scopes()

    def _offer_scopes(self) -> None:
        detail, words = self._detail, self._wording
        if detail is None or words is None:
            return
        scopes: list[tuple[str, object]] = [(self.tr("this {entity}").format(entity=words.entity), THIS)]
        field = self._chosen()
        if field is not None and field.kind != "number" and field.value:
            here = Scope(column=field.column, value=field.value)
            if not self._scope.column or self._scope == here:
                text = self.tr("all with {field}: {value}").format(field=field.label, value=field.value)
                scopes.append((text, here))
        if self._scope.column and self._scope not in [scope for _, scope in scopes]:
            label = next((one.label for one in detail.fields if one.column == self._scope.column), self._scope.column)
            text = self.tr("all with {field}: {value}").format(field=label, value=self._scope.value)
            scopes.append((text, self._scope))
        scopes.append((self.tr("all {rows} in the list").format(rows=count(self._total)), Scope(listed=True)))
        self.scope.set_choices(scopes, chosen=self._scope)
        self.scope.setToolTip(self.scope.currentText())

    def _drop(self) -> None:
        self._timer.stop()
        if self._answer is not None:
            self._answer.drop()
            self._answer = None

    def _chosen(self) -> WhatIfField | None:
        if self._detail is None:
            return None
        column = self.field.chosen()
        return next((one for one in self._detail.fields if one.column == column), None)

    def _show_field(self) -> None:
        field = self._chosen()
        if field is None:
            return
        if not self._scope.one:
            self._show_for_many(field)
        elif field.kind == "number":
            self._show_number(field, self.changes.get(field.column, field.value))
        else:
            self._show_choice(field, self.changes.get(field.column, field.value))
        for shown in (self.number, self.choice):
            shown.setAccessibleName(self.tr("{field}, what it would be").format(field=field.label))

    def _show_choice(self, field: WhatIfField, value: str) -> None:
        choices = list(field.choices)
        here = next((one for one in choices if one.casefold() == value.casefold()), None)
        if here is None:
            choices.insert(0, value)
        texts = [(one or self.tr("missing"), one) for one in choices]
        self.choice.set_choices(texts, chosen=value if here is None else here)
        self.value.setCurrentWidget(self.choice)

    def _show_for_many(self, field: WhatIfField) -> None:
        """Of many rows each has its own value: a number moves by a share, or to one of few whole values."""
        texts: list[tuple[str, object]] = [(self.tr("as it is"), "")]
        if field.kind == "number" and (steps := whole_steps(field)):
            texts += [(count(one), str(one)) for one in steps]
        elif field.kind == "number":
            less, more = self.tr("{share} % less"), self.tr("{share} % more")
            texts += [((less if one < 0 else more).format(share=abs(one)), f"{one:+d}%") for one in SHARES]
        else:
            texts += [(one, one) for one in field.choices]
        self.choice.set_choices(texts, chosen=self.changes.get(field.column, ""))
        self.value.setCurrentWidget(self.choice)

    def _show_number(self, field: WhatIfField, value: str) -> None:
        try:
            now = float(value.replace(",", "."))
        except ValueError:
            now = field.low if field.low is not None else 0.0
        low = min(now, field.low if field.low is not None else now)
        high = max(now, field.high if field.high is not None else now)
        whole = now.is_integer() and low.is_integer() and high.is_integer()
        kept = self.number.blockSignals(True)
        self.number.setDecimals(0 if whole else 2)
        self.number.setRange(min(low, 0.0), max(high * 2, 1.0))
        self.number.setSingleStep(max(1.0, round((high - low) / 20)) if high - low >= 20 or whole else 0.1)
        self.number.setValue(now)
        self.number.blockSignals(kept)
        self.value.setCurrentWidget(self.number)

    # ------------------------------------------------------------ what is tried

    def _on_scope(self, scope: object) -> None:
        assert isinstance(scope, Scope)
        if scope != self._scope:
            self._scope = scope
            self.take_back()
            self._offer_scopes()

    def _on_field(self, _column: str) -> None:
        self._show_field()
        self._offer_scopes()

    def _on_choice(self, value: str) -> None:
        self._change(value)

    def _on_number(self, value: float) -> None:
        self._change(f"{value:.{self.number.decimals()}f}")

    def _change(self, value: str) -> None:
        field = self._chosen()
        if field is None:
            return
        if value.casefold() == (field.value.casefold() if self._scope.one else ""):
            self.changes.pop(field.column, None)
        else:
            self.changes[field.column] = value
        self._drop()
        if self.changes:
            self._timer.start()
        else:
            self.told.clear()

    def take_back(self) -> None:
        """As it is in the file again."""
        self._drop()
        self.changes.clear()
        self._show_field()
        field = self.value.currentWidget()
        if field is not None and self.told.undo.hasFocus():
            # A button that goes takes the focus along, to wherever Qt finds the next one.
            field.setFocus()
        self.told.clear()

    def _ask(self) -> None:
        if self._detail is None:
            return
        self._drop()
        changes, scope = dict(self.changes), self._scope
        if scope.one:
            self._answer = self._session.engine.ask("what_if", self._detail.row, changes, urgent=True)
            self._answer.answered.connect(self._on_answer)
        else:
            only = CustomerQuery(without_outcome=self._listed.without_outcome)
            where = {scope.column: scope.value} if scope.column else {}
            query = self._listed if scope.listed else only
            self.told.say_waiting()
            self._answer = self._session.engine.ask("what_if_segment", query, where, changes)
            self._answer.answered.connect(self._on_segment)
        self._answer.failed.connect(self._on_failed)

    def _on_answer(self, found: WhatIf) -> None:
        self._answer = None
        detail, words = self._detail, self._wording
        if detail is not None and words is not None:
            self.told.show_one(detail.probability, found.probability, self._said_changes(), found.alike, words)
            self.told_anew.emit()

    def _on_segment(self, found: SegmentWhatIf) -> None:
        self._answer = None
        if self._wording is not None:
            self.told.show_many(found, self._said_changes(), self._wording)
            self.told_anew.emit()

    def _on_failed(self, error: JobError) -> None:
        self._answer = None
        self.told.say_error(error.message)
        self.told_anew.emit()

    def _said_changes(self) -> str:
        """With one field in sight, the fields say it; with several changed, they are told."""
        if len(self.changes) < 2 or self._detail is None:
            return ""
        labels = {one.column: one.label for one in self._detail.fields}
        return " · ".join(f"{labels[column]}: {value}" for column, value in self.changes.items())
