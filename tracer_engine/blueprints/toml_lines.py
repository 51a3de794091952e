"""On which line of a TOML file a value stands: Python's own reader does not tell."""

from __future__ import annotations

import tomllib
from typing import Any

Place = tuple[str | int, ...]


def lines_of(text: str) -> dict[Place, int]:
    """The line (from 1) of every section, name and list item of `text`, which has to be TOML with Unix line ends."""
    rows = text.split("\n")
    lines: dict[Place, int] = {}
    section: Place = ()
    repeated: dict[Place, int] = {}
    at = 0
    while at < len(rows):
        row = rows[at].strip()
        if not row or row.startswith("#"):
            at += 1
        elif row.startswith("["):
            section = _section(tomllib.loads(row), repeated)
            _note(lines, section, at + 1)
            at += 1
        else:
            end, parsed = _statement(rows, at)
            _note_values(lines, section, parsed, rows[at:end], at + 1)
            at = end
    return lines


def _section(parsed: dict[str, Any], repeated: dict[Place, int]) -> Place:
    """The place of a section; [[one]] that is there several times has numbers."""
    place: Place = ()
    inner: Any = parsed
    while inner:
        if isinstance(inner, list):
            repeated[place] = repeated.get(place, -1) + 1
            return (*place, repeated[place])
        name = next(iter(inner))
        place, inner = (*place, name), inner[name]
        if place in repeated and not isinstance(inner, list):
            place = (*place, repeated[place])
    return place


def _statement(rows: list[str], start: int) -> tuple[int, dict[str, Any]]:
    """Where `name = value` that begins at `start` ends (lists and long texts take several rows), and what it says."""
    for end in range(start + 1, len(rows) + 1):
        if rows[end - 1].rstrip().endswith(",") and end < len(rows):
            continue
        try:
            return end, tomllib.loads("\n".join(rows[start:end]))
        except tomllib.TOMLDecodeError:
            continue
    return len(rows), {}


def _note_values(lines: dict[Place, int], place: Place, value: Any, rows: list[str], first: int) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _note(lines, (*place, name), first)
            _note_values(lines, (*place, name), inner, rows, first)
    elif isinstance(value, list):
        row = 0
        for number, item in enumerate(value):
            # A list over several rows: the item is looked for from the row of the one before it on.
            row = next((at for at in range(row, len(rows)) if str(item) in rows[at]), row)
            _note(lines, (*place, number), first + row)
            _note_values(lines, (*place, number), item, rows[row:], first + row)


def _note(lines: dict[Place, int], place: Place, line: int) -> None:
    """Notes a line, and for what holds it where that has none of its own."""
    for length in range(1, len(place) + 1):
        lines.setdefault(place[:length], line)
