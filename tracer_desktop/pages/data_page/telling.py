"""What the user tells Tracer about columns and the file: each is one step that can be undone."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tracer_desktop.item_models.table_model import kind_words
from tracer_desktop.widgets.numbers import count
from tracer_engine import PlanOptions, ReadingOptions

if TYPE_CHECKING:
    from tracer_desktop.session import Session


class ColumnTelling(QObject):
    """Puts changes on the session's undo stack, each with a sentence."""

    told = Signal(str)
    """Something was told: the sentence that says what."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.is_telling = False

    def tell_kind(self, names: Sequence[str], kind: str) -> None:
        """What these columns are; "" for what Tracer found."""
        table, reading = self._session.table, self._session.reading
        if table is None or not names:
            return
        if not kind:
            kinds = {name: one for name, one in reading.kinds.items() if name not in names}
            self._read(dataclasses.replace(reading, kinds=kinds), self._sentence(names, ""))
            return
        kinds_now = {column.name: column.kind for column in table.columns}
        changed = [name for name in names if kinds_now.get(name) != kind]
        if changed:
            told = {**reading.kinds, **dict.fromkeys(changed, kind)}
            self._read(dataclasses.replace(reading, kinds=told), self._sentence(changed, kind))

    def tell_missing(self, name: str, tokens: tuple[str, ...] | None) -> None:
        """Which texts are read as missing in a column; None for those that Tracer finds to be."""
        reading = self._session.reading
        missing = {one: texts for one, texts in reading.missing.items() if one != name}
        if tokens is None:
            text = self.tr("What is missing in {column} is left to Tracer")
        else:
            missing[name] = tokens
            text = self.tr("{texts} is read as missing in {column}")
            text = text if tokens else self.tr("Only blank cells are read as missing in {column}")
        if missing != reading.missing:
            text = text.replace("{texts}", ", ".join(tokens or ())).replace("{column}", name)
            self._read(dataclasses.replace(reading, missing=missing), text)

    def tell_use(self, names: Sequence[str], use: bool) -> None:
        """Whether to learn from these columns."""
        plan, options = self._session.plan, self._session.options
        if plan is None:
            return
        names = [name for name in names if name not in (plan.target, plan.id)]
        chosen = set(names)
        if use:
            exclude = tuple(name for name in options.exclude if name not in chosen)
            keep = (*(name for name in options.keep if name not in chosen), *names)
            several = self.tr("{number} columns are used in training")
            text = self._in_words(names, self.tr("{column} is used in training"), several)
        else:
            exclude = (*(name for name in options.exclude if name not in chosen), *names)
            keep = tuple(name for name in options.keep if name not in chosen)
            several = self.tr("{number} columns are left out of training")
            text = self._in_words(names, self.tr("{column} is left out of training"), several)
        self._plan(dataclasses.replace(options, exclude=exclude, keep=keep), text)

    def tell_target(self, name: str) -> None:
        """Which column is to be predicted."""
        options = self._session.options
        told = dataclasses.replace(
            options, target=name, positive=None, id=None if options.id == name else options.id,
            exclude=tuple(one for one in options.exclude if one != name),
            keep=tuple(one for one in options.keep if one != name),
        )  # fmt: skip
        self._plan(told, self.tr("{column} is the target").format(column=name))

    def tell_id(self, name: str) -> None:
        """Which column tells the rows apart."""
        options = self._session.options
        told = dataclasses.replace(options, id=name, keep=tuple(one for one in options.keep if one != name))
        self._plan(told, self.tr("{column} is the id").format(column=name))

    def tell_reading(self, reading: ReadingOptions) -> None:
        """How the file is to be read."""
        self._read(reading, self.tr("The file is read as you told"))

    def _sentence(self, names: Sequence[str], kind: str) -> str:
        if not kind:
            several = self.tr("{number} columns are what Tracer finds them to be")
            return self._in_words(names, self.tr("{column} is what Tracer finds it to be"), several)
        several = self.tr("{number} columns are read as {kind}")
        text = self._in_words(names, self.tr("{column} is read as {kind}"), several)
        return text.replace("{kind}", kind_words(kind, self))

    @staticmethod
    def _in_words(names: Sequence[str], one: str, several: str) -> str:
        if len(names) == 1:
            return one.replace("{column}", names[0])
        return several.replace("{number}", count(len(names)))

    def _read(self, reading: ReadingOptions, text: str) -> None:
        self.is_telling = True
        self._session.tell_reading(reading, text)
        self.is_telling = False
        self.told.emit(text)

    def _plan(self, options: PlanOptions, text: str) -> None:
        if options == self._session.options:
            return
        self.is_telling = True
        self._session.tell_options(options, text)
        self.is_telling = False
        self.told.emit(text)
