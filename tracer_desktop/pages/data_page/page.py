"""The data page: preview, findings, the chosen column, how the file was read; before that, reading and its failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from tracer_desktop.dialogs.findings_dialog import FindingLine, FindingsDialog
from tracer_desktop.dialogs.missing_dialog import MissingDialog
from tracer_desktop.dialogs.reading_dialog import ReadingDialog
from tracer_desktop.dialogs.receipt_dialog import ReceiptDialog
from tracer_desktop.operations.data_export import export_clean, save_set_aside
from tracer_desktop.operations.opening import choose_table
from tracer_desktop.pages.data_page.error_form import ErrorForm
from tracer_desktop.pages.data_page.heading_menu import HeadingMenu
from tracer_desktop.pages.data_page.open_table_view import OpenTableView
from tracer_desktop.pages.data_page.telling import ColumnTelling
from tracer_desktop.pages.data_page.words import reading_sentence, table_sentence
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.bars import ProgressBar
from tracer_desktop.widgets.buttons import inline_button, primary_button, quiet_button, secondary_button
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import JobError, Step

if TYPE_CHECKING:
    from tracer_desktop.session import Session

WAIT_MS = 300
"""Reading that is over sooner is not announced."""


class DataPage(Page):
    """The table that is open in the session."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("DataPage", "Data"), scroll=True, parent=parent)
        self.session = session
        self._step: Step | None = None
        self._path: Path | None = None
        self._change_strip: MessageStrip | None = None
        self._plan_strip: MessageStrip | None = None
        self.build(self._build())

    def _build(self) -> Iterator[None]:
        session = self.session
        self.export_button = secondary_button(self.tr("Export clean table…"), icon="export")
        self.train_button = primary_button(self.tr("Train a model…"))
        self.add_action(self.export_button)
        self.add_action(self.train_button)
        self.bar = ProgressBar(name=self.tr("Reading the file"))
        self.cancel = inline_button(self.tr("Cancel"), name=self.tr("Cancel reading"))
        self.work = OpenTableView(session, in_parts=True)
        yield from self.work.parts()
        self.preview = self.work.preview
        self.error = ErrorForm()
        self.empty = EmptyState(
            "table",
            self.tr("No file is open"),
            self.tr("Open a table of your customers, and Tracer tells you what is in it."),
            primary_button(self.tr("Open a file…")),
        )
        self.telling = ColumnTelling(session, self)
        self._slow = QTimer(self, singleShot=True, interval=WAIT_MS)
        yield
        self._lay_out()
        yield
        self._connect()
        self._show_state()

    @staticmethod
    def why_not(session: Session) -> str:
        """Why there is no table to show."""
        return "" if session.path is not None else QCoreApplication.translate("DataPage", "Open a file first.")

    def opened(self) -> None:
        """The page is shown: the table has the focus, so that the arrows move at once."""
        if self.stack.currentWidget() is self.work:
            self.preview.table.setFocus()

    def find(self) -> None:  # type: ignore[override]
        """Find a column or a value."""
        self.preview.focus_search()

    def export(self) -> None:
        """Export the clean table."""
        if self.export_button.isEnabled():
            export_clean(self.session, self)

    # ------------------------------------------------------------ how it is built

    def _lay_out(self) -> None:
        self.reading = QWidget()
        self._reading_row = QHBoxLayout(self.reading)
        self._reading_row.setContentsMargins(0, 0, 0, 0)
        self._reading_row.addWidget(self.bar, 1)
        self._reading_row.addWidget(self.cancel)
        self.reading.hide()
        self.stack = QStackedWidget()
        for widget in (self.work, self.error, self.empty):
            self.stack.addWidget(widget)
        self.body.addWidget(self.reading)
        self.body.addWidget(self.stack, 1)
        theme().changed.connect(self._restyle_reading)
        self._restyle_reading()

    def _connect(self) -> None:
        session = self.session
        session.table_opening.connect(self._on_opening)
        session.table_peeked.connect(self._on_peeked)
        session.table_stepped.connect(self._on_step)
        session.table_opened.connect(self._on_opened)
        session.table_failed.connect(self._on_failed)
        session.table_closed.connect(self._show_state)
        session.plan_changed.connect(self._on_plan)
        session.plan_failed.connect(self._on_plan_failed)
        session.undo.indexChanged.connect(self._on_undo_moved)
        self._slow.timeout.connect(self._announce_reading)
        self.cancel.clicked.connect(session.interrupt_opening)
        self.export_button.clicked.connect(self.export)
        self.train_button.clicked.connect(self._on_train)
        self.preview.menu_wanted.connect(self._open_menu)
        self.work.inspector.kind_wanted.connect(self._on_kind)
        self.work.inspector.use_wanted.connect(self._on_use)
        self.work.inspector.missing_wanted.connect(self.tell_missing)
        self.telling.told.connect(self._on_told)
        self.work.well.all_wanted.connect(self.show_findings)
        self.work.receipt.change_wanted.connect(self.tell_reading)
        self.work.receipt.repairs_wanted.connect(self.show_repairs)
        self.error.open_other.clicked.connect(self._on_open)
        self.error.tell.clicked.connect(self.tell_reading)
        self.error.undo.clicked.connect(session.undo.undo)
        assert self.empty.button is not None
        self.empty.button.clicked.connect(self._on_open)

    def _show_state(self) -> None:
        """Whatever the session is at."""
        session = self.session
        if session.path is None:
            self._path = None
            self._slow.stop()
            self.reading.hide()
            self.work.clear()
            self.set_title(self.tr("Data"))
            self.set_sentence("")
            self._forget_strips()
            self.stack.setCurrentWidget(self.empty)
            self._show_actions()
            return
        self._on_opening(session.path)
        if session.peek is not None:
            self._on_peeked()
        if session.table is not None:
            self._on_opened()
        if session.plan is not None:
            self._on_plan()

    def _show_actions(self) -> None:
        session = self.session
        for button in (self.export_button, self.train_button):
            button.setVisible(session.path is not None)
            if session.table is not None:
                button.enable()
            elif session.is_opening:
                button.why_disabled(self.tr("The file is still being read."))
            else:
                button.why_disabled(self.tr("The file could not be read."))
        table = session.table
        if table is not None and table.rows == 0:
            self.train_button.why_disabled(self.tr("The file has no rows to learn from."))

    # ------------------------------------------------------------ reading

    def _on_opening(self, path: Path) -> None:
        again = path == self._path and self.preview.model.is_whole
        self._path, self._step = path, None
        self.set_title(path.name)
        self.bar.set_fraction(0.0)
        self.work.drop_question()
        self._forget_plan_strip()
        if not again:
            self.work.clear()
            self.set_sentence(reading_sentence(None))
            self.stack.setCurrentWidget(self.work)
        self._slow.start()
        self._show_actions()

    def _announce_reading(self) -> None:
        if self.session.is_opening:
            self.reading.show()
            self.set_sentence(reading_sentence(self._step))

    def _on_step(self, step: Step) -> None:
        self._step = step
        words = reading_sentence(step)
        self.bar.set_fraction(step.fraction, words)
        if not self._slow.isActive():
            self.set_sentence(words)

    def _on_peeked(self) -> None:
        if self.session.peek is not None:
            self.stack.setCurrentWidget(self.work)
            self.work.show_peek()

    def _on_opened(self) -> None:
        self._slow.stop()
        self.reading.hide()
        self.stack.setCurrentWidget(self.work)
        self.work.show_table()
        self._say_size()
        self._show_actions()

    def _say_size(self) -> None:
        if self.session.table is not None:
            self.set_sentence(table_sentence(self.session.table, len(self.work.findings)))

    def _on_failed(self, error: JobError) -> None:
        self._slow.stop()
        self.reading.hide()
        self.set_sentence("")
        self.error.show_error(error, can_undo=self.session.undo.canUndo())
        self.stack.setCurrentWidget(self.error)
        self.work.clear()
        self._show_actions()

    # ------------------------------------------------------------ the plan

    def _on_plan(self) -> None:
        self._forget_plan_strip()
        self._show_actions()
        self.work.show_plan()
        self._say_size()

    def _on_plan_failed(self, error: JobError) -> None:
        """The question cannot be asked so; the table itself is all right."""
        self._forget_plan_strip()
        self.work.inspector.refresh()
        self._show_actions()
        if self._has_no_target():
            title = self.tr("No column looks like an outcome")
            text = self.tr("Say which one it is: the menu of its heading makes it the target.")
            self._plan_strip = MessageStrip("info", title, text)
        elif error.kind == "input":
            self._plan_strip = MessageStrip("caution", error.message, error.remedy)
        if self._plan_strip is not None:
            self.add_strip(self._plan_strip)

    def _has_no_target(self) -> bool:
        session = self.session
        if session.plan is not None or session.options.target is not None:
            return False
        return session.profile is not None and session.profile.suggested.target is None

    def show_findings(self) -> None:
        """All findings, in a dialog."""
        findings = self.work.findings
        lines = [FindingLine(one.kind, one.title, one.whole, one.button) for one in findings]
        dialog = FindingsDialog(lines, self)
        try:
            dialog.exec()
            if dialog.chosen is not None:
                self.work.act_on(findings[dialog.chosen])
        finally:
            dialog.deleteLater()

    # ------------------------------------------------------------ telling Tracer

    def _open_menu(self, column: int, place: QPoint) -> None:
        name = self.preview.model.columns[column].name
        names = self.preview.chosen_names()
        if name not in names:
            self.preview.choose_column(name)
            names = [name]
        menu = self.make_menu(names)
        menu.popup(place)

    def make_menu(self, names: list[str]) -> HeadingMenu:
        """The menu of these columns; it goes when it is closed."""
        session, plan = self.session, self.session.plan
        kinds = {column.kind for column in self.preview.model.columns if column.name in names}
        target, own = self.work.roles()
        can_be_used = plan is not None and any(name not in (plan.target, plan.id) for name in names)
        menu = HeadingMenu(
            names,
            kind=next(iter(kinds)) if len(kinds) == 1 else "",
            told=any(name in session.reading.kinds for name in names),
            used=any(name in plan.features for name in names) if plan is not None and can_be_used else None,
            is_target=names == [target],
            is_id=names == [own],
            parent=self,
        )
        menu.kind_wanted.connect(self._on_kind)
        menu.use_wanted.connect(self._on_use)
        menu.target_wanted.connect(self._on_target)
        menu.id_wanted.connect(self._on_id)
        menu.aboutToHide.connect(menu.deleteLater)
        if session.table is None:
            menu.setEnabled(False)
        return menu

    def _on_kind(self, kind: str) -> None:
        self.telling.tell_kind(self.preview.chosen_names(), kind)

    def _on_use(self, use: bool) -> None:
        self.telling.tell_use(self.preview.chosen_names(), use)

    def _on_target(self) -> None:
        self.telling.tell_target(self.preview.chosen_names()[0])

    def _on_id(self) -> None:
        self.telling.tell_id(self.preview.chosen_names()[0])

    def _on_told(self, text: str) -> None:
        """What was told just now, with the way back."""
        self._forget_change_strip()
        undo = quiet_button(self.tr("Undo"), icon="undo", name=self.tr("Undo: {change}").format(change=text))
        undo.clicked.connect(self.session.undo.undo)
        close = quiet_button(self.tr("Close"), name=self.tr("Close this message"))
        close.clicked.connect(self._forget_change_strip)
        self._change_strip = MessageStrip("info", text, "", [undo, close])
        self.add_strip(self._change_strip)

    def _on_undo_moved(self, _index: int) -> None:
        if not self.telling.is_telling:
            self._forget_change_strip()

    def _forget_change_strip(self) -> None:
        if self._change_strip is not None:
            self.remove_strip(self._change_strip)
            self._change_strip = None

    def _forget_plan_strip(self) -> None:
        if self._plan_strip is not None:
            self.remove_strip(self._plan_strip)
            self._plan_strip = None

    def _forget_strips(self) -> None:
        self._forget_change_strip()
        self._forget_plan_strip()

    def tell_reading(self) -> None:
        """What the reader can be told, with a preview; then the file is read again."""
        session = self.session
        if session.path is None:
            return
        opened = session.table or session.peek
        receipt = session.table.profile.receipt if session.table is not None else getattr(opened, "receipt", None)
        dialog = ReadingDialog(session.engine, session.path, session.reading, receipt, self)
        try:
            if dialog.exec() and dialog.options() != session.reading:
                self.telling.tell_reading(dialog.options())
        finally:
            dialog.deleteLater()

    def tell_missing(self) -> None:
        """What is read as missing in the chosen column; then the file is read again."""
        session, names = self.session, self.preview.chosen_names()
        column = next((one for one in session.table.columns if [one.name] == names), None) if session.table else None
        if column is None:
            return
        dialog = MissingDialog(column, told=column.name in session.reading.missing, parent=self)
        try:
            if dialog.exec():
                self.telling.tell_missing(column.name, dialog.tokens())
        finally:
            dialog.deleteLater()

    def show_repairs(self) -> None:
        """Every repair, in a dialog."""
        if self.session.table is None:
            return
        dialog = ReceiptDialog(self.session.table.profile.receipt, self)
        try:
            dialog.exec()
            if dialog.wants_saving:
                save_set_aside(self.session, self)
        finally:
            dialog.deleteLater()

    # ------------------------------------------------------------ the rest

    def _on_train(self) -> None:
        self.go.emit("training")

    def _on_open(self) -> None:
        choose_table(self.session, self)

    def _restyle_reading(self) -> None:
        self._reading_row.setSpacing(theme().u(3))
