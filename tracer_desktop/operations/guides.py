"""Which page of the help, and which part of it, belongs to what is on the screen."""

from __future__ import annotations

GUIDE = "guide.md"
WINDOW = "window.md"

_PART = {
    "start": "start",
    "data": "data",
    "training": "training",
    "verdict": "verdict",
    "ranking": "ranking",
    "calibration": "calibration",
    "campaign": "campaign",
    "drivers": "drivers",
    "customers": "customers",
    "card": "model-card",
    "score": "score-a-file",
    "runs": "runs",
    "endpoint": "endpoint",
}


def help_for(page: str) -> tuple[str, str]:
    """File and part of the help on a page of the window."""
    return (WINDOW, _PART[page]) if page in _PART else (GUIDE, "")
