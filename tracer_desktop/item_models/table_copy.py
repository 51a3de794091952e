"""What is selected in the preview, as text for other programs; rows that are not there yet are fetched first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QObject, Signal

from tracer_desktop.item_models.table_model import TableModel
from tracer_engine import JobError, TablePage

if TYPE_CHECKING:
    from tracer_desktop.work.engine_link import Answer, EngineLink

MOST_CELLS = 100_000
ROWS_A_QUESTION = 5_000


class TableCopier(QObject):
    """Makes tab-parted text, with headings, of a selection; one at a time, the newest."""

    copied = Signal(str, int, int)
    """The text, and how many rows and columns it holds."""
    too_much = Signal(int)
    """So many cells are selected: more than `MOST_CELLS`."""
    failed = Signal(object)
    """A `JobError`."""

    def __init__(self, engine: EngineLink, model: TableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._model = engine, model
        self._answer: Answer | None = None
        self._wanted: list[int] = []
        self._columns: list[int] = []
        self._chosen: dict[int, set[int] | None] = {}
        self._rows: list[tuple[str, ...]] = []

    def copy(self, selection: QItemSelection, order: Sequence[int]) -> None:
        """Copy the selected cells, columns in this `order` of positions."""
        self.stop()
        cells = sum((part.height()) * part.width() for part in selection.toList())
        if cells > MOST_CELLS:
            self.too_much.emit(cells)
            return
        chosen: dict[int, set[int]] = {}
        for part in selection.toList():
            for row in range(part.top(), part.bottom() + 1):
                chosen.setdefault(row, set()).update(range(part.left(), part.right() + 1))
        if not chosen:
            return
        columns = set().union(*chosen.values())
        self._columns = [column for column in order if column in columns]
        self._chosen = {row: None if places == columns else places for row, places in sorted(chosen.items())}
        self._wanted = list(self._chosen)
        self._rows = []
        self._go_on()

    def stop(self) -> None:
        """Forget what is being fetched."""
        if self._answer is not None:
            self._answer.drop()
            self._answer = None

    def _go_on(self) -> None:
        """Take the rows that are there; ask for the next ones that are not."""
        while len(self._rows) < len(self._wanted):
            row = self._wanted[len(self._rows)]
            if self._model.cell(row, 0) is None:
                self._ask()
                return
            self._rows.append(self._texts(row))
        self.copied.emit(self._text(), len(self._rows), len(self._columns))

    def _texts(self, row: int) -> tuple[str, ...]:
        return tuple(self._model.cell(row, column) or "" for column in self._columns)

    def _ask(self) -> None:
        done = len(self._rows)
        numbers = tuple(self._model.file_row(row) for row in self._wanted[done : done + ROWS_A_QUESTION])
        self._answer = self._engine.ask("rows", numbers, urgent=True)
        self._answer.answered.connect(self._on_rows)
        self._answer.failed.connect(self._on_failed)

    def _on_rows(self, page: TablePage) -> None:
        self._answer = None
        self._rows += [tuple(row[column] for column in self._columns) for row in page.rows]
        self._go_on()

    def _on_failed(self, error: JobError) -> None:
        self._answer = None
        self.failed.emit(error)

    def _text(self) -> str:
        names = [self._model.columns[column].name for column in self._columns]
        lines = ["\t".join(_plain(name) for name in names)]
        for row, texts in zip(self._wanted, self._rows, strict=True):
            places = self._chosen[row]
            cells = zip(self._columns, texts, strict=True)
            lines.append("\t".join(_plain(t) if places is None or column in places else "" for column, t in cells))
        return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace("\t", " ").replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
