"""Step 3: which columns may be learned from, and what each of them means."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHeaderView, QSizePolicy, QStyle, QStyleOptionViewItem, QWidget

from tracer_desktop.item_models.roles_model import RolesColumn, RolesFilter, RolesModel
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.inputs import Choice
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.search_field import SearchField
from tracer_desktop.widgets.table_delegates import HouseDelegate, StatusDelegate
from tracer_desktop.widgets.table_header import PADDING
from tracer_desktop.widgets.table_view import TableView
from tracer_desktop.wizard.choices import with_role, with_use
from tracer_desktop.wizard.column_pane import ColumnPane
from tracer_desktop.wizard.step import WizardStep

Index = QModelIndex | QPersistentModelIndex
LEAST_ROWS = 4


class RoleDelegate(HouseDelegate):
    """A role; on the selected rows with an arrow, because it can be changed there, by a field in its place."""

    def __init__(self, filtered: RolesFilter, model: RolesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._filtered, self._model = filtered, model

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The roles to choose from."""
        row = self._filtered.mapToSource(index).row()
        name = str(index.model().index(index.row(), RolesColumn.NAME).data())
        editor = Choice(name=self.tr("Role of {column}").format(column=name), parent=parent)
        editor.set_choices(self._model.role_choices(row), chosen=index.data(Qt.ItemDataRole.EditRole))
        editor.picked.connect(self._on_picked)
        QTimer.singleShot(0, editor, editor.showPopup)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """It was given its choices when it was made."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Tell the model what was chosen."""
        if isinstance(editor, Choice):
            model.setData(index, editor.chosen())

    def _on_picked(self) -> None:
        editor = self.sender()
        if isinstance(editor, QWidget):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

    def _draw_content(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, index: Index) -> None:
        editable = bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        if editable and option.state & QStyle.StateFlag.State_Selected:
            side = theme().size("icon_small")
            ratio = painter.device().devicePixelRatio()
            arrow = theme().pixmap("down", "ink2", side, ratio)
            painter.drawPixmap(inner.right() - side, inner.center().y() - side // 2 + 1, arrow)
            inner = inner.adjusted(0, 0, -side, 0)
        super()._draw_content(painter, option, inner, index)


class RolesTable(TableView):
    """The list. A click on a box, or Space, uses a column or leaves it out; F2 or a second click changes a role."""

    def __init__(self, filtered: RolesFilter, model: RolesModel, parent: QWidget | None = None) -> None:
        super().__init__(name="", parent=parent)
        self.setAccessibleName(self.tr("Columns and their roles"))
        self._filtered, self._roles = filtered, model
        self.setModel(filtered)
        self.setEditTriggers(self.EditTrigger.DoubleClicked | self.EditTrigger.SelectedClicked)
        self.setItemDelegateForColumn(RolesColumn.ROLE, RoleDelegate(filtered, model, self))
        self.setItemDelegateForColumn(RolesColumn.WHAT, StatusDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.heading.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.heading.setSectionResizeMode(RolesColumn.WHAT, QHeaderView.ResizeMode.Stretch)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a box ticks it; elsewhere it chooses the row."""
        index = self.indexAt(event.position().toPoint())
        on_box = event.position().x() < theme().scaled(PADDING) + theme().size("icon") + theme().u(1)
        if index.isValid() and index.column() == RolesColumn.NAME and on_box:
            chosen = {one.row() for one in self.selectionModel().selectedRows()}
            self.setCurrentIndex(index) if index.row() not in chosen else None
            self.toggle_selected(index.row())
            event.accept()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, F2 edits the role of the current row."""
        if event.key() == Qt.Key.Key_Space:
            self.toggle_selected(self.currentIndex().row())
            event.accept()
            return
        if event.key() == Qt.Key.Key_F2 and self.currentIndex().isValid():
            self.edit(self.currentIndex().siblingAtColumn(RolesColumn.ROLE))
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares are of the width there is."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.share_width()

    def toggle_selected(self, first: int) -> None:
        """Use all selected rows, or none: the contrary of what the row `first` is."""
        if first < 0:
            return
        chosen = [first, *(one.row() for one in self.selectionModel().selectedRows() if one.row() != first)]
        self._roles.toggle([self._filtered.mapToSource(self._filtered.index(row, 0)).row() for row in chosen])

    def share_width(self) -> None:
        """Names and roles as wide as they are, within their share; the rest is for what Tracer does."""
        self.fit_columns()
        width = self.viewport().width()
        self.setColumnWidth(RolesColumn.NAME, min(self.columnWidth(RolesColumn.NAME), width * 40 // 100))
        self.setColumnWidth(RolesColumn.ROLE, min(self.columnWidth(RolesColumn.ROLE), width * 26 // 100))


class ColumnsStep(WizardStep):
    """Find, filter, the list; at the right all about the chosen row."""

    key = "columns"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.model = RolesModel(self)
        self.filtered = RolesFilter(self)
        self.filtered.setSourceModel(self.model)
        self.search = SearchField(self.tr("Find a column"))
        self.shown = Choice(name=self.tr("Which columns are shown"))
        self.shown.set_choices(
            [
                (self.tr("All but the target"), "all"),
                (self.tr("Used"), "used"),
                (self.tr("Left out"), "left out"),
                (self.tr("Doubtful"), "doubtful"),
            ]
        )
        self.shown.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.counts = Label("", "body", "ink2")
        self.table = RolesTable(self.filtered, self.model)
        self.nothing = Label(self.tr("No column fits. Change what you look for."), "body", "ink3")
        self.nothing.hide()
        self.about = ColumnPane(session)
        self._lay_out()
        self.search.searched.connect(self._on_filter)
        self.shown.picked.connect(self._on_filter)
        self.model.use_told.connect(self.use)
        self.model.role_told.connect(self._on_role)
        self.about.use_told.connect(self.use)
        self.about.options_told.connect(self._on_options)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self._target: tuple[str, str] = ("", "")

    def _lay_out(self) -> None:
        self._above = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._above.addWidget(self.search)
        self._above.addWidget(self.shown)
        self._above.addStretch(1)
        self._above.addWidget(self.counts)
        self.body.addLayout(self._above)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.nothing)
        self.pane_body.addWidget(self.about)
        self.pane_body.addStretch(1)
        theme().changed.connect(self._keep_room)
        self._keep_room()

    def _keep_room(self) -> None:
        """Narrower than this nothing could be read; the wizard scrolls instead."""
        look = theme()
        self._above.setSpacing(look.u(2))
        self.table.setMinimumSize(look.scaled(230), look.size("header") + LEAST_ROWS * look.size("row"))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The fields stand beside each other, or one under the other."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        needs = sum(one.sizeHint().width() for one in (self.shown, self.counts)) + self.search.minimumSizeHint().width()
        directions = QBoxLayout.Direction
        beside = needs + 3 * self._above.spacing() <= self.width()
        self._above.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    def rail_title(self) -> str:
        """Its name on the rail."""
        return self.tr("Columns and roles")

    def next_name(self) -> str:
        """What the button that leads here says."""
        return self.tr("columns")

    def title(self) -> str:
        """The title of the page."""
        return self.tr("Which columns may the model learn from?")

    def sentence(self) -> str:
        """The sentence under it."""
        plan = self.session.plan
        number = len(plan.excluded) if plan else 0
        if number == 0:
            return self.tr("Tracer has given the columns roles and left out none. Change anything; the rest follows.")
        if number == 1:
            return self.tr("Tracer has given the columns roles and left out one. Change anything; the rest follows.")
        said = self.tr("Tracer has given the columns roles and left out {number}. Change anything; the rest follows.")
        return said.format(number=count(number))

    def caption(self) -> str:
        """The choice, for the rail."""
        plan = self.session.plan
        if plan is None:
            return ""
        said = self.tr("{used} used, {out} left out")
        return said.format(used=count(len(plan.features)), out=count(len(plan.excluded)))

    def first_field(self) -> QWidget:
        """What gets the focus."""
        return self.table

    def entered(self) -> None:
        """The worst row is the first: show it."""
        self.table.share_width()
        if not self.table.currentIndex().isValid() and self.filtered.rowCount():
            self.table.setCurrentIndex(self.filtered.index(0, 0))

    def refresh(self) -> None:
        """Show the plan."""
        session, record = self.session, self.record
        plan, profile, table = session.plan, session.profile, session.table
        if plan is None or profile is None or table is None or record is None:
            return
        about = (plan.target, record.key)
        if about != self._target:
            self._target = about
            self.model.forget_order()
        name = self.current_name()
        self.model.show_plan(table.columns, profile, plan, record)
        used, out = count(len(plan.features)), count(len(plan.excluded))
        self.counts.set_text(self.tr("{used} used · {out} left out").format(used=used, out=out))
        self._keep_current(name)
        self._show_about()
        self._on_filter()

    def current_name(self) -> str:
        """The column whose row is the current one; "" where there is none."""
        row = self.model.row_at(self.filtered.mapToSource(self.table.currentIndex()).row())
        return row.name if row else ""

    def choose(self, name: str) -> None:
        """Make a column the current one."""
        index = self.filtered.mapFromSource(self.model.index(self.model.row_of(name), 0))
        if index.isValid():
            self.table.setCurrentIndex(index)

    def use(self, names: list[str], used: bool) -> None:
        """Learn from columns, or do not."""
        profile = self.session.profile
        left_out = frozenset(one.column for one in profile.suggested.exclude) if profile else frozenset()
        if len(names) == 1:
            text = (self.tr("Use {column}") if used else self.tr("Leave {column} out")).format(column=names[0])
        else:
            text = self.tr("Use columns") if used else self.tr("Leave columns out")
        self.tell(lambda options: with_use(options, names, used, left_out), text)

    def _keep_current(self, name: str) -> None:
        if name and self.current_name() != name:
            self.choose(name)
        if not self.table.currentIndex().isValid() and self.filtered.rowCount() and self.isVisible():
            self.table.setCurrentIndex(self.filtered.index(0, 0))

    def _on_role(self, column: str, role: str | None) -> None:
        record, profile = self.record, self.session.profile
        if record is not None and profile is not None:
            now = profile.suggested.roles
            text = self.tr("Role of {column}").format(column=column)
            self.tell(lambda options: with_role(options, record, now, column, role), text)

    def _on_options(self, options: object, text: str) -> None:
        self.tell(lambda _: options, text)  # type: ignore[arg-type,return-value]

    def _on_filter(self) -> None:
        self.filtered.show_only(self.search.text(), str(self.shown.chosen() or "all"))
        self.nothing.setVisible(self.filtered.rowCount() == 0)

    def _on_current(self) -> None:
        self._show_about()

    def _show_about(self) -> None:
        row = self.model.row_at(self.filtered.mapToSource(self.table.currentIndex()).row())
        self.about.show_row(row, self.record)
