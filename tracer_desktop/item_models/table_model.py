"""The rows of the open table, however many: pages are asked of the engine as they come into sight; some are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from tracer_desktop.item_models.number_text import NumberShape, shape_of
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.table_roles import BackgroundNameRole, ColourNameRole, IconNameRole
from tracer_engine import Column, OpenedTable, Peek, TablePage

if TYPE_CHECKING:
    from tracer_desktop.work.engine_link import Answer, EngineLink

PAGE = 200
MOST_PAGES = 50
MOST_ASKED = 4
LOADING = "…"
ROWS_FOR_SHAPE = 60
"""So many first rows say how the numbers of a column are shown."""
TYPE_ICONS = {
    "number": "number",
    "category": "category",
    "flag": "flag",
    "date": "date",
    "text": "text",
    "id": "key",
    "constant": "stop",
}
CellTextRole: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The text of a cell as it stands in the file; None while it is not there yet."""
Index = QModelIndex | QPersistentModelIndex
# Made once: a painted cell asks eight times, and flags and members of enums are slow.
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT, _ALIGNMENT = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole)
_Page = tuple[tuple[tuple[str, ...], ...], tuple[frozenset[int], ...]]


class TableModel(QAbstractTableModel):
    """The preview of a file, then all of it; or only some of its rows (`show_only`).

    A row number of the model is the place in what is shown; `file_row` says where the row stands in the file.
    """

    failed = Signal(object)
    """A `JobError`: a page could not be had."""
    page_came = Signal(int)
    """Number of a page that is there from now on."""

    def __init__(self, engine: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._columns: tuple[Column, ...] = ()
        self._rows = 0
        self._all_rows = 0
        self._numbers: tuple[int, ...] | None = None
        self._is_whole = False
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._passing: set[int] = set()
        self._asked: OrderedDict[int, Answer] = OrderedDict()
        self._in_sight: tuple[int, int] = (0, 0)
        self._shapes: list[NumberShape | None] = []
        self._target: str | None = None
        self._id: str | None = None

    # ------------------------------------------------------------ what is shown

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the file."""
        return self._columns

    @property
    def all_rows(self) -> int:
        """Rows of the table, also while only some are shown."""
        return self._all_rows

    @property
    def shows_some(self) -> bool:
        """Whether only some of the rows are shown."""
        return self._numbers is not None

    @property
    def is_whole(self) -> bool:
        """Whether the whole file is read; before, there are but its first rows."""
        return self._is_whole

    @property
    def pages_kept(self) -> int:
        """How many pages are in memory."""
        return len(self._pages)

    @property
    def questions_open(self) -> int:
        """How many pages have been asked for and have not come."""
        return len(self._asked)

    def show_peek(self, peek: Peek) -> None:
        """The first rows of a file that is still being read."""
        self.beginResetModel()
        self._forget()
        self._columns = peek.columns
        self._is_whole = False
        self._rows = self._all_rows = len(peek.page.rows)
        self._take(peek.page.rows, peek.page.missing, first_page=0)
        self._find_shapes(peek.page.rows)
        self.endResetModel()

    def show_table(self, table: OpenedTable) -> None:
        """The whole table. What was shown of the same columns stays in sight until its pages come."""
        first = self._pages.get(0) if self._numbers is None and self._names() == _names(table.columns) else None
        self.beginResetModel()
        self._forget()
        before, self._columns = self._columns, table.columns
        self._is_whole = True
        self._rows = self._all_rows = table.rows
        known = {_what(column): shape for column, shape in zip(before, self._shapes, strict=True)}
        self._shapes = [known.get(_what(column)) for column in table.columns]
        if first is not None and len(first[0]) <= table.rows:
            self._find_shapes(first[0])
            self._pages[0] = first
            self._passing.add(0)
        self.endResetModel()
        if table.rows:
            self._ask(0)

    def set_roles(self, target: str | None, id_column: str | None) -> None:
        """Which column is the target, and which tells the rows apart: their headings say so."""
        if (target, id_column) != (self._target, self._id):
            self._target, self._id = target, id_column
            if self._columns:
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def show_only(self, numbers: Sequence[int] | None) -> None:
        """Only the rows with these numbers of the file (from 0); None for all."""
        self.beginResetModel()
        self._drop_all()
        self._pages.clear()
        self._passing.clear()
        self._numbers = None if numbers is None else tuple(numbers)
        self._rows = self._all_rows if numbers is None else len(numbers)
        self._in_sight = (0, 0)
        self.endResetModel()

    def clear(self) -> None:
        """Nothing to show."""
        self.beginResetModel()
        self._forget()
        self._columns, self._shapes, self._rows, self._all_rows, self._is_whole = (), [], 0, 0, False
        self.endResetModel()

    def file_row(self, row: int) -> int:
        """Where a row that is shown stands in the file (from 0)."""
        return row if self._numbers is None else self._numbers[row]

    def place_of(self, file_row: int) -> int | None:
        """Where a row of the file is shown; None where it is not."""
        if self._numbers is None:
            return file_row if file_row < self._rows else None
        return self._numbers.index(file_row) if file_row in self._numbers else None

    def cell(self, row: int, column: int) -> str | None:
        """The text of a cell as it stands in the file; None while it is not there."""
        page = self._pages.get(row // PAGE)
        if page is None or row % PAGE >= len(page[0]):
            return None
        return page[0][row % PAGE][column]

    def decimals(self, name: str) -> int:
        """How many decimals the numbers of a column are shown with."""
        place = self.column_named(name)
        shape = self._shapes[place] if place is not None and place < len(self._shapes) else None
        return shape.decimals if shape is not None else 0

    def column_named(self, name: str | None) -> int | None:
        """The position of a column, None where there is none of that name."""
        return next((place for place, column in enumerate(self._columns) if column.name == name), None)

    # ------------------------------------------------------------ asking

    def look_at(self, first: int, last: int) -> None:
        """These rows are in sight: their pages are asked for first, then their neighbours; others no longer."""
        if not self._is_whole or self._rows == 0:
            return
        low, high = max(0, first) // PAGE, min(max(0, last), self._rows - 1) // PAGE
        self._in_sight = (low, high)
        wanted = [*range(low, high + 1), high + 1, low - 1][:MOST_ASKED]
        wanted = [number for number in wanted if 0 <= number * PAGE < self._rows]
        for number in [number for number in self._asked if number not in wanted]:
            self._asked.pop(number).drop()
        for number in wanted:
            self._ask(number)

    def _ask(self, number: int) -> None:
        there = number in self._pages and number not in self._passing
        if there or number in self._asked or not self._is_whole:
            return
        if len(self._asked) >= MOST_ASKED:
            low, high = self._in_sight
            aside = next((one for one in self._asked if not low <= one <= high), None)
            if aside is None:
                return
            self._asked.pop(aside).drop()
        if self._numbers is None:
            answer = self._engine.ask("page", number * PAGE, PAGE, urgent=True)
        else:
            answer = self._engine.ask("rows", self._numbers[number * PAGE : (number + 1) * PAGE], urgent=True)
        answer.setProperty("page", number)
        answer.answered.connect(self._on_page)
        answer.failed.connect(self._on_failed)
        answer.cancelled.connect(self._on_cancelled)
        self._asked[number] = answer

    def _on_page(self, page: TablePage) -> None:
        number = self._answered()
        if number is None:
            return
        self._passing.discard(number)
        if self._numbers is None:
            self._find_shapes(page.rows, anew=number == 0)
        self._take(page.rows, page.missing, first_page=number)
        if page.rows and self._columns:
            first = number * PAGE
            last = min(self._rows, first + len(page.rows)) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))
        self.page_came.emit(number)

    def _on_failed(self, error: object) -> None:
        if self._answered() is not None:
            self.failed.emit(error)

    def _on_cancelled(self) -> None:
        self._answered()

    def _answered(self) -> int | None:
        """Which page the answer that has just come was about; None where it is no longer wanted."""
        sender = self.sender()
        number = sender.property("page") if sender is not None else None
        if number is None or self._asked.get(number) is not sender:
            return None
        del self._asked[number]
        return int(number)

    def _take(
        self, rows: tuple[tuple[str, ...], ...], missing: tuple[tuple[int, ...], ...], *, first_page: int
    ) -> None:
        for start in range(0, len(rows), PAGE):
            blank = tuple(frozenset(places) for places in missing[start : start + PAGE])
            self._pages[first_page + start // PAGE] = (rows[start : start + PAGE], blank)
        low, high = self._in_sight
        for number in list(self._pages):
            if len(self._pages) <= MOST_PAGES:
                break
            if not low <= number <= high:
                del self._pages[number]

    def _find_shapes(self, rows: Sequence[Sequence[str]], *, anew: bool = True) -> None:
        """How numbers are shown: going by the first rows, or by these where the first have not been seen."""
        known = self._shapes if len(self._shapes) == len(self._columns) and not anew else [None] * len(self._columns)
        self._shapes = [
            shape_of((row[place] for row in rows[:ROWS_FOR_SHAPE]), column.decimal)
            if shape is None and column.kind == "number"
            else shape
            for place, (column, shape) in enumerate(zip(self._columns, known, strict=True))
        ]

    def _forget(self) -> None:
        self._drop_all()
        self._pages.clear()
        self._passing.clear()
        self._numbers, self._in_sight = None, (0, 0)

    def _drop_all(self) -> None:
        for answer in self._asked.values():
            answer.drop()
        self._asked.clear()

    def _names(self) -> list[str]:
        return _names(self._columns)

    # ------------------------------------------------------------ Qt's questions

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows that are shown."""
        return 0 if parent is not None and parent.isValid() else self._rows

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns of the file."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell; one that is not there yet is asked for."""
        if role not in _ANSWERED:
            return self._alignment(index.column()) if role == _ALIGNMENT else None
        row, place = index.row(), index.column()
        page = self._pages.get(row // PAGE)
        if page is None or row % PAGE >= len(page[0]):
            self._ask(row // PAGE)
            return self._not_there(row, place, role)
        self._pages.move_to_end(row // PAGE)
        cell, missing = page[0][row % PAGE][place], place in page[1][row % PAGE]
        if role == CellTextRole:
            return cell
        if role == BackgroundNameRole:
            return "caution_soft" if missing else None
        if role == ColourNameRole:
            return "ink3" if missing else None
        shown = self._shown(cell, place, missing)
        if role == _TEXT:
            return shown
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._in_words(row, place, shown)
        return self._tip(cell, shown, missing)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A heading: the column's name, and the icon of what it is."""
        if orientation == Qt.Orientation.Vertical:
            return str(self.file_row(section) + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name
        if role == IconNameRole:
            return self._icon(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.tr("{column}, {kind}").format(column=column.name, kind=self.role_words(column))
        return None

    def role_words(self, column: Column) -> str:
        """What a column is, in a word or two: target, id, or its type."""
        if column.name == self._target:
            return self.tr("target, {kind}").format(kind=kind_words(column.kind, self))
        if column.name == self._id and column.kind != "id":
            return self.tr("id, {kind}").format(kind=kind_words(column.kind, self))
        return kind_words(column.kind, self)

    def _icon(self, column: Column) -> str:
        if column.name == self._target:
            return "target"
        return "key" if column.name == self._id else TYPE_ICONS[column.kind]

    def _alignment(self, place: int) -> Qt.AlignmentFlag:
        right = 0 <= place < len(self._columns) and self._columns[place].kind == "number"
        return _RIGHT if right else _LEFT

    def _shown(self, cell: str, place: int, missing: bool) -> str:
        if missing:
            return self.tr("missing")
        shape = self._shapes[place] if place < len(self._shapes) else None
        return shape.show(cell) if shape is not None else cell

    def _not_there(self, row: int, place: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return LOADING
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._in_words(row, place, self.tr("loading"))
        return "ink3" if role == ColourNameRole else None

    def _in_words(self, row: int, place: int, shown: str) -> str:
        words = self.tr("{column}, row {row}, {value}")
        return words.format(column=self._columns[place].name, row=count(self.file_row(row) + 1), value=shown)

    def _tip(self, cell: str, shown: str, missing: bool) -> str | None:
        """What stands in the file, where it is shown otherwise; the view itself tells the whole of a text it cut."""
        if missing:
            if not cell.strip():
                return self.tr("Blank in the file.")
            return self.tr("“{text}” in the file, read as missing.").format(text=cell)
        return self.tr("“{text}” in the file.").format(text=cell) if cell != shown else None


_ANSWERED = {
    CellTextRole,
    BackgroundNameRole,
    ColourNameRole,
    int(Qt.ItemDataRole.DisplayRole),
    int(Qt.ItemDataRole.AccessibleTextRole),
    int(Qt.ItemDataRole.ToolTipRole),
}


def kind_words(kind: str, speaker: QObject) -> str:
    """The type of a column, in words."""
    return {
        "number": speaker.tr("number"),
        "flag": speaker.tr("flag"),
        "category": speaker.tr("category"),
        "date": speaker.tr("date"),
        "text": speaker.tr("text"),
        "id": speaker.tr("id"),
        "constant": speaker.tr("one value only"),
    }[kind]


def _what(column: Column) -> tuple[str, str, str]:
    """What the form of a column's numbers depends on."""
    return column.name, column.kind, column.decimal


def _names(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns]
