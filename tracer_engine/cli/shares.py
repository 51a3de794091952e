"""Shares as people write them: 0.25, 25%, 25 %."""

from __future__ import annotations

import typer


def share(text: str | float) -> float:
    """The share in `text`; whether it fits is for whom it is meant. Raises BadParameter where it is no number."""
    written = str(text).strip()
    try:
        number = float(written.removesuffix("%"))
    except ValueError as error:
        raise typer.BadParameter(f"it is {written}; give a share such as 0.25 or 25%.") from error
    return number / 100 if written.endswith("%") else number
