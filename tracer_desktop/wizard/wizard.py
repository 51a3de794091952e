"""The wizard: a rail, the step, a pane that explains, and below them back, cancel and next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from tracer_desktop.operations.typed_command import typed
from tracer_desktop.session import Session
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.buttons import primary_button, quiet_button, secondary_button
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.copy_button import CopyButton
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.wizard.columns_step import ColumnsStep
from tracer_desktop.wizard.effort_step import EffortStep
from tracer_desktop.wizard.question_step import QuestionStep
from tracer_desktop.wizard.rail import Rail, State
from tracer_desktop.wizard.review_step import ReviewStep
from tracer_desktop.wizard.step import WizardStep
from tracer_desktop.wizard.target_step import TargetStep
from tracer_desktop.work.engine_link import Answer
from tracer_engine import EffortEstimate, JobError

PANE = 304
LEAST_STEP = 300
ROOM_FOR_RAIL, ROOM_FOR_PANE = 900, 640
"""Under these widths, in pixels at 100 %, the rail shows its marks alone, and the pane goes below the step."""
BAR = 12
_ANY_WIDTH = 16_777_215
# A change of one of these makes those after it doubtful, once they were looked at.
_RESTS_ON = {"target": ("question",), "columns": ("question", "target")}


class Wizard(QWidget):
    """Five steps. `title_changed` tells that title and sentence of the page are others now."""

    title_changed = Signal()
    train_wanted = Signal()
    cancelled = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None, *, in_parts: bool = False) -> None:
        """`in_parts`: it is there only when all of `parts` has been gone through."""
        super().__init__(parent)
        self.session = session
        self.current = 0
        self._is_stacked = False
        self.visited = {0}
        self.doubtful: set[int] = set()
        self.error: JobError | None = None
        self.error_step = 0
        self.command = ""
        self.estimates: dict[str, EffortEstimate] = {}
        self._answers: list[Answer] = []
        self._path: Path | None = None
        self.copy = CopyButton(self.tr("Copy as command"), "quiet", icon="terminal")
        self.copy.clicked.connect(self.copy_command)
        if not in_parts:
            for _ in self.parts():
                pass

    # ------------------------------------------------------------ building

    def parts(self) -> Iterator[None]:
        """Build it, each part a moment's work."""
        session = self.session
        self.review = ReviewStep(session)
        yield
        self.effort = EffortStep(session)
        yield
        self.columns = ColumnsStep(session)
        yield
        first = QuestionStep(session)
        yield
        self.steps: list[WizardStep] = [first, TargetStep(session), self.columns, self.effort, self.review]
        self._lay_out()
        for step in self.steps:
            yield
            self._add_step(step)
        self._add_buttons()
        yield
        theme().changed.connect(self._restyle)
        self._restyle()
        self._connect()
        self.start_again()

    def _lay_out(self) -> None:
        # Very large type on a small screen: the whole scrolls, rather than that anything is squeezed.
        inside = QWidget()
        whole = self._whole = _scrolled(inside, self.tr("Step of the plan"))
        whole.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(whole, 1)
        self.rail = Rail([step.rail_title() for step in self.steps])
        self.middles, self.panes = QStackedWidget(), QStackedWidget()
        self.trouble = MessageStrip("problem", "")
        self.trouble.hide()
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(self.trouble)
        middle.addWidget(self.middles, 1)
        self.above = QVBoxLayout(inside)
        self.above.setContentsMargins(0, 0, 0, 0)
        self._across = QHBoxLayout()
        self.above.addLayout(self._across, 1)
        self._across.addWidget(self.rail)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.addLayout(middle, 1)
        self._parts.addWidget(self.panes)
        self._across.addLayout(self._parts, 1)

    def _add_step(self, step: WizardStep) -> None:
        self.middles.addWidget(step if step is self.columns else _scrolled(step, step.rail_title()))
        pane = _scrolled(step.pane, self.tr("About this step"))
        # Very large type on a small screen: nothing of it is out of reach.
        pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.panes.addWidget(pane)

    def _add_buttons(self) -> None:
        self.back = secondary_button(self.tr("Back"))
        self.hint = Label(self.tr("Going back loses nothing."), "body", "ink2", wrap=True)
        self.back.setToolTip(self.hint.text())
        self.hint.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.cancel = quiet_button(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Back to the data. Your choices stay."))
        self.next = primary_button(self.tr("Next"))
        self._buttons = QHBoxLayout()
        for widget in (self.back, self.hint):
            self._buttons.addWidget(widget)
        self._buttons.addStretch(1)
        for widget in (self.cancel, self.next):
            self._buttons.addWidget(widget)
        self._column.addWidget(Hairline())
        self._column.addLayout(self._buttons)

    def _connect(self) -> None:
        session = self.session
        session.table_opened.connect(self.start_again)
        session.plan_changed.connect(self._on_plan)
        session.plan_failed.connect(self._on_plan_failed)
        self.rail.wanted.connect(self.go_to)
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.cancel.clicked.connect(self.cancelled)
        self.review.copy.clicked.connect(self.copy_command)
        for step in self.steps:
            step.told.connect(self._on_told)

    # ------------------------------------------------------------ moving

    @property
    def step(self) -> WizardStep:
        """The present step."""
        return self.steps[self.current]

    def start_again(self) -> None:
        """From the first step, for a table that has just been opened; one that was read again keeps its place."""
        if put_off(self, self.start_again):
            return
        if self.session.path is not None and self.session.path == self._path:
            self.refresh()
            return
        self._path = self.session.path
        self.visited, self.doubtful, self.error = {0}, set(), None
        self.estimates = {}
        self.show_step(0)
        if self.session.plan is not None:
            self._on_plan()

    def go_to(self, place: int) -> None:
        """Show a step that was visited before."""
        if place in self.visited:
            self.show_step(place)
            self.focus()

    def go_back(self) -> None:
        """The step before."""
        if self.current:
            self.go_to(self.current - 1)

    def go_on(self) -> None:
        """The next step; from the last one, the training."""
        if not self.next.isEnabled():
            return
        if self.current == len(self.steps) - 1:
            self.train_wanted.emit()
            return
        self.visited.add(self.current + 1)
        self.go_to(self.current + 1)

    def show_step(self, place: int) -> None:
        """Show a step, whether visited before or not."""
        self.current = place
        self.visited.add(place)
        self.doubtful.discard(place)
        self.middles.setCurrentIndex(place)
        self.panes.setCurrentIndex(place)
        self.step.refresh()
        self.step.entered()
        self.refresh()
        self._fit_heights()
        self._whole.verticalScrollBar().setValue(0)
        self._ask()

    def focus(self) -> None:
        """Put the focus where the step begins."""
        field = self.next if self.step is self.review else self.step.first_field()
        field.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is Next."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            self.go_on()
            event.accept()
            return
        super().keyPressEvent(event)

    # ------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Rail, buttons and trouble as they are now."""
        self.rail.show_steps([(self._state(place), step.caption()) for place, step in enumerate(self.steps)])
        self.back.setVisible(self.current > 0)
        self._show_hint()
        last = self.current == len(self.steps) - 1
        following = (
            self.tr("Train") if last else self.tr("Next: {step}").format(step=self.steps[self.current + 1].next_name())
        )
        self.next.set_text(following)
        self._show_trouble()
        self.title_changed.emit()

    def _show_hint(self) -> None:
        """Where it is narrow, the button says it when it is pointed at."""
        self.hint.setVisible(self.current > 0 and self.width() >= theme().scaled(ROOM_FOR_PANE))

    def _state(self, place: int) -> State:
        if place == self.current:
            return "now"
        if place in self.doubtful or (self.error is not None and place == self.error_step):
            return "doubtful"
        return "done" if place in self.visited else "to come"

    def _show_trouble(self) -> None:
        here = self.error is not None
        self.trouble.setVisible(here)
        if self.error is not None:
            self.trouble.set_message("problem", self.error.message, self.error.remedy)
            self.next.why_disabled(self.error.message)
        elif self.session.plan is None:
            self.next.why_disabled(self.tr("The plan is still being made."))
        else:
            self.next.enable()

    # ------------------------------------------------------------ what happens

    def _on_told(self) -> None:
        """A choice was made: steps that rest on it, and were looked at, should be looked at again."""
        key = self.step.key
        for place, step in enumerate(self.steps):
            if place in self.visited and place != self.current and key in _RESTS_ON.get(step.key, ()):
                self.doubtful.add(place)
        self.error_step = self.current
        self.refresh()

    def _on_plan(self) -> None:
        if put_off(self, self._on_plan):
            return
        self.error = None
        for step in self.steps:
            step.refresh()
        self.refresh()
        self._ask()

    def _on_plan_failed(self, error: JobError) -> None:
        if put_off(self, self._on_plan_failed, error):
            return
        self.error = error
        for step in self.steps:
            step.refresh()
        self.refresh()

    def _ask(self) -> None:
        """The command, and where they are shown the times, of the present plan."""
        session = self.session
        self._drop()
        self.review.show_estimate(self.estimates.get(session.options.effort))
        self.effort.show_estimates(self.estimates)
        if session.plan is None:
            return
        command = session.engine.ask("command", session.options, session.reading)
        command.answered.connect(self._on_command)
        self._answers = [command]
        if self.current >= self.steps.index(self.columns):
            times = session.engine.ask("estimate", session.options)
            times.answered.connect(self._on_estimates)
            self._answers.append(times)

    def _drop(self) -> None:
        for answer in self._answers:
            answer.drop()
        self._answers = []

    def _on_command(self, command: str) -> None:
        self.command = typed(command)
        self.review.show_command(self.command)

    def _on_estimates(self, estimates: Sequence[EffortEstimate]) -> None:
        self._answers = []
        self.estimates = {one.effort: one for one in estimates}
        self.effort.show_estimates(self.estimates)
        self.review.show_estimate(self.estimates.get(self.session.options.effort))

    def copy_command(self) -> None:
        """Put the command on the clipboard, and say so."""
        if not self.command:
            return
        self.copy.copy(self.command)
        self.review.copy.say_copied()

    def _restyle(self) -> None:
        look = theme()
        self.above.setSpacing(look.u(4))
        self._parts.setSpacing(look.u(5))
        self._column.setSpacing(look.u(4))
        self._buttons.setSpacing(look.u(2))
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the rail gives way to the step, and then the pane, which goes below it."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        look, directions = theme(), QBoxLayout.Direction
        self.rail.set_compact(self.width() < look.scaled(ROOM_FOR_RAIL))
        self._show_hint()
        self._is_stacked = self.width() < look.scaled(ROOM_FOR_PANE)
        self._across.setSpacing(look.u(3 if self._is_stacked else 5))
        self._parts.setDirection(directions.TopToBottom if self._is_stacked else directions.LeftToRight)
        width = min(look.scaled(PANE), max(self.width() // 3, look.scaled(PANE // 2)))
        self.panes.setMinimumWidth(0 if self._is_stacked else width)
        self.panes.setMaximumWidth(_ANY_WIDTH if self._is_stacked else width)
        self._fit_heights()

    def _fit_heights(self) -> None:
        """One under the other, step and pane have their whole height, and the whole of it scrolls."""
        least = theme().scaled(LEAST_STEP)
        if not self._is_stacked:
            self.middles.setMinimumHeight(least)
            self.panes.setMinimumHeight(0)
            return
        width = self.width() - self.rail.width() - self._across.spacing() - theme().scaled(BAR)
        self.middles.setMinimumHeight(least if self.step is self.columns else _height_of(self.step, width))
        self.panes.setMinimumHeight(_height_of(self.step.pane, width))


def _height_of(widget: QWidget, width: int) -> int:
    """What it needs when it is so wide."""
    layout = widget.layout()
    if layout is None or not layout.hasHeightForWidth():
        return widget.sizeHint().height()
    return layout.totalHeightForWidth(width)


def _scrolled(widget: QWidget, name: str) -> QScrollArea:
    """A part that scrolls where it does not fit."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    widget.setProperty("see_through", "true")
    area.setWidget(widget)
    return area
