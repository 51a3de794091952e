"""Those in the file, most likely first, with the reasons the model itself used; one of them looked at closely."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from tracer_desktop.item_models.customers_model import (
    SORT_KEYS,
    CustomerColumn,
    CustomerRole,
    CustomersModel,
)
from tracer_desktop.operations.exports import export_run
from tracer_desktop.operations.running import show_ending
from tracer_desktop.pages.customer_card import CustomerCard
from tracer_desktop.pages.customers_table import CustomersTable
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.buttons import secondary_button
from tracer_desktop.widgets.cut_off_bar import CutOffBar
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_desktop.widgets.inputs import CheckBox, Choice
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.search_field import SearchField
from tracer_desktop.widgets.strips import MessageStrip
from tracer_engine import JobError, OpenedRun

if TYPE_CHECKING:
    from tracer_desktop.session import Session

Index = QModelIndex | QPersistentModelIndex
WAIT_MS = 120
NARROW = 1000
"""Under this width, in pixels at 100 %, list and card do not fit beside each other: reasons want room."""
CRAMPED = 640
"""Under this one, the fields to find with do not fit beside each other either."""


class CustomersPage(Page):
    """The scored list of the run that is open, with one customer beside it."""

    go = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Customers"), scroll=True, parent=parent)
        self._session = session
        self.export_button = secondary_button(self.tr("Export scores…"), icon="export")
        self.export_button.clicked.connect(self.export)
        self.add_action(self.export_button)
        self.build(self._build())

    def _build(self) -> Iterator[None]:
        session = self._session
        self.cut_off = CutOffBar(session)
        self.search = SearchField("")
        self.reason = Choice(name=self.tr("Only with this reason"))
        self.above = Label("", "body", "ink2", selectable=True)
        self.still_here = CheckBox("")
        self.hidden = Label("", "body", "ink2", selectable=True)
        self.model = CustomersModel(session, self)
        self.table = CustomersTable(self.model)
        yield
        self.card = CustomerCard(session)
        self.none = EmptyState("search", "", "", secondary_button(self.tr("Show all")))
        self._trouble: MessageStrip | None = None
        self._gone = 0
        self._following = QTimer(self, singleShot=True, interval=WAIT_MS)
        yield
        self._fill()
        yield
        self._connect()
        if session.run is not None:
            self._on_run()

    @staticmethod
    def why_not(session: Session) -> str:
        """Why there is no list yet."""
        return "" if session.run is not None else QCoreApplication.translate("CustomersPage", "Train a model first.")

    def opened(self) -> None:
        """The page is shown: the list has the focus, so that the arrows move at once."""
        self.table.setFocus()

    # ------------------------------------------------------------ how it is built

    def _fill(self) -> None:
        look = theme()
        self.body.addWidget(self.cut_off)
        self._whole_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        left = QVBoxLayout()
        left.setSpacing(look.u(3))
        self._filter_row = self._filters()
        left.addLayout(self._filter_row)
        self._still_here_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._still_here_row.setSpacing(look.u(2))
        self._still_here_row.addWidget(self.still_here)
        self._still_here_row.addWidget(self.hidden)
        self._still_here_row.addStretch(1)
        left.addLayout(self._still_here_row)
        self.stack = QStackedWidget()
        # It takes what height is left, and wishes for none: the page scrolls only where the least does not fit.
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.none)
        left.addWidget(self.stack, 1)
        self._whole_row.addLayout(left, 1)
        self._whole_row.addWidget(self.card)
        self.body.addLayout(self._whole_row, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where both do not fit beside each other, the card goes under the list."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < theme().scaled(NARROW)
        directions = QBoxLayout.Direction
        self._whole_row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._whole_row.setSpacing(theme().scaled(28))
        self.card.set_beside(not narrow)
        self.table.setMinimumHeight(theme().scaled(320 if narrow else 160))
        cramped = self.width() < theme().scaled(CRAMPED)
        for row in (self._filter_row, self._still_here_row):
            row.setDirection(directions.TopToBottom if cramped else directions.LeftToRight)

    def _filters(self) -> QBoxLayout:
        look = theme()
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(look.u(2))
        theme().changed.connect(self._on_theme)
        self.reason.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reason.setMinimumContentsLength(14)
        row.addWidget(self.search, 2)
        row.addWidget(self.reason, 2)
        row.addStretch(1)
        row.addWidget(self.above)
        return row

    def _connect(self) -> None:
        session = self._session
        session.run_opened.connect(self._on_run)
        session.run_closed.connect(self._on_closed)
        session.cut_off_changed.connect(self._on_cut_off)
        self.model.ready.connect(self._on_ready)
        self.model.above_changed.connect(self._on_above)
        self.model.failed.connect(self._on_failed)
        self.table.copied_part.connect(self._on_copied_part)
        self.search.searched.connect(self._on_searched)
        self.reason.picked.connect(self._on_reason)
        self.still_here.toggled.connect(self._on_still_here)
        self._following.timeout.connect(self._follow)
        self.card.what_if.told_anew.connect(self._on_told)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.heading.setSortIndicatorShown(True)
        self.table.heading.setSortIndicator(CustomerColumn.RANK, Qt.SortOrder.AscendingOrder)
        self.table.heading.sortIndicatorChanged.connect(self._on_sort)
        assert self.none.button is not None
        self.none.button.clicked.connect(self.show_all)

    def _on_theme(self) -> None:
        self._arrange()
        # Its headings may not have their new type yet.
        QTimer.singleShot(0, self, self._fit_table)

    def _fit_table(self) -> None:
        if self.model.total:
            self.table.fit(self.model.total)

    # ------------------------------------------------------------ the run

    def _on_run(self) -> None:
        if put_off(self, self._on_run):
            return
        run = self._session.run
        if run is None:
            return
        self._say_words(run)
        said = [
            (self.tr("{reason} ({rows})").format(reason=text, rows=count(rows)), text) for text, rows in run.reasons
        ]
        self.reason.set_choices([(self.tr("All reasons"), None), *said])
        self.search.clear()
        cut_offs = self._session.cut_offs
        self.card.set_run(run.card.wording, cut_offs.rows if cut_offs is not None else run.card.rows)
        self.model.set_wording(run.card.wording)
        self._offer_still_here(run)
        self.model.set_query(text="", reason=None, without_outcome=self.still_here.isChecked())

    def _offer_still_here(self, run: OpenedRun) -> None:
        """A list to act on holds nobody whose outcome is known already: where there are such, they are left out."""
        words = run.card.wording
        self._gone = self._session.cut_offs.positives if self._session.cut_offs is not None else 0
        text = self.tr("Only those that {not_acted} so far").format(not_acted=words.not_acted)
        self.still_here.setText(text)
        self.still_here.setAccessibleName(text)
        kept = self.still_here.blockSignals(True)
        self.still_here.setChecked(self._gone > 0)
        self.still_here.blockSignals(kept)
        self.still_here.setVisible(self._gone > 0)
        self._say_hidden()

    def _say_hidden(self) -> None:
        run, hides = self._session.run, self.still_here.isChecked()
        self.hidden.setVisible(hides)
        self.still_here.setAccessibleDescription("")
        if run is None or not hides:
            return
        one = self.tr("{rows} who already {acted} is hidden")
        more = self.tr("{rows} who already {acted} are hidden")
        words = (one if self._gone == 1 else more).format(rows=count(self._gone), acted=run.card.wording.acted)
        self.hidden.set_text(words)
        self.still_here.setAccessibleDescription(words)

    def _say_words(self, run: OpenedRun) -> None:
        words = run.card.wording
        entities = words.entities[:1].upper() + words.entities[1:]
        self.set_title(entities)
        self.set_sentence(
            self.tr("Most likely to {act} first, with the reasons the model itself used.").format(act=words.act)
        )
        self.table.setAccessibleName(entities)
        self.search.set_words(self.tr("Find in {entities}").format(entities=words.entities))
        self.none.set_message(
            self.tr("None of the {entities} fits").format(entities=words.entities),
            self.tr("Nobody in the list has this text in the id or in a reason, and this reason."),
        )

    def _on_closed(self) -> None:
        self.model.clear()
        self.card.clear()

    # ------------------------------------------------------------ the list

    def _on_searched(self, text: str) -> None:
        if text.strip() != self.model.query.text:
            self.model.set_query(text=text.strip())

    def _on_reason(self, reason: str | None) -> None:
        self.reason.setToolTip(reason or "")
        if reason != self.model.query.reason:
            self.model.set_query(reason=reason)

    def _on_still_here(self, only: bool) -> None:
        self._say_hidden()
        if only != self.model.query.without_outcome:
            self.model.set_query(without_outcome=only)

    def _on_sort(self, column: int, order: Qt.SortOrder) -> None:
        key = SORT_KEYS.get(column)
        if key is None:
            # Reasons have no order of their own.
            back = next(place for place, name in SORT_KEYS.items() if name == self.model.query.sort)
            was = Qt.SortOrder.DescendingOrder if self.model.query.descending else Qt.SortOrder.AscendingOrder
            self.table.heading.setSortIndicator(back, was)
            return
        descending = order == Qt.SortOrder.DescendingOrder
        if (key, descending) != (self.model.query.sort, self.model.query.descending):
            self.model.set_query(sort=key, descending=descending)

    def show_all(self) -> None:
        """Take the filters away."""
        self.search.clear()
        self.reason.setCurrentIndex(0)
        kept = self.still_here.blockSignals(True)
        self.still_here.setChecked(False)
        self.still_here.blockSignals(kept)
        self._say_hidden()
        self.model.set_query(text="", reason=None, without_outcome=False)
        self.table.setFocus()

    def find(self) -> None:  # type: ignore[override]
        """Put the cursor into the field to find with."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_cut_off(self, rows: int) -> None:
        if put_off(self, self._on_cut_off, rows):
            return
        self.model.count_above()

    def _on_above(self, above: int) -> None:
        if self.model.query.text or self.model.query.reason is not None:
            words = self.tr("{rows} fit, {above} above the cut-off").format(
                rows=count(self.model.total), above=count(above)
            )
        elif self.model.query.without_outcome:
            words = self.tr("{above} of the {rows} above the cut-off").format(
                above=count(above), rows=count(self._session.cut_off)
            )
        else:
            words = self.tr("{above} above the cut-off").format(above=count(above))
        self.above.set_text(words)
        self.table.viewport().update()

    def _on_ready(self) -> None:
        if self._trouble is not None:
            self.remove_strip(self._trouble)
            self._trouble = None
        self._on_above(self.model.above)
        self.card.what_if.set_listed(dataclasses.replace(self.model.query, sort="rank", start=0), self.model.total)
        self.stack.setCurrentWidget(self.table if self.model.total else self.none)
        if not self.model.total:
            self.card.clear()
            return
        self.table.fit(self.model.total)
        self.table.scrollToTop()
        self.table.selectRow(0)

    def _on_copied_part(self, copied: int, chosen: int) -> None:
        show_ending(
            self,
            MessageStrip(
                "info",
                self.tr("{copied} of {chosen} rows were copied.").format(copied=count(copied), chosen=count(chosen)),
                self.tr("Those are the rows looked at so far. To have all of them, export the scores."),
            ),
        )

    def _on_failed(self, error: JobError) -> None:
        if self._trouble is None:
            self._trouble = MessageStrip("problem", error.message, error.remedy)
            self.add_strip(self._trouble)

    # ------------------------------------------------------------ one of them

    def _on_current(self, current: Index, _before: Index) -> None:
        if current.isValid():
            self._following.start()

    def _follow(self) -> None:
        row = self.table.currentIndex().siblingAtColumn(0).data(CustomerRole)
        if row is not None:
            self.card.show_row(row.row)
        elif self.table.currentIndex().isValid():
            # Its page is still on the way.
            self._following.start()

    def _on_told(self) -> None:
        """Whoever asked what if sees the answer, with the fields it is about; nothing else moves."""
        asked, focus = self.card.what_if, QApplication.focusWidget()
        if focus is not None and asked.isAncestorOf(focus):
            # What has grown has its place in the next moment.
            QTimer.singleShot(0, self, self._show_told)

    def _show_told(self) -> None:
        well = self.card.what_if
        for area in (self.card.area, self.scroll_area):
            assert area is not None
            area.ensureWidgetVisible(well.caution, 0, theme().u(4))
            area.ensureWidgetVisible(well.told, 0, 0)
            area.ensureWidgetVisible(well.value, 0, 0)

    def export(self) -> None:
        """Ask what to take away of the run; the list as shown, above the cut-off, is proposed."""
        shown = dataclasses.replace(self.model.query, top=self._session.cut_off, sort="rank", descending=False, start=0)
        export_run(self._session, self, "listed_csv", shown)
