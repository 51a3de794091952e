"""The rows of a long list in pages: asked for when somebody looks, few at a time, and only the last looked at kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from tracer_desktop.work.engine_link import Answer

PAGE = 100
MOST_PAGES = 60
MOST_ASKED = 4
Row = TypeVar("Row")


class RowPages(QObject, Generic[Row]):
    """`ask` asks the engine for the page that begins at a row, or None where that cannot be now; `rows` finds the rows
    in what it answers.
    """

    came = Signal(int, int)
    """First and last of the rows that have just come."""
    failed = Signal(object)
    """A `JobError`."""

    def __init__(
        self, ask: Callable[[int], Answer | None], rows: Callable[[Any], Sequence[Row]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ask, self._rows = ask, rows
        self._kept: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._asked: OrderedDict[int, Answer] = OrderedDict()

    def begin(self, first: Sequence[Row]) -> None:
        """Another list, of which these are the first rows."""
        self.clear()
        self._kept[0] = first

    def clear(self) -> None:
        """Keep nothing, and wait for nothing."""
        self.drop()
        self._kept.clear()

    def drop(self) -> None:
        """Wait for nothing that has been asked for; what is here stays."""
        for answer in self._asked.values():
            answer.drop()
        self._asked.clear()

    def row(self, place: int) -> Row | None:
        """The row at this place, None while it is not here yet (it is asked for then)."""
        number, inside = divmod(place, PAGE)
        page = self._kept.get(number)
        if page is None:
            self._ask_page(number)
            return None
        self._kept.move_to_end(number)
        return page[inside] if inside < len(page) else None

    def is_here(self, place: int) -> bool:
        """Whether a row has come already; nothing is asked for."""
        return place // PAGE in self._kept

    def _ask_page(self, number: int) -> None:
        if number in self._asked:
            return
        answer = self._ask(number * PAGE)
        if answer is None:
            return
        while len(self._asked) >= MOST_ASKED:
            # Scrolled past before it came.
            self._asked.popitem(last=False)[1].drop()
        answer.setProperty("page", number)
        answer.answered.connect(self._on_page)
        answer.failed.connect(self.failed)
        self._asked[number] = answer

    def _on_page(self, told: object) -> None:
        sender = self.sender()
        number = int(sender.property("page")) if sender is not None else -1
        if self._asked.pop(number, None) is None:
            return
        rows = self._rows(told)
        self._kept[number] = rows
        while len(self._kept) > MOST_PAGES:
            self._kept.popitem(last=False)
        if rows:
            self.came.emit(number * PAGE, number * PAGE + len(rows) - 1)
