from __future__ import annotations

import pytest
import typer

from tracer_engine.cli.shares import share


@pytest.mark.parametrize(("text", "value"), [("0.25", 0.25), ("25%", 0.25), (" 25 % ", 0.25), ("25", 25.0), (0.3, 0.3)])
def test_a_share_is_a_number_or_a_percentage(text: str | float, value: float) -> None:
    assert share(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["a quarter", "", "%", "25%%"])
def test_what_is_no_share_is_told_how_one_is_written(text: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"give a share such as 0\.25 or 25%"):
        share(text)
