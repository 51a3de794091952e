"""Rows that could not be read, kept beside the scores."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Sequence
from pathlib import Path

from tracer_engine.durable_files import write_durably

_HEADER = "\ufeffrow,text\r\n"


def set_aside_path(scored: Path) -> Path:
    """SCORED.csv gives SCORED.set-aside.csv."""
    return scored.with_name(f"{scored.stem}.set-aside.csv")


def write_set_aside(scored: Path, rows: Sequence[tuple[int, str]]) -> None:
    """Write (row number in the file, raw text) of rows set aside; nothing is written when there are none."""
    if rows:
        save_set_aside(set_aside_path(scored), rows)


def save_set_aside(path: Path, rows: Sequence[tuple[int, str]]) -> None:
    """Write (row number in the file, raw text) to `path`. Raises StorageError."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    write_durably(path, _HEADER + text.getvalue())


def remove_old_set_aside(scored: Path) -> None:
    """Remove what an earlier writing of `scored` set aside: beside scores that set nothing aside it would mislead.

    Only a file with our own header goes; one that cannot be read or removed stays.
    """
    path, header = set_aside_path(scored), _HEADER.encode("utf-8")
    with contextlib.suppress(OSError):
        with path.open("rb") as file:
            ours = file.read(len(header)) == header
        if ours:
            path.unlink()
