"""Ending a training: keeping the best so far, cancelling, closing the window while it runs."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from tracer_desktop.dialogs.message_dialog import Choice, ask
from tracer_desktop.session import Session

SECONDS_WORTH_A_QUESTION = 20.0
Closing = Literal["keep", "cancel", ""]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ending", text)


def stop_and_keep_best(session: Session) -> None:
    """Have the training end soon with the best so far."""
    if session.training is not None:
        session.training.finish_early()


def cancel_training(session: Session, parent: QWidget | None) -> bool:
    """End the training and keep nothing; asks once when more than 20 s are in it. True when it was cancelled."""
    training = session.training
    if training is None or not training.is_running:
        return False
    if training.seconds > SECONDS_WORTH_A_QUESTION:
        answer = ask(
            parent,
            _tr("Cancel the training?"),
            _tr("Nothing of it is kept. To keep the best so far, stop it instead."),
            [
                Choice("", _tr("Keep training"), "primary"),
                Choice("keep", _tr("Stop and keep best")),
                Choice("cancel", _tr("Cancel training")),
            ],
        )
        if answer == "keep":
            training.finish_early()
        if answer != "cancel":
            return False
    training.cancel()
    return True


def ask_before_closing(parent: QWidget | None) -> Closing:
    """What shall become of the training when the window goes; "" when the window stays."""
    answer = ask(
        parent,
        _tr("A training is going on."),
        _tr("It ends with the window. Its best so far can be kept as a run first; that takes a few seconds."),
        [
            Choice("keep", _tr("Stop and keep best"), "primary"),
            Choice("cancel", _tr("Cancel training and close")),
            Choice("", _tr("Keep working")),
        ],
    )
    return cast("Closing", answer)
