"""How a plot looks: the window's own look on the screen, the light one on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from tracer_desktop.theme.look import plot_parameters
from tracer_desktop.theme.theme import theme

SCREEN_DPI = 96.0


@dataclass(frozen=True, kw_only=True)
class Style:
    """Colours by name, matplotlib's parameters, and the size of type (1.0 at 100 %)."""

    colour: Callable[[str], str]
    parameters: Mapping[str, object]
    scale: float

    @property
    def size(self) -> float:
        """Points of ticks and of what an axis measures."""
        return 8.6 * self.scale

    @property
    def label_size(self) -> float:
        """Points of what stands beside a line."""
        return 8.9 * self.scale


def screen_style() -> Style:
    """As the window looks now; as large as its text, where the system's own is larger than ours."""
    look = theme()
    scale = look.font("body").pointSizeF() / look.tokens.base_point_size
    return Style(colour=look.hex, parameters=plot_parameters(look.hex, _families(), scale), scale=scale)


def paper_style() -> Style:
    """What is copied and saved: always light, always at 100 %."""
    light = theme().tokens.light
    return Style(colour=light.__getitem__, parameters=plot_parameters(light.__getitem__, _families(), 1.0), scale=1.0)


def _families() -> list[str]:
    return list(cast("list[str]", theme().plot_parameters()["font.family"]))
