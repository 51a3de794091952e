"""What came of a what-if, in words: now and then, how many are alike, and what it is not."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button
from tracer_desktop.widgets.labels import IconLabel, Label
from tracer_desktop.widgets.numbers import count, percent
from tracer_desktop.widgets.status import status, status_name
from tracer_engine import Alike, SegmentWhatIf, Wording

PLACES_OF_MANY = 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("WhatIfTold", text)


class WhatIfTold(QWidget):
    """One line with the two percentages, one on how many of the training it stands on, and one on what changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = inline_button(_tr("Take back"))
        self.now = Label("", "caption", "ink2")
        self.result = Label("", "section", selectable=True)
        self.result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.changed = Label("", "caption", "ink", wrap=True, selectable=True)
        self.expected = Label("", "caption", "ink", wrap=True, selectable=True)
        self.alike = Label("", "caption", "ink2", wrap=True, selectable=True)
        kind = status("caution")
        self._icon = IconLabel(kind.icon, kind.colour, "icon_small", name=status_name("caution"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().u(1))
        head = QHBoxLayout()
        head.setSpacing(theme().u(2))
        head.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self.now, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.result, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        column.addWidget(self.changed)
        column.addWidget(self.expected)
        self._ground = QWidget()
        row = QHBoxLayout(self._ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().u(2))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.alike, 1)
        column.addWidget(self._ground)
        self.clear()

    def clear(self) -> None:
        """Nothing is otherwise."""
        for label in (self.result, self.changed, self.expected, self.alike):
            label.set_text("")
        self.hide()

    def say_waiting(self) -> None:
        """A long list takes its time; what was told before stays meanwhile."""
        if not self.isVisible():
            self._show_parts(numbers=False)
            self.changed.set_text(_tr("Working it out…"))
            self.changed.show()

    def say_error(self, text: str) -> None:
        """Why it could not be told."""
        self._show_parts(numbers=False)
        self.changed.set_text(text)
        self.changed.show()

    def show_one(self, now: float, then: float, changed: str, alike: Alike, wording: Wording) -> None:
        """One row; `changed` says what was changed where the fields do not show it."""
        self._show_parts(numbers=True)
        self._say_numbers(percent(now), percent(then))
        self.changed.set_text(changed)
        self.changed.setVisible(bool(changed))
        self._say_ground(_alike_words(alike, wording), careful=alike.few)

    def show_many(self, found: SegmentWhatIf, changed: str, wording: Wording) -> None:
        """A part of the list."""
        self._show_parts(numbers=found.changed > 0)
        self._say_numbers(percent(found.before.value, PLACES_OF_MANY), percent(found.after.value, PLACES_OF_MANY))
        self.changed.set_text(changed)
        self.changed.setVisible(bool(changed))
        self.expected.set_text(_expected_words(found, wording))
        self.expected.show()
        self._say_ground(_unsupported_words(found, wording), careful=bool(found.unsupported))

    def _show_parts(self, *, numbers: bool) -> None:
        self.now.setVisible(numbers)
        self.result.setVisible(numbers)
        self.changed.hide()
        self.expected.hide()
        self._ground.hide()
        self.show()

    def _say_numbers(self, now: str, then: str) -> None:
        self.now.set_text(_tr("now {now}, then").format(now=now))
        self.result.set_text(then)
        self.result.setAccessibleName(_tr("{then} in place of {now}").format(then=then, now=now))

    def _say_ground(self, text: str, *, careful: bool) -> None:
        self.alike.set_text(text)
        self._icon.setVisible(careful)
        self._ground.setVisible(bool(text))


def _alike_words(alike: Alike, wording: Wording) -> str:
    if alike.rows is None:
        return ""
    if alike.few:
        text = _tr("Only {rows} {entities} of the training are like that in {columns}. Do not rely on it.")
        if not alike.rows:
            text = _tr("None of the {entities} of the training is like that in {columns}. Do not rely on it.")
    else:
        text = _tr("{rows} {entities} of the training are like that in {columns}.")
    return text.format(rows=count(alike.rows), entities=wording.entities, columns=", ".join(alike.columns))


def _expected_words(found: SegmentWhatIf, wording: Wording) -> str:
    if not found.changed:
        return _tr("All {rows} have that already.").format(rows=count(found.rows))
    fewer = found.fewer
    if fewer.value < 0:
        text, low, high = (
            _tr("Of {rows}, {difference} more {actors} expected than {before} ({low} to {high} more)."),
            (-fewer.high),
            -fewer.low,
        )
    else:
        text, low, high = (
            _tr("Of {rows}, {difference} fewer {actors} expected than {before} ({low} to {high} fewer)."),
            fewer.low,
            fewer.high,
        )
    return text.format(
        rows=f"{count(found.rows)} {wording.entities}",
        difference=count(abs(fewer.value)),
        actors=wording.actors,
        before=count(found.expected_before.value),
        low=count(low),
        high=count(high),
    )


def _unsupported_words(found: SegmentWhatIf, wording: Wording) -> str:
    if not found.changed or found.unsupported is None:
        return ""
    columns = ", ".join(found.alike_in)
    if not found.unsupported:
        text = _tr("For each of them there are {entities} of the training like that in {columns}.")
    else:
        text = _tr(
            "For {rows} of them fewer than 10 {entities} of the training are like that in {columns}. Do not rely on "
            "it for those."
        )
    return text.format(rows=count(found.unsupported), entities=wording.entities, columns=columns)
