"""What the reader can be told about a file, with the first rows as they would be read."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QStackedWidget, QWidget

from tracer_desktop.dialogs.house_dialog import HouseDialog
from tracer_desktop.item_models.table_model import TableModel
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, quiet_button, secondary_button
from tracer_desktop.widgets.inputs import Choice, LabelledField
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.widgets.table_view import TableView
from tracer_engine import InputError, JobError, Peek, ReadingOptions, Receipt, read_receipt

if TYPE_CHECKING:
    from tracer_desktop.work.engine_link import Answer, EngineLink

WAIT_MS = 150
ROWS = 8
MOST_HEADER_ROWS, MOST_SKIPPED = 3, 30
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Windows-1252"),
    ("iso8859-1", "ISO 8859-1"),
    ("iso8859-15", "ISO 8859-15"),
    ("cp1250", "Windows-1250"),
    ("cp1251", "Windows-1251"),
    ("cp1253", "Windows-1253"),
    ("cp1254", "Windows-1254"),
    ("cp437", "IBM 437"),
    ("cp850", "IBM 850"),
    ("mac_roman", "Mac Roman"),
    ("shift_jis", "Shift JIS"),
    ("gb18030", "GB 18030"),
    ("big5", "Big5"),
    ("euc_kr", "EUC-KR"),
)


class ReadingDialog(HouseDialog):
    """`options()` is what was told; it keeps the types of columns that were told before."""

    def __init__(
        self,
        engine: EngineLink,
        path: Path,
        reading: ReadingOptions,
        receipt: Receipt | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("How {file} is read").format(file=path.name), parent)
        self._engine, self._path, self._reading = engine, path, reading
        self._format = receipt.format if receipt is not None else _format_of(path)
        self._found = receipt
        self._answer: Answer | None = None
        self._like = reading.like
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._ask)
        self.heading = Label(self.windowTitle(), "section")
        self.fields: dict[str, Choice] = {}
        self.sheet = QLineEdit(reading.sheet or "")
        self._grid = QGridLayout()
        self.body.addWidget(self.heading)
        words = self.tr("Tracer finds all of this out by itself. Tell it only where it is wrong.")
        self.body.addWidget(Label(words, "body", "ink2", wrap=True))
        self.body.addLayout(self._grid)
        self._fill()
        self._add_preview()
        self._add_buttons()
        theme().changed.connect(self._restyle_grid)
        self._restyle_grid()
        self._ask()

    def options(self) -> ReadingOptions:
        """What is told now."""
        told = {key: field.chosen() for key, field in self.fields.items()}
        if self._format == "xlsx":
            told["sheet"] = self.sheet.text().strip() or None
        return dataclasses.replace(self._reading, like=self._like, **told)  # type: ignore[arg-type]

    def sizeHint(self) -> QSize:
        """Room for a few columns."""
        return QSize(theme().scaled(820), theme().scaled(620))

    # ------------------------------------------------------------ how it is built

    def _fill(self) -> None:
        comma, point, none = self.tr("comma"), self.tr("point"), self.tr("none")
        if self._format == "csv":
            marks: list[tuple[str, object]] = [
                (comma, ","), (self.tr("semicolon"), ";"), (self.tr("tab"), "\t"), (self.tr("vertical bar"), "|"),
                (self.tr("colon"), ":"), (self.tr("space"), " "), (self.tr("caret"), "^"), (self.tr("tilde"), "~"),
            ]  # fmt: skip
            self._add("delimiter", self.tr("Separator"), marks)
            quotes: list[tuple[str, object]] = [('"', '"'), ("'", "'"), (none, "")]
            self._add("quote", self.tr("Quote"), quotes)
            escapes: list[tuple[str, object]] = [(self.tr("doubled"), ""), (self.tr("backslash before"), "\\")]
            self._add("escape", self.tr("Quotes within cells"), escapes)
            self._add("encoding", self.tr("Encoding"), [(text, key) for key, text in ENCODINGS])
        if self._format != "parquet":
            self._add("decimal", self.tr("Decimal mark"), [(point, "."), (comma, ",")])
            spaces: list[tuple[str, object]] = [(self.tr("space"), " "), (self.tr("apostrophe"), "'")]
            self._add("thousands", self.tr("Mark of thousands"), [(comma, ","), (point, "."), *spaces])
            orders: list[tuple[str, object]] = [(self.tr("the day"), "day"), (self.tr("the month"), "month")]
            self._add("dates", self.tr("First in dates"), orders)
            numbers: list[tuple[str, object]] = [(none, 0)]
            numbers += [(count(rows), rows) for rows in range(1, MOST_HEADER_ROWS + 1)]
            self._add("header_rows", self.tr("Rows of the header"), numbers)
            skipped: list[tuple[str, object]] = [(none, 0)]
            skipped += [(count(rows), rows) for rows in range(1, MOST_SKIPPED + 1)]
            self._add("skip_rows", self.tr("Rows to skip above it"), skipped)
        if self._format == "xlsx":
            found = self._found.sheet if self._found is not None and self._reading.sheet is None else ""
            self.sheet.setPlaceholderText(self.tr("as found: {value}").format(value=found) if found else "")
            self.sheet.textChanged.connect(self._on_changed)
            self._place(LabelledField(self.tr("Sheet"), self.sheet))

    def _add(self, key: str, label: str, choices: list[tuple[str, object]]) -> None:
        told = getattr(self._reading, key)
        field = Choice(name=label)
        found = self._found_value(key)
        shown = next((text for text, data in choices if data == found), str(found) if found else "")
        first = self.tr("as Tracer finds it")
        if told is None and shown:
            first = self.tr("as found: {value}").format(value=shown)
        if told is not None and all(data != told for _, data in choices):
            choices = [*choices, (str(told), told)]
        field.set_choices([(first, None), *choices])
        if told is not None:
            field.choose(told)
        field.picked.connect(self._on_changed)
        self.fields[key] = field
        self._place(LabelledField(label, field))

    def _place(self, field: LabelledField) -> None:
        place = self._grid.count()
        self._grid.addWidget(field, place // 3, place % 3)

    def _found_value(self, key: str) -> object:
        if self._found is None:
            return None
        return getattr(self._found, {"skip_rows": "skipped_rows"}.get(key, key), None)

    def _add_preview(self) -> None:
        self.model = TableModel(self._engine, self)
        self.table = TableView(name=self.tr("The first rows, read so"), select_cells=True)
        self.table.setModel(self.model)
        self.table.setMinimumHeight(theme().size("header") + 4 * theme().size("row"))
        self.problem = MessageStrip("problem", "")
        self.waiting = Label(self.tr("Reading the first rows…"), "body", "ink3")
        self.stack = QStackedWidget()
        for widget in (self.waiting, self.table, self.problem):
            self.stack.addWidget(widget)
        self.body.addWidget(Label(self.tr("The first rows, read so"), "label", "ink2"))
        self.body.addWidget(self.stack, 1)

    def _add_buttons(self) -> None:
        self.reset = quiet_button(self.tr("Let Tracer find out"))
        self.reset.clicked.connect(self._on_reset)
        self.add_left_button(self.reset)
        self.last_time = quiet_button(self.tr("Read as last time…"))
        self.last_time.setToolTip(self.tr("By a receipt saved from an earlier file; what differs is told."))
        self.last_time.clicked.connect(self._on_last_time)
        self.add_left_button(self.last_time)
        cancel = secondary_button(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.read = primary_button(self.tr("Read again"))
        self.read.setDefault(True)
        self.read.clicked.connect(self.accept)
        self.add_button(cancel)
        self.add_button(self.read)

    # ------------------------------------------------------------ what happens

    def _on_changed(self, *_: object) -> None:
        self.read.why_disabled(self.tr("The first rows are being read."))
        self._wait.start()

    def _on_last_time(self) -> None:
        filters = self.tr("Receipts (*.json)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Read as last time"), str(self._path.parent), filters)
        if chosen:
            self.read_as(Path(chosen))

    def read_as(self, receipt: Path) -> None:
        """Take a saved receipt for what is told; a file that is none is said to be none."""
        try:
            self._like = read_receipt(receipt)
        except InputError as error:
            self.problem.set_message("problem", error.message, error.remedy)
            self.stack.setCurrentWidget(self.problem)
            return
        self._on_changed()

    def _on_reset(self) -> None:
        self._like = None
        for field in self.fields.values():
            field.setCurrentIndex(0)
        self.sheet.clear()
        self._on_changed()

    def _ask(self) -> None:
        self._drop()
        self.read.why_disabled(self.tr("The first rows are being read."))
        self._answer = self._engine.ask("peek", self._path, self.options(), urgent=True)
        self._answer.answered.connect(self._on_peeked)
        self._answer.failed.connect(self._on_failed)

    def _on_peeked(self, peek: Peek) -> None:
        self._answer = None
        page = dataclasses.replace(peek.page, rows=peek.page.rows[:ROWS], missing=peek.page.missing[:ROWS])
        self.model.show_peek(dataclasses.replace(peek, page=page))
        self.table.fit_columns(longest=200)
        self.stack.setCurrentWidget(self.table)
        self.read.enable()

    def _on_failed(self, error: JobError) -> None:
        self._answer = None
        self.problem.set_message("problem", error.message, error.remedy)
        self.stack.setCurrentWidget(self.problem)
        self.read.why_disabled(error.message)

    def done(self, result: int) -> None:
        """Nobody waits for the first rows any more."""
        self._drop()
        super().done(result)

    def _drop(self) -> None:
        self._wait.stop()
        if self._answer is not None:
            self._answer.drop()
            self._answer = None

    def _restyle_grid(self) -> None:
        look = theme()
        self._grid.setHorizontalSpacing(look.u(4))
        self._grid.setVerticalSpacing(look.u(3))
        for column in range(3):
            self._grid.setColumnStretch(column, 1)


def _format_of(path: Path) -> str:
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"):
        return "xlsx"
    return "parquet" if ending in (".parquet", ".pq") else "csv"
