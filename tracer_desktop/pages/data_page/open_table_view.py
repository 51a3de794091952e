"""The open table: findings and preview on the left, the chosen column and the receipt on the right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from tracer_desktop.pages.data_page.inspector import ColumnInspector
from tracer_desktop.pages.data_page.preview import Preview
from tracer_desktop.pages.data_page.quality_well import QualityWell
from tracer_desktop.pages.data_page.receipt_pane import ReceiptPane
from tracer_desktop.pages.data_page.words import FindingWords, findings_in_words, receipt_facts
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.side_area import SideArea
from tracer_desktop.work.turns import Turns
from tracer_engine import JobError, OpenedTable, Peek, Receipt

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer

SIDE_WIDTH, LEFT_LEAST, GAP = 268, 430, 24
BREATH_MS = 8


class OpenTableView(QWidget):
    """Shows what the session has open, from the first rows on; what a finding's button says is done here."""

    def __init__(self, session: Session, parent: QWidget | None = None, *, in_parts: bool = False) -> None:
        """`in_parts`: it is there only when all of `parts` has been gone through."""
        super().__init__(parent)
        self._session = session
        self._asking: Answer | None = None
        self._turns = Turns(self, breath_ms=BREATH_MS)
        self._why = ""
        self.findings: list[FindingWords] = []
        if not in_parts:
            for _ in self.parts():
                pass

    def parts(self) -> Iterator[None]:
        """Build it, each part a moment's work."""
        self.well = QualityWell()
        self.preview = Preview(self._session.engine)
        yield
        self.inspector = ColumnInspector(self._session)
        yield
        self.receipt = ReceiptPane()
        self.side = SideArea(name=self.tr("Column and import receipt"), width=SIDE_WIDTH)
        self._line = Hairline()
        for widget in (self.inspector, self._line, self.receipt):
            self.side.column.addWidget(widget)
        self.side.column.addStretch(1)
        left = QWidget()
        self._left = QVBoxLayout(left)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.addWidget(self.well)
        self._left.addWidget(self.preview, 1)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.addWidget(left, 1)
        yield
        self._across.addWidget(self.side)
        self.preview.chosen.connect(self._on_chosen)
        self.well.acted.connect(self.act_on)
        theme().changed.connect(self._fit)
        self._fit()

    # ------------------------------------------------------------ what is shown

    def clear(self) -> None:
        """Nothing is known yet."""
        self._turns.stop()
        self.drop_question()
        self.findings = []
        self.preview.clear()
        self.inspector.clear()
        self.receipt.hide()
        self._line.hide()
        self.well.show_waiting()

    def show_peek(self) -> None:
        """The first rows, unless the table is there already (and read anew)."""
        peek = self._session.peek
        if peek is None or self.preview.model.is_whole:
            return
        self._take(self._peek_parts(peek))

    def _peek_parts(self, peek: Peek) -> Iterator[None]:
        self.preview.show_peek(peek)
        yield
        if self._session.peek is not peek:
            return
        self.inspector.set_columns(peek.columns)
        self._show_receipt(peek.receipt)

    def show_table(self) -> None:
        """All of it; the place and the chosen columns are kept where they can be."""
        table = self._session.table
        assert table is not None
        self._find_words()
        self._take(self._table_parts(table))

    def _table_parts(self, table: OpenedTable) -> Iterator[None]:
        same = [column.name for column in self.preview.model.columns] == [column.name for column in table.columns]
        again = same and self.preview.model.is_whole
        self.drop_question()
        self.inspector.set_columns(table.columns)
        target, own = self.roles()
        self.preview.model.set_roles(target, own)
        self.preview.show_table(table, [name for name in (own, target) if name is not None], own)
        yield
        if self._session.table is not table:
            return
        self._show_findings()
        yield
        if self._session.table is not table:
            return
        self._show_receipt(table.profile.receipt)
        if again:
            self._on_chosen(self.preview.chosen_names())
        else:
            self._choose_first()

    def show_plan(self) -> None:
        """Another target, another id, other findings."""
        self._turns.finish()
        self._find_words()
        target, own = self.roles()
        self.preview.model.set_roles(target, own)
        self.preview.arrange([name for name in (own, target) if name is not None], own)
        self._show_findings()
        self.inspector.refresh()

    def roles(self) -> tuple[str | None, str | None]:
        """Target and id, of the plan or, until there is one, of what is suggested."""
        session = self._session
        if session.plan is not None:
            return session.plan.target, session.plan.id
        suggested = session.profile.suggested if session.profile is not None else None
        return (suggested.target, suggested.id) if suggested is not None else (None, None)

    def _choose_first(self) -> None:
        """Of the columns in sight, the first a finding is about that can be learned from; else the first number."""
        target, own = self.roles()
        about = {one.finding.column for one in self.findings}
        seen = [one for one in self.preview.columns_in_sight() if one.name not in (target, own)]
        worth = [one.name for one in seen if one.name in about and one.kind not in ("id", "constant")]
        numbers = [one.name for one in seen if one.kind == "number"]
        for name in (*worth, *numbers, *(one.name for one in seen), target, own):
            if name is not None and self.preview.choose_column(name):
                return

    def _take(self, parts: Iterator[None]) -> None:
        """Show the rows now, and what belongs to them a part at a time where somebody looks on."""
        next(parts, None)
        self._turns.take(parts)
        if not self.isVisible():
            self._turns.finish()

    def _find_words(self) -> None:
        profile = self._session.profile
        self.findings = findings_in_words(profile) if profile is not None else []

    def _show_findings(self) -> None:
        profile = self._session.profile
        if profile is not None:
            self.well.show_quality(profile.quality, self.findings)

    def _show_receipt(self, receipt: Receipt) -> None:
        opened = self._session.table or self._session.peek
        assert opened is not None
        self.receipt.show_receipt(receipt_facts(opened, receipt, self._session.reading), receipt)
        self.receipt.show()
        self._line.show()

    def _on_chosen(self, names: list[str]) -> None:
        self.inspector.show_columns(names, self.preview.model.decimals(names[0]) if names else 0)

    # ------------------------------------------------------------ what a finding's button does

    def act_on(self, words: FindingWords) -> None:
        """Show the rows or the column that a finding is about."""
        column = words.finding.column
        if words.act == "column" and column is not None:
            self.preview.show_all_rows()
            self.preview.choose_column(column)
            self.preview.table.setFocus()
            return
        self.drop_question()
        engine = self._session.engine
        if words.act == "missing" and column is not None:
            self._why = self.tr("{column} is missing").format(column=column)
            self._asking = engine.ask("rows_where_missing", column, urgent=True)
            self.preview.choose_column(column)
        elif words.act == "repeated":
            self._why = self.tr("they repeat one another, the first of each included")
            self._asking = engine.ask("repeated_rows", urgent=True)
        if self._asking is not None:
            self._asking.answered.connect(self._on_rows)
            self._asking.failed.connect(self._on_rows_failed)

    def drop_question(self) -> None:
        """Nobody waits for rows any more."""
        if self._asking is not None:
            self._asking.drop()
            self._asking = None

    def _on_rows(self, numbers: tuple[int, ...]) -> None:
        self._asking = None
        self.preview.show_only(numbers, self._why)
        self.preview.table.setFocus()

    def _on_rows_failed(self, error: JobError) -> None:
        self._asking = None
        self.preview.say(f"{error.message} {error.remedy}".strip())

    # ------------------------------------------------------------ room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room beside the table, the column stands below it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = theme()
        beside = self.width() >= look.scaled(LEFT_LEAST + GAP + SIDE_WIDTH)
        self._across.setSpacing(look.scaled(GAP))
        self._left.setSpacing(look.scaled(14))
        self.side.column.setSpacing(look.scaled(18))
        self.side.column.setContentsMargins(0, 0, look.scaled(2), 0)
        directions = QBoxLayout.Direction
        self._across.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self.side.set_below(not beside)
