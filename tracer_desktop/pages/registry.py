"""Every page by its key, and where its code is; a page is imported when it is first shown."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tracer_desktop.session import Session
    from tracer_desktop.widgets.page import Page

PAGES = {
    "start": "start_page:StartPage",
    "data": "data_page:DataPage",
    "training": "training_page:TrainingPage",
    "verdict": "verdict_page:VerdictPage",
    "ranking": "ranking_page:RankingPage",
    "calibration": "calibration_page:CalibrationPage",
    "campaign": "campaign_page:CampaignPage",
    "drivers": "drivers_page:DriversPage",
    "customers": "customers_page:CustomersPage",
    "card": "model_card_page:ModelCardPage",
    "score": "score_page:ScorePage",
    "runs": "runs_page:RunsPage",
    "endpoint": "endpoint_page:EndpointPage",
    "help": "help_page:HelpPage",
}


# What must be there before a page has anything to show. It stands here, not in the pages: the sidebar has to know it
# before any of them is imported.
RESULTS = ("verdict", "ranking", "calibration", "campaign", "drivers", "customers", "card")


def why_not(key: str, session: Session | None) -> str:
    """Why a page cannot be shown yet, as a sentence; "" when it can. Without a session nothing is open."""
    if key == "data" and (session is None or session.path is None):
        return QCoreApplication.translate("pages", "Open a file first.")
    if key == "training" and (session is None or (session.path is None and session.training is None)):
        return QCoreApplication.translate("pages", "Open a file first; then a model can be trained on it.")
    if key in RESULTS and (session is None or session.run is None):
        if session is not None and session.is_training:
            return QCoreApplication.translate("pages", "The training has not ended yet.")
        return QCoreApplication.translate("pages", "Train a model first, or open a run.")
    return ""


def page_class(key: str) -> type[Page]:
    """The class of a page."""
    module, name = PAGES[key].split(":")
    return cast("type[Page]", getattr(importlib.import_module(f"tracer_desktop.pages.{module}"), name))


def make_page(key: str, session: Session | None, parent: QWidget | None = None) -> Page:
    """A page, built; one of results says what they are of.

    Only the first one can be built without a session; it has to `follow` one later.
    """
    page = page_class(key)(session, parent=parent)  # type: ignore[arg-type]
    if key in RESULTS and key != "campaign" and session is not None:
        from tracer_desktop.pages.trained_on import TrainedOn

        page.add_line(TrainedOn(session))
    return page
