"""How far down the list one goes: one number in the session, set by count, by share or by feel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.inputs import NumberField, Slider
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import decimal, percent

if TYPE_CHECKING:
    from tracer_desktop.session.session import Session

LEAST_SLIDER = 110


class CutOffBar(QFrame):
    """“Contact the top [704] customers”, a slider, the share, what that means; in up to five lines."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._lines = 0
        self._longest = 0
        self._said = ""
        self.setProperty("box", "well")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(self.tr("Cut-off"))
        self.field = NumberField(name=self.tr("How many to contact, from the top of the list"), minimum=1, maximum=1)
        self.slider = Slider(name=self.tr("How far down the list to go"), minimum=1, maximum=1)
        self.share = NumberField(
            name=self.tr("Share of the list to contact"), maximum=100, decimals=1, suffix=self.tr("\u00a0%")
        )
        self.heading = Label(self.tr("Cut-off"), "label", "ink2")
        self.before = Label(self.tr("Contact the top"))
        self.after = Label("")
        self.of_all = Label(self.tr("of all"))
        self.meaning = Label("", "body", "ink2", wrap=True, selectable=True, name=self.tr("What the cut-off means"))
        self.before.setBuddy(self.field)
        self.of_all.setBuddy(self.share)
        self._build()
        self.field.valueChanged.connect(self._on_field)
        self.slider.valueChanged.connect(self._on_slider)
        self.share.valueChanged.connect(self._on_share)
        session.run_opened.connect(self._on_run)
        session.run_closed.connect(self._on_run)
        session.cut_off_changed.connect(self._on_cut_off)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._on_run()

    # ------------------------------------------------------------ how it is laid out

    def _build(self) -> None:
        self._left = QHBoxLayout()
        for part in (self.heading, self.before, self.field, self.after):
            self._left.addWidget(part)
        self._left.addStretch(1)
        self._right = QHBoxLayout()
        self._right.addWidget(self.share)
        self._right.addWidget(self.of_all)
        self._right.addStretch(0)
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line where there is room for it, else two, three or five."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As wide as it is with every part in a line of its own."""
        margins = self._grid.contentsMargins()
        words = self.heading.sizeHint().width(), self.meaning.minimumSizeHint().width()
        lines = max(*words, self._setting_width(), self._share_width())
        height = super().minimumSizeHint().height()
        return QSize(lines + margins.left() + margins.right(), height)

    def _arrange(self) -> None:
        margins = self._grid.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        first = self.heading.sizeHint().width() + self._left.spacing() + self._setting_width()
        last = self._share_width() + self._right.spacing() + self.meaning.minimumSizeHint().width()
        left = first + self._gap() + self._least_slider()
        lines = 5 if max(first, last) > room else 3
        if lines == 3 and left <= room:
            lines = 1 if left + self._gap() + self._right_width() <= room else 2
        if lines == self._lines:
            return
        self._lines = lines
        self._take_apart()
        self.meaning.setMinimumWidth(self._longest if lines == 1 else 0)
        if lines == 5:
            whole: list[QWidget | QHBoxLayout] = [self.heading, self._left, self.slider, self._right, self.meaning]
            for row, part in enumerate(whole):
                self._put(part, row, 0, 2)
        else:
            self._left.insertWidget(0, self.heading)
            self._right.insertWidget(2, self.meaning, 1, Qt.AlignmentFlag.AlignVCenter)
            self._put(self._left, 0, 0, 2 if lines == 3 else 1)
            self._put(self.slider, *((1, 0, 2) if lines == 3 else (0, 1, 1)))
            self._put(self._right, *((0, 2, 1) if lines == 1 else (lines - 1, 0, 2)))
        self._say_meaning()
        # Only now are they all in one window, which Qt asks for.
        self.updateGeometry()

    def _put(self, part: QWidget | QHBoxLayout, row: int, column: int, across: int) -> None:
        if isinstance(part, QWidget):
            self._grid.addWidget(part, row, column, 1, across)
        else:
            self._grid.addLayout(part, row, column, 1, across)

    def _take_apart(self) -> None:
        for part in (self.heading, self.slider, self.meaning):
            for layout in (self._grid, self._left, self._right):
                layout.removeWidget(part)
        for line in (self._left, self._right):
            self._grid.removeItem(line)

    def _setting_width(self) -> int:
        """What is contacted: words, field, words."""
        parts = self.before.sizeHint().width() + self.field.minimumWidth() + self.after.sizeHint().width()
        return parts + 2 * self._left.spacing()

    def _share_width(self) -> int:
        return self.share.minimumWidth() + self._right.spacing() + self.of_all.sizeHint().width()

    def _right_width(self) -> int:
        """All of it in one line, with the longest words that may come."""
        spacing = 2 * self._right.spacing()
        return self.share.width() + self.of_all.sizeHint().width() + spacing + self._longest

    def _least_slider(self) -> int:
        return theme().scaled(LEAST_SLIDER)

    def _gap(self) -> int:
        return theme().scaled(20)

    def _restyle(self) -> None:
        look = theme()
        self._grid.setContentsMargins(look.scaled(16), look.scaled(9), look.scaled(16), look.scaled(9))
        self._grid.setHorizontalSpacing(self._gap())
        self._grid.setVerticalSpacing(look.u(2))
        self._left.setSpacing(look.scaled(11))
        self._right.setSpacing(look.u(2))
        self.slider.setMinimumWidth(self._least_slider())
        self._fit_fields()
        self._lines = 0
        self._arrange()

    def _fit_fields(self) -> None:
        """As wide as their longest number, and no wider: nothing moves while the line is dragged."""
        for field in (self.field, self.share):
            widest = field.fontMetrics().horizontalAdvance(field.textFromValue(field.maximum()) + field.suffix())
            field.setFixedWidth(max(theme().scaled(68), widest + theme().scaled(26)))
        cut_offs = self._session.cut_offs
        if cut_offs is not None:
            self._longest = self.meaning.fontMetrics().horizontalAdvance(self._words(1.0, 1.0)) + 4

    # ------------------------------------------------------------ the value

    def _on_run(self) -> None:
        if put_off(self, self._on_run):
            return
        run, cut_offs = self._session.run, self._session.cut_offs
        for field in (self.field, self.slider, self.share):
            field.setEnabled(cut_offs is not None)
            field.setToolTip("" if cut_offs is not None else self.tr("Train a model first."))
        if run is None or cut_offs is None:
            self.after.set_text("")
            self._said = ""
            self._say_meaning()
            return
        for number in (self.field, self.slider):
            kept = number.blockSignals(True)
            number.setRange(1, cut_offs.rows)
            number.blockSignals(kept)
        self.slider.setPageStep(10)
        self.after.set_text(run.card.wording.entities)
        self._on_cut_off(self._session.cut_off)
        self._restyle()

    def _on_cut_off(self, rows: int) -> None:
        if put_off(self, self._on_cut_off, rows):
            return
        cut_offs = self._session.cut_offs
        if cut_offs is None or not 1 <= rows <= cut_offs.rows:
            return
        share = rows / cut_offs.rows
        self.field.show_value(rows)
        self.slider.show_value(rows)
        self.share.show_value(100 * share)
        probability = float(cut_offs.probability[rows - 1])
        reached = int(cut_offs.reached[rows - 1]) / cut_offs.positives if cut_offs.positives else 0.0
        words = self._said = self._words(probability, reached)
        self._say_meaning()
        self.setAccessibleDescription(
            self.tr("{share} of all, {meaning}").format(share=percent(share), meaning=words.strip("· \u00a0"))
        )

    def _say_meaning(self) -> None:
        """In a line of its own it follows nothing, and begins without the dot."""
        self.meaning.set_text(self._said.lstrip("· \u00a0") if self._lines == 5 else self._said)

    def _words(self, probability: float, reached: float) -> str:
        run = self._session.run
        assert run is not None
        said = self.tr(
            "\u00a0·\u00a0\u00a0 probability {probability} or more \u00a0·\u00a0\u00a0 reaches {reached} of {actors}"
        )
        return said.format(
            probability=decimal(probability, 2), reached=percent(reached), actors=run.card.wording.actors
        )

    def _on_field(self, value: float) -> None:
        self._session.set_cut_off(round(value))

    def _on_slider(self, value: int) -> None:
        self._session.set_cut_off(value)

    def _on_share(self, value: float) -> None:
        cut_offs = self._session.cut_offs
        if cut_offs is not None:
            self._session.set_cut_off(round(value / 100 * cut_offs.rows))
            self._on_cut_off(self._session.cut_off)
