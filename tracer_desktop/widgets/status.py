"""The kinds a message or a finding may be of, each a shape before it is a colour."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QCoreApplication

Kind = Literal["good", "caution", "problem", "info"]


class Status(NamedTuple):
    """Icon and colour of a kind, by their names in the tokens."""

    icon: str
    colour: str


_STATUS: dict[str, Status] = {
    "good": Status("good", "good"),
    "caution": Status("caution", "caution"),
    "problem": Status("problem", "problem"),
    "info": Status("info", "ink2"),
}


def status(kind: str) -> Status:
    """Icon and colour of a kind."""
    return _STATUS[kind]


def status_name(kind: str) -> str:
    """What a screen reader says for the icon of a kind."""
    names = {
        "good": QCoreApplication.translate("Status", "Good"),
        "caution": QCoreApplication.translate("Status", "Caution"),
        "problem": QCoreApplication.translate("Status", "Problem"),
        "info": QCoreApplication.translate("Status", "Information"),
    }
    return names[kind]
