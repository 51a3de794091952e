"""Every text can be read and every mark that means something can be seen, in both themes, by WCAG 2's measure."""

from __future__ import annotations

import pytest

from tracer_desktop.theme.tokens import load_tokens

THEMES = ("light", "dark")
# Lines and dots that carry meaning; all other pairs are text.
MARKS = ("edge", "accent_fill", "mark")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs(theme: str) -> dict[tuple[str, str], float]:
    tokens = load_tokens()
    stored = tokens.contrast_dark if theme == "dark" else tokens.contrast_light
    return {(above, below): figure for pair, figure in stored.items() for above, below in [pair.split(" on ")]}


def measured(theme: str, above: str, below: str) -> float:
    tokens = load_tokens()
    return contrast(tokens.colour(above, dark=theme == "dark"), tokens.colour(below, dark=theme == "dark"))


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_has_a_contrast_of_four_and_a_half(theme: str) -> None:
    texts = [pair for pair in pairs(theme) if pair[0] not in MARKS]

    faint = {f"{above} on {below}": measured(theme, above, below) for above, below in texts}

    assert {pair: figure for pair, figure in faint.items() if figure < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_every_mark_that_carries_meaning_has_a_contrast_of_three(theme: str) -> None:
    marks = [*(pair for pair in pairs(theme) if pair[0] in MARKS), ("accent", "paper"), ("rival", "paper")]

    faint = {f"{above} on {below}": measured(theme, above, below) for above, below in marks}

    assert {pair: figure for pair, figure in faint.items() if figure < 3.0} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_the_stored_figures_are_those_of_the_colours(theme: str) -> None:
    stored = pairs(theme)

    assert stored
    for (above, below), figure in stored.items():
        assert measured(theme, above, below) == pytest.approx(figure, abs=0.01), f"{above} on {below}"


def test_both_themes_name_the_same_colours_and_the_same_pairs() -> None:
    tokens = load_tokens()

    assert set(tokens.light) == set(tokens.dark)
    assert pairs("light").keys() == pairs("dark").keys()
