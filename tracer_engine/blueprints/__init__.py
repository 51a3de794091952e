"""The shipped and installed blueprints: one file each, found by walking this package and the entry points."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from tracer_engine.errors import InputError
from tracer_engine.types.blueprint import Blueprint

ENTRY_POINTS = "tracer.blueprints"
GENERAL = "general"


@lru_cache(maxsize=1)
def all_blueprints() -> tuple[Blueprint, ...]:
    """Every blueprint there is: the shipped ones in the order of their file names, the general form last,
    then those of installed packages (entry points of group `tracer.blueprints`, each naming a record).

    Raises InputError where an installed package offers something else, or a key that is taken.
    """
    # With all it brings along it takes longer to import than the window's first page to draw.
    from importlib.metadata import entry_points

    shipped = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        record = getattr(importlib.import_module(f"{__name__}.{module.name}"), "BLUEPRINT", None)
        if isinstance(record, Blueprint):
            shipped.append(record)
    shipped.sort(key=lambda record: record.key == GENERAL)
    keys = {record.key for record in shipped}
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda found: found.name):
        record = entry.load()
        if not isinstance(record, Blueprint):
            raise InputError(
                f"The installed package's entry point {entry.value!r} is no blueprint.",
                remedy="Uninstall or update the package that brings it.",
            )
        if record.key in keys:
            raise InputError(
                f"There are two blueprints with the key {record.key!r}; one of them is {entry.value!r}.",
                remedy="Uninstall the package that brings the second one.",
            )
        keys.add(record.key)
        shipped.append(record)
    return tuple(shipped)


def blueprint(key: str) -> Blueprint:
    """The blueprint called `key`. Raises InputError, naming the known keys, where there is none."""
    for record in all_blueprints():
        if record.key == key.strip().lower():
            return record
    known = ", ".join(record.key for record in all_blueprints())
    raise InputError(f"There is no blueprint {key!r}.", remedy=f"The blueprints are: {known}.")
