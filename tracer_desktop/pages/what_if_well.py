"""What if a row were otherwise: one field one can act on at a time, and the model's answer at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button
from tracer_desktop.widgets.card import Well
from tracer_desktop.widgets.inputs import Choice, NumberField
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import percent
from tracer_engine import CustomerDetail, JobError, WhatIfField, Wording

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer

WAIT_MS = 120


class WhatIfWell(Well):
    """Changes gather until another row is chosen or they are taken back; the caution stands below them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(name="", parent=parent)
        self.setAccessibleName(self.tr("What if"))
        self._session = session
        self._wording: Wording | None = None
        self._detail: CustomerDetail | None = None
        self._answer: Answer | None = None
        self.changes: dict[str, str] = {}
        self.field = Choice(name=self.tr("What if this were otherwise"))
        self.choice = Choice(name=self.tr("What it would be"))
        self.number = NumberField(name=self.tr("What it would be"))
        self.value = QStackedWidget()
        self.value.addWidget(self.choice)
        self.value.addWidget(self.number)
        self.result = Label("", "section", selectable=True)
        self.result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.caution = Label("", "caption", "ink2", wrap=True, selectable=True)
        self.now = Label("", "caption", "ink2")
        self.changed = Label("", "caption", "ink", wrap=True, selectable=True)
        self.undo = inline_button(self.tr("Take back"))
        self.undo.clicked.connect(self.take_back)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self._fill()
        self.field.picked.connect(self._on_field)
        self.choice.picked.connect(self._on_choice)
        self.number.valueChanged.connect(self._on_number)

    def _fill(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme().u(2))
        label = Label(self.tr("What if"), "strong")
        label.setBuddy(self.field)
        head.addWidget(label)
        head.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.now, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.result, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(theme().u(2))
        for box in (self.field, self.choice):
            box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        for widget in (self.field, self.choice, self.number, self.value):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.field, 1)
        row.addWidget(self.value, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.changed)
        self.body.addWidget(self.caution)

    # ------------------------------------------------------------ what is shown

    def set_wording(self, wording: Wording) -> None:
        """The words of a run."""
        self._wording = wording
        self.caution.set_text(
            self.tr(
                "What {entities} like this one with that value do. Not a promise that offering it changes the outcome."
            ).format(entities=wording.entities)
        )

    def clear(self) -> None:
        """Nobody is chosen."""
        self._drop()
        self._detail = None
        self.changes.clear()
        self.hide()

    def show_detail(self, detail: CustomerDetail) -> None:
        """Another row: nothing is changed yet. The field stays the one that was chosen last."""
        self._drop()
        before = self.field.chosen()
        self._detail = detail
        self.changes.clear()
        self.field.set_choices([(one.label, one.column) for one in detail.fields], chosen=before)
        self.setVisible(bool(detail.fields))
        self._show_field()
        self._tell(None)

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
        value = self.changes.get(field.column, field.value)
        if field.kind == "number":
            self._show_number(field, value)
        else:
            choices = list(field.choices)
            here = next((one for one in choices if one.casefold() == value.casefold()), None)
            if here is None:
                choices.insert(0, value)
            texts = [(one or self.tr("missing"), one) for one in choices]
            self.choice.set_choices(texts, chosen=value if here is None else here)
            self.value.setCurrentWidget(self.choice)
        shown = self.number if field.kind == "number" else self.choice
        shown.setAccessibleName(self.tr("{field}, what it would be").format(field=field.label))

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

    def _on_field(self, _column: str) -> None:
        self._show_field()

    def _on_choice(self, value: str) -> None:
        self._change(value)

    def _on_number(self, value: float) -> None:
        self._change(f"{value:.{self.number.decimals()}f}")

    def _change(self, value: str) -> None:
        field = self._chosen()
        if field is None:
            return
        if value.casefold() == field.value.casefold():
            self.changes.pop(field.column, None)
        else:
            self.changes[field.column] = value
        self._drop()
        if self.changes:
            self._timer.start()
        else:
            self._tell(None)

    def take_back(self) -> None:
        """As it is in the file again."""
        self._drop()
        self.changes.clear()
        self._show_field()
        self._tell(None)

    def _ask(self) -> None:
        if self._detail is None:
            return
        self._answer = self._session.engine.ask("what_if", self._detail.row, dict(self.changes), urgent=True)
        self._answer.answered.connect(self._on_answer)
        self._answer.failed.connect(self._on_failed)

    def _on_answer(self, probability: float) -> None:
        self._answer = None
        self._tell(probability)

    def _on_failed(self, error: JobError) -> None:
        self._answer = None
        self.changed.set_text(error.message)
        self.changed.show()

    def _tell(self, probability: float | None) -> None:
        detail = self._detail
        for widget in (self.undo, self.now, self.result):
            widget.setVisible(probability is not None and detail is not None)
        # With one field in sight, the fields say it; with several changed, they are told.
        self.changed.setVisible(len(self.changes) > 1)
        if detail is None or probability is None:
            return
        labels = {one.column: one.label for one in detail.fields}
        self.changed.set_text(" · ".join(f"{labels[column]}: {value}" for column, value in self.changes.items()))
        self.now.set_text(self.tr("now {now}, then").format(now=percent(detail.probability)))
        self.result.set_text(percent(probability))
        self.result.setAccessibleName(
            self.tr("{then} in place of {now}").format(then=percent(probability), now=percent(detail.probability))
        )
