"""The endpoint's settings: the workspace's settings.toml, then TRACER_ENDPOINT_… variables, then flags."""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracer_engine.durable_files import storage_error
from tracer_engine.errors import InputError

SETTINGS_FILE = "settings.toml"
SECTION = "endpoint"
VARIABLE = "TRACER_ENDPOINT_"
MEBIBYTE = 1 << 20


def _within(default: float, low: float, high: float) -> Any:
    """A number with its least and its greatest value."""
    return field(default=default, metadata={"low": low, "high": high})


@dataclass(frozen=True, kw_only=True)
class EndpointSettings:
    """What can be set. Names in settings.toml, under [endpoint], are those of the fields.

    `port` 0: a free one. `token_file` None: `token` in the workspace. `log_file` None: no log, "-": stderr.
    `most_…` are limits beyond which a request is refused with 413 or 429; `…_seconds` are deadlines, after which a
    connection that is too slow is answered 408 and closed.
    """

    port: int = _within(0, 0, 65535)
    token_file: Path | None = None
    log_file: Path | None = None
    jobs_at_once: int = _within(1, 1, 64)
    most_queued: int = _within(200, 1, 100_000)
    keep_jobs_days: int = _within(30, 1, 36_500)
    scorings_at_once: int = _within(2, 1, 64)
    most_scorings_waiting: int = _within(64, 1, 10_000)
    most_connections: int = _within(256, 8, 4_000)
    most_event_streams: int = _within(32, 1, 1_000)
    most_upload_bytes: int = _within(2048 * MEBIBYTE, 1, 1 << 50)
    most_json_bytes: int = _within(4 * MEBIBYTE, 1024, 1 << 30)
    most_json_rows: int = _within(1000, 1, 100_000)
    header_seconds: float = _within(10.0, 0.1, 600.0)
    body_seconds: float = _within(20.0, 0.1, 3600.0)
    least_bytes_a_second: int = _within(1024, 1, 1 << 30)
    idle_seconds: float = _within(15.0, 1.0, 600.0)
    write_seconds: float = _within(30.0, 0.1, 3600.0)
    grace_seconds: float = _within(5.0, 0.0, 600.0)


FIELDS = {one.name: one for one in dataclasses.fields(EndpointSettings)}


def read_settings(
    workspace: Path, *, environment: Mapping[str, str] | None = None, **flags: object
) -> EndpointSettings:
    """The settings of the workspace in this folder; `flags` that are not None come before all else.

    Raises InputError where a name is unknown or a value does not fit, and says where it stands.
    """
    environment = os.environ if environment is None else environment
    path = workspace / SETTINGS_FILE
    chosen: dict[str, Any] = {}
    for name, value in _from_file(path).items():
        known = _known(name, f"[{SECTION}] in {path}")
        chosen[known] = _fitting(known, value, f"{name} in {path}")
    for variable, text in environment.items():
        if variable.upper().startswith(VARIABLE):
            name = _known(variable[len(VARIABLE) :].lower(), f"the variable {variable}")
            chosen[name] = _fitting(name, text, f"the variable {variable}")
    for name, value in flags.items():
        if value is not None:
            chosen[name] = _fitting(name, value, f"--{name.replace('_', '-')}")
    return EndpointSettings(**chosen)


def _from_file(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text.", remedy="Save it as UTF-8.") from error
    except OSError as error:
        raise storage_error(error, path, "read") from error
    try:
        section = tomllib.loads(text).get(SECTION, {})
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is not a TOML file: {error}.", remedy="Correct that place.") from error
    if not isinstance(section, dict):
        raise InputError(f"{SECTION} in {path} is no table.", remedy=f"Begin it with the line [{SECTION}].")
    return section


def _known(name: str, where: str) -> str:
    if name in FIELDS:
        return name
    near = difflib.get_close_matches(name, FIELDS, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(FIELDS)}."
    raise InputError(f"There is no setting {name!r} ({where}).", remedy=hint)


def _fitting(name: str, value: object, where: str) -> Any:
    """The value as its field wants it. Raises InputError."""
    one = FIELDS[name]
    if "low" not in one.metadata:
        if not str(value).strip() or not isinstance(value, str | Path):
            raise InputError(f"{where} is {value!r}, which is no path.", remedy="Give the path of a file.")
        return Path(value).expanduser()
    low, high = one.metadata["low"], one.metadata["high"]
    kind = int if isinstance(one.default, int) else float
    try:
        if isinstance(value, bool):
            raise TypeError
        number = kind(value.replace("_", "") if isinstance(value, str) else value)  # type: ignore[arg-type, call-overload]
        fits = low <= number <= high and (kind is float or not isinstance(value, float) or number == value)
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits:
        what = "a whole number" if kind is int else "a number"
        raise InputError(
            f"{where} is {str(value)[:80]!r}, which does not fit.",
            remedy=f"Give {what} from {low:,} to {high:,}, without the commas.",
        )
    return number
