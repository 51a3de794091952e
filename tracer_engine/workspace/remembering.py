"""Whether scored files are remembered: a variable, else a switch in the workspace's settings, else yes."""

from __future__ import annotations

import os
import re
import tomllib
from typing import Any, NamedTuple

from tracer_engine.blueprints.toml_lines import lines_of
from tracer_engine.durable_files import storage_error, write_durably
from tracer_engine.errors import InputError
from tracer_engine.workspace.workspace import Workspace

SETTINGS_FILE = "settings.toml"
SECTION = "scoring"
SWITCH = "remember"
VARIABLE = "TRACER_REMEMBER"
_SWITCHED = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class Remembering(NamedTuple):
    """Whether scored files are remembered, and whether the variable TRACER_REMEMBER says so."""

    on: bool
    by_variable: bool


def remembers(workspace: Workspace) -> bool:
    """Whether scored files are to be remembered. Raises InputError, as `remembering`."""
    return remembering(workspace).on


def remembering(workspace: Workspace) -> Remembering:
    """TRACER_REMEMBER, else `remember` under [scoring] in settings.toml, else yes.

    Raises InputError where a setting is neither yes nor no, or the file cannot be read.
    """
    told: object = os.environ.get(VARIABLE)
    where = f"The variable {VARIABLE}"
    by_variable = told is not None
    if not by_variable:
        told = _section(_read(workspace), workspace).get(SWITCH, True)
        where = f"{SWITCH} under [{SECTION}] in {workspace.path / SETTINGS_FILE}"
    known = told if isinstance(told, bool) else _SWITCHED.get(str(told).lower())
    if known is None:
        raise InputError(f"{where} is {told!r}, which is neither yes nor no.", remedy="Give true or false.")
    return Remembering(known, by_variable)


def set_remembering(workspace: Workspace, on: bool) -> None:
    """Write the switch into settings.toml; every other line of it stays as it is.

    Raises InputError where the file is no TOML, or holds the switch in a form that is not one line of its own;
    StorageError.
    """
    path = workspace.path / SETTINGS_FILE
    text = _read(workspace)
    _section(text, workspace)
    ends = "\r\n" if "\r\n" in text else "\n"
    rows = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
    places = lines_of("\n".join(rows))
    line = f"{SWITCH} = {'true' if on else 'false'}"
    if (SECTION, SWITCH) in places:
        at = places[SECTION, SWITCH] - 1
        rows[at] = re.sub(rf"^(\s*){SWITCH}\s*=\s*[^#\s]+", rf"\g<1>{line}", rows[at])
    elif (SECTION,) in places:
        rows.insert(places[SECTION,], line)
    else:
        rows += [*([""] if rows else []), f"[{SECTION}]", line]
    new = ends.join(rows) + ends
    try:
        done = tomllib.loads(new).get(SECTION, {}).get(SWITCH) is on
    except (tomllib.TOMLDecodeError, AttributeError):
        done = False
    if not done:
        raise InputError(
            f"{path} holds [{SECTION}] in a form that Tracer does not change.",
            remedy=f"Write the line “{line}” under [{SECTION}] yourself.",
        )
    write_durably(path, new)


def _read(workspace: Workspace) -> str:
    path = workspace.path / SETTINGS_FILE
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read: it is not UTF-8 text.", remedy="Correct it, or remove it.") from error
    except OSError as error:
        raise storage_error(error, path, "read") from error


def _section(text: str, workspace: Workspace) -> dict[str, Any]:
    """What stands under [scoring]."""
    path = workspace.path / SETTINGS_FILE
    try:
        section = tomllib.loads(text).get(SECTION, {})
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} cannot be read: {error}.", remedy="Correct it, or remove it.") from error
    if not isinstance(section, dict):
        raise InputError(
            f"{path} cannot be read: {SECTION} is no section.", remedy=f"Begin it with the line [{SECTION}]."
        )
    return section
