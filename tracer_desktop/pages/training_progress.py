"""A training while it goes on: stages, bar, time left, the best so far, and the learners as they finish."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tracer_desktop.item_models.learners_model import LearnersColumn, LearnersModel, learner_rows, learner_title
from tracer_desktop.pages.best_so_far import BestSoFar
from tracer_desktop.session.training import Training
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.bars import ProgressBar
from tracer_desktop.widgets.buttons import quiet_button, secondary_button
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.learner_chart import LearnerChart, LearnerMark
from tracer_desktop.widgets.numbers import auc, count, decimal, percent, short_seconds
from tracer_desktop.widgets.stage_line import StageLine
from tracer_desktop.widgets.table_view import TableView
from tracer_engine import Stage, Step

STAGES: tuple[tuple[Stage, ...], ...] = (("read",), ("profile", "plan"), ("train",), ("evaluate",), ("write", "score"))


class TrainingProgress(QWidget):
    """Follows one training; `show_training` is called after each of its changes, and by the clock."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.training: Training | None = None
        self.stages = StageLine(
            [
                self.tr("Read"),
                self.tr("Look at columns"),
                self.tr("Fit learners"),
                self.tr("Blend and evaluate"),
                self.tr("Explain"),
            ],
            name=self.tr("Stages"),
        )
        self.bar = ProgressBar(name=self.tr("Work done"))
        self.words = Label("", "body", "ink2", wrap=True)
        self.left = Label("", "strong")
        self.best = BestSoFar()
        self.title = Label(self.tr("Learners"), "section")
        self.counts = Label("", "body", "ink2")
        self.as_table = quiet_button(self.tr("Show as table"), icon="table")
        self.as_log = quiet_button(self.tr("Log"))
        self.copy_log = secondary_button(self.tr("Copy the log"))
        self.chart = LearnerChart()
        self.model = LearnersModel(self)
        self.table = TableView(name=self.tr("Learners"))
        self.table.setModel(self.model)
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setTabChangesFocus(True)
        self.log.setAccessibleName(self.tr("Log of the training"))
        self.views = QStackedWidget()
        for view in (self.chart, self.table, self.log):
            self.views.addWidget(view)
        self.views.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._lay_out()
        self.as_table.clicked.connect(self._on_table)
        self.as_log.clicked.connect(self._on_log)
        self.copy_log.clicked.connect(self._on_copy)
        self._show_view(self.chart)

    def _lay_out(self) -> None:
        under = QHBoxLayout()
        under.addWidget(self.words, 1)
        under.addWidget(self.left)
        above = QHBoxLayout()
        above.addWidget(self.title)
        above.addStretch(1)
        for widget in (self.counts, self.copy_log, self.as_table, self.as_log):
            above.addWidget(widget)
        self._above = above
        self._top = QVBoxLayout()
        for part in (self.stages, self.bar):
            self._top.addWidget(part)
        self._top.addLayout(under)
        # Very large type on a small screen: it scrolls, rather than that anything is squeezed.
        inside = QWidget()
        inside.setProperty("see_through", "true")
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(self.tr("The training"))
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._top)
        self._column.addWidget(self.best)
        self._column.addLayout(above)
        self._column.addWidget(self.views, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_training(self, training: Training) -> None:
        """Show how far a training is."""
        if training is not self.training:
            self.training = training
            self._show_view(self.chart)
        step = training.step
        place = next((number for number, names in enumerate(STAGES) if step and step.stage in names), 0)
        self.stages.show_stage(len(STAGES) if training.state == "done" else place)
        fraction = 1.0 if training.state == "done" else training.fraction
        self.words.set_text(self._step_words(training))
        self.left.set_text(self._left_words(training))
        self.bar.set_fraction(fraction, f"{percent(fraction)}, {self.words.text()}, {self.left.text()}")
        self.best.show_training(training)
        rows = learner_rows(training.standing)
        self.chart.set_marks(
            [
                LearnerMark(kind=r.kind, label=r.label, value=r.value, folds=r.folds, end=r.end, note=r.note)
                for r in rows
            ]
        )
        # What it can do with, not what it would like: it scrolls only where it must.
        self.views.setMinimumHeight(self.chart.minimumSizeHint().height())
        self.model.show_rows(rows)
        self.counts.set_text(self._count_words(training))
        if self.views.currentWidget() is self.log:
            self._show_log()

    # ------------------------------------------------------------ words

    def _step_words(self, training: Training) -> str:
        step, standing = training.step, training.standing
        if training.state == "done":
            return self.tr("Done in {seconds} s").format(
                seconds=decimal(training.seconds, 0 if training.seconds > 10 else 1)
            )
        if step is None:
            return self.tr("Starting")
        if step.stage == "read":
            return self.tr("Reading the file as it is now")
        if step.stage in ("profile", "plan"):
            return self.tr("Looking at the columns")
        if step.stage == "train" and standing is not None and standing.running is None:
            return self.tr("{done} of {fits} fits done").format(
                done=count(standing.fits_done), fits=count(standing.fits)
            )
        if step.stage == "train" and standing is not None and standing.running is not None:
            said = self.tr("{done} of {fits} fits done  ·  now: {learner}, fold {fold} of {folds}")
            return said.format(
                done=count(standing.fits_done),
                fits=count(standing.fits),
                learner=learner_title(standing.running).lower(),
                fold=min(standing.folds_done + 1, standing.folds),
                folds=standing.folds,
            )
        return step.text or self.tr("Writing")

    def _left_words(self, training: Training) -> str:
        if not training.is_running:
            return ""
        if training.state == "stopping":
            return self.tr("stopping, keeping the best")
        left = training.seconds_left
        if left is None:
            return self.tr("working out how long it takes")
        if left[1] < 1.5:
            return self.tr("finishing")
        return self.tr("{time} left").format(time=short_seconds(*left))

    def _count_words(self, training: Training) -> str:
        standing = training.standing
        if standing is None:
            return ""
        said = self.tr("{done} of {all} finished")
        return said.format(done=count(len(standing.scores)), all=count(len(standing.learners)))

    def log_text(self) -> str:
        """The steps with their times, one a line."""
        training = self.training
        if training is None:
            return ""
        return "\n".join(f"{decimal(seconds, 1):>8} s   {self._log_words(step)}" for seconds, step in training.steps)

    def _log_words(self, step: Step) -> str:
        if step.learner is not None:
            value = auc(step.value) if step.value is not None else "–"
            return self.tr("{learner} finished, ROC AUC {value}").format(
                learner=learner_title(step.learner), value=value
            )
        names = {
            "read": self.tr("Reading"),
            "profile": self.tr("Looking at the columns"),
            "plan": self.tr("Planning"),
            "train": self.tr("Fitting learners"),
            "evaluate": self.tr("Evaluating"),
            "write": self.tr("Writing"),
            "score": self.tr("Scoring"),
        }
        return names[step.stage] if step.stage in ("read", "profile") or not step.text else step.text

    # ------------------------------------------------------------ views

    def _show_view(self, view: QWidget) -> None:
        self.views.setCurrentWidget(view)
        chart, log = view is self.chart, view is self.log
        self.as_table.set_text(self.tr("Show as table") if chart or log else self.tr("Show as chart"))
        self.as_table.set_icon("table" if chart or log else "training")
        self.as_log.set_text(self.tr("Show as chart") if log else self.tr("Log"))
        self.copy_log.setVisible(log)
        if view is self.table:
            self.table.fit_columns()
            self.table.heading.setStretchLastSection(True)
        if log:
            self._show_log()

    def _on_table(self) -> None:
        self._show_view(self.chart if self.views.currentWidget() is self.table else self.table)

    def _on_log(self) -> None:
        self._show_view(self.chart if self.views.currentWidget() is self.log else self.log)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.log_text())

    def _show_log(self) -> None:
        text = self.log_text()
        if text != self.log.toPlainText():
            self.log.setPlainText(text)
            self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())

    def _restyle(self) -> None:
        look = theme()
        self._column.setSpacing(look.u(4))
        self._top.setSpacing(look.u(3))
        self._above.setSpacing(look.u(4))
        self.table.setColumnWidth(LearnersColumn.NAME, look.scaled(240))
