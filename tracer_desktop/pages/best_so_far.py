"""The strip of a training: what could be kept now, what it is made of, what stopping does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tracer_desktop.item_models.learners_model import learner_title
from tracer_desktop.session.training import Training
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.card import Hairline
from tracer_desktop.widgets.labels import Label
from tracer_desktop.widgets.numbers import auc, count, percent

NARROW = 560
"""Under this width, in pixels at 100 %, the parts stand one under the other."""


class BestSoFar(QFrame):
    """Three parts side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("soft", "info")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(self.tr("Best so far"))
        self.value_title = Label(self.tr("Best so far, ready to keep"), "label", "ink2")
        self.figure = Label("–", "figure", selectable=True)
        self.unit_label = Label(self.tr("ROC AUC"), "caption", "ink2")
        self.rival = Label("", "caption", "ink2", selectable=True)
        self.parts_title = Label(self.tr("Made of"), "label", "ink2")
        self.parts = Label("", "strong", wrap=True, selectable=True)
        self.improved = Label("", "caption", "ink2")
        self.stop_title = Label(self.tr("If you stop now"), "label", "ink2")
        self.stop = Label("", "body", "ink2", wrap=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines = [Hairline(Qt.Orientation.Vertical) for _ in range(2)]
        value = QVBoxLayout()
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addStretch(1)
        beside.addWidget(self.unit_label)
        beside.addWidget(self.rival)
        beside.addStretch(1)
        figure = QHBoxLayout()
        figure.addWidget(self.figure)
        figure.addLayout(beside)
        figure.addStretch(1)
        figure.setSpacing(theme().u(3))
        value.setSpacing(0)
        value.addWidget(self.value_title)
        value.addLayout(figure)
        value.addStretch(1)
        self._row.addLayout(value)
        self._row.addWidget(self._lines[0])
        self._row.addLayout(_column(self.parts_title, self.parts, self.improved), 2)
        self._row.addWidget(self._lines[1])
        self._row.addLayout(_column(self.stop_title, self.stop), 3)
        theme().changed.connect(self._restyle)
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Its three parts stand beside each other, or one under the other."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside, directions = self.width() >= theme().scaled(NARROW), QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._row.setSpacing(theme().scaled(28 if beside else 12))
        for line in self._lines:
            line.setVisible(beside)

    def show_training(self, training: Training) -> None:
        """What could be kept of it now."""
        standing = training.standing
        best = standing.best_roc_auc if standing else None
        if standing is None or best is None:
            self.value_title.set_text(self.tr("Best so far"))
            self.figure.set_text("–")
            self.rival.set_text(self._rival_words(standing.rule_roc_auc if standing else None))
            self.parts.set_text(self.tr("Nothing yet"))
            self.improved.set_text("")
            self.stop.set_text(
                self.tr("The first learner is still being fitted. Stopping waits for it; Cancel does not.")
            )
            self._describe()
            return
        self.value_title.set_text(self.tr("Best so far, ready to keep"))
        self.figure.set_text(auc(best))
        self.rival.set_text(self._rival_words(standing.rule_roc_auc))
        parts = [
            self.tr("{learner} {share}").format(learner=learner_title(name).lower(), share=percent(share))
            for name, share in standing.weights
        ]
        self.parts.set_text(", ".join(parts))
        self.improved.set_text(self._improved_words(training))
        if training.state == "done":
            self.value_title.set_text(self.tr("Kept"))
            self.improved.set_text("")
            self.stop_title.set_text(self.tr("What became of it"))
            self.stop.set_text(self.tr("It was calibrated, tested and kept as a run."))
        elif training.state == "stopping":
            self.stop_title.set_text(self.tr("Stopping"))
            self.stop.set_text(self.tr("Tracer calibrates and tests what is whole, and opens its results."))
        elif standing.fits_done >= standing.fits:
            self.stop_title.set_text(self.tr("All learners are fitted"))
            self.stop.set_text(
                self.tr("Tracer calibrates and tests this blend, and opens its results. Cancel keeps nothing.")
            )
        else:
            self.stop_title.set_text(self.tr("If you stop now"))
            self.stop.set_text(
                self.tr("Tracer calibrates and tests this blend, and opens its results. Cancel keeps nothing.")
            )
        self._describe()

    def _rival_words(self, rule: float | None) -> str:
        return "" if rule is None else self.tr("the rule alone {value}").format(value=auc(rule))

    def _improved_words(self, training: Training) -> str:
        if training.improved is None:
            return ""
        since, before = training.improved
        if auc(before) == self.figure.text():
            # By less than is shown.
            return ""
        seconds = max(1, round(training.seconds - since))
        return self.tr("improved {seconds} s ago, from {value}").format(seconds=count(seconds), value=auc(before))

    def _describe(self) -> None:
        said = [self.figure.text(), self.unit_label.text(), self.rival.text(), self.parts.text(), self.stop.text()]
        self.setAccessibleDescription(", ".join(part for part in said if part))

    def _restyle(self) -> None:
        look = theme()
        self._row.setContentsMargins(look.scaled(20), look.scaled(12), look.scaled(20), look.scaled(12))
        self._arrange()


def _column(*labels: Label) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme().scaled(2))
    for label in labels:
        column.addWidget(label)
    column.addStretch(1)
    return column
