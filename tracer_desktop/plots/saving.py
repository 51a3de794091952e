"""Files that are whole or not there: written beside the old one, which is replaced last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSaveFile

_OWNERS = QSaveFile.Permission.ReadOwner | QSaveFile.Permission.WriteOwner


def save_bytes(path: Path, data: bytes) -> str:
    """Write a file for its owner alone, as the engine does; what went wrong, as a sentence, or "" when nothing did."""
    file = QSaveFile(str(path))
    if file.open(QSaveFile.OpenModeFlag.WriteOnly):
        file.setPermissions(_OWNERS)
        if file.write(data) == len(data) and file.commit():
            return ""
    trouble = file.errorString().rstrip(".")
    return f"{trouble}."
