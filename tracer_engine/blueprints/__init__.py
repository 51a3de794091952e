"""The registry of blueprints: the shipped ones, those of installed packages, and those added from files.

Shipped: one file each, found by walking this package. Packages: entry points of group `tracer.blueprints`. Files: the
declarative form (`toml_form.py`), kept in the workspace (`installed.py`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from tracer_engine.blueprints import installed
from tracer_engine.errors import InputError
from tracer_engine.types.blueprint import Blueprint

ENTRY_POINTS = "tracer.blueprints"
GENERAL = "general"
_considered: ContextVar[Blueprint | None] = ContextVar("considered", default=None)


def all_blueprints() -> tuple[Blueprint, ...]:
    """Every blueprint there is: the shipped ones in the order of their keys, those added from files, those of
    installed packages, and the general form last.

    Raises InputError where an installed package offers something else, or a key that is taken.
    """
    records = _found()
    considered = _considered.get()
    if considered is None:
        return records
    others = tuple(record for record in records if record.key not in (considered.key, GENERAL))
    return (*others, considered, *(record for record in records if record.key == GENERAL != considered.key))


def _found() -> tuple[Blueprint, ...]:
    shipped = {record.key: record for record in shipped_blueprints()}
    packaged = {record.key: record for record in packaged_blueprints()}
    # A package that came later and brings the same key: what the user added stands back.
    added = {record.key: record for record in installed.newest()}
    found = {**shipped, **added, **packaged} | shipped
    return tuple(sorted(found.values(), key=lambda record: record.key == GENERAL))


@lru_cache(maxsize=1)
def shipped_blueprints() -> tuple[Blueprint, ...]:
    """Those that come with Tracer."""
    shipped = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        if module.name in _NO_RECORDS:
            continue
        record = getattr(importlib.import_module(f"{__name__}.{module.name}"), "BLUEPRINT", None)
        if isinstance(record, Blueprint):
            shipped.append(record)
    return tuple(shipped)


_NO_RECORDS = frozenset({"contract", "installed", "shared_roles", "toml_form", "toml_lines"})
"""Modules beside the records, not imported to look for one: the contract would bring the columnar engine along."""


@lru_cache(maxsize=1)
def packaged_blueprints() -> tuple[Blueprint, ...]:
    """Those of installed packages, by the names of their entry points; as for `all_blueprints`."""
    # With all it brings along it takes longer to import than the window's first page to draw.
    from importlib.metadata import entry_points

    keys = {record.key for record in shipped_blueprints()}
    found = []
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda one: one.name):
        try:
            record = entry.load()
        except (ImportError, AttributeError) as error:
            raise InputError(
                f"The installed package's entry point {entry.value!r} cannot be loaded: {error}.",
                remedy="Uninstall or update the package that brings it.",
            ) from error
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
        found.append(record)
    return tuple(found)


@contextmanager
def considering(record: Blueprint) -> Iterator[None]:
    """Within it, `record` is one of all blueprints, in the place of another of its key: to try one not added."""
    token = _considered.set(record)
    try:
        yield
    finally:
        _considered.reset(token)


def blueprint(key: str) -> Blueprint:
    """The blueprint called `key`. Raises InputError, naming the known keys, where there is none."""
    for record in all_blueprints():
        if record.key == key.strip().lower():
            return record
    known = ", ".join(record.key for record in all_blueprints())
    raise InputError(f"There is no blueprint {key!r}.", remedy=f"The blueprints are: {known}.")
