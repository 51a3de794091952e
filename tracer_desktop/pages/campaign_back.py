"""Outcomes brought back: which campaign they are of, the file, what it did, and what to plan with from now on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tracer_desktop.dialogs.campaign_choice_dialog import CampaignChoiceDialog
from tracer_desktop.dialogs.message_dialog import tell, tell_error
from tracer_desktop.dialogs.outcomes_dialog import OutcomesDialog
from tracer_desktop.operations.campaigns import choose_outcomes, outcomes_folder
from tracer_engine import CampaignHistory, CampaignOutcome, EarlierCampaign, JobError, ReadingOptions

if TYPE_CHECKING:
    from tracer_desktop.session import Session
    from tracer_desktop.widgets.buttons import Button
    from tracer_desktop.work.engine_link import Answer


class BringBack(QObject):
    """What `button` does. `acceptance_told` carries the acceptance that was measured, once the user takes it."""

    acceptance_told = Signal(float)

    def __init__(self, session: Session, button: Button, page: QWidget) -> None:
        super().__init__(page)
        self._session, self._button, self._page = session, button, page
        self._asked: Answer | None = None
        button.clicked.connect(self.begin)

    def begin(self) -> None:
        """Which campaigns were planned with the model of the open run?"""
        self._button.why_disabled(self.tr("The campaigns are being looked up."))
        self._asked = self._session.engine.ask("campaign_history", urgent=True)
        self._asked.answered.connect(self._on_history)
        self._asked.failed.connect(self._on_failed)
        self._asked.ended.connect(self._button.enable)

    def _on_history(self, history: CampaignHistory) -> None:
        self._asked = None
        if not history.campaigns:
            text = self.tr("Export a call list first. What came of those on it is brought back here, once it is known.")
            tell(self._page, self.tr("No list of this model was exported yet"), text, kind="info")
            return
        dialog = CampaignChoiceDialog(history, self._page)
        try:
            accepted, chosen = bool(dialog.exec()), dialog.chosen()
            results = dialog.wants_results
        finally:
            dialog.deleteLater()
        if not accepted:
            return
        if results and chosen.measured is not None:
            self._show(chosen, chosen.measured)
            return
        file = choose_outcomes(self._page, outcomes_folder(self._session))
        if file is not None:
            self.measure(file, chosen)

    def measure(self, file: Path, campaign: EarlierCampaign) -> None:
        """What did a campaign do, by what the file says of its customers?"""
        self._button.why_disabled(self.tr("The outcomes are being read."))
        self._asked = self._session.engine.ask("campaign_outcomes", campaign.id, file, ReadingOptions())
        self._asked.answered.connect(partial(self._on_measured, campaign))
        self._asked.failed.connect(self._on_failed)
        self._asked.ended.connect(self._button.enable)

    def _on_measured(self, campaign: EarlierCampaign, outcome: CampaignOutcome) -> None:
        self._asked = None
        self._show(replace(campaign, measured=outcome), outcome)

    def _show(self, campaign: EarlierCampaign, outcome: CampaignOutcome) -> None:
        dialog = OutcomesDialog(outcome, campaign.settings.currency, self._page)
        try:
            dialog.exec()
            wanted = dialog.wants_acceptance
        finally:
            dialog.deleteLater()
        if wanted and outcome.next_acceptance is not None:
            self.acceptance_told.emit(outcome.next_acceptance)

    def _on_failed(self, error: JobError) -> None:
        self._asked = None
        tell_error(self._page, error)
