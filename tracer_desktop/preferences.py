"""What the user prefers, and what the window remembers from one start to the next.

Read before the window's first picture, so its records are named tuples: a dataclass takes thrice the time to make.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Mode = Literal["system", "light", "dark"]
MODES: tuple[Mode, ...] = ("system", "light", "dark")
LEAST_ZOOM, GREATEST_ZOOM = 0.8, 2.0
MOST_RECENT = 12
STATE_FILE = "window.json"


class Preferences(NamedTuple):
    """What is set under Preferences. `threads` 0: as many as the engine thinks right."""

    mode: Mode = "system"
    zoom: float = 1.0
    system_font: bool = False
    threads: int = 0
    language: str = "en"


class Recent(NamedTuple):
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


class WindowState(NamedTuple):
    """What the window remembers: preferences, place on the screen (base64 of Qt's own bytes), recent files."""

    preferences: Preferences = Preferences()
    geometry: str = ""
    recent: tuple[Recent, ...] = ()


class StateFile:
    """The window's memory on the disk: one JSON file in the workspace, replaced whole, beside the window's thread.

    What cannot be read or written is forgotten, not an error: nothing in it is worth a question to the user.
    """

    def __init__(self, workspace: Path) -> None:
        self.path = workspace / STATE_FILE
        self.state = _read(self.path)

    def change(self, change: Callable[[WindowState], WindowState]) -> None:
        """Read anew (another window may have written) unless we are writing, apply `change`, have it written."""
        self.state = change(self.state if _is_writing(self.path) else _read(self.path))
        _write(self.path, json.dumps(_plain(self.state), ensure_ascii=False, indent=1).encode())

    def set_preferences(self, **changes: Any) -> None:
        """Change some of the preferences."""
        self.change(lambda state: state._replace(preferences=state.preferences._replace(**changes)))

    def remember(self, recent: Recent) -> None:
        """Put a file at the top of the recent ones; what was known of its run stays unless told anew."""

        def change(state: WindowState) -> WindowState:
            before = next((one for one in state.recent if one.path == recent.path), None)
            now = recent._replace(opened=recent.opened or _now())
            if before is not None and now.run is None:
                now = now._replace(run=before.run, trained=before.trained, effort=before.effort, roc_auc=before.roc_auc)
            others = tuple(one for one in state.recent if one.path != recent.path)
            return state._replace(recent=(now, *others)[:MOST_RECENT])

        self.change(change)

    def forget(self, path: Path | None = None) -> None:
        """Take one file out of the recent ones, or all."""
        self.change(
            lambda state: state._replace(
                recent=() if path is None else tuple(one for one in state.recent if one.path != path)
            )
        )


def _now() -> str:
    import datetime

    return datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat()


def _plain(state: WindowState) -> dict[str, Any]:
    recent = [one._asdict() | {"path": str(one.path)} for one in state.recent]
    return state._asdict() | {"preferences": state.preferences._asdict(), "recent": recent}


_writers: list[ThreadPoolExecutor] = []
_writing: dict[Path, Future[None]] = {}
_to_write: dict[Path, bytes] = {}


def _write(path: Path, content: bytes) -> None:
    """Replace a file as soon as can be; of several contents the last. The program ends only when it is done."""
    from concurrent.futures import ThreadPoolExecutor

    if not _writers:
        _writers.append(ThreadPoolExecutor(1, thread_name_prefix="window-state"))
    _to_write[path] = content
    _writing[path] = _writers[0].submit(_replace, path)


def _replace(path: Path) -> None:
    from PySide6.QtCore import QSaveFile

    content = _to_write.pop(path, None)
    file = QSaveFile(str(path))
    if content is not None and file.open(QSaveFile.OpenModeFlag.WriteOnly):
        file.write(content)
        file.commit()


def _is_writing(path: Path) -> bool:
    return path in _writing and not _writing[path].done()


def _read(path: Path) -> WindowState:
    if path in _writing:
        _writing.pop(path).result()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        told = _known(Preferences, data.get("preferences", {}))
        preferences = Preferences(**told)
        if preferences.mode not in MODES:
            preferences = preferences._replace(mode="system")
        zoom = min(GREATEST_ZOOM, max(LEAST_ZOOM, float(preferences.zoom)))
        preferences = preferences._replace(zoom=zoom, threads=max(0, int(preferences.threads)))
        recent = tuple(Recent(**(_known(Recent, one) | {"path": Path(one["path"])})) for one in data.get("recent", []))
        return WindowState(preferences=preferences, geometry=str(data.get("geometry", "")), recent=recent)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return WindowState()


def _known(kind: type[Preferences | Recent], data: dict[str, Any]) -> dict[str, Any]:
    """What a later version wrote and this one does not know is left out."""
    return {name: value for name, value in data.items() if name in kind._fields}
