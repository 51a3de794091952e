"""The tokens: every colour, size, type role and icon path of the window, read from one file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from tracer_desktop.resource_files import resource


class Role(NamedTuple):
    """How a text of one role is set: its size as a ratio of the base, its weight, its letter spacing."""

    scale: float
    weight: int
    spacing_percent: float


class Tokens(NamedTuple):
    """What the file says, by name. An unknown name is a mistake in the code and raises ``KeyError``."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    contrast_light: Mapping[str, float]
    contrast_dark: Mapping[str, float]
    roles: Mapping[str, Role]
    base_point_size: float
    features: tuple[str, ...]
    sizes: Mapping[str, int]
    radii: Mapping[str, int]
    page_margin: tuple[int, int, int, int]
    start_margin: tuple[int, int, int, int]
    icon_paths: Mapping[str, str]
    icon_opening: str
    """What every icon's document begins with, but for its colour."""

    def colour(self, name: str, *, dark: bool) -> str:
        """A colour as ``#RRGGBB``."""
        return (self.dark if dark else self.light)[name]

    def icon_svg(self, name: str, colour: str) -> bytes:
        """One line icon as an SVG document, stroked in a colour."""
        return f'{self.icon_opening} stroke="{colour}"><path d="{self.icon_paths[name]}"/></svg>'.encode()


@cache
def load_tokens() -> Tokens:
    """The tokens of this version of Tracer; read once."""
    raw: dict[str, Any] = json.loads(resource("window/tokens.json").read_text(encoding="utf-8"))
    kind, icons = raw["type"], raw["icons"]
    spacing = kind["letter_spacing_percent"]
    return Tokens(
        light=raw["colour"]["light"],
        dark=raw["colour"]["dark"],
        contrast_light=raw["contrast"]["light"],
        contrast_dark=raw["contrast"]["dark"],
        roles={
            name: Role(role["scale"], role["weight"], spacing.get(name, 100.0)) for name, role in kind["roles"].items()
        },
        base_point_size=kind["base_point_size"],
        features=tuple(kind["features"]),
        sizes=raw["size"],
        radii=raw["radius"],
        page_margin=_four(raw["space"]["page_margin"]),
        start_margin=_four(raw["space"]["start_margin"]),
        icon_paths=icons["path"],
        icon_opening=_icon_opening(icons),
    )


def _icon_opening(icons: dict[str, Any]) -> str:
    names = ("stroke_width", "stroke_linecap", "stroke_linejoin", "fill")
    attributes = " ".join(f'{name.replace("_", "-")}="{icons[name]}"' for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{icons["view_box"]}" {attributes}'


def _four(values: list[int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = values
    return left, top, right, bottom
