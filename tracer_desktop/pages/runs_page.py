"""Every run of the workspace: opened, renamed, compared, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QMenu, QStackedWidget, QWidget

from tracer_desktop.item_models.runs_model import RunColumn, RunFacts, RunRole, RunsModel
from tracer_desktop.operations.runs import RunsReader, compare_runs, delete_run, open_folder
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import MenuButton, inline_button, primary_button, secondary_button
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.widgets.table_delegates import StatusDelegate
from tracer_desktop.widgets.table_roles import SortRole
from tracer_desktop.widgets.table_view import TableView
from tracer_engine import JobError

if TYPE_CHECKING:
    from pathlib import Path

    from tracer_desktop.session import Session


class RunsTable(TableView):
    """The list; Enter opens, F2 renames, Delete deletes."""

    open_pressed = Signal()
    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys come before those of every table."""
        if self.state() != TableView.State.EditingState:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open_pressed.emit()
                return
            if event.matches(QKeySequence.StandardKey.Delete):
                self.delete_pressed.emit()
                return
        super().keyPressEvent(event)


class RunsPage(Page):
    """The runs that are kept."""

    go = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Runs"), parent=parent)
        self.set_sentence(self.tr("Every training that was kept. A run is its model, its report and its scored list."))
        self._session = session
        self._opening = ""
        self._notice: MessageStrip | None = None
        self._in_bin: tuple[Path, RunFacts] | None = None
        self.reader = RunsReader(session.workspace, self)
        self.model = RunsModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SortRole)
        self.table = RunsTable(name=self.tr("Runs"))
        self.open_button = primary_button(self.tr("Open"))
        self.compare = secondary_button(self.tr("Compare"))
        self.more = MenuButton(self.tr("More"), "quiet")
        self.empty = EmptyState(
            "model",
            self.tr("No runs yet"),
            self.tr("Each model you train is kept here with its report and its scored list."),
            primary_button(self.tr("Open a file…")),
        )
        self.stack = QStackedWidget()
        self._make_actions()
        self._fill()
        self._connect()
        self.reader.read_again()

    @staticmethod
    def why_not(_session: Session) -> str:
        """The list can always be shown."""
        return ""

    def opened(self) -> None:
        """Read the list again: other programs write runs, too."""
        self.reader.read_again()
        self.table.setFocus()

    # ------------------------------------------------------------ how it is built

    def _make_actions(self) -> None:
        self.rename_action = QAction(self.tr("Rename"), self)
        self.rename_action.setShortcut(QKeySequence(Qt.Key.Key_F2))
        self.rename_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.rename_action.triggered.connect(self._on_rename)
        self.folder_action = QAction(self.tr("Open folder"), self)
        self.folder_action.triggered.connect(self._on_folder)
        self.delete_action = QAction(self.tr("Delete…"), self)
        self.delete_action.triggered.connect(self._on_delete)

    def _fill(self) -> None:
        for button in (self.more, self.compare, self.open_button):
            self.add_action(button)
        self.table.setModel(self._sorted)
        self.table.setEditTriggers(TableView.EditTrigger.EditKeyPressed)
        self.table.setSelectionMode(TableView.SelectionMode.ExtendedSelection)
        self.table.setItemDelegateForColumn(RunColumn.WORTH, StatusDelegate(self.table))
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(RunColumn.CREATED, Qt.SortOrder.DescendingOrder)
        self.table.heading.setSectionResizeMode(RunColumn.QUESTION, QHeaderView.ResizeMode.Stretch)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)
        menu = QMenu(self.more)
        menu.setAccessibleName(self.tr("More"))
        menu.addActions([self.rename_action, self.folder_action, self.delete_action])
        self.more.setMenu(menu)

    def _connect(self) -> None:
        self.reader.read.connect(self._on_read)
        self.reader.failed.connect(self._on_trouble)
        self.model.renamed.connect(self.reader.rename)
        self.table.doubleClicked.connect(self._on_open)
        self.table.open_pressed.connect(self._on_open)
        self.table.delete_pressed.connect(self._on_delete)
        self.table.customContextMenuRequested.connect(self._on_menu)
        self.table.selectionModel().selectionChanged.connect(self._tell_buttons)
        self.open_button.clicked.connect(self._on_open)
        self.compare.clicked.connect(self._on_compare)
        assert self.empty.button is not None
        self.empty.button.clicked.connect(self._on_start)
        self._session.run_opened.connect(self._on_run_opened)
        self._session.run_closed.connect(self._on_run_closed)
        self._session.run_failed.connect(self._on_run_failed)
        theme().changed.connect(self._fit)

    # ------------------------------------------------------------ the list

    def _on_read(self, runs: tuple[RunFacts, ...]) -> None:
        chosen = [run.id for run in self.chosen()]
        opened = self._session.run.id if self._session.run is not None else ""
        self.model.set_runs(runs, opened)
        self.stack.setCurrentWidget(self.table if runs else self.empty)
        self._fit()
        row = self.model.row_of(chosen[0]) if chosen else self.model.row_of(opened)
        if runs:
            self.table.selectRow(self._sorted.mapFromSource(self.model.index(max(0, row), 0)).row())
        self._tell_buttons()

    def _fit(self) -> None:
        self.table.fit_columns(longest=240)
        self.table.heading.setSectionResizeMode(RunColumn.QUESTION, QHeaderView.ResizeMode.Stretch)

    def chosen(self) -> list[RunFacts]:
        """The runs that are selected."""
        return [index.data(RunRole) for index in self.table.selectionModel().selectedRows()]

    def _tell_buttons(self) -> None:
        chosen = self.chosen()
        broken = any(run.problem for run in chosen)
        if len(chosen) == 1 and not broken:
            self.open_button.enable()
        else:
            self.open_button.why_disabled(
                self.tr("This run cannot be read.") if broken else self.tr("Choose one run to open.")
            )
        if len(chosen) == 2 and not broken:
            self.compare.enable()
        else:
            self.compare.why_disabled(self.tr("Choose two runs to compare, the second with Ctrl held down."))
        self.rename_action.setEnabled(len(chosen) == 1 and not broken)
        self.folder_action.setEnabled(len(chosen) == 1)
        self.delete_action.setEnabled(len(chosen) == 1)
        if chosen:
            self.more.enable()
        else:
            self.more.why_disabled(self.tr("Choose a run first."))

    def _on_menu(self, place: QPoint) -> None:
        menu = self.more.menu()
        if self.table.indexAt(place).isValid() and menu is not None:
            menu.popup(self.table.viewport().mapToGlobal(place))

    # ------------------------------------------------------------ what is done with one

    def _on_open(self) -> None:
        chosen = self.chosen()
        if len(chosen) == 1 and not chosen[0].problem:
            self._opening = chosen[0].id
            self._session.open_run(chosen[0].id)

    def _on_run_opened(self) -> None:
        run = self._session.run
        self.reader.read_again()
        if run is not None and run.id == self._opening:
            self._opening = ""
            self.go.emit("verdict")

    def _on_run_closed(self) -> None:
        self.reader.read_again()

    def _on_run_failed(self, error: JobError) -> None:
        if self._opening:
            self._opening = ""
            self._on_trouble(error.message, error.remedy)

    def _on_rename(self) -> None:
        row = self.table.currentIndex().row()
        if row >= 0:
            self.table.setFocus()
            self.table.edit(self._sorted.index(row, RunColumn.NAME))

    def _on_folder(self) -> None:
        for run in self.chosen()[:1]:
            open_folder(run.path)

    def _on_compare(self) -> None:
        first, second = self.chosen()
        compare_runs(self._session, first, second, self)

    def _on_delete(self) -> None:
        chosen = self.chosen()
        if len(chosen) != 1:
            return
        deleted = delete_run(self._session, chosen[0], self.reader, self)
        if deleted.how == "bin":
            self._in_bin = (deleted.place, chosen[0]) if deleted.place is not None else None
            self._tell("good", self.tr("“{name}” is in the recycle bin.").format(name=chosen[0].name), "")
            if self._in_bin is not None and self._notice is not None:
                back = inline_button(self.tr("Put back"))
                back.clicked.connect(self._on_put_back)
                self._notice.add_action(back)
        elif deleted.how == "gone":
            self._tell("good", self.tr("“{name}” was deleted for good.").format(name=chosen[0].name), "")

    def _on_put_back(self) -> None:
        if self._in_bin is None:
            return
        (place, run), self._in_bin = self._in_bin, None
        self._tell("good", self.tr("“{name}” is back.").format(name=run.name), "")
        self.reader.put_back(place, run.path)
        self.table.setFocus()

    def _on_start(self) -> None:
        self.go.emit("start")

    def _on_trouble(self, message: str, remedy: str) -> None:
        self._tell("problem", message, remedy)

    def _tell(self, kind: str, title: str, text: str) -> None:
        if self._notice is not None:
            self.remove_strip(self._notice)
        self._notice = MessageStrip("problem" if kind == "problem" else "good", title, text)
        self.add_strip(self._notice)
