"""Where the files that are not code lie: beside the source, inside an installed wheel, inside a frozen program."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_INSTALLED_AS = "tracer_resources"


@cache
def resource_folder() -> Path:
    """The folder that holds fonts, icons, help and the window's tokens."""
    for folder in _candidates():
        if (folder / "window").is_dir():
            return folder
    raise FileNotFoundError("Tracer's resources (fonts, icons, help) are not here: install it again.")


def resource(name: str) -> Path:
    """The path of one resource, named from the folder down: ``resource("window/tokens.json")``."""
    return resource_folder() / name


def _candidates() -> list[Path]:
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        return [Path(bundle) / "resources"]
    found = [Path(__file__).resolve().parents[1] / "resources"]
    spec = find_spec(_INSTALLED_AS)
    if spec is not None and spec.submodule_search_locations:
        found.extend(Path(place) for place in spec.submodule_search_locations)
    return found
