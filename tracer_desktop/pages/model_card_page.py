"""The model card: one readable page about the model of the run that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from tracer_desktop.operations.exports import export_run
from tracer_desktop.pages.model_card_text import as_html, as_text
from tracer_desktop.theme.theme import theme
from tracer_desktop.widgets.attention import put_off
from tracer_desktop.widgets.buttons import quiet_button, secondary_button
from tracer_desktop.widgets.page import Page
from tracer_engine import CardDocument, CardSection, JobError

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.work.engine_link import Answer

WIDTH = 900


class _CardText(QTextBrowser):
    """The text stops at a good width; its scroll bar stands at the edge of the page all the same."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the window."""
        self.fit()
        super().resizeEvent(event)

    def fit(self) -> None:
        """Leave what is wider than a card should be empty."""
        bar = self.verticalScrollBar().sizeHint().width()
        self.setViewportMargins(0, 0, max(0, self.width() - bar - theme().scaled(WIDTH)), 0)


class ModelCardPage(Page):
    """Everything an auditor asks about a model, as text that can be selected and copied."""

    go = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Model card"), parent=parent)
        self._session = session
        self._answer: Answer | None = None
        self.sections: tuple[CardSection, ...] = ()
        self.copy_button = quiet_button(self.tr("Copy all as text"))
        self.export_button = secondary_button(self.tr("Export card…"), icon="export")
        self.add_action(self.copy_button)
        self.add_action(self.export_button)
        self.text = _CardText()
        self.text.setProperty("plain", "true")
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(self.tr("Model card"))
        self.text.document().setDocumentMargin(0)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.body.addWidget(self.text, 1)
        self.copy_button.clicked.connect(self._on_copy)
        self.export_button.clicked.connect(self.export)
        session.run_opened.connect(self._on_run)
        session.run_closed.connect(self._on_closed)
        theme().changed.connect(self._show)
        self._on_run()

    @staticmethod
    def why_not(session: Session) -> str:
        """Why there is no card yet."""
        if session.run is not None:
            return ""
        return QCoreApplication.translate("ModelCardPage", "Train a model first.")

    def _on_run(self) -> None:
        if put_off(self, self._on_run):
            return
        run = self._session.run
        if run is None:
            return
        self.set_sentence(
            self.tr("“{name}”: what the model is, what it was made of, and how it was tested.").format(name=run.name)
        )
        self._ask()

    def opened(self) -> None:
        """The text has the focus: the keys scroll it. What came since (campaigns, files scored) is asked for."""
        self.text.setFocus()
        if self.sections:
            self._ask()

    def _ask(self) -> None:
        if self._answer is not None:
            self._answer.drop()
        self._answer = self._session.engine.ask("model_card")
        self._answer.answered.connect(self._on_card)
        self._answer.failed.connect(self._on_failed)

    def _on_card(self, card: CardDocument) -> None:
        self._answer = None
        if card.sections != self.sections:
            self.sections = card.sections
            self._show()

    def _on_failed(self, error: JobError) -> None:
        self._answer = None
        self.sections = (CardSection(title=error.message, sentences=(error.remedy,)),)
        self._show()

    def _on_closed(self) -> None:
        self.sections = ()
        self.text.clear()

    def _show(self) -> None:
        if not self.sections:
            return
        look = theme()
        place = self.text.verticalScrollBar().value()
        self.text.document().setDefaultFont(look.font("body"))
        self.text.setHtml(as_html(self.sections, look.hex, lambda role: look.font(role).pointSizeF()))
        self.text.verticalScrollBar().setValue(place)
        self.text.fit()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self.sections))

    def export(self) -> None:
        """Ask what to take away of the run; the card is proposed."""
        export_run(self._session, self, "card")
