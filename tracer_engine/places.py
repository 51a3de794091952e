"""Where Tracer keeps what it keeps: the workspace's folder, found without opening it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

HOME_VARIABLE = "TRACER_HOME"
POINTER_FILE = "workspace.txt"


def workspace_place() -> Path:
    """Where `open_workspace` will look next time when it is told no path."""
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home)
    with contextlib.suppress(OSError, UnicodeDecodeError):
        chosen = Path(pointer().read_text(encoding="utf-8").strip())
        if chosen.is_absolute():
            return chosen
    import platformdirs

    return Path(platformdirs.user_data_dir("tracer", appauthor=False))


def pointer() -> Path:
    """The file that says where the workspace is, when it is not in the user's data folder."""
    import platformdirs

    return Path(platformdirs.user_config_dir("tracer", appauthor=False)) / POINTER_FILE
