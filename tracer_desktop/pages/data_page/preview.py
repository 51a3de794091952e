"""The preview: the rows of the file, finding something in them, copying them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.dialogs.go_to_row_dialog import ask_row
from tracer_desktop.item_models.table_copy import MOST_CELLS, TableCopier
from tracer_desktop.item_models.table_model import PAGE, TableModel
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import inline_button
from tracer_desktop.widgets.frozen_table import FrozenTable
from tracer_desktop.widgets.labels import ElidedLabel, Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.search_field import SearchField
from tracer_engine import Column, Found, JobError, OpenedTable, Peek

if TYPE_CHECKING:
    from tracer_desktop.work.engine_link import Answer, EngineLink

MOST_LISTED = 1_000
"""Asked for rows that have something in common, the engine names no more than these."""


class Preview(QWidget):
    """Title, place, search field, table."""

    chosen = Signal(list)
    """Names of the columns that are chosen: those selected whole, else the current one."""
    menu_wanted = Signal(int, QPoint)
    """A column, and where on the screen its menu opens."""

    def __init__(self, engine: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._finding: Answer | None = None
        self._forward = True
        self._begun_at = (0, -1)
        self._why = ""
        self._said: list[str] = []
        self._is_fitted = False
        self.model = TableModel(engine, self)
        self.copier = TableCopier(engine, self.model, self)
        self.title = Label(self.tr("Preview"), "section")
        self.place = ElidedLabel("", "body", "ink3")
        self.note = ElidedLabel("", "caption", "ink2", selectable=True)
        self.all_rows = inline_button(self.tr("Show all rows"))
        self.search = SearchField(self.tr("Find a column or a value"))
        self.table = FrozenTable(name=self.tr("Preview of the table"))
        self.table.setModel(self.model)
        self._fill()
        self._connect()

    def _fill(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.place, 1)
        self._head.addWidget(self.all_rows)
        self._head.addWidget(self.search)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addLayout(self._head)
        self._whole.addWidget(self.note)
        self._whole.addWidget(self.table, 1)
        self.note.hide()
        self.all_rows.hide()
        theme().changed.connect(self._restyle)
        self._restyle()

    def _connect(self) -> None:
        table = self.table
        table.in_sight_changed.connect(self._on_sight)
        table.columns_chosen.connect(self._on_chosen)
        table.menu_wanted.connect(self.menu_wanted)
        table.copy_wanted.connect(self.copy)
        self.model.failed.connect(self._on_failed)
        self.model.page_came.connect(self._on_page)
        self.copier.copied.connect(self._on_copied)
        self.copier.too_much.connect(self._on_too_much)
        self.copier.failed.connect(self._on_failed)
        self.all_rows.clicked.connect(self.show_all_rows)
        self.search.searched.connect(self._on_searched)
        self.search.returnPressed.connect(self.find_next)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.FindNext), self.find_next),
            (QKeySequence(QKeySequence.StandardKey.FindPrevious), self.find_previous),
            (QKeySequence("Ctrl+G"), self.go_to_row),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(slot)

    # ------------------------------------------------------------ what is shown

    def show_peek(self, peek: Peek) -> None:
        """The first rows, while the file is being read."""
        self.model.show_peek(peek)
        self.table.arrange([], None)
        self.table.fit()
        self._after_reset()

    def show_table(self, table: OpenedTable, first: Sequence[str], frozen: str | None) -> None:
        """The whole table; columns `first` stand first, `frozen` stays in sight. The place is kept where it can be."""
        same = [column.name for column in table.columns] == [column.name for column in self.model.columns]
        kept = self.table.currentIndex()
        column, row = kept.column(), kept.row()
        columns = self.table.columns_selected_whole() or [column]
        scrolled = (self.table.horizontalScrollBar().value(), self.table.verticalScrollBar().value())
        self.model.show_table(table)
        self.arrange(first, frozen)
        if same:
            self._show_filter("")
            self.table.horizontalScrollBar().setValue(scrolled[0])
            self.table.verticalScrollBar().setValue(scrolled[1])
            if column >= 0:
                self.table.choose_columns(columns, max(0, min(row, table.rows - 1)))
        else:
            self.table.fit()
            self._after_reset()
        self._is_fitted = same and self.model.cell(0, 0) is not None

    def arrange(self, first: Sequence[str], frozen: str | None) -> None:
        """Put columns first, and keep one in sight."""
        places = [place for name in first if (place := self.model.column_named(name)) is not None]
        self.table.arrange(places, self.model.column_named(frozen))

    def clear(self) -> None:
        """No table."""
        self.model.clear()
        self._after_reset()

    def show_only(self, numbers: Sequence[int], why: str) -> None:
        """Only these rows of the file (from 0); `why` says which they are."""
        column = self.table.currentIndex().column()
        self.model.show_only(numbers)
        self._show_filter(why)
        self.table.scrollToTop()
        if column >= 0 and numbers:
            self.table.choose_column(column, 0)
        self._on_sight(*self.table.rows_in_sight())

    def show_all_rows(self) -> None:
        """All rows again, at the one that was current."""
        if not self.model.shows_some:
            return
        current = self.table.currentIndex()
        row = self.model.file_row(current.row()) if current.isValid() else 0
        column = max(0, current.column())
        self.model.show_only(None)
        self._show_filter("")
        self.table.choose_cell(row, column)
        self._on_sight(*self.table.rows_in_sight())

    def choose_column(self, name: str) -> bool:
        """Select a column whole and bring it into sight."""
        place = self.model.column_named(name)
        if place is None:
            return False
        self.table.choose_column(place)
        return True

    def columns_in_sight(self) -> list[Column]:
        """The columns that can be seen whole, from left to right."""
        heading, model = self.table.heading, self.model
        places = [heading.logicalIndex(place) for place in range(min(heading.count(), len(model.columns)))]
        width = max(self.table.viewport().width(), heading.sectionSize(places[0]) if places else 0)
        return [
            model.columns[place]
            for place in places
            if heading.sectionViewportPosition(place) + heading.sectionSize(place) <= width
        ]

    def chosen_names(self) -> list[str]:
        """The columns that are chosen."""
        places = self.table.columns_selected_whole()
        current = self.table.currentIndex().column()
        if not places and current >= 0:
            places = [current]
        return [self.model.columns[place].name for place in places if place < len(self.model.columns)]

    def say(self, text: str) -> None:
        """A word about what was just done, over the table; "" takes it away."""
        self.note.set_text(text)
        self.note.setAccessibleName(text)
        self.note.setVisible(bool(text))

    def _show_filter(self, why: str) -> None:
        self._why = why
        self.all_rows.setVisible(bool(why))
        self.say("")

    def _after_reset(self) -> None:
        self._show_filter("")
        self.table.scrollToTop()
        self._on_sight(*self.table.rows_in_sight())

    def _on_page(self, number: int) -> None:
        if number == 0 and not self._is_fitted:
            self._is_fitted = True
            self.table.fit()
        elif self._is_fitted:
            self._make_room(number)

    def _make_room(self, number: int) -> None:
        """Numbers and ids grow along a file; cut off, they say something else."""
        first, last = self.table.rows_in_sight()
        rows = range(max(first, number * PAGE), min(last + 1, (number + 1) * PAGE, self.model.rowCount()))
        for place, column in enumerate(self.model.columns):
            if column.kind in ("number", "id") and self.table.is_in_sight(place):
                self.table.widen(place, [str(self.model.index(row, place).data()) for row in rows])

    def _on_sight(self, first: int, last: int) -> None:
        self.model.look_at(first, last)
        rows = self.model.rowCount()
        if first < 0 or not rows:
            self.place.set_text("")
            return
        shown = {"first": count(first + 1), "last": count(last + 1), "rows": count(rows)}
        if not self.model.is_whole:
            self.place.set_text(self.tr("the first {rows} rows").format(**shown))
        elif self._why:
            words = self.tr("1 row: {why}") if rows == 1 else self.tr("{rows} rows: {why}")
            if rows >= MOST_LISTED:
                words = self.tr("the first {rows} rows: {why}")
            self.place.set_text(words.format(**shown, why=self._why))
        else:
            self.place.set_text(self.tr("rows {first} to {last} of {rows}").format(**shown))

    def _on_chosen(self) -> None:
        self.say("")
        names = self.chosen_names()
        if names != self._said:
            self._said = names
            self.chosen.emit(names)

    # ------------------------------------------------------------ finding

    def focus_search(self) -> None:
        """Put the focus into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_searched(self, text: str) -> None:
        self.say("")
        wanted = text.strip().casefold()
        if not wanted:
            return
        names = [column.name for column in self.model.columns]
        for matches in (str.__eq__, str.startswith, str.__contains__):
            for name in names:
                if matches(name.casefold(), wanted):
                    self.choose_column(name)
                    words = self.tr("Column {column}. Press Enter to look for the text in the cells.")
                    self.say(words.format(column=name))
                    return
        self._find(forward=True)

    def find_next(self) -> None:
        """The next cell that holds the text."""
        self._find(forward=True)

    def find_previous(self) -> None:
        """The cell before that holds it."""
        self._find(forward=False)

    def _find(self, *, forward: bool) -> None:
        text = self.search.text().strip()
        if not text:
            self.focus_search()
            return
        if not self.model.is_whole:
            self.say(self.tr("Values can be found as soon as the whole file is read."))
            return
        current = self.table.currentIndex()
        row = self.model.file_row(current.row()) if current.isValid() else 0
        column = current.column() if current.isValid() else -1
        self._forward, self._begun_at = forward, (row, column)
        if self._finding is not None:
            self._finding.drop()
        self._finding = self._engine.ask("find", text, row, column, forward, urgent=True)
        self._finding.answered.connect(self._on_found)
        self._finding.failed.connect(self._on_failed)

    def _on_found(self, found: Found | None) -> None:
        self._finding = None
        if found is None:
            self.say(self.tr("“{text}” is in no cell.").format(text=self.search.text().strip()))
            return
        if self.model.place_of(found.row) is None:
            self.show_all_rows()
        place = self.model.place_of(found.row)
        assert place is not None
        self.table.choose_cell(place, found.column)
        here = (found.row, found.column)
        went_round = here <= self._begun_at if self._forward else here >= self._begun_at
        words = self.tr("Row {row}, {column}.")
        if went_round:
            words = self.tr("Row {row}, {column}, from the other end.")
        self.say(words.format(row=count(found.row + 1), column=self.model.columns[found.column].name))

    def go_to_row(self) -> None:
        """Ask for a row and go there."""
        rows = self.model.rowCount()
        if not rows:
            return
        current = self.table.currentIndex()
        row = ask_row(self, rows, max(0, current.row()) + 1)
        if row is not None:
            self.table.choose_cell(row - 1, max(0, current.column()))
            self.table.scrollTo(self.table.currentIndex(), FrozenTable.ScrollHint.PositionAtTop)
            self.table.setFocus()

    # ------------------------------------------------------------ copying

    def copy(self) -> None:
        """What is selected, as text parted by tabs, below its headings."""
        heading = self.table.heading
        order = [heading.logicalIndex(place) for place in range(heading.count())]
        self.copier.copy(self.table.selectionModel().selection(), order)

    def _on_copied(self, text: str, rows: int, columns: int) -> None:
        QGuiApplication.clipboard().setText(text)
        if rows == columns == 1:
            self.say(self.tr("Copied one cell, with its heading."))
        else:
            self.say(
                self.tr("Copied {rows} × {columns} cells, with their headings.").format(
                    rows=count(rows), columns=count(columns)
                )
            )

    def _on_too_much(self, cells: int) -> None:
        words = self.tr("{cells} cells are too many to copy: at most {most}. Export the clean table instead.")
        self.say(words.format(cells=count(cells), most=count(MOST_CELLS)))

    def _on_failed(self, error: JobError) -> None:
        self._finding = None
        self.say(f"{error.message} {error.remedy}".strip())

    def _restyle(self) -> None:
        look = theme()
        self._head.setSpacing(look.u(3))
        self._whole.setSpacing(look.u(2))
        if self.model.columns:
            self.table.fit()
