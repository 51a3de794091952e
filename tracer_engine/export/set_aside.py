"""Rows that could not be read, kept beside the scores."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from tracer_engine.durable_files import write_durably


def set_aside_path(scored: Path) -> Path:
    """SCORED.csv gives SCORED.set-aside.csv."""
    return scored.with_name(f"{scored.stem}.set-aside.csv")


def write_set_aside(scored: Path, rows: Sequence[tuple[int, str]]) -> None:
    """Write (row number in the file, raw text) of rows set aside; nothing is written when there are none."""
    if not rows:
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["row", "text"])
    writer.writerows(rows)
    write_durably(set_aside_path(scored), "\ufeff" + text.getvalue())
