from __future__ import annotations

import json

import pytest

from tracer_desktop.resource_files import resource
from tracer_desktop.theme.tokens import load_tokens


def test_a_colour_has_a_light_and_a_dark_face() -> None:
    tokens = load_tokens()

    assert tokens.colour("paper", dark=False) == "#FFFFFF"
    assert tokens.colour("paper", dark=True) == "#1A1D23"


def test_a_name_that_is_not_in_the_file_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        load_tokens().colour("teal", dark=False)


def test_every_icon_becomes_a_document_in_the_wanted_colour() -> None:
    tokens = load_tokens()

    for name in tokens.icon_paths:
        drawing = tokens.icon_svg(name, "#123456").decode()
        assert 'stroke="#123456"' in drawing
        assert 'viewBox="0 0 20 20"' in drawing
        assert 'stroke-width="1.5"' in drawing


def test_sizes_and_roles_are_those_of_the_file() -> None:
    raw = json.loads(resource("window/tokens.json").read_text(encoding="utf-8"))
    tokens = load_tokens()

    assert tokens.sizes == raw["size"]
    assert set(tokens.roles) == set(raw["type"]["roles"])
    assert tokens.roles["title"].spacing_percent == 98.5
    assert tokens.roles["body"].spacing_percent == 100.0


def test_the_fonts_lie_beside_their_licence() -> None:
    words = resource("fonts/LICENSE-Inter.txt").read_text(encoding="utf-8")

    assert "SIL OPEN FONT LICENSE" in words
    assert "The Inter Project Authors" in words
    assert {path.name for path in resource("fonts").glob("*.otf")} == {
        "Inter-Regular.otf",
        "Inter-Medium.otf",
        "Inter-SemiBold.otf",
    }
