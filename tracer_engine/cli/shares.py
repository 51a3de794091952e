"""Shares on the command line: 0.25, 25%, 25 %."""

from __future__ import annotations

import typer

from tracer_engine.features.wording import share_of


def share(text: str | float) -> float:
    """The share in `text`; whether it fits is for whom it is meant. Raises BadParameter where it is no number."""
    try:
        return share_of(str(text))
    except ValueError as error:
        raise typer.BadParameter(f"it is {str(text).strip()}; give a share such as 0.25 or 25%.") from error
