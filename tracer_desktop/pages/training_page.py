"""Training: the wizard until one is started, then the training itself, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QStackedWidget, QWidget

from tracer_desktop.operations.ending import cancel_training, stop_and_keep_best
from tracer_desktop.pages.training_progress import TrainingProgress
from tracer_desktop.session import Session, Training
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.buttons import primary_button, secondary_button
from tracer_desktop.widgets.copy_button import CopyButton
from tracer_desktop.widgets.empty_state import EmptyState
from tracer_desktop.widgets.numbers import count
from tracer_desktop.widgets.page import Page
from tracer_desktop.widgets.strips import MessageStrip
from tracer_desktop.wizard.wizard import Wizard
from tracer_engine import Effort, JobError, blueprint

TICK_MS = 500


class TrainingPage(Page):
    """Shows one of: nothing to train on, the wizard, the training, an error."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.session = session
        self._seen: Training | None = None
        """The ended training that the user has left for the plan."""
        self._strip: MessageStrip | None = None
        self._train_when_planned = False
        self.build(self._build())

    def _build(self) -> Iterator[None]:
        self.wizard = Wizard(self.session, in_parts=True)
        self.progress = TrainingProgress()
        self.nothing = self._make_nothing()
        self.failure = self._make_failure()
        self.cancel = secondary_button(self.tr("Cancel"))
        self.again = secondary_button(self.tr("Back to the plan"))
        self.stop = primary_button(self.tr("Stop and keep best"), icon="stop")
        self.results = primary_button(self.tr("Open the results"))
        for button in (self.wizard.copy, self.cancel, self.again, self.stop, self.results):
            self.add_action(button)
        yield
        self.views = QStackedWidget()
        self.body.addWidget(self.views, 1)
        for view in (self.nothing, self.wizard):
            self.views.addWidget(view)
        yield from self.wizard.parts()
        self.views.addWidget(self.progress)
        self.views.addWidget(self.failure)
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._on_tick)
        self._connect()
        self.refresh()

    @staticmethod
    def why_not(session: Session) -> str:
        """Why the page cannot be shown yet."""
        if session.path is None and session.training is None:
            return QGuiApplication.translate("TrainingPage", "Open a file first.")
        return ""

    def room_for_head(self) -> QBoxLayout | None:
        """The plan has a part that scrolls; what is shown in its place has none."""
        views = getattr(self, "views", None)
        return self.wizard.above if views is not None and views.currentWidget() is self.wizard else None

    # ------------------------------------------------------------ building

    def _connect(self) -> None:
        session = self.session
        for signal in (session.table_opened, session.table_closed):
            signal.connect(self.refresh)
        session.plan_changed.connect(self._on_plan)
        session.table_opening.connect(self._on_opening)
        session.table_failed.connect(self._on_failed)
        session.plan_failed.connect(self._on_failed)
        session.training_changed.connect(self._on_training)
        self.views.currentChanged.connect(self._place_head)
        self.wizard.title_changed.connect(self._show_header)
        self.wizard.train_wanted.connect(self.train)
        self.wizard.cancelled.connect(self._on_leave)
        self.stop.clicked.connect(self._on_stop)
        self.cancel.clicked.connect(self._on_cancel)
        self.again.clicked.connect(self.show_plan)
        self.results.clicked.connect(self._on_results)

    def _make_nothing(self) -> EmptyState:
        self.open = primary_button(self.tr("Open a file"))
        self.open.clicked.connect(self._on_open)
        return EmptyState("table", "", "", self.open)

    def _make_failure(self) -> EmptyState:
        self.quick = primary_button(self.tr("Train with quick effort"))
        self.to_plan = secondary_button(self.tr("Back to the plan"))
        self.copy_details = CopyButton(self.tr("Copy details"), "quiet")
        self.quick.clicked.connect(self._on_quick)
        self.to_plan.clicked.connect(self.show_plan)
        self.copy_details.clicked.connect(self._on_copy_details)
        made = EmptyState("problem", "", "", colour="problem")
        across = QHBoxLayout()
        across.setContentsMargins(0, theme().u(3), 0, 0)
        across.setSpacing(theme().u(2))
        across.addStretch(1)
        for button in (self.quick, self.to_plan, self.copy_details):
            across.addWidget(button)
        across.addStretch(1)
        made.body.insertLayout(made.body.count() - 1, across)
        return made

    # ------------------------------------------------------------ what is shown

    @property
    def training(self) -> Training | None:
        """The training that is looked at."""
        training = self.session.training
        return None if training is self._seen and training is not None and not training.is_running else training

    def opened(self) -> None:
        """The focus goes to the step's first field, or to the button that matters."""
        self.refresh()
        view = self.views.currentWidget()
        if view is self.wizard:
            self.wizard.focus()
        elif view is self.progress:
            (self.stop if self.stop.isVisible() and self.stop.isEnabled() else self.results).setFocus()
        elif view is self.failure:
            self.quick.setFocus()
        else:
            self.open.setFocus()

    def find(self) -> None:  # type: ignore[override]
        """Ctrl+F: the field to find a column, in the step that has one."""
        if self.views.currentWidget() is self.wizard and self.wizard.step is self.wizard.columns:
            self.wizard.columns.search.setFocus()

    def refresh(self) -> None:
        """Show what there is to show."""
        training = self.training
        if training is not None and (training.is_running or training.state == "done"):
            self.progress.show_training(training)
            self.views.setCurrentWidget(self.progress)
        elif training is not None and training.state == "failed" and training.error is not None:
            self._show_failure(training.error, training.request.effort)
        elif self.session.table is None:
            self._show_nothing()
        else:
            self.views.setCurrentWidget(self.wizard)
        self._show_header()
        self._run_clock()

    def _show_nothing(self) -> None:
        if self.session.is_opening:
            self.nothing.set_message(
                self.tr("The file is still being read"), self.tr("The plan is made as soon as its columns are known.")
            )
        else:
            self.nothing.set_message(
                self.tr("Nothing to train on yet"), self.tr("Open a file with past outcomes first.")
            )
        self.open.setVisible(not self.session.is_opening)
        self.views.setCurrentWidget(self.nothing)

    def _show_failure(self, error: JobError, effort: Effort) -> None:
        self.failure.set_message(error.message, error.remedy)
        self.quick.set_text(self.tr("Train again") if effort == "quick" else self.tr("Train with quick effort"))
        if self.session.plan is None:
            self.quick.why_disabled(self.tr("Open the file again first."))
        else:
            self.quick.enable()
        self.views.setCurrentWidget(self.failure)

    def _show_header(self) -> None:
        view, training = self.views.currentWidget(), self.training
        self.wizard.copy.setVisible(view is self.wizard)
        running = training is not None and training.is_running
        done = training is not None and training.state == "done"
        for button, shown in ((self.cancel, running), (self.stop, running), (self.results, done), (self.again, done)):
            button.setVisible(shown and view is self.progress)
        if view is self.wizard:
            self.set_title(self.wizard.step.title())
            self.set_sentence(self.wizard.step.sentence())
        elif view is self.progress and training is not None:
            self._show_training_header(training)
        elif view is self.failure:
            self.set_title(self.tr("The training could not be finished"))
            self.set_sentence(self.tr("Your file, your plan and every earlier run are as they were."))
        else:
            self.set_title(self.tr("Train a model"))
            self.set_sentence("")

    def _show_training_header(self, training: Training) -> None:
        record = blueprint(training.plan.blueprint)
        question = record.question[:1].lower() + record.question[1:]
        self.set_title(self.tr("Training: {question}").format(question=question))
        effort = {"quick": self.tr("Quick"), "balanced": self.tr("Balanced"), "thorough": self.tr("Thorough")}
        told = {"effort": effort[training.plan.effort], "columns": count(len(training.plan.features))}
        table = self.session.table
        here = table is not None and table.path == training.request.file
        told |= {"entities": record.wording.entities, "rows": count(table.rows) if table is not None and here else ""}
        if here:
            said = self.tr("{effort} effort on {rows} {entities} and {columns} columns.")
        else:
            said = self.tr("{effort} effort on {columns} columns.")
        if training.is_running:
            said += " " + self.tr("You can keep working; nothing here waits for you.")
        self.set_sentence(said.format(**told))
        if training.state == "stopping":
            self.stop.why_disabled(self.tr("It is stopping already, and keeps the best so far."))
        else:
            self.stop.enable()

    def _say(self, strip: MessageStrip | None) -> None:
        """One strip at a time, and only while it is true."""
        if self._strip is not None:
            self.remove_strip(self._strip)
        self._strip = strip
        if strip is not None:
            self.add_strip(strip)

    # ------------------------------------------------------------ what is done

    def train(self) -> None:
        """Start the training of the plan as it is."""
        session = self.session
        if session.is_planning and not session.is_training:
            # What was told last is not in the plan yet; a moment.
            self._train_when_planned = True
            return
        if session.plan is None or session.is_training or self.wizard.error is not None:
            return
        self._say(None)
        estimate = self.wizard.estimates.get(session.options.effort)
        session.train()
        if estimate is not None and session.training is not None:
            session.training.expect(estimate.seconds)
        self.opened()

    def show_plan(self) -> None:
        """Leave an ended training for the wizard."""
        self._seen = self.session.training
        self._say(None)
        self.refresh()
        self.wizard.focus()

    def _on_training(self) -> None:
        training = self.session.training
        if training is not None and training.is_running:
            self._say(None)
        if training is not None and training.state == "cancelled" and training is not self._seen:
            self._seen = training
            self._say(
                MessageStrip(
                    "info",
                    self.tr("The training was cancelled. Nothing was kept."),
                    self.tr("The plan is as it was; train again whenever you like."),
                )
            )
        if training is not None and training.state == "done" and training is not self._seen and self._strip is None:
            text = self.tr("It is kept as a run, with its report, its list and its model file.")
            self._say(MessageStrip("good", self.tr("Done: open the results"), text))
        focus = QApplication.focusWidget()
        here = focus is not None and self.isAncestorOf(focus)
        before = self.views.currentWidget()
        self.refresh()
        if here and (self.views.currentWidget() is not before or (focus is not None and not focus.isVisible())):
            self.opened()

    def _on_opening(self, _path: object) -> None:
        training = self.session.training
        if training is not None and not training.is_running:
            self._seen = training
        self._say(None)
        self.refresh()

    def _on_failed(self, _error: object) -> None:
        self._train_when_planned = False
        self.refresh()

    def _on_stop(self) -> None:
        stop_and_keep_best(self.session)

    def _on_cancel(self) -> None:
        cancel_training(self.session, self)

    def _on_results(self) -> None:
        self.go.emit("verdict")

    def _on_leave(self) -> None:
        self.go.emit("data")

    def _on_open(self) -> None:
        self.go.emit("start")

    def _on_quick(self) -> None:
        session = self.session
        self._seen = session.training
        if session.options.effort == "quick":
            self.train()
            return
        session.tell_options(replace(session.options, effort="quick"), self.tr("Quick effort"))
        self.train()

    def _on_plan(self) -> None:
        wanted, self._train_when_planned = self._train_when_planned, False
        self.refresh()
        if wanted:
            self.train()

    def _on_copy_details(self) -> None:
        training = self.session.training
        if training is None or training.error is None:
            return
        error = training.error
        lines = [error.message, error.remedy, f"({error.kind})", self.wizard.command, self.progress.log_text()]
        self.copy_details.copy("\n".join(line for line in lines if line))

    # ------------------------------------------------------------ the clock

    def showEvent(self, event: QShowEvent) -> None:
        """The time left goes down while somebody looks."""
        super().showEvent(event)
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._clock.stop()

    def _run_clock(self) -> None:
        running = self.session.is_training and self.isVisible()
        if running and not self._clock.isActive():
            self._clock.start()
        elif not running:
            self._clock.stop()

    def _on_tick(self) -> None:
        training = self.training
        if training is not None and training.is_running:
            self.progress.show_training(training)
