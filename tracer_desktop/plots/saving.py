"""Files that are whole or not there: written beside the old one, which is replaced last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSaveFile


def save_bytes(path: Path, data: bytes) -> str:
    """Write a file; gives what went wrong, as a sentence, or "" when nothing did."""
    file = QSaveFile(str(path))
    if file.open(QSaveFile.OpenModeFlag.WriteOnly):
        file.write(data)
        if file.commit():
            return ""
    trouble = file.errorString().rstrip(".")
    return f"{trouble}."
