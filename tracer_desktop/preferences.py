"""What the user prefers, and what the window remembers from one start to the next."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QSaveFile

Mode = Literal["system", "light", "dark"]
MODES: tuple[Mode, ...] = ("system", "light", "dark")
LEAST_ZOOM, GREATEST_ZOOM = 0.8, 2.0
MOST_RECENT = 12
STATE_FILE = "window.json"


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What is set under Preferences. `threads` 0: as many as the engine thinks right."""

    mode: Mode = "system"
    zoom: float = 1.0
    system_font: bool = False
    threads: int = 0
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class Recent:
    """A file or model opened before. `kind` is "table" or "model"; times are ISO 8601 in UTC.

    `run` is the newest run trained on it, with its effort and ROC AUC; `noun` what its rows are called ("customers").
    """

    path: Path
    kind: Literal["table", "model"] = "table"
    opened: str = ""
    rows: int = 0
    columns: int = 0
    noun: str = ""
    run: str | None = None
    trained: str | None = None
    effort: str = ""
    roc_auc: float | None = None

    @property
    def is_there(self) -> bool:
        """Whether the file is still where it was."""
        return self.path.is_file()


@dataclass(frozen=True, kw_only=True)
class WindowState:
    """What the window remembers: preferences, place on the screen (base64 of Qt's own bytes), recent files."""

    preferences: Preferences = field(default_factory=Preferences)
    geometry: str = ""
    recent: tuple[Recent, ...] = ()


class StateFile:
    """The window's memory on the disk: one JSON file in the workspace, replaced whole.

    What cannot be read is forgotten, not an error: nothing in it is worth a question to the user.
    """

    def __init__(self, workspace: Path) -> None:
        self.path = workspace / STATE_FILE
        self.state = _read(self.path)

    def change(self, change: Callable[[WindowState], WindowState]) -> bool:
        """Read anew (another window may have written), apply `change`, write. False when it could not be written."""
        self.state = change(_read(self.path))
        file = QSaveFile(str(self.path))
        if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
            return False
        file.write(json.dumps(_plain(self.state), ensure_ascii=False, indent=1).encode())
        return file.commit()

    def set_preferences(self, **changes: Any) -> bool:
        """Change some of the preferences."""
        return self.change(
            lambda state: dataclasses.replace(state, preferences=dataclasses.replace(state.preferences, **changes))
        )

    def remember(self, recent: Recent) -> bool:
        """Put a file at the top of the recent ones; what was known of its run stays unless told anew."""

        def change(state: WindowState) -> WindowState:
            before = next((one for one in state.recent if one.path == recent.path), None)
            now = dataclasses.replace(recent, opened=recent.opened or _now())
            if before is not None and now.run is None:
                now = dataclasses.replace(
                    now, run=before.run, trained=before.trained, effort=before.effort, roc_auc=before.roc_auc
                )
            others = tuple(one for one in state.recent if one.path != recent.path)
            return dataclasses.replace(state, recent=(now, *others)[:MOST_RECENT])

        return self.change(change)

    def forget(self, path: Path | None = None) -> bool:
        """Take one file out of the recent ones, or all."""
        return self.change(
            lambda state: dataclasses.replace(
                state, recent=() if path is None else tuple(one for one in state.recent if one.path != path)
            )
        )


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat()


def _plain(state: WindowState) -> dict[str, Any]:
    data = dataclasses.asdict(state)
    for one in data["recent"]:
        one["path"] = str(one["path"])
    return data


def _read(path: Path) -> WindowState:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        told = _known(Preferences, data.get("preferences", {}))
        preferences = Preferences(**told)
        if preferences.mode not in MODES:
            preferences = dataclasses.replace(preferences, mode="system")
        zoom = min(GREATEST_ZOOM, max(LEAST_ZOOM, float(preferences.zoom)))
        preferences = dataclasses.replace(preferences, zoom=zoom, threads=max(0, int(preferences.threads)))
        recent = tuple(Recent(**(_known(Recent, one) | {"path": Path(one["path"])})) for one in data.get("recent", []))
        return WindowState(preferences=preferences, geometry=str(data.get("geometry", "")), recent=recent)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return WindowState()


def _known(kind: type, data: dict[str, Any]) -> dict[str, Any]:
    """What a later version wrote and this one does not know is left out."""
    names = {one.name for one in dataclasses.fields(kind)}
    return {name: value for name, value in data.items() if name in names}
